import { expect, it } from "vitest";
import type { PersonView, QueueView, Role, RoundView, TurnMode } from "../protocol/generated";
import { iMayHere } from "./groups";
import { group, personOf, PLENARY, queueOfPlace, sampleRoom } from "./sample";
import { aheadInRound, canHaveTurn, iGiveTurn, iMayTakeStick, iRunTurns, needsFloor, nextTurn, orderOfRound, quietBy, turnEndsAt, turnTakers, turnTime } from "./turns";

const DROPPED = { presence: { type: "dropped", since: 1 } } as const;
const AWAY = { presence: { type: "stepped_out", since: 1 } } as const;
const queue = (turns: TurnMode, more: Partial<QueueView> = {}): QueueView => ({ ...queueOfPlace(PLENARY, []), ...(turns === "free" ? {} : { turns }), ...more });
const floor = (participant: number) => ({ floor: { participant, since: 10_000 } });
const round = (to_come: number[], more: Partial<RoundView> = {}): { readonly round: RoundView } => ({ round: { backwards: false, hard: false, to_come, later: [], had: [], ...more } });
const hands = (...all: number[]) => all.map((participant) => ({ participant, since: 0 }));
const people = (...of: Partial<PersonView>[]): PersonView[] => ["Aino", "Björn", "Sirpa", "Elli"].map((name, index) => personOf(index + 1, name, of[index]));
const room = (turns: TurnMode, more: Partial<QueueView> = {}, all = people()) => sampleRoom({ people: all, queues: [queue(turns, more)] });

it("says who is kept quiet by which mode, as the server does", () => {
  const quiet = (role: Role, turns: TurnMode, more: Partial<QueueView> = {}) => quietBy(room(turns, more, people({ role })));
  expect((["free", "queue", "round", "stick", "silence"] as const).map((turns) => quiet("participant", turns))).toEqual([null, "queue", "round", "stick", "silence"]);
  // Those who run the session are heard, but not over the stick nor in silence.
  expect((["free", "queue", "round", "stick", "silence"] as const).map((turns) => quiet("facilitator", turns))).toEqual([null, null, null, "stick", "silence"]);
  expect((["queue", "round", "stick"] as const).map((turns) => quiet("participant", turns, floor(1)))).toEqual([null, null, null]);
  expect(quiet("participant", "stick", floor(2))).toBe("stick");
  // Who may not speak anyway is not told why.
  expect([needsFloor(room("queue", {}, people({ role: "observer" }))), quiet("observer", "silence")]).toEqual([false, null]);
});

it("binds in a group by its own mode, and not its leader in a queue", () => {
  const here = people({ place: group(1) }, { place: group(1) });
  const of = (leader: number, turns: TurnMode) =>
    sampleRoom({ people: here, queues: [queue("silence"), { ...queueOfPlace(group(1), []), turns }], more: { groups: [{ group: 1, number: 1, colour: "blue", leader }] } });
  expect([quietBy(of(2, "queue")), quietBy(of(1, "queue")), quietBy(of(1, "round"))]).toEqual(["queue", null, "round"]);
});

it("hears a device when one of those who share it may speak", () => {
  const shared = { ...room("queue", floor(2)), view: { ...room("queue", floor(2)).view, devices: [{ device: 101, people: [1, 2], sending: [] }] } };
  expect([quietBy(shared), quietBy(room("queue", floor(2)))]).toEqual([null, "queue"]);
});

it("lets a group without a leader or anybody of the staff run itself, and nobody in the plenary", () => {
  const of = (second: Partial<PersonView>, leader?: number) =>
    sampleRoom({
      people: people({ place: group(1) }, { place: group(1), ...second }),
      more: { groups: [{ group: 1, number: 1, colour: "blue", ...(leader === undefined ? {} : { leader }) }] },
    });
  expect([iRunTurns(of({})), iRunTurns(of({}, 2)), iRunTurns(of({}, 3)), iRunTurns(of({ role: "assistant" })), iRunTurns(of({ role: "assistant", ...DROPPED }))]).toEqual([true, false, true, false, true]);
  expect([iMayHere(of({}), "lower_others_hands"), iRunTurns(room("queue"))]).toEqual([false, false]);
});

it("calls replies before hands, in a round whoever is to come, nobody in silence, and nobody who is away", () => {
  const next = (turns: TurnMode, more: Partial<QueueView>, all?: PersonView[]) => nextTurn(room(turns, more, all))?.name;
  expect(next("queue", { hands: hands(2), replies: hands(3) })).toBe("Sirpa");
  expect(next("queue", { hands: hands(2), replies: hands(3) }, people({}, {}, AWAY))).toBe("Björn");
  expect(next("round", { hands: hands(2), ...floor(1), ...round([4, 3]) })).toBe("Elli");
  expect(next("silence", { hands: hands(2) })).toBeUndefined();
});

it("tells the order of a round with who spoke, who passed, who is waited for", () => {
  const now = room("round", { ...floor(3), ...round([1, 4], { had: [{ participant: 2, passed: true }, { participant: 9, passed: false }], later: [1] }) }, people(AWAY));
  expect(orderOfRound(now).map(({ person, stage }) => [person.name, stage])).toEqual([["Björn", "passed"], ["Sirpa", "now"], ["Aino", "away"], ["Elli", "next"]]);
  expect(orderOfRound(room("round", { ...floor(3), ...round([4, 1], { later: [1] }) })).map(({ stage }) => stage)).toEqual(["now", "next", "later"]);
  expect([aheadInRound(room("round", { ...floor(3), ...round([4, 1]) })), aheadInRound(room("round", round([1]))), aheadInRound(room("round", floor(1)))]).toEqual([2, 0, null]);
});

it("gives a turn only to who is here and may speak, in a round only to who is to come", () => {
  const takers = (turns: TurnMode, more: Partial<QueueView>, all?: PersonView[]) => turnTakers(room(turns, more, all)).map((each) => each.name);
  expect(takers("stick", floor(1), people({}, { role: "observer" }, DROPPED))).toEqual(["Elli"]);
  expect(takers("round", { ...floor(1), ...round([3]) })).toEqual(["Sirpa"]);
  expect(takers("silence", {})).toEqual([]);
  expect(canHaveTurn(room("queue", floor(2)), personOf(2, "Björn"))).toBe(false);
  expect([iGiveTurn(room("stick", floor(1))), iGiveTurn(room("round", floor(1))), iGiveTurn(room("queue", floor(1))), iGiveTurn(room("stick", floor(2)))]).toEqual([true, true, false, false]);
});

it("lets anybody take the stick that is free or whose holder is away, and who runs turns take it back", () => {
  const may = (more: Partial<QueueView>, all?: PersonView[]) => iMayTakeStick(room("stick", more, all));
  expect([may({}), may(floor(1)), may(floor(2)), may(floor(2), people({}, DROPPED)), may(floor(2), people({ role: "facilitator" })), may({}, people({ role: "observer" }))]).toEqual([true, false, false, true, true, false]);
  expect(iMayTakeStick(room("queue"))).toBe(false);
});

it("offers no turn to who is not seen where only those who are have one, and to everybody on a stage", () => {
  const of = (type: "stage" | "reflecting_team" | "everyone", turns: TurnMode, more: Partial<QueueView> = {}) =>
    sampleRoom({ me: 2, people: people({ role: "facilitator" }), queues: [queue(turns, more)], more: { scenes: [{ place: PLENARY, scene: { type }, seen: [1, 3] }] } });
  const waiting = { hands: hands(2, 3) };
  expect([nextTurn(of("reflecting_team", "queue", waiting))?.name, nextTurn(of("stage", "queue", waiting))?.name]).toEqual(["Sirpa", "Björn"]);
  expect(turnTakers(of("reflecting_team", "queue")).map((each) => each.name)).toEqual(["Aino", "Sirpa"]);
  expect(turnTakers(of("stage", "queue")).map((each) => each.name)).toEqual(["Aino", "Björn", "Sirpa", "Elli"]);
  expect([iMayTakeStick(of("reflecting_team", "stick")), iMayTakeStick(of("stage", "stick")), iMayTakeStick(of("everyone", "stick"))]).toEqual([false, true, true]);
});

it("leaves it to the scene to say why somebody is not heard who is not seen", () => {
  const of = (seen: number[], turns: TurnMode) =>
    sampleRoom({ people: people(), queues: [queue(turns)], more: { scenes: [{ place: PLENARY, scene: { type: "stage" }, seen }] } });
  expect([quietBy(of([2], "queue")), quietBy(of([1], "queue")), quietBy(of([1], "silence")), quietBy(of([2], "silence"))]).toEqual([null, "queue", "silence", null]);
});

it("reads the time of a turn from when it began, and warns in its last fifth", () => {
  expect([turnEndsAt(room("round", { ...floor(1), ...round([], { seconds: 60 }) })), turnEndsAt(room("round", { ...floor(1), ...round([]) })), turnEndsAt(room("round", round([], { seconds: 60 })))]).toEqual([70_000, undefined, undefined]);
  expect([turnTime(13, 60), turnTime(12, 60), turnTime(16, 600), turnTime(15, 600), turnTime(0, 60), turnTime(-5, 60)]).toEqual(["fine", "soon", "fine", "soon", "over", "over"]);
});
