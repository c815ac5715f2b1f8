import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Place } from "../protocol/generated";
import { Announcements, type Spoken } from "./announcements";
import { mergeNews, newsBetween, newsOf, type News } from "./news";
import { group, personOf, PLENARY, queueOfPlace, sampleRoom } from "./sample";

it("tells me where I was moved and with whom, and not of the queue I left", () => {
  const before = sampleRoom({ groups: [1], queues: [queueOfPlace(PLENARY, [], 2)] });
  const people = [personOf(1, "Aino", { place: group(1) }), personOf(2, "Björn"), personOf(3, "Sirpa", { place: group(1) })];
  const now = sampleRoom({ groups: [1], people, queues: [queueOfPlace(group(1), [])] });
  expect(newsBetween(before, now)).toEqual([{ type: "moved", to: group(1), withMe: ["Sirpa"] }]);
});

it("tells that it is my turn", () => {
  const before = sampleRoom({ queues: [queueOfPlace(PLENARY, [1])] });
  const now = sampleRoom({ queues: [queueOfPlace(PLENARY, [], 1)] });
  expect(newsBetween(before, now)).toEqual([{ type: "my_turn" }]);
  expect(newsBetween(now, now)).toEqual([]);
});

it("tells my number when it changes, and others' hands to staff only", () => {
  const before = sampleRoom({ queues: [queueOfPlace(PLENARY, [2])] });
  const now = sampleRoom({ queues: [queueOfPlace(PLENARY, [2, 1])] });
  expect(newsBetween(before, now)).toEqual([{ type: "my_number", number: 2 }]);
  const staffBefore = sampleRoom({ role: "facilitator" });
  const staffNow = sampleRoom({ role: "facilitator", queues: [queueOfPlace(PLENARY, [3])] });
  expect(newsBetween(staffBefore, staffNow)).toEqual([{ type: "asked", names: ["Sirpa"] }]);
});

it("tells of groups opened and closed, of comings and goings", () => {
  const two = [personOf(1, "Aino"), personOf(2, "Björn")];
  expect(newsBetween(sampleRoom({ people: two }), sampleRoom({ groups: [1, 2] }))).toEqual([
    { type: "groups_opened", count: 2 },
    { type: "joined", names: ["Sirpa"] },
  ]);
  expect(newsBetween(sampleRoom({ groups: [1] }), sampleRoom({ people: two }))).toEqual([
    { type: "groups_closed" },
    { type: "left", names: ["Sirpa"] },
  ]);
});

it("merges names of a kind and keeps the newest of the rest", () => {
  const waiting: readonly News[] = [
    { type: "joined", names: ["Aino"] },
    { type: "my_number", number: 3 },
  ];
  expect(mergeNews(waiting, [{ type: "joined", names: ["Elli", "Aino"] }, { type: "my_number", number: 2 }])).toEqual([
    { type: "joined", names: ["Aino", "Elli"] },
    { type: "my_number", number: 2 },
  ]);
});

it("tells of two visitors, two times and two groups that come at once", () => {
  const visit = (name: string) => ({ type: "visit_announced", name, listening: false, seconds: 10 });
  const left = (of: string, seconds: number) => ({ type: "time_left", of, seconds });
  const ready = (...numbers: number[]) => ({ type: "groups_ready", numbers });
  expect(mergeNews([visit("Aino"), left("timer", 60), ready(1)], [visit("Björn"), left("phase", 300), left("timer", 10), ready(3)])).toEqual([
    visit("Aino"),
    visit("Björn"),
    left("phase", 300),
    left("timer", 10),
    ready(1, 3),
  ]);
});

it("tells of my role, of who acts as supervisor, and of who went quickly", () => {
  const before = sampleRoom({ people: [personOf(1, "Aino"), personOf(2, "Björn", { role: "facilitator" })] });
  const now = sampleRoom({ people: [personOf(1, "Aino", { role: "observer" }), personOf(2, "Björn", { role: "facilitator", acting: true })] });
  expect(newsBetween(before, now)).toEqual([
    { type: "role", role: "observer" },
    { type: "acting", name: "Björn" },
  ]);
  expect(newsBetween(now, now)).toEqual([]);
  expect(newsOf({ type: "person_left", participant: 2, reason: "left_quickly" }, before)).toEqual([{ type: "left_quickly", names: ["Björn"] }]);
  expect(newsOf({ type: "person_left", participant: 2, reason: "left" }, before)).toEqual([]);
  expect(newsOf({ type: "unmute_declined", participant: 2, kind: "camera" }, before)).toEqual([{ type: "unmute_declined", names: ["Björn"] }]);
});

it("tells whoever is let in from the help place just that, not that everybody came", () => {
  const help: Place = { type: "help", help: 1 };
  const helper = personOf(2, "Björn", { role: "assistant", place: help });
  const before = sampleRoom({ people: [personOf(1, "Aino", { place: help }), helper] });
  expect(newsBetween(before, sampleRoom())).toEqual([{ type: "let_in" }]);
});

it("tells those who may let people in who knocks, and who asks for help", () => {
  const waiting = (participant: number, name: string, help?: "no_sound") => ({
    participant,
    name,
    since: 0,
    invitation: "shared" as const,
    marked: false,
    connected: true,
    ...(help === undefined ? {} : { help }),
  });
  const of = (...all: ReturnType<typeof waiting>[]) =>
    sampleRoom({ role: "assistant", more: { lobby: { door: "knock", ended: false, welcome: "", count: all.length, waiting: all } } });
  expect(newsBetween(of(), of(waiting(7, "Vesa"), waiting(8, "Elli")))).toEqual([{ type: "knocking", names: ["Vesa", "Elli"] }]);
  expect(newsBetween(of(waiting(7, "Vesa")), of(waiting(7, "Vesa", "no_sound")))).toEqual([{ type: "asks_help", names: ["Vesa"] }]);
  expect(newsBetween(of(waiting(7, "Vesa")), of())).toEqual([]);
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("speaks at most every two seconds, but never keeps my turn waiting", () => {
  const spoken: Spoken[] = [];
  const announcements = new Announcements((each) => spoken.push(each));
  announcements.add({ type: "joined", names: ["Aino"] });
  announcements.add({ type: "joined", names: ["Björn"] });
  announcements.add({ type: "joined", names: ["Elli"] });
  announcements.add({ type: "my_turn" });
  expect(spoken).toEqual([
    { polite: [{ type: "joined", names: ["Aino"] }], urgent: [] },
    { polite: [], urgent: [{ type: "my_turn" }] },
  ]);
  vi.advanceTimersByTime(1_999);
  expect(spoken).toHaveLength(2);
  vi.advanceTimersByTime(1);
  expect(spoken[2]).toEqual({ polite: [{ type: "joined", names: ["Björn", "Elli"] }], urgent: [] });
  vi.advanceTimersByTime(10_000);
  expect(spoken).toHaveLength(3);
});
