import { cleanup, screen, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import type { GroupsRun, GroupView, PersonView, RoomView } from "../../../protocol/generated";
import { group, personOf, RUN, sampleRoom } from "../../../room/sample";
import { renderInRoom } from "../../testing";
import { People } from "../People";
import { Groups } from "./Groups";

afterEach(cleanup);

const NAMES = ["Aino", "Björn", "Sirpa", "Elli", "Juhani", "Maija", "Åsa", "Pekka", "Ritva"];
const people = (count: number, more: Partial<PersonView> = {}): PersonView[] =>
  NAMES.slice(0, count).map((name, at) => personOf(at + 1, name, at === 0 ? { role: "supervisor" } : more));
const making = (count: number, more: Partial<RoomView> = {}) => sampleRoom({ people: people(count), more });
const running = (run: Partial<GroupsRun>, more: Partial<Parameters<typeof sampleRoom>[0]> = {}) =>
  sampleRoom({ people: people(5), groups: [1, 2], more: { run: { ...RUN, ...run } }, ...more });
const user = () => userEvent.setup();
const button = (name: string | RegExp) => screen.getByRole("button", { name });

it("says what will happen, and opens groups so, with the keyboard alone", async () => {
  const { sent } = renderInRoom(<Groups />, making(9));
  expect(screen.getByText("2 ryhmää, 4 henkeä, satunnaisesti. Ei aikarajaa: kutsut ryhmät takaisin itse.")).toBeTruthy();
  const keys = user();
  screen.getByRole("radio", { name: "Arvotaan" }).focus();
  await keys.keyboard("[ArrowDown]");
  await keys.selectOptions(screen.getByLabelText("Kauanko?"), "20");
  await keys.type(screen.getByLabelText("Tehtävä ryhmille"), "Mikä auttoi?");
  expect(screen.getByText("2 ryhmää, ensin tyhjiä. Siirrät ihmiset itse. Aikaa 20 minuuttia.")).toBeTruthy();
  button("Avaa pienryhmät").focus();
  await keys.keyboard("[Enter]");
  expect(sent).toEqual([
    {
      type: "open_groups",
      plan: { shape: { type: "size", people: 4 }, assignment: { type: "by_hand" }, names: [], task: "Mikä auttoi?", minutes: 20, warnings: [5], countdown_seconds: 0, late: "plenary", observers: "dealt", notes: "keep" },
    },
  ]);
});

it("takes the focus when one is brought here, once", () => {
  const { done } = renderInRoom(<Groups />, running({}), { now: { section: "groups" } });
  expect(document.activeElement?.textContent).toBe("Pienryhmät");
  expect(done).toEqual(["arrived"]);
});

it("offers the last and the prepared groups only when there are some", () => {
  renderInRoom(<Groups />, making(4));
  expect(screen.queryByRole("radio", { name: "Samat ryhmät kuin viimeksi" })).toBe(null);
  cleanup();
  renderInRoom(<Groups />, making(4, { last_groups: [{ group: 1, number: 1, colour: "blue", people: [2] }], prepared: [{ people: [] }] }));
  expect(screen.getByRole("radio", { name: "Samat ryhmät kuin viimeksi" })).toBeTruthy();
  expect(screen.getByRole("radio", { name: "Niin kuin valmistelin" })).toBeTruthy();
});

it("says what is missing instead of asking the server", async () => {
  const { sent } = renderInRoom(<Groups />, making(5));
  const keys = user();
  await keys.click(screen.getByRole("radio", { name: /Oppimiskahvila/ }));
  await keys.click(button("Avaa pienryhmät"));
  expect(document.querySelector(".problem")?.textContent).toBe("Valitse vähintään kaksi ihmistä, jotka jäävät pöytiin.");
  await keys.click(screen.getByRole("checkbox", { name: "Sirpa" }));
  await keys.click(screen.getByRole("checkbox", { name: "Elli" }));
  expect(screen.getByText(/^2 pöytää ja 3 kierrosta\./)).toBeTruthy();
  await keys.click(button("Avaa pienryhmät"));
  expect(sent).toMatchObject([{ plan: { assignment: { type: "cafe", rounds: 3, hosts: [3, 4] } } }]);
});

it("is not for those who do not run groups", () => {
  renderInRoom(<Groups />, sampleRoom({ me: 2, people: people(4) }));
  expect(screen.queryByRole("heading")).toBe(null);
});

it("calls back after the time that is chosen, a minute unless told", async () => {
  const { sent } = renderInRoom(<Groups />, running({}));
  const keys = user();
  await keys.selectOptions(screen.getByLabelText("Milloin palataan?"), "10");
  await keys.click(button("Kutsu kaikki yhteiseen tilaan"));
  expect(sent).toEqual([{ type: "recall", seconds: 10 }]);
  cleanup();
  const other = renderInRoom(<Groups />, running({}));
  await keys.click(button("Kutsu kaikki yhteiseen tilaan"));
  expect(other.sent).toEqual([{ type: "recall", seconds: 60 }]);
});

it("adds time, and takes away only what is left over a minute", async () => {
  const soon = { ...running({ ends_at: 300_000 }), epoch: Date.now() };
  const { sent } = renderInRoom(<Groups />, soon);
  const keys = user();
  await keys.click(button(/−5 min/));
  await keys.click(button(/\+5 min/));
  expect(sent).toEqual([{ type: "extend_groups", minutes: 5 }]);
});

it("stops the clock and lets it go on", async () => {
  const { sent } = renderInRoom(<Groups />, running({ paused_with: 95_000 }));
  expect(screen.getByText("Aika on pysäytetty. Jäljellä 1:35")).toBeTruthy();
  await user().click(button("Jatka aikaa"));
  expect(sent).toEqual([{ type: "resume_groups" }]);
});

it("goes to the next round, but not after the last", async () => {
  const { asked } = renderInRoom(<Groups />, running({ round: 2, rounds: 3 }));
  await user().click(button("Seuraava kierros"));
  cleanup();
  const last = renderInRoom(<Groups />, running({ round: 3, rounds: 3 }));
  await user().click(button("Seuraava kierros"));
  expect([asked, last.asked]).toEqual([[{ type: "next_round" }], []]);
});

it("shows whether all groups hear me, and waits while somebody else speaks", async () => {
  const mine = renderInRoom(<Groups />, running({ speaking_to_all: 1 }));
  expect(button("Puhu kaikille ryhmille").getAttribute("aria-pressed")).toBe("true");
  expect(screen.getByText("Kaikki ryhmät kuulevat sinut.")).toBeTruthy();
  await user().click(button("Puhu kaikille ryhmille"));
  expect(mine.sent).toEqual([{ type: "speak_to_all", on: false }]);
  cleanup();
  const other = renderInRoom(<Groups />, running({ speaking_to_all: 2 }));
  await user().click(button("Puhu kaikille ryhmille"));
  expect(screen.getByText(/Björn puhuu nyt kaikille/)).toBeTruthy();
  expect(other.sent).toEqual([]);
});

it("writes to all groups, and empties the field when it is sent", async () => {
  const { sent } = renderInRoom(<Groups />, running({}), { answer: { type: "ok" } });
  const field = screen.getByLabelText<HTMLTextAreaElement>("Kirjoita kaikille ryhmille");
  await user().type(field, "Viisi minuuttia.");
  await user().click(button("Lähetä kaikille"));
  expect(sent).toEqual([{ type: "tell_groups", text: "Viisi minuuttia." }]);
  expect(field.value).toBe("");
});

it("never offers a more open rule for the notes, and changes it only when that is said", async () => {
  const { sent } = renderInRoom(<Groups />, running({ notes: "keep" }));
  const options = within(screen.getByLabelText("Mitä ryhmien muistiinpanoille tapahtuu?")).getAllByRole("option");
  expect(options.map((each) => (each as HTMLOptionElement).value)).toEqual(["keep", "destroy"]);
  await user().selectOptions(screen.getByLabelText("Mitä ryhmien muistiinpanoille tapahtuu?"), "destroy");
  expect(sent).toEqual([]);
  await user().click(button("Muuta muistiinpanojen sääntöä"));
  expect(sent).toEqual([{ type: "set_note_rule", notes: "destroy" }]);
});

it("lets people choose a group that is not full, and go back", async () => {
  const all = [...people(2), personOf(3, "Sirpa", { place: group(1) }), personOf(4, "Elli", { place: group(1) }), personOf(5, "Juhani", { place: group(2) })];
  const { sent } = renderInRoom(<Groups />, running({ chosen: true, most: 2 }, { me: 5, people: all }));
  const rows = screen.getAllByRole("listitem");
  expect(rows.map((each) => each.textContent)).toEqual(["1Pienryhmä 12/2 ihmistäSirpa, Ellitäynnä", "2Pienryhmä 21/2 ihmistäJuhaniolet tässä ryhmässä"]);
  await user().click(button("Takaisin yhteiseen tilaan"));
  cleanup();
  const other = renderInRoom(<Groups />, running({ chosen: true, most: 2 }, { me: 2, people: all }));
  await user().click(button("Mene tähän ryhmään: Pienryhmä 2"));
  expect([sent, other.sent]).toEqual([[{ type: "choose_group" }], [{ type: "choose_group", group: 2 }]]);
});

it("does not let people choose before the groups begin", async () => {
  const { sent } = renderInRoom(<Groups />, running({ chosen: true, opens_at: 10_000 }, { me: 2 }));
  await user().click(button("Mene tähän ryhmään: Pienryhmä 1"));
  expect(sent).toEqual([]);
});

it("shows each group with number, name, task, leader, visitors and hands", () => {
  const all = [...people(2), personOf(3, "Sirpa", { place: group(1) })];
  const room = running({}, { people: all, queues: [{ place: group(1), hands: [{ participant: 3, since: 0 }] }] });
  const first = { group: 1, number: 1, name: "Kahvi", colour: "blue", task: "Mikä auttoi?", leader: 3, ready_since: 5, visits: [{ participant: 2, listening: true, begins_at: 0 }] } as const;
  renderInRoom(<People />, { ...room, view: { ...room.view, groups: [{ ...first, visits: [...first.visits] }] } });
  const text = document.querySelector("[data-place=group-1]")?.textContent ?? "";
  for (const words of ["Pienryhmä 1: Kahvi", "Mikä auttoi?", "ryhmänvetäjä", "valmis", "1 pyytää vuoroa", "Björn kuuntelee"]) expect(text).toContain(words);
});

it("visits a group from its menu, or listens to it", async () => {
  const { sent, asked } = renderInRoom(<People />, running({}, { people: people(1) }));
  const keys = user();
  const choose = async (name: string): Promise<void> => {
    await keys.click(screen.getByLabelText("Toiminnot: Pienryhmä 2"));
    await keys.click(screen.getByText(name));
  };
  await choose("Kuuntele ryhmää");
  await choose("Yhdistä toiseen ryhmään");
  expect(sent).toEqual([{ type: "visit_group", group: 2, listening: true }]);
  expect(asked).toEqual([{ type: "merge_group", group: 2 }]);
});

it("shows everybody which group ends before the others, counting or standing still", () => {
  const row = (end: Partial<GroupView>, run: Partial<GroupsRun>) => {
    const room = running(run, { me: 2 });
    const groups = room.view.groups.map((each) => (each.group === 1 ? { ...each, ...end } : each));
    renderInRoom(<People />, { ...room, view: { ...room.view, groups }, epoch: Math.floor(Date.now() / 1_000) * 1_000 });
    return document.querySelector("[data-place=group-1]")?.textContent ?? "";
  };
  expect(row({ ends_at: 272_000 }, {})).toMatch(/päättyy ennen muita: 4:3[12]/);
  cleanup();
  expect(row({ paused_with: 272_000 }, { paused_with: 600_000 })).toContain("päättyy ennen muita: 4:32");
  cleanup();
  expect(row({}, {})).not.toContain("päättyy");
});

it("asks for the length of one group, but not in rounds and not before they begin", async () => {
  const { asked } = renderInRoom(<People />, running({}, { people: people(1) }));
  await user().click(screen.getByLabelText("Toiminnot: Pienryhmä 2"));
  await user().click(screen.getByText("Ryhmän aika"));
  expect(asked).toEqual([{ type: "group_length", group: 2 }]);
  for (const run of [{ round: 1, rounds: 3 }, { opens_at: 60_000 }]) {
    cleanup();
    renderInRoom(<People />, running(run, { people: people(1) }));
    await user().click(screen.getByLabelText("Toiminnot: Pienryhmä 2"));
    expect(screen.getByText("Nimi, tehtävä, ryhmänvetäjä ja väri")).toBeTruthy();
    expect(screen.queryByText("Ryhmän aika")).toBeNull();
  }
});

it("offers no merging and no further group until the groups have begun", async () => {
  renderInRoom(<People />, running({ opens_at: 60_000 }, { people: people(1) }));
  await user().click(screen.getByLabelText("Toiminnot: Pienryhmä 2"));
  expect(screen.queryByText("Yhdistä toiseen ryhmään")).toBeNull();
  expect(screen.queryByText("Kuuntele ryhmää")).toBeNull();
});
