import { cleanup, fireEvent, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { fi } from "../../../i18n/fi";
import type { AgendaView, Phase, PhaseView } from "../../../protocol/generated";
import { group, personOf, sampleRoom } from "../../../room/sample";
import { renderInRoom } from "../../testing";
import { AgendaEditor } from "./AgendaEditor";
import { AgendaSection } from "./AgendaSection";
import { draftsOf, planOf } from "./draft";
import { GoToPhase, whatHappens } from "./GoToPhase";
import { NowStrip } from "./NowStrip";

const NOW = Date.UTC(2026, 10, 22, 12);

// Only what time it is stands still; what waits goes on.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
  vi.setSystemTime(NOW);
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const plan = (title: string, more: Partial<Phase> = {}): Phase => ({ title, scene: "everyone", turns: "free", cut: false, coffee_table: false, own_task: false, helps: [], ...more });
const phase = (id: number, title: string, more: Partial<Phase> = {}, state: Partial<PhaseView> = {}): PhaseView => ({ phase: id, plan: plan(title, { minutes: 15, ...more }), skipped: false, done: false, ...state });
const GROUPS = { shape: { type: "size", people: 4 }, assignment: { type: "random" }, names: ["Koivu"], minutes: 20, warnings: [3], countdown_seconds: 10, late: "plenary", observers: "stay", notes: "keep" } as const;
const groups = { ...GROUPS, names: [...GROUPS.names], warnings: [...GROUPS.warnings] };
const AGENDA: AgendaView = {
  phases: [phase(1, "Alku", {}, { done: true }), phase(2, "Kierros", { task: "Kerro", material: { title: "Diat", address: "https://a.fi/d" } }), phase(3, "Tauko", { scene: "break" }), phase(4, "Ryhmät", { groups })],
  current: { phase: 2, since: NOW - 60_000, ends_at: NOW + 600_000 },
};
const staff = (agenda: AgendaView | undefined = AGENDA) => sampleRoom({ role: "facilitator", more: agenda === undefined ? {} : { agenda } });
const rows = () => screen.getAllByRole("listitem").filter((each) => each.hasAttribute("data-phase"));

it("shows everybody which phase is now, with its task, its material in a new tab and the time left", () => {
  renderInRoom(
    <>
      <NowStrip />
      <AgendaSection />
    </>,
    sampleRoom({ more: { agenda: AGENDA } }),
  );
  expect(rows().map((each) => [each.getAttribute("data-stage"), each.getAttribute("aria-current")])).toEqual([
    ["over", null],
    ["now", "step"],
    ["to_come", null],
    ["to_come", null],
  ]);
  const link = screen.getByRole("link", { name: "Avaa: Diat (avautuu uuteen välilehteen)" });
  expect([link.getAttribute("target"), link.getAttribute("rel")]).toEqual(["_blank", "noopener noreferrer"]);
  expect(screen.getAllByText(/10:00 jäljellä/)).toHaveLength(2);
  expect(screen.getByText("Kerro")).toBeTruthy();
  // Nothing else of it is for those who only take part.
  expect(screen.getAllByRole("button").map((each) => each.textContent)).toEqual(["Tehtävä"]);
  expect(screen.queryByText("Vain ohjaajille")).toBeNull();
});

it("tells the crew what the phase could not open, and why", () => {
  const { tell } = renderInRoom(<NowStrip />, staff());
  expect(screen.getByRole("status").textContent).toBe("");
  const failed = { ...AGENDA, current: { ...AGENDA.current, phase: 2, since: NOW, failed: "on_break" as const } };
  tell({ type: "agenda_changed", agenda: failed });
  expect(screen.getByRole("status").textContent).toContain("pienryhmiä tai kyselyä ei voitu avata");
});

it("leads from the strip to what is to be done", async () => {
  const { done } = renderInRoom(<NowStrip />, sampleRoom({ more: { agenda: AGENDA } }));
  await userEvent.click(screen.getByRole("button", { name: "Tehtävä: Kierros" }));
  expect(done).toEqual(["show agenda"]);
  cleanup();
  renderInRoom(<NowStrip />, sampleRoom({ more: { agenda: { ...AGENDA, current: { phase: 3, since: 0 } } } }));
  expect(screen.queryByRole("button")).toBeNull();
});

it("shows a material that is no page of the web without a link", () => {
  const material = { title: "Diat", address: "javascript:alert(1)" };
  renderInRoom(<AgendaSection />, sampleRoom({ more: { agenda: { phases: [phase(1, "Alku", { material })], current: { phase: 1, since: 0 } } } }));
  expect(screen.queryByRole("link")).toBeNull();
  expect(screen.getByText("Materiaali: Diat")).toBeTruthy();
});

it("asks once before the next phase, gives more time, and passes a phase over", async () => {
  const user = userEvent.setup();
  const { sent, asked } = renderInRoom(<AgendaSection />, staff());
  await user.click(screen.getByRole("button", { name: "Seuraava vaihe" }));
  expect([asked, sent]).toEqual([[{ type: "go_to_phase", direction: "next" }], []]);
  await user.click(screen.getByRole("button", { name: "Pidennä vaihetta: +5 min" }));
  await user.click(screen.getByRole("button", { name: "Valinnat: Tauko" }));
  await user.click(await screen.findByRole("menuitem", { name: "Jätä väliin" }));
  expect(sent).toEqual([
    { type: "extend_phase", minutes: 5 },
    { type: "skip_phase", phase: 3, skipped: true },
  ]);
});

it("does not begin another while the groups are coming back for one", () => {
  renderInRoom(<AgendaSection />, staff({ ...AGENDA, current: { phase: 2, since: 0, then: 3 } }));
  expect(screen.getByText("Pienryhmät palaavat. Sitten alkaa: Tauko.")).toBeTruthy();
  expect(screen.getByRole("button", { name: "Seuraava vaihe" }).getAttribute("aria-disabled")).toBe("true");
});

it("says in plain words what will happen", () => {
  const inGroups = sampleRoom({ role: "facilitator", groups: [1, 2], people: [personOf(1, "Aino", { role: "facilitator" }), personOf(2, "Björn", { place: group(1) })] });
  expect(whatHappens(inGroups, plan("Tauko", { scene: "break", minutes: 15, coffee_table: true }), "next", fi)).toEqual([
    "Pienryhmät kutsutaan takaisin. Niillä on 30 sekuntia aikaa lopettaa. Vaihe alkaa, kun kaikki ovat palanneet.",
    "Alkaa 15 minuutin tauko. Kaikkien mikrofonit ja kamerat sulkeutuvat.",
    "Kahvipöytä on auki.",
  ]);
  const question = { question: "Jatketaanko?", kind: { type: "single", options: ["Joo", "Ei"] } as const, anonymous: true };
  const prepared = plan("Ryhmät", { groups, minutes: 30, brings: { type: "visitor", participant: 3 }, question: { ...question, kind: { ...question.kind, options: [...question.kind.options] } }, turns: "queue" });
  expect(whatHappens(staff(), prepared, "next", fi)).toEqual([
    "Avautuvat pienryhmät: 4 hengen ryhmiä, arvotaan, 20 minuuttia.",
    "Aikaa on 30 minuuttia.",
    "Mikrofoni kuuluu vain sillä, jolla on puheenvuoro, ja ohjaajilla.",
    "Sirpa tulee takahuoneesta.",
    "Kaikilta kysytään: Jatketaanko?",
  ]);
  expect(whatHappens(staff(), prepared, "previous", fi)).toContain("Pienryhmät ja kysely eivät avaudu uudelleen.");
});

it("goes on with a recall of half a minute", async () => {
  const { sent } = renderInRoom(<GoToPhase direction="next" onClose={() => {}} />, staff());
  await userEvent.click(screen.getByRole("button", { name: "Aloita vaihe" }));
  expect(sent).toEqual([{ type: "next_phase", seconds: 30 }]);
});

it("asks no longer when somebody else has gone on meanwhile", () => {
  const closed: string[] = [];
  const { tell } = renderInRoom(<GoToPhase direction="next" onClose={() => closed.push("closed")} />, staff());
  expect(screen.getByRole("heading", { name: "Siirrytäänkö vaiheeseen ”Tauko”?" })).toBeTruthy();
  tell({ type: "agenda_changed", agenda: { ...AGENDA, current: { phase: 3, since: NOW } } });
  expect(closed).not.toEqual([]);
  expect(screen.queryByRole("button", { name: "Aloita vaihe" })).toBeNull();
});

it("comes back from a phase to where it is in the list", async () => {
  const user = userEvent.setup();
  open();
  await user.click(screen.getByRole("button", { name: "Muokkaa: Ryhmät" }));
  await user.click(screen.getByRole("button", { name: "Takaisin ohjelmaan" }));
  expect(document.activeElement?.getAttribute("aria-label")).toBe("Muokkaa: Ryhmät");
});

const open = (agenda: AgendaView | undefined = AGENDA) => {
  const closed: string[] = [];
  const all = renderInRoom(<AgendaEditor onClose={() => closed.push("closed")} />, staff(agenda), { answer: { type: "ok" } });
  return { ...all, closed };
};
const save = () => screen.getByRole("button", { name: "Tallenna ohjelma" });
const write = (label: string, text: string) => fireEvent.change(screen.getByRole("textbox", { name: label }), { target: { value: text } });
const titles = () => [...document.querySelectorAll("[data-edit] .phase-title")].map((each) => each.textContent?.replace(/^\d+ /, ""));

it("puts phases into another order with the keyboard, keeps the focus, and sends the whole list", async () => {
  const user = userEvent.setup();
  const { sent, closed } = open();
  // What has begun stays where it is.
  expect(screen.getByRole("button", { name: "Siirrä alas: Kierros" }).getAttribute("aria-disabled")).toBe("true");
  expect(screen.getByRole("button", { name: "Siirrä ylös: Tauko" }).getAttribute("aria-disabled")).toBe("true");
  expect(save().getAttribute("aria-disabled")).toBe("true");
  const up = screen.getByRole("button", { name: "Siirrä ylös: Ryhmät" });
  up.focus();
  await user.keyboard("{Enter}");
  expect(titles()).toEqual(["Alku", "Kierros", "Ryhmät", "Tauko"]);
  expect(document.activeElement?.getAttribute("aria-label")).toBe("Siirrä ylös: Ryhmät");
  expect(screen.getByText("Ryhmät on nyt 3. vaihe. Vaiheita on 4.")).toBeTruthy();
  await user.click(save());
  // What the form does not show is as it was.
  expect(sent).toEqual([{ type: "set_agenda", phases: [1, 2, 4, 3].map((id) => ({ phase: id, plan: AGENDA.phases.find((each) => each.phase === id)?.plan })) }]);
  expect(closed).toEqual(["closed"]);
});

it("makes a phase with all that belongs to it, and says what is missing", async () => {
  const user = userEvent.setup();
  const { sent } = open({ phases: [] });
  await user.click(screen.getByRole("button", { name: "Lisää vaihe" }));
  await user.click(save());
  expect(screen.getByRole("alert").textContent).toBe("Vaihe 1: Kirjoita vaiheelle nimi.");
  write("Vaiheen nimi", "Pohdinta");
  write("Kesto minuutteina", "25");
  await user.click(screen.getByRole("checkbox", { name: "Jaa ihmiset pienryhmiin" }));
  write("Montako ihmistä ryhmässä?", "3");
  await user.selectOptions(screen.getByRole("combobox", { name: "Kuka vetää?" }), "Björn");
  await user.selectOptions(screen.getByRole("combobox", { name: "Kuka auttaa?" }), "Sirpa");
  write("Muistiinpano ohjaajille", "Hiljaa alkuun");
  await user.click(save());
  expect(sent).toEqual([
    {
      type: "set_agenda",
      phases: [
        {
          plan: {
            ...plan("Pohdinta", { minutes: 25 }),
            groups: { shape: { type: "size", people: 3 }, assignment: { type: "random" }, names: [], minutes: 20, warnings: [], countdown_seconds: 10, late: "smallest_group", observers: "dealt", notes: "keep" },
            leads: { type: "visitor", participant: 2 },
            helps: [{ type: "visitor", participant: 3 }],
            note: "Hiljaa alkuun",
          },
        },
      ],
    },
  ]);
});

it("asks for a length of a break, and for the task of an own task", async () => {
  const user = userEvent.setup();
  open();
  await user.click(screen.getByRole("button", { name: "Muokkaa: Tauko" }));
  write("Kesto minuutteina", "");
  await user.click(save());
  expect(screen.getByRole("alert").textContent).toBe("Vaihe 3: Tauolla täytyy olla kesto, 1–480 minuuttia.");
  await user.click(screen.getByRole("radio", { name: "Oma tehtävä" }));
  write("Kesto minuutteina", "121");
  await user.click(save());
  expect(screen.getByRole("alert").textContent).toContain("1–120 minuuttia");
});

it("keeps what is written when somebody else changes the programme meanwhile", async () => {
  const user = userEvent.setup();
  const { tell, sent } = open();
  await user.click(screen.getByRole("button", { name: "Muokkaa: Tauko" }));
  write("Vaiheen nimi", "Tauko ulkona");
  tell({ type: "agenda_changed", agenda: { ...AGENDA, phases: [...AGENDA.phases, phase(5, "Uusi")] } });
  const notice = within(screen.getByText(/Joku muu muutti ohjelmaa/).closest<HTMLElement>(".notice") ?? document.body);
  expect(screen.getByRole<HTMLInputElement>("textbox", { name: "Vaiheen nimi" }).value).toBe("Tauko ulkona");
  expect(save().getAttribute("aria-disabled")).toBe("true");
  await user.click(notice.getByRole("button", { name: "Tallenna minun ohjelmani sen tilalle" }));
  await user.click(save());
  expect(sent.at(-1)).toMatchObject({ type: "set_agenda", phases: [{}, {}, { phase: 3, plan: { title: "Tauko ulkona" } }, {}] });
});

it("follows what is new while nothing is written, and asks before it throws anything away", async () => {
  const user = userEvent.setup();
  const { tell, closed } = open();
  tell({ type: "agenda_changed", agenda: { ...AGENDA, phases: [...AGENDA.phases, phase(5, "Uusi")] } });
  expect(titles()).toEqual(["Alku", "Kierros", "Tauko", "Ryhmät", "Uusi"]);
  await user.click(screen.getByRole("button", { name: "Poista: Uusi" }));
  await user.click(screen.getByRole("button", { name: "Sulje tallentamatta" }));
  expect([closed, document.activeElement?.textContent]).toEqual([[], "Jatka muokkaamista"]);
  await user.click(screen.getByRole("button", { name: "Hylkää muutokset" }));
  expect(closed).toEqual(["closed"]);
});

it("says who is seen in a phase that begins with a scene, and that everybody is when one ends", () => {
  const bowl = plan("Akvaario", { scene: "fishbowl" });
  expect(whatHappens(staff(), bowl, "next", fi)).toEqual(["Kaikki ovat yhteisessä tilassa.", fi.scenes.will.fishbowl]);
  const room = staff();
  const staged = { ...room, view: { ...room.view, scenes: [{ place: { type: "plenary" } as const, scene: { type: "stage" } as const, seen: [1] }] } };
  expect(whatHappens(staged, plan("Kuulumiset", {}), "next", fi)).toContain("Kaikki nähdään ja kuullaan taas.");
  expect(whatHappens(staged, plan("Tauko", { scene: "break", minutes: 5 }), "next", fi)).not.toContain("Kaikki nähdään ja kuullaan taas.");
});

it.each(["stage", "reflecting_team", "fishbowl"] as const)("writes a phase with a %s as it was read, without a length too", (scene) => {
  const written = plan("Reflektio", { scene });
  const [draft] = draftsOf({ phases: [{ phase: 1, plan: written, skipped: false, done: false }] });
  if (draft === undefined) throw new Error("no draft");
  expect(draft.kind).toBe(scene);
  expect(planOf(draft, fi)).toEqual(written);
  expect(planOf({ ...draft, kind: "own_task", minutes: "5", task: "Kävele" }, fi)).toMatchObject({ scene: "everyone", own_task: true });
});
