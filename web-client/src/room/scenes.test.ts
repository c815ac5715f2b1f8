import { expect, it } from "vitest";
import type { GroupView, SceneKind, SceneView } from "../protocol/generated";
import { conversations } from "./chat";
import { reduce, reduceView } from "./reduce";
import { group, personOf, PLENARY, queueOfPlace, sampleRoom } from "./sample";
import {
  afterSwap,
  aroundHere,
  chairsAfter,
  choosable,
  freeSeats,
  iAmSeen,
  iMaySit,
  iSit,
  iStage,
  leavesNext,
  listenersHere,
  mySight,
  NO_CHAIRS,
  seenHere,
  spotlightHere,
} from "./scenes";

const BOWL: SceneKind = { type: "fishbowl", seats: 3, free_seat: true };
const scene = (kind: SceneKind | "stage" | "reflecting_team", seen: readonly number[], more: Partial<SceneView> = {}): SceneView => ({
  place: PLENARY,
  scene: typeof kind === "string" ? { type: kind } : kind,
  seen: [...seen],
  ...more,
});
const PEOPLE = [personOf(1, "Virpi", { role: "supervisor" }), personOf(2, "Björn"), personOf(3, "Sirpa"), personOf(4, "Elli"), personOf(5, "Oskari", { role: "observer" })];
const room = (me: number, view: SceneView, more: Parameters<typeof sampleRoom>[0] = {}) =>
  sampleRoom({ me, people: PEOPLE, ...more, more: { scenes: [view], ...more.more } });
const names = (all: readonly { readonly name: string }[]) => all.map(({ name }) => name);

it("folds scenes and forgets them when there are none", () => {
  const view = reduceView(sampleRoom().view, { type: "scenes_changed", scenes: [scene("stage", [1])] });
  expect(view.scenes).toEqual([scene("stage", [1])]);
  expect(reduceView(view, { type: "scenes_changed", scenes: [] })).not.toHaveProperty("scenes");
});

it("parts those at the table into who is seen and who listens, and says to each what they are", () => {
  const stage = scene("stage", [1, 3]);
  expect(names(seenHere(room(2, stage)))).toEqual(["Virpi", "Sirpa"]);
  expect(names(listenersHere(room(2, stage)))).toEqual(["Björn", "Elli", "Oskari"]);
  expect([mySight(room(1, stage)), mySight(room(2, stage)), mySight(room(5, stage))]).toEqual(["seen", "listening", "listening"]);
  const everyone = sampleRoom({ people: PEOPLE });
  expect([mySight(everyone), seenHere(everyone).length, listenersHere(everyone).length]).toEqual([null, 5, 0]);
});

it("puts whoever has the floor on a stage, and in no other scene; and who raises a hand before the others", () => {
  const queues = [queueOfPlace(PLENARY, [4, 2], 3)];
  expect(names(seenHere(room(2, scene("stage", [1]), { queues })))).toEqual(["Virpi", "Sirpa"]);
  expect(names(listenersHere(room(2, scene("stage", [1]), { queues })))).toEqual(["Elli", "Björn", "Oskari"]);
  expect(names(seenHere(room(2, scene("reflecting_team", [1]), { queues })))).toEqual(["Virpi"]);
});

it("sees whoever is at a device of somebody who is seen, and whoever speaks to all groups", () => {
  const devices = [{ device: 101, people: [1, 4], sending: [] }, { device: 102, people: [2], sending: [] }];
  expect(iAmSeen(room(4, scene("stage", [1]), { more: { devices } }))).toBe(true);
  expect(iSit(room(4, scene(BOWL, [1]), { more: { devices } }))).toBe(false);
  expect(iAmSeen(room(2, scene("stage", [1]), { more: { devices } }))).toBe(false);
  const run = { recalled: false, warnings: [], chosen: false, late: "plenary", notes: "keep", announcements: [], speaking_to_all: 2 } as const;
  expect(iAmSeen(room(2, scene("stage", [1]), { more: { run: { ...run, warnings: [], announcements: [] } } }))).toBe(true);
});

it("knows nothing of scenes of other places, and none in a break", () => {
  expect(mySight(room(2, scene("stage", [1], { place: group(1) })))).toBe(null);
  const pause = { since: 0, ends_at: 60_000, coffee_table: false, back: [] };
  expect(mySight(room(2, scene("stage", [1], { spotlight: 1 }), { more: { pause } }))).toBe(null);
  expect(spotlightHere(room(2, scene("stage", [1], { spotlight: 1 }), { more: { pause } }))).toBeUndefined();
});

it("counts free seats, and lets those sit down who may be heard", () => {
  expect(freeSeats(scene(BOWL, [1]))).toBe(3);
  expect(freeSeats(scene({ type: "fishbowl", seats: 3, free_seat: false }, [1, 2, 3]))).toBe(0);
  expect(freeSeats(scene("stage", [1]))).toBe(0);
  expect([iMaySit(room(2, scene(BOWL, [1]))), iMaySit(room(1, scene(BOWL, [1]))), iMaySit(room(5, scene(BOWL, [1]))), iMaySit(room(2, scene("stage", [1])))]).toEqual([true, false, false, false]);
  expect(iSit(room(1, scene(BOWL, [1])))).toBe(true);
  expect(leavesNext(room(2, scene(BOWL, [3, 1], { leaves_at: 9_000 })))).toEqual({ participant: 3, at: 9_000 });
  expect(leavesNext(room(2, scene(BOWL, [3, 1])))).toBeUndefined();
});

it("leaves everybody on their chair when one gets up or sits down", () => {
  const first = chairsAfter(NO_CHAIRS, scene(BOWL, [3, 1, 2]));
  expect(first).toEqual([3, 1, 2, null]);
  const gone = chairsAfter(first, scene(BOWL, [1, 2]));
  expect(gone).toEqual([null, 1, 2, null]);
  const come = chairsAfter(gone, scene(BOWL, [1, 2, 4]));
  expect(come).toEqual([4, 1, 2, null]);
  expect(chairsAfter(come, scene(BOWL, [1, 2, 4]))).toBe(come);
  expect(chairsAfter(come, scene({ type: "fishbowl", seats: 3, free_seat: false }, [1, 2, 4]))).toEqual([4, 1, 2]);
  expect(chairsAfter(come, scene("stage", [1]))).toEqual([]);
  expect(aroundHere(room(2, scene(BOWL, [1, 2, 4])), come).map((each) => each?.name ?? null)).toEqual(["Elli", "Virpi", "Björn", null]);
});

it("lets those choose who give turns, or lead the group", () => {
  expect([iStage(room(1, scene("stage", [1]))), iStage(room(2, scene("stage", [1])))]).toEqual([true, false]);
  const groups: GroupView[] = [{ group: 1, number: 1, colour: "blue", leader: 2 }];
  const people = [personOf(2, "Björn", { place: group(1) }), personOf(3, "Sirpa", { place: group(1) })];
  expect(iStage(sampleRoom({ me: 2, people, more: { groups } }))).toBe(true);
  expect(iStage(sampleRoom({ me: 3, people, more: { groups } }))).toBe(false);
});

it("offers whoever may be heard, and who was chosen and is away", () => {
  const people = [...PEOPLE.slice(0, 4), personOf(5, "Oskari", { role: "observer" }), personOf(6, "Juhani", { place: group(1) }), personOf(7, "Åsa", { place: group(1) })];
  expect(names(choosable(room(1, scene("stage", [6, 1]), { people, groups: [1] })))).toEqual(["Virpi", "Björn", "Sirpa", "Elli", "Juhani"]);
  expect(names(afterSwap(room(1, scene("reflecting_team", [1, 3]))))).toEqual(["Björn", "Elli"]);
});

it("keeps listeners of a reflecting team from writing to those who talk, and nobody else", () => {
  const mayWrite = (me: number, view: SceneView) => {
    const state = room(me, view);
    return conversations(state).flatMap(({ scope, mayWrite: may }) => (may ? [scope.type === "person" ? scope.participant : scope.type] : []));
  };
  const team = scene("reflecting_team", [1, 3]);
  expect(mayWrite(2, team)).toEqual(["facilitators", 4, 5]);
  expect(mayWrite(3, team)).toEqual(["plenary", "facilitators", 1, 2, 4, 5]);
  expect(mayWrite(2, scene("stage", [1]))).toEqual(["plenary", "facilitators", 1, 3, 4, 5]);
  const after = reduce(room(2, team), { type: "scenes_changed", scenes: [scene("reflecting_team", [2, 4])] });
  expect(conversations(after)[0]).toEqual({ scope: PLENARY, mayWrite: true });
});
