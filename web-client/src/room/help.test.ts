import { expect, it } from "vitest";
import type { HelpCallView, RoomView, VisitView } from "../protocol/generated";
import { callOfMyGroup, callsITook, callsToAnswer, howHelped, iMayCall, iMayCallForGroup, myCall, waitingCalls, wayTo } from "./help";
import { helpNews } from "./helpNews";
import { mergeNews } from "./news";
import { reduce, type RoomState } from "./reduce";
import { group, personOf, PLENARY, sampleRoom } from "./sample";

const call = (participant: number, more: Partial<HelpCallView> = {}): HelpCallView => ({
  call: participant,
  participant,
  place: PLENARY,
  for_group: false,
  problem: "no_sound",
  since: 0,
  ahead: 0,
  ...more,
});

/** Aino runs it, Björn assists; Sirpa and Elli are in group 2, Juhani is in the plenary. */
const PEOPLE = [
  personOf(1, "Aino", { role: "supervisor" }),
  personOf(2, "Björn", { role: "assistant" }),
  personOf(3, "Sirpa", { place: group(2) }),
  personOf(4, "Elli", { place: group(2) }),
  personOf(5, "Juhani"),
];
const room = (me: number, calls: readonly HelpCallView[] = [], more: Partial<RoomView> = {}): RoomState =>
  sampleRoom({ me, people: PEOPLE, groups: [1, 2], more: { ...(calls.length > 0 ? { help_calls: [...calls] } : {}), ...more } });
const visiting = (who: number, isThere: boolean, me = who): RoomState => {
  const base = room(me);
  const visit: VisitView = { participant: who, listening: false, begins_at: 0 };
  const groups = base.view.groups.map((each) => (each.group === 2 ? { ...each, visits: [visit] } : each));
  const people = PEOPLE.map((each) => (each.participant === who && isThere ? { ...each, place: group(2) } : each));
  return { ...base, view: { ...base.view, groups, people } };
};

it("knows my call, my group's, and what I may ask", () => {
  const calls = [call(3, { for_group: true, place: group(2) }), call(5)];
  expect(myCall(room(3, calls))?.call).toBe(3);
  expect(callOfMyGroup(room(3, calls))).toBeUndefined();
  expect(callOfMyGroup(room(4, calls))?.call).toBe(3);
  // The group's place stands for another group's people too.
  expect(callOfMyGroup(room(5, calls))).toBeUndefined();
  expect([room(3), room(4, calls), room(5), visiting(2, true)].map(iMayCallForGroup)).toEqual([true, false, false, false]);
  const helped = sampleRoom({ people: [personOf(1, "Aino", { place: { type: "help", help: 1 } })] });
  expect([iMayCall(room(5)), iMayCall(room(1)), iMayCall(helped)]).toEqual([true, true, false]);
});

it("has calls to answer for those who may", () => {
  const calls = [call(1), call(3, { claimed_by: 2 }), call(5, { ahead: 2 })];
  expect(callsToAnswer(room(5, calls))).toEqual([]);
  expect(callsToAnswer(room(1, calls)).map((each) => each.call)).toEqual([3, 5]);
  expect(waitingCalls(room(1, calls)).map((each) => each.call)).toEqual([5]);
  expect(callsITook(room(2, calls)).map((each) => each.call)).toEqual([3]);
});

it("knows the way to whoever called", () => {
  const inGroup = call(3, { place: group(2) });
  const write = { type: "write", scope: { type: "facilitators", participant: 5 } };
  expect(wayTo(room(1), inGroup)).toEqual({ type: "visit", group: 2 });
  expect(wayTo(visiting(1, false), inGroup)).toEqual({ type: "coming" });
  expect(wayTo(visiting(1, true), inGroup)).toEqual({ type: "here" });
  expect(wayTo(room(1), call(5))).toEqual({ type: "here" });
  // From a group I do not leave without asking.
  expect(wayTo(visiting(1, true), call(5))).toEqual(write);
  const calm = { task: "Kävele", since: 0, ends_at: 9, ready: [] };
  expect(wayTo(room(1, [], { own_task: calm }), call(5))).toEqual(write);
  expect(wayTo(room(1, [], { pause: { since: 0, ends_at: 9, coffee_table: false, back: [] } }), call(5))).toEqual(write);
  // Among themselves those who run the session write between two.
  expect(wayTo(visiting(1, true), call(2))).toEqual({ type: "write", scope: { type: "person", participant: 2 } });
  // Groups that are not open yet are no place to go.
  expect(wayTo(room(1, [], { run: { ...room(1).view.run, opens_at: 9 } as RoomView["run"] & object }), call(5))).toEqual({ type: "here" });
});

it("knows how whoever called is helped", () => {
  const inGroup = call(3, { place: group(2), claimed_by: 1 });
  expect([howHelped(room(3), inGroup), howHelped(visiting(1, true, 3), inGroup)]).toEqual(["coming", "here"]);
  const here = call(5, { claimed_by: 1 });
  const calm = room(5, [], { own_task: { task: "Kävele", since: 0, ends_at: 9, ready: [] } });
  expect([howHelped(room(5), here), howHelped(visiting(1, true, 5), here), howHelped(calm, here)]).toEqual(["here", "writes", "writes"]);
});

it("folds the calls", () => {
  const after = reduce(room(5), { type: "help_calls_changed", help_calls: [call(5)] });
  expect(after.view.help_calls).toEqual([call(5)]);
  expect("help_calls" in reduce(after, { type: "help_calls_changed", help_calls: [] }).view).toBe(false);
});

const news = (me: number, before: readonly HelpCallView[], now: readonly HelpCallView[]) => helpNews(room(me, before), room(me, now));

it("tells those who may answer of new calls only, and never of their own", () => {
  const [first, second] = [call(3, { place: group(2), for_group: true }), call(5, { problem: "no_picture" })];
  const caller = (name: string, more: object) => ({ name, place: PLENARY, forGroup: false, problem: "no_sound", ...more });
  expect(news(1, [], [first])).toEqual([{ type: "help_called", callers: [caller("Sirpa", { place: group(2), forGroup: true })] }]);
  expect(news(1, [first], [first, second])).toEqual([{ type: "help_called", callers: [caller("Juhani", { problem: "no_picture" })] }]);
  expect(news(1, [first], [{ ...first, claimed_by: 2 }])).toEqual([]);
  expect(news(1, [{ ...first, claimed_by: 2 }], [first])).toEqual([]);
  // Taken while I was away: nobody has to go.
  expect(news(1, [], [{ ...first, claimed_by: 2 }])).toEqual([]);
  expect(news(1, [], [call(1)])).toEqual([{ type: "help_asked", ahead: 0 }]);
  const merged = mergeNews(news(1, [], [first]), news(1, [first], [first, second]));
  expect(merged).toMatchObject([{ callers: [{ name: "Sirpa" }, { name: "Juhani" }] }]);
});

it("tells whoever called what becomes of it", () => {
  const mine = call(5, { ahead: 2 });
  expect(news(5, [], [mine])).toEqual([{ type: "help_asked", ahead: 2 }]);
  expect(news(5, [mine], [{ ...mine, ahead: 1 }])).toEqual([]);
  expect(news(5, [mine], [{ ...mine, claimed_by: 2 }])).toEqual([{ type: "help_coming", name: "Björn", how: "here" }]);
  expect(news(5, [{ ...mine, claimed_by: 2 }], [mine])).toEqual([{ type: "help_waits", ahead: 2 }]);
  const ours = call(3, { place: group(2), for_group: true });
  expect(news(4, [], [ours])).toEqual([{ type: "help_asked_for_us" }]);
});
