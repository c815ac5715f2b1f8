import { expect, it } from "vitest";
import type { QueueItemView, RoomView, VisitView } from "../protocol/generated";
import { countsOf, isWorthAList, itemKey, queueItems, requestsITook, waitingRequests, wayTo } from "./facilitatorQueue";
import type { RoomState } from "./reduce";
import { type Asked, group, personOf, PLENARY, requested, sampleRoom } from "./sample";

/** Aino runs it, Björn assists; Sirpa and Elli are in group 2, Juhani is in the plenary. */
const PEOPLE = [
  personOf(1, "Aino", { role: "supervisor" }),
  personOf(2, "Björn", { role: "assistant" }),
  personOf(3, "Sirpa", { place: group(2) }),
  personOf(4, "Elli", { place: group(2) }),
  personOf(5, "Juhani"),
];
const room = (me: number, items: readonly QueueItemView[] = [], more: Partial<RoomView> = {}): RoomState =>
  sampleRoom({ me, people: PEOPLE, groups: [1, 2], more: { facilitator_queue: { items: [...items], figures: [] }, ...more } });
const asked = (participant: number, more: Partial<Asked> = {}): QueueItemView => {
  const [item] = requested([{ request: participant, participant, place: PEOPLE[participant - 1]?.place ?? PLENARY, ...more }]).facilitator_queue?.items ?? [];
  if (item === undefined) throw new Error("asked for nothing");
  return item;
};
const hand = (participant: number, place = PLENARY): QueueItemView => ({ item: { type: "hand", participant, place }, kind: "hand", participant, place, since: 0 });
const atDoor: QueueItemView = { item: { type: "lobby", participant: 9 }, kind: "lobby", participant: 9, since: 0 };
const visiting = (who: number, isThere: boolean, base = room(who)): RoomState => {
  const visit: VisitView = { participant: who, listening: false, begins_at: 0 };
  const groups = base.view.groups.map((each) => (each.group === 2 ? { ...each, visits: [visit] } : each));
  const people = base.view.people.map((each) => (each.participant === who && isThere ? { ...each, place: group(2) } : each));
  return { ...base, view: { ...base.view, groups, people } };
};
const without = (base: RoomState, who: number, more: Partial<(typeof PEOPLE)[number]>): RoomState => ({
  ...base,
  view: { ...base.view, people: base.view.people.map((each) => (each.participant === who ? { ...each, ...more } : each)) },
});

it("is for those who answer, in the server's order, without their own", () => {
  const items = [asked(5, { kind: "quiet_signal" }), asked(1), asked(3, { claimed_by: 2 }), hand(5), atDoor, hand(1)];
  expect(queueItems(room(5, items))).toEqual([]);
  expect(queueItems(room(1, items)).map(({ item }) => itemKey(item))).toEqual(["request-5", "request-3", "hand-5-plenary", "lobby-9"]);
  expect(waitingRequests(room(1, items)).map(({ participant }) => participant)).toEqual([5]);
  expect(requestsITook(room(2, items)).map(({ participant }) => participant)).toEqual([3]);
  expect(countsOf(queueItems(room(1, items)))).toEqual([
    { kind: "quiet_signal", count: 1 },
    { kind: "help", count: 1 },
    { kind: "hand", count: 1 },
    { kind: "lobby", count: 1 },
  ]);
});

it("does not say again what the door or the speaking queue beside it says alone", () => {
  const worth = (...items: QueueItemView[]) => isWorthAList(room(1, items));
  expect([worth(), worth(atDoor), worth(hand(5)), worth(asked(1))]).toEqual([false, false, false, false]);
  expect([worth(asked(5)), worth(hand(3, group(2))), worth(hand(5), atDoor), worth(hand(5), hand(3, group(2)))]).toEqual([true, true, true, true]);
});

it("knows the way to whoever asked for help", () => {
  const write = { type: "write", scope: { type: "facilitators", participant: 5 } };
  expect(wayTo(room(1), asked(3))).toEqual({ type: "visit", group: 2 });
  expect(wayTo(visiting(1, false), asked(3))).toEqual({ type: "here" });
  expect(wayTo(visiting(1, true), asked(3))).toEqual({ type: "here" });
  expect(wayTo(room(1), asked(5))).toEqual({ type: "here" });
  // From a group I do not leave without asking.
  expect(wayTo(visiting(1, true), asked(5))).toEqual(write);
  const calm = { task: "Kävele", since: 0, ends_at: 9, ready: [] };
  expect(wayTo(room(1, [], { own_task: calm }), asked(5))).toEqual(write);
  expect(wayTo(room(1, [], { pause: { since: 0, ends_at: 9, coffee_table: false, back: [] } }), asked(5))).toEqual(write);
  // Among themselves those who run the session write between two.
  expect(wayTo(visiting(1, true), asked(2))).toEqual({ type: "write", scope: { type: "person", participant: 2 } });
  // Groups that are not open yet are no place to go.
  expect(wayTo(room(1, [], { run: { ...room(1).view.run, opens_at: 9 } as RoomView["run"] & object }), asked(3)).type).toBe("write");
});

it("lets in at the door, and gives the floor here or goes where the hand is", () => {
  expect(wayTo(room(1), atDoor)).toEqual({ type: "admit" });
  expect(wayTo(room(1), hand(5))).toEqual({ type: "floor", isPossible: true });
  expect(wayTo(room(1), hand(3))).toEqual({ type: "floor", isPossible: false });
  expect(wayTo(without(room(1), 5, { presence: { type: "dropped", since: 0 } }), hand(5))).toEqual({ type: "floor", isPossible: false });
  // Nor who listens to a fishbowl, nor anybody in silence.
  const bowl: RoomView["scenes"] = [{ place: PLENARY, scene: { type: "fishbowl", seats: 2, free_seat: true }, seen: [1] }];
  expect(wayTo(room(1, [], { scenes: bowl }), hand(5))).toEqual({ type: "floor", isPossible: false });
  expect(wayTo(room(1, [], { queues: [{ place: PLENARY, turns: "silence", hands: [] }] }), hand(5))).toEqual({ type: "floor", isPossible: false });
  expect(wayTo(room(1), hand(3, group(2)))).toEqual({ type: "visit", group: 2 });
  expect(wayTo(visiting(1, true), hand(3, group(2)))).toEqual({ type: "floor", isPossible: true });
  expect(wayTo(visiting(1, true), hand(5))).toEqual({ type: "here" });
});

it("goes for a word alone only with somebody who can come, and from where one can", () => {
  const word = asked(5, { kind: "private_word" });
  const can = (base: RoomState) => wayTo(base, word);
  expect(can(room(1))).toEqual({ type: "word", isPossible: true });
  const not = { type: "word", isPossible: false };
  expect(can(without(room(1), 5, { presence: { type: "dropped", since: 0 } }))).toEqual(not);
  expect(can(without(room(1), 5, { presence: { type: "stepped_out", since: 0 } }))).toEqual(not);
  expect(can(without(room(1), 5, { place: { type: "private_word", word: 1 } }))).toEqual(not);
  expect(can(without(room(1), 1, { place: { type: "help", help: 1 } }))).toEqual(not);
  // Another at my device would be taken along.
  const devices = room(1).view.devices.map((each) => (each.device === 101 ? { ...each, people: [1, 2] } : each));
  expect(can(room(1, [], { devices }))).toEqual(not);
});

it("never goes to whoever sent a quiet signal, but writes", () => {
  const write = (participant: number) => ({ type: "write", scope: { type: "facilitators", participant } });
  expect(wayTo(room(1), asked(3, { kind: "quiet_signal" }))).toEqual(write(3));
  expect(wayTo(room(1), asked(5, { kind: "quiet_signal" }))).toEqual(write(5));
});
