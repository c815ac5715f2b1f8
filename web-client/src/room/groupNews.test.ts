import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Event, GroupsRun, GroupView, PersonView } from "../protocol/generated";
import { groupNewsOf } from "./groupNews";
import { newsBetween } from "./news";
import { reduce, type RoomState } from "./reduce";
import { group, personOf, RUN, sampleRoom } from "./sample";

const GROUPS: readonly GroupView[] = [{ group: 1, number: 1, colour: "blue" }, { group: 2, number: 2, colour: "green" }];
const PEOPLE: readonly PersonView[] = [personOf(1, "Aino", { place: group(1) }), personOf(2, "Björn", { role: "facilitator" }), personOf(3, "Sirpa", { place: group(1) })];
const room = (run: GroupsRun | undefined = RUN, me = 1): RoomState =>
  sampleRoom({ me, people: PEOPLE, more: { groups: [...GROUPS], ...(run === undefined ? {} : { run }) } });
const told = (before: RoomState, event: Event) => groupNewsOf(event, before, reduce(before, event));
const changed = (run: Partial<GroupsRun>, groups: readonly GroupView[] = GROUPS): Event => ({ type: "groups_changed", groups: [...groups], run: { ...RUN, ...run } });

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime(100_000);
});
afterEach(() => vi.useRealTimers());

it("tells that groups begin soon", () => {
  const before = sampleRoom({});
  expect(told(before, changed({ opens_at: 130_000 }))).toEqual([{ type: "groups_soon", seconds: 30 }]);
  expect(told(room({ ...RUN, opens_at: 130_000 }), changed({ opens_at: 130_000 }))).toEqual([]);
});

it("tells of the clock: stopped, going on, more time, called back", () => {
  const going = room({ ...RUN, ends_at: 400_000 });
  expect(told(going, changed({ paused_with: 300_000 }))).toEqual([{ type: "groups_paused" }]);
  expect(told(room({ ...RUN, paused_with: 300_000 }), changed({ ends_at: 400_000 }))).toEqual([{ type: "groups_resumed" }]);
  expect(told(going, changed({ ends_at: 700_000 }))).toEqual([{ type: "groups_changed_time", minutes: 10 }]);
  expect(told(going, changed({ ends_at: 160_000, recalled: true }))).toEqual([{ type: "groups_recalled" }]);
  expect(told(going, { type: "groups_warned", seconds_left: 60, ends_at: 400_000 })).toEqual([{ type: "groups_left", seconds: 60 }]);
  expect(told(going, changed({ ends_at: 400_000 }))).toEqual([]);
});

it("tells a group that ends before the others of its own end only", () => {
  const ending = (end: Partial<GroupView>): readonly GroupView[] => [{ group: 1, number: 1, colour: "blue", ...end }, { group: 2, number: 2, colour: "green" }];
  const all = { ends_at: 1_000_000 };
  const going = room({ ...RUN, ...all });
  expect(told(going, changed(all, ending({ ends_at: 400_000 })))).toEqual([{ type: "group_changed_time", minutes: 5 }]);
  const own = reduce(going, changed(all, ending({ ends_at: 400_000 })));
  expect(told(own, changed({ ends_at: 1_300_000 }, ending({ ends_at: 400_000 })))).toEqual([]);
  expect(told(own, changed(all))).toEqual([{ type: "group_changed_time", minutes: 15 }]);
  expect(told(reduce(room(), changed({}, ending({ ends_at: 400_000 }))), changed({}))).toEqual([{ type: "group_changed_time", minutes: null }]);
  expect(told(own, changed({ ends_at: 160_000, recalled: true }))).toEqual([{ type: "groups_recalled" }]);
  const paused = changed({ paused_with: 900_000 }, ending({ paused_with: 300_000 }));
  expect(told(own, paused)).toEqual([{ type: "groups_paused" }]);
  expect(told(reduce(own, paused), changed({ paused_with: 900_000 }, ending({ paused_with: 120_000 })))).toEqual([{ type: "group_changed_time", minutes: 2 }]);
  // The end of another group is not theirs.
  const others: readonly GroupView[] = [GROUPS[0] as GroupView, { group: 2, number: 2, colour: "green", ends_at: 400_000 }];
  expect(told(going, changed(all, others))).toEqual([]);
  expect(told(own, { type: "groups_warned", seconds_left: 60, ends_at: 400_000, group: 1 })).toEqual([{ type: "groups_left", seconds: 60 }]);
  expect(told(own, { type: "groups_warned", seconds_left: 300, ends_at: 1_000_000 })).toEqual([]);
  // They were called back before it, and that comes first.
  expect(told(own, { type: "groups_warned", seconds_left: 60, ends_at: 160_000 })).toEqual([{ type: "groups_left", seconds: 60 }]);
});

it("tells what is announced once, and who speaks to all, but not the one who does", () => {
  const text = { number: 1, by: 2, at: 0, text: "Kahvi on valmista." };
  expect(told(room(), changed({ announcements: [text] }))).toEqual([{ type: "groups_told", name: "Björn", text: "Kahvi on valmista." }]);
  expect(told(room({ ...RUN, announcements: [text] }), changed({ announcements: [text] }))).toEqual([]);
  expect(told(room(), changed({ speaking_to_all: 2 }))).toEqual([{ type: "speaks_to_all", name: "Björn" }]);
  expect(told(room(RUN, 2), changed({ speaking_to_all: 2 }))).toEqual([]);
});

it("tells a group who comes, before they can hear it, and when they went; other groups nothing", () => {
  const visit = { participant: 2, listening: true, begins_at: 103_000 };
  const visited: readonly GroupView[] = [{ group: 1, number: 1, colour: "blue", visits: [visit] }, { group: 2, number: 2, colour: "green" }];
  expect(told(room(), changed({}, visited))).toEqual([{ type: "visit_announced", name: "Björn", listening: true, seconds: 3 }]);
  const there = reduce(room(), changed({}, visited));
  expect(told(there, changed({}))).toEqual([{ type: "visit_ended", name: "Björn" }]);
  const elsewhere: readonly GroupView[] = [{ group: 1, number: 1, colour: "blue" }, { group: 2, number: 2, colour: "green", visits: [visit] }];
  expect(told(room(), changed({}, elsewhere))).toEqual([]);
  expect(told(room(RUN, 2), changed({}, visited))).toEqual([]);
  // A visitor knows it of themselves.
  const visiting = PEOPLE.map((each) => ({ ...each, place: group(1) }));
  const visitor = reduce(sampleRoom({ me: 2, people: visiting }), changed({}, visited));
  const speaks: readonly GroupView[] = [{ group: 1, number: 1, colour: "blue", visits: [{ ...visit, listening: false }] }];
  expect(told(visitor, changed({}, speaks))).toEqual([]);
});

it("tells those who run groups which are ready", () => {
  const ready: readonly GroupView[] = [{ group: 1, number: 1, colour: "blue", ready_since: 5 }, { group: 2, number: 2, colour: "green" }];
  expect(told(room(RUN, 2), changed({}, ready))).toEqual([{ type: "groups_ready", numbers: [1] }]);
  expect(told(room(), changed({}, ready))).toEqual([]);
});

it("tells a card that is shown, once", () => {
  const card = { group: 1, number: 1, name: "Kahvi", text: "Apu auttoi.", shown: true, showing: true };
  const event: Event = { type: "cards_changed", cards: [card] };
  expect(told(room(), event)).toEqual([{ type: "card_shown", number: 1, name: "Kahvi", text: "Apu auttoi." }]);
  expect(told(reduce(room(), event), event)).toEqual([]);
});

it("tells whoever comes back with whom they were", () => {
  const after = sampleRoom({ people: PEOPLE.map((each) => ({ ...each, place: { type: "plenary" } as const })) });
  expect(newsBetween(room(), after)).toContainEqual({ type: "moved", to: { type: "plenary" }, withMe: ["Björn", "Sirpa"], wasWith: ["Sirpa"] });
});
