import { expect, it } from "vitest";
import type { RoomView, VisitView } from "../protocol/generated";
import { scopeHere } from "./chat";
import { facilitatorsToAsk, howHelped, iMayCall, iMayCallForGroup, myRequest, othersInWord, requestOfMyGroup, requestsOfMine } from "./help";
import { reduce, type RoomState } from "./reduce";
import { type Asked, group, personOf, requested, sampleRoom } from "./sample";
import { scopeNow } from "./talk";

/** Aino runs it, Björn assists; Sirpa and Elli are in group 2, Juhani is in the plenary. */
const PEOPLE = [
  personOf(1, "Aino", { role: "supervisor" }),
  personOf(2, "Björn", { role: "assistant" }),
  personOf(3, "Sirpa", { place: group(2) }),
  personOf(4, "Elli", { place: group(2) }),
  personOf(5, "Juhani"),
];
const room = (me: number, all: readonly Asked[] = [], more: Partial<RoomView> = {}): RoomState =>
  sampleRoom({ me, people: PEOPLE, groups: [1, 2], more: { ...requested(all), ...more } });
const visiting = (who: number, me = who): RoomState => {
  const base = room(me);
  const visit: VisitView = { participant: who, listening: false, begins_at: 0 };
  const groups = base.view.groups.map((each) => (each.group === 2 ? { ...each, visits: [visit] } : each));
  const people = PEOPLE.map((each) => (each.participant === who ? { ...each, place: group(2) } : each));
  return { ...base, view: { ...base.view, groups, people } };
};
const WORD = { type: "private_word", word: 1 } as const;
const inWord = (me: number, ...who: number[]): RoomState =>
  sampleRoom({ me, people: PEOPLE.map((each) => (who.includes(each.participant) ? { ...each, place: WORD } : each)), groups: [1, 2] });

it("knows what I have asked for, what my group has, and what I may ask", () => {
  const all: Asked[] = [{ request: 3, participant: 3, for_group: true, place: group(2) }, { request: 5, participant: 5 }, { request: 6, participant: 5, kind: "quiet_signal" }];
  expect([myRequest(room(3, all), "help")?.request, myRequest(room(5, all), "quiet_signal")?.request, myRequest(room(5, all), "private_word")]).toEqual([3, 6, undefined]);
  expect(requestOfMyGroup(room(3, all))).toBeUndefined();
  expect(requestOfMyGroup(room(4, all))?.request).toBe(3);
  // The group's place stands for another group's people too.
  expect(requestOfMyGroup(room(5, all))).toBeUndefined();
  expect([3, 4, 5].map((me) => requestsOfMine(room(me, all)).map(({ request }) => request))).toEqual([[3], [3], [5, 6]]);
  expect([room(3), room(4, all), room(5), visiting(2)].map(iMayCallForGroup)).toEqual([true, false, false, false]);
  const helped = sampleRoom({ people: [personOf(1, "Aino", { place: { type: "help", help: 1 } })] });
  expect([room(5), room(1), helped, inWord(5, 1, 5)].map(iMayCall)).toEqual([true, true, false, false]);
});

it("offers for a word alone those who answer, and not oneself", () => {
  expect([room(5), room(1)].map((each) => facilitatorsToAsk(each).map(({ name }) => name))).toEqual([["Aino", "Björn"], ["Björn"]]);
});

it("knows how whoever asked is helped", () => {
  const of = (participant: number) => ({ request: 9, kind: "help" as const, participant, since: 0, ahead: 0, claimed_by: 1 });
  expect([howHelped(room(3), of(3)), howHelped(visiting(1, 3), of(3))]).toEqual(["coming", "here"]);
  const calm = room(5, [], { own_task: { task: "Kävele", since: 0, ends_at: 9, ready: [] } });
  expect([howHelped(room(5), of(5)), howHelped(visiting(1, 5), of(5)), howHelped(calm, of(5))]).toEqual(["here", "writes", "writes"]);
});

it("folds what was asked for and what waits", () => {
  const { requests = [], facilitator_queue: queue = { items: [], figures: [] } } = requested([{ request: 1, participant: 5 }]);
  const after = reduce(reduce(room(5), { type: "requests_changed", requests }), { type: "facilitator_queue_changed", queue });
  expect([after.view.requests, after.view.facilitator_queue]).toEqual([requests, queue]);
  const none = reduce(reduce(after, { type: "requests_changed", requests: [] }), { type: "facilitator_queue_changed", queue: { items: [], figures: [] } });
  expect(["requests", "facilitator_queue"].filter((part) => part in none.view)).toEqual([]);
});

it("writes in a word alone to the other, and to nobody else unless that is chosen there", () => {
  expect(othersInWord(room(5))).toBe(null);
  expect(othersInWord(inWord(5, 1, 5))?.map(({ name }) => name)).toEqual(["Aino"]);
  expect([scopeHere(inWord(5, 1, 5)), scopeHere(inWord(1, 1, 5))]).toEqual([
    { type: "person", participant: 1 },
    { type: "person", participant: 5 },
  ]);
  // Where participants may not write to each other, to all who run it.
  const switches = { unmute: true, camera: true, share: true, chat_privately: false, rename: true, speaking_shown: false, two_screens: false };
  const closed = inWord(5, 1, 5);
  expect(scopeHere({ ...closed, view: { ...closed.view, switches } })).toEqual({ type: "facilitators", participant: 5 });
  // What was chosen in the plenary does not follow.
  expect(scopeNow(inWord(5, 1, 5), { chosen: { scope: { type: "plenary" }, here: "plenary" }, begun: [] })).toEqual({ type: "person", participant: 1 });
});
