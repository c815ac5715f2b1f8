import { act, cleanup, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { GroupsRun, GroupView, PersonView, VisitView } from "../../../protocol/generated";
import type { RoomState } from "../../../room/reduce";
import { group, personOf, RUN, sampleRoom } from "../../../room/sample";
import { renderInRoom } from "../../testing";
import { GroupsBanners } from "./GroupsBanners";

const NOW = 1_000_000;
const PEOPLE: readonly PersonView[] = [personOf(1, "Aino", { place: group(1) }), personOf(2, "Björn", { role: "facilitator" }), personOf(3, "Sirpa", { place: group(1) })];

interface Options {
  readonly run?: Partial<GroupsRun>;
  readonly me?: number;
  readonly visits?: VisitView[];
  readonly task?: string;
  /** Of the first group, before the others. */
  readonly end?: Pick<GroupView, "ends_at" | "paused_with">;
  readonly people?: readonly PersonView[];
}

function room({ run = {}, me = 1, visits, task, end = {}, people = PEOPLE }: Options = {}): RoomState {
  const first: GroupView = { group: 1, number: 1, name: "Kahvi", colour: "blue", ...(task === undefined ? {} : { task }), ...(visits === undefined ? {} : { visits }), ...end };
  const state = sampleRoom({ me, people, more: { groups: [first, { group: 2, number: 2, colour: "green" }], run: { ...RUN, ...run } } });
  return { ...state, epoch: 0 };
}
const show = (state: RoomState) => renderInRoom((session) => <GroupsBanners session={session} />, state);
const banner = (name: string) => document.querySelector(`[data-banner="${name}"]`)?.textContent ?? null;
const strip = () => document.querySelector("[data-strip]")?.textContent ?? null;
const pass = (ms: number) => act(() => vi.advanceTimersByTime(ms));
const keys = () => userEvent.setup({ advanceTimers: (ms) => vi.advanceTimersByTime(ms) });

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  vi.setSystemTime(NOW);
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

it("shows the group, its task and the time that is left, which nobody is told every second", () => {
  const { heard } = show(room({ run: { ends_at: NOW + 125_000 }, task: "Mikä auttoi?" }));
  expect(strip()).toContain("Pienryhmä 1: Kahvi");
  expect(strip()).toContain("Mikä auttoi?");
  const timer = screen.getByRole("timer");
  expect([timer.textContent, timer.getAttribute("aria-live")]).toEqual(["Aikaa jäljellä 2:05", "off"]);
  pass(3_010);
  expect(timer.textContent).toBe("Aikaa jäljellä 2:02");
  expect(heard).toEqual([]);
});

it("tells five minutes and ten seconds before the end, and the minute is left to the server", () => {
  const { heard } = show(room({ run: { ends_at: NOW + 301_000 } }));
  pass(2_000);
  expect(heard).toEqual([{ type: "groups_left", seconds: 300 }]);
  pass(295_000);
  expect(heard).toEqual([{ type: "groups_left", seconds: 300 }, { type: "groups_left", seconds: 10 }]);
});

it("counts to the end of my group where that comes before the others'", () => {
  const { heard } = show(room({ run: { ends_at: NOW + 900_000 }, end: { ends_at: NOW + 301_000 } }));
  expect(screen.getByRole("timer").textContent).toBe("Aikaa jäljellä 5:01");
  pass(2_000);
  expect(heard).toEqual([{ type: "groups_left", seconds: 300 }]);
  pass(295_000);
  expect(heard).toEqual([{ type: "groups_left", seconds: 300 }, { type: "groups_left", seconds: 10 }]);
  cleanup();
  show(room({ run: { paused_with: 900_000 }, end: { paused_with: 301_000 } }));
  expect(strip()).toContain("Aika on pysäytetty. Jäljellä 5:01");
  cleanup();
  // Whoever is not in it goes by the others.
  vi.setSystemTime(NOW);
  show(room({ run: { ends_at: NOW + 900_000 }, end: { ends_at: NOW + 301_000 }, me: 2 }));
  expect(screen.getByRole("timer").textContent).toBe("Aikaa jäljellä 15:00");
});

it("warns my group of its own end, and not of that of the others", () => {
  const { tell } = show(room({ run: { ends_at: NOW + 300_000 }, end: { ends_at: NOW + 60_000 } }));
  tell({ type: "groups_warned", seconds_left: 300, ends_at: NOW + 300_000 });
  expect(banner("groups-warned")).toBe(null);
  tell({ type: "groups_warned", seconds_left: 60, ends_at: NOW + 60_000, group: 1 });
  expect(banner("groups-warned")).toBe("Ryhmän aikaa on jäljellä 1 minuutti.");
});

it("says that everybody thinks alone before the pairs, and of what", () => {
  const plenary = PEOPLE.map((each) => personOf(each.participant, each.name));
  show(room({ run: { opens_at: NOW + 60_000, course: "one_two_four", task: "Mikä auttoi?", round: 1, rounds: 2 }, people: plenary }));
  expect(banner("groups-soon")).toContain("Mieti ensin itseksesi");
  expect(banner("groups-soon")).toContain("Mikä auttoi?");
});

it("leaves the five minutes to the server where it warns of them", () => {
  const { heard } = show(room({ run: { ends_at: NOW + 301_000, warnings: [1, 5] } }));
  pass(10_000);
  expect(heard).toEqual([]);
});

it("says before the groups begin that they do, without a group yet", () => {
  const plenary = PEOPLE.map((each) => personOf(each.participant, each.name, { role: each.role }));
  show(room({ run: { opens_at: NOW + 10_000 }, people: plenary }));
  expect(strip()).toBe("2 ryhmääRyhmät alkavat: 0:10");
  expect(banner("groups-soon")).toContain("Jos sinulle on ryhmä, siirryt sinne itsestään.");
  cleanup();
  // Those who run the session are not moved.
  show(room({ run: { opens_at: NOW + 10_000 }, people: plenary, me: 2 }));
  expect(banner("groups-soon")?.trim()).toBe("Ryhmät alkavat pian.");
});

it("brings those who run groups to where they do it, and nobody else", async () => {
  const { done } = show(room({ run: {}, me: 2 }));
  await keys().click(screen.getByRole("button", { name: "Ohjaa ryhmiä" }));
  expect(done).toEqual(["show people groups"]);
  cleanup();
  show(room({ run: {} }));
  expect(screen.queryByRole("button", { name: "Ohjaa ryhmiä" })).toBeNull();
});

it("shows a warning until it is read, too old or no longer true", async () => {
  const { tell } = show(room({ run: { ends_at: NOW + 60_000 } }));
  const warned = { type: "groups_warned", seconds_left: 60, ends_at: NOW + 60_000 } as const;
  tell(warned);
  expect(banner("groups-warned")).toBe("Ryhmän aikaa on jäljellä 1 minuutti.");
  await keys().click(screen.getByRole("button", { name: "Sulje" }));
  expect(banner("groups-warned")).toBe(null);
  tell(warned);
  pass(20_010);
  expect(banner("groups-warned")).toBe(null);
  tell(warned, { type: "groups_changed", groups: room().view.groups, run: { ...RUN, ends_at: NOW + 400_000 } });
  expect(banner("groups-warned")).toBe(null);
});

it("shows a text to all until whoever reads it puts it away, and the next one again", async () => {
  const { tell } = show(room({ run: { announcements: [{ number: 1, by: 2, at: 0, text: "Kahvi on valmista." }] } }));
  expect(banner("told")).toBe("Viesti kaikille, Björn: Kahvi on valmista.");
  await keys().click(screen.getByRole("button", { name: "Sulje" }));
  expect(banner("told")).toBe(null);
  tell({ type: "groups_changed", groups: room().view.groups, run: { ...RUN, announcements: [{ number: 2, by: 2, at: 0, text: "Palataan." }] } });
  expect(banner("told")).toBe("Viesti kaikille, Björn: Palataan.");
});

it("says who is heard everywhere, and lets the one who is stop", async () => {
  show(room({ run: { speaking_to_all: 2 } }));
  expect(banner("to-all")).toBe("Björn puhuu kaikille.");
  cleanup();
  const { sent } = show(room({ run: { speaking_to_all: 2 }, me: 2 }));
  expect(banner("i-speak-to-all")).toContain("Kaikki ryhmät kuulevat sinut.");
  await keys().click(screen.getByRole("button", { name: "Lopeta kaikille puhuminen" }));
  expect(sent).toEqual([{ type: "speak_to_all", on: false }]);
});

const visit = (listening: boolean, begins = NOW + 3_000): VisitView[] => [{ participant: 2, listening, begins_at: begins }];

it("shows a group who comes, counting, and that they are there", () => {
  show(room({ visits: visit(true) }));
  expect(banner("visitor")).toBe("Björn tulee kuuntelemaan ryhmää 3 sekunnin kuluttua.");
  pass(1_010);
  expect(banner("visitor")).toBe("Björn tulee kuuntelemaan ryhmää 2 sekunnin kuluttua.");
  pass(3_000);
  expect(banner("visitor")).toBe("Björn kuuntelee ryhmäänne.");
});

it("lets a visitor cancel before it begins, then end it or only listen", async () => {
  const coming = show(room({ visits: visit(false), me: 2 }));
  expect(banner("visit-soon")).toContain("Pienryhmä 1: Kahvi: olet siellä 3 sekunnin kuluttua.");
  await keys().click(screen.getByRole("button", { name: "Peru" }));
  expect(coming.sent).toEqual([{ type: "end_visit" }]);
  cleanup();
  const people = PEOPLE.map((each) => ({ ...each, place: group(1) }));
  const there = show(room({ visits: visit(false, NOW), me: 2, people }));
  expect(banner("visit")).toContain("Olet vierailulla.");
  await keys().click(screen.getByRole("button", { name: "Vain kuuntele" }));
  expect(there.sent).toEqual([{ type: "visit_group", group: 1, listening: true }]);
});

it("shows whoever is to choose the way to the groups", async () => {
  const inPlenary = PEOPLE.map((each) => ({ ...each, place: { type: "plenary" } as const }));
  const state = room({ run: { chosen: true }, people: inPlenary });
  const { done } = renderInRoom((session) => <GroupsBanners session={session} />, state, { now: { panelOpen: false } });
  await keys().click(screen.getByRole("button", { name: "Valitse ryhmä" }));
  expect(done).toEqual(["show people"]);
});
