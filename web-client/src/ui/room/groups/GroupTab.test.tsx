import { cleanup, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import type { CardView, GroupsRun, InsideView, NoteView, RoomView } from "../../../protocol/generated";
import { group, personOf, sampleRoom } from "../../../room/sample";
import { renderInRoom } from "../../testing";
import { GroupTab } from "./GroupTab";
import { Prepare } from "./Prepare";
import { ShownCard } from "./ShownCard";

afterEach(cleanup);

const RUN: GroupsRun = { recalled: false, warnings: [1], chosen: false, late: "plenary", notes: "show", announcements: [] };
const INSIDE: InsideView = { group: 1, visits: [], shared: false };
const NOTE: NoteView = { group: 1, text: "Apu" };
const inGroup = (more: Partial<RoomView> = {}) =>
  sampleRoom({
    people: [personOf(1, "Aino", { place: group(1) }), personOf(2, "Björn", { place: group(1) })],
    groups: [1],
    more: { run: RUN, inside: INSIDE, note: NOTE, ...more },
  });
const button = (name: string | RegExp) => screen.getByRole("button", { name });
const note = () => screen.getByLabelText<HTMLTextAreaElement>("Ryhmän muistiinpanot");

it("says that we are ready, and takes it back", async () => {
  const { sent, tell } = renderInRoom(<GroupTab />, inGroup(), { answer: { type: "ok" } });
  await userEvent.click(button("Olemme valmiita"));
  tell({ type: "groups_changed", groups: [{ group: 1, number: 1, colour: "blue", ready_since: 5 }], run: RUN });
  await userEvent.click(button("Olemme valmiita"));
  expect(sent).toEqual([{ type: "say_ready", ready: true }, { type: "say_ready", ready: false }]);
});

it("lets one write at a time, and says who", async () => {
  const { sent, tell } = renderInRoom(<GroupTab />, inGroup(), { answer: { type: "ok" } });
  expect([note().readOnly, note().value]).toEqual([true, "Apu"]);
  await userEvent.click(button("Kirjoita muistiinpanoja"));
  expect(sent).toEqual([{ type: "take_note" }]);
  tell({ type: "note_changed", note: { ...NOTE, writer: 1, written_at: 0 } });
  expect(document.activeElement).toBe(note());
  await userEvent.type(note(), "!");
  tell({ type: "note_changed", note: { ...NOTE, text: "Apu!", writer: 1, written_at: 0 } });
  expect(note().value).toBe("Apu!");
  expect(sent).toContainEqual({ type: "write_note", text: "Apu!" });
});

it("does not take the note from somebody who writes, until they have been idle for a minute", async () => {
  const writes = { ...NOTE, writer: 2, written_at: 0 };
  const { sent } = renderInRoom(<GroupTab />, { ...inGroup({ note: writes }), epoch: Date.now() });
  expect(screen.getByText("Björn kirjoittaa nyt.")).toBeTruthy();
  await userEvent.click(button("Kirjoita muistiinpanoja"));
  expect(sent).toEqual([]);
  cleanup();
  const later = renderInRoom(<GroupTab />, { ...inGroup({ note: writes }), epoch: Date.now() - 62_000 });
  await userEvent.click(button("Kirjoita muistiinpanoja"));
  expect(later.sent).toEqual([{ type: "take_note" }]);
});

it("keeps what I wrote beside the note when somebody else takes it", async () => {
  const { tell } = renderInRoom(<GroupTab />, inGroup({ note: { ...NOTE, writer: 1, written_at: 0 } }), { answer: { type: "lost" } });
  await userEvent.type(note(), " ja kahvi");
  tell({ type: "note_changed", note: { ...NOTE, text: "Apu", writer: 2, written_at: 1 } });
  expect([note().value, note().readOnly]).toEqual(["Apu", true]);
  expect(screen.getByText("Apu ja kahvi")).toBeTruthy();
  await userEvent.click(button("Poista tämä"));
  expect(screen.queryByText("Apu ja kahvi")).toBe(null);
});

it("shares what is on the screen: a changed card is saved first", async () => {
  const { sent } = renderInRoom(<GroupTab />, inGroup(), { answer: { type: "ok" } });
  expect(screen.getByText(/ohjaajat saavat sen ja voivat näyttää sen kaikille/)).toBeTruthy();
  await userEvent.type(screen.getByLabelText("Kortin teksti"), "Apu auttoi.");
  await userEvent.click(button("Jaa kortti kaikille"));
  expect(sent).toEqual([{ type: "write_card", text: "Apu auttoi." }, { type: "share_card", shared: true }]);
});

it("keeps my words for the card when somebody else changes it, and shows theirs", async () => {
  const { tell } = renderInRoom(<GroupTab />, inGroup({ inside: { ...INSIDE, card: "Apu" } }));
  await userEvent.type(screen.getByLabelText("Kortin teksti"), " ja kahvi");
  tell({ type: "inside_changed", inside: { ...INSIDE, card: "Tee" } });
  expect(screen.getByLabelText<HTMLTextAreaElement>("Kortin teksti").value).toBe("Apu ja kahvi");
  expect(screen.getByText("Tee")).toBeTruthy();
});

it("shows who visited, and that they only listened", () => {
  const visits = [{ participant: 2, listening: true, begins_at: 0, ended_at: 60_000 }];
  renderInRoom(<GroupTab />, inGroup({ inside: { ...INSIDE, visits } }));
  expect(document.querySelector(".visit-log li")?.textContent).toMatch(/^Björn, .+–.+ · kuunteli$/);
});

it("lets an observer read and not write", () => {
  const room = inGroup();
  const people = room.view.people.map((each) => (each.participant === 1 ? { ...each, role: "observer" as const } : each));
  renderInRoom(<GroupTab />, { ...room, view: { ...room.view, people } });
  expect(note().value).toBe("Apu");
  expect(screen.queryByRole("button", { name: /valmiita|Kirjoita|Jaa/ })).toBe(null);
});

const SHOWN: CardView = { group: 1, number: 1, text: "Apu", shown: true, showing: true };
const NEXT: CardView = { group: 2, number: 2, name: "Tee", text: "Vertaiset", shown: false, showing: false };

it("shows one card after the other, and puts it away", async () => {
  const { sent } = renderInRoom(<GroupTab />, sampleRoom({ role: "supervisor", more: { cards: [SHOWN, NEXT] } }), { answer: { type: "ok" } });
  await userEvent.click(button("Näytä seuraava"));
  await userEvent.click(button("Näytä kaikille: Pienryhmä 2: Tee"));
  await userEvent.click(button("Lopeta näyttäminen"));
  expect(sent).toEqual([{ type: "show_card", group: 2 }, { type: "show_card", group: 2 }, { type: "show_card" }]);
});

it("has nothing to show of a card that was erased", () => {
  const { text: _, ...erased } = NEXT;
  renderInRoom(<GroupTab />, sampleRoom({ role: "supervisor", more: { cards: [SHOWN, erased] } }));
  expect(screen.getByText("Teksti on poistettu.")).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Näytä kaikille: Pienryhmä 2" })).toBeNull();
  expect(screen.getByRole("button", { name: "Näytä seuraava" }).getAttribute("aria-disabled")).toBe("true");
});

it("shows everybody the card large until they put it away, and the next one again", async () => {
  const { tell } = renderInRoom(<ShownCard />, sampleRoom({ more: { cards: [SHOWN] } }));
  expect(screen.getByRole("region", { name: "Kortti: Pienryhmä 1" }).textContent).toContain("Apu");
  await userEvent.click(button("Sulje"));
  expect(screen.queryByRole("region")).toBe(null);
  tell({ type: "cards_changed", cards: [{ ...NEXT, shown: true, showing: true }] });
  expect(screen.getByRole("region", { name: "Kortti: Pienryhmä 2: Tee" })).toBeTruthy();
});

it("lets the notes of an ended group be read and copied", async () => {
  renderInRoom(<GroupTab />, sampleRoom({ more: { notes: [{ group: 3, number: 1, name: "Kahvi", text: "Apu" }] } }));
  const keys = userEvent.setup();
  await keys.click(screen.getByText("Pienryhmä 1: Kahvi"));
  await keys.click(button("Kopioi: Pienryhmä 1: Kahvi"));
  expect(await navigator.clipboard.readText()).toBe("Apu");
  expect(await screen.findByText("Kopioitu.")).toBeTruthy();
});

it("prepares groups also for those who have not come, each with a list of its own", async () => {
  const row = (member: number, name: string, participants: number[]) => ({ subject: { type: "member", member } as const, name, participants, status: "absent" as const, present_ms: 0, corrections: [] });
  const attendance = { late_after: 5, units: [], rows: [row(1, "Björn Berg", [2]), row(2, "Eino", [])] };
  const { sent } = renderInRoom(<Prepare onClose={() => {}} />, sampleRoom({ role: "supervisor", more: { attendance } }));
  const keys = userEvent.setup();
  await keys.selectOptions(screen.getByLabelText("Björn Berg"), "Ryhmä 1");
  await keys.selectOptions(screen.getByLabelText(/Eino/), "Ryhmä 2");
  await keys.selectOptions(screen.getByLabelText("Sirpa"), "Ryhmä 2");
  await keys.type(screen.getByLabelText("Ryhmän 1 nimi"), "Kahvi");
  await keys.selectOptions(screen.getByLabelText("Ryhmän 2 ryhmänvetäjä"), "Sirpa");
  await keys.selectOptions(screen.getByLabelText("Ryhmän 2 aika"), "Muu aika");
  await keys.type(screen.getByLabelText("Ryhmän 2 minuutit"), "500");
  await keys.click(button("Tallenna"));
  expect(sent).toEqual([]);
  await keys.clear(screen.getByLabelText("Ryhmän 2 minuutit"));
  await keys.type(screen.getByLabelText("Ryhmän 2 minuutit"), "7");
  await keys.click(button("Tallenna"));
  expect(sent).toEqual([
    {
      type: "prepare_groups",
      groups: [
        { name: "Kahvi", people: [{ type: "member", member: 1 }] },
        { people: [{ type: "member", member: 2 }, { type: "visitor", participant: 3 }], leader: { type: "visitor", participant: 3 }, minutes: 7 },
      ],
    },
  ]);
});
