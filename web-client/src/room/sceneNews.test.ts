import { afterEach, expect, it, vi } from "vitest";
import type { RoomView, SceneKind, SceneView } from "../protocol/generated";
import { mergeNews } from "./news";
import { group, personOf, PLENARY, sampleRoom } from "./sample";
import { sceneNews, type SceneNews } from "./sceneNews";

afterEach(() => vi.useRealTimers());

const BOWL: SceneKind = { type: "fishbowl", seats: 2, free_seat: false };
const scene = (kind: SceneKind, seen: readonly number[], more: Partial<SceneView> = {}): Partial<RoomView> => ({
  scenes: [{ place: PLENARY, scene: kind, seen: [...seen], ...more }],
});
const stage = (...seen: number[]) => scene({ type: "stage" }, seen);
const team = (...seen: number[]) => scene({ type: "reflecting_team" }, seen);
const news = (before: Partial<RoomView>, now: Partial<RoomView>) => sceneNews(sampleRoom({ more: before }), sampleRoom({ more: now }));

it("tells once what a new scene means for me, and nothing of what changes for others", () => {
  expect(news({}, stage(2))).toEqual([{ type: "scene", scene: "stage", seen: false }]);
  expect(news({}, stage(1))).toEqual([{ type: "scene", scene: "stage", seen: true }]);
  expect(news(team(1), team(2, 3))).toEqual([{ type: "scene", scene: "reflecting_team", seen: false }]);
  expect(news(team(2), team(2, 3))).toEqual([]);
  expect(news(stage(2), stage(2))).toEqual([]);
  expect(news(stage(2), {})).toEqual([{ type: "scene", scene: "everyone", seen: true }]);
});

it("tells whoever comes to a place that is staged, and not who comes where everybody is seen", () => {
  const there = [personOf(1, "Aino", { place: group(1) }), personOf(2, "Björn")];
  const inGroup = sampleRoom({ people: there, groups: [1], more: {} });
  const here = (more: Partial<RoomView>) => sampleRoom({ people: [personOf(1, "Aino"), personOf(2, "Björn")], groups: [1], more });
  expect(sceneNews(inGroup, here(stage(2)))).toEqual([{ type: "scene", scene: "stage", seen: false }]);
  expect(sceneNews(here(stage(2)), inGroup)).toEqual([]);
});

it("is silent in a break and tells after it", () => {
  const pause = { pause: { since: 0, ends_at: 60_000, coffee_table: false, back: [] } };
  expect(news(stage(2), { ...stage(2), ...pause })).toEqual([]);
  expect(news({ ...stage(2), ...pause }, pause)).toEqual([]);
  expect(news({ ...stage(2), ...pause }, stage(2))).toEqual([{ type: "scene", scene: "stage", seen: false }]);
});

it("tells of a seat that became free, but not whoever has just left it", () => {
  expect(news(scene(BOWL, [2, 3]), scene(BOWL, [3]))).toEqual([{ type: "seat_free" }]);
  expect(news(scene(BOWL, [3]), scene(BOWL, []))).toEqual([]);
  expect(news(scene(BOWL, [1, 3]), scene(BOWL, [3]))).toEqual([{ type: "scene", scene: "fishbowl", seen: false }]);
});

it("tells whoever leaves next how long it is, once", () => {
  vi.useFakeTimers({ now: 0 });
  const timed: SceneKind = { ...BOWL, leave_after: 60 };
  const full = scene(timed, [1, 2], { leaves_at: 60_000 });
  expect(news(scene(timed, [1]), full)).toEqual([{ type: "seat_time", seconds: 60 }]);
  expect(news(full, full)).toEqual([]);
  expect(news(scene(timed, [2]), scene(timed, [2, 1], { leaves_at: 60_000 }))).toEqual([{ type: "scene", scene: "fishbowl", seen: true }]);
});

it("tells who is large", () => {
  const everyone = (spotlight?: number) => scene({ type: "everyone" }, [], spotlight === undefined ? {} : { spotlight });
  expect(news({}, everyone(2))).toEqual([{ type: "spotlight", name: "Björn", mine: false }]);
  expect(news(everyone(2), everyone(1))).toEqual([{ type: "spotlight", name: "Aino", mine: true }]);
  expect(news(everyone(2), {})).toEqual([{ type: "spotlight", name: null, mine: false }]);
});

it("says only the newest of several changes in a row", () => {
  const first: SceneNews[] = [{ type: "scene", scene: "stage", seen: false }];
  expect(mergeNews(first, [{ type: "scene", scene: "stage", seen: true }])).toEqual([{ type: "scene", scene: "stage", seen: true }]);
});

it("tells once what following an interpreter does", () => {
  expect(news({}, { interpreter: 3 })).toEqual([{ type: "follows" }]);
  expect(news({ interpreter: 3 }, { interpreter: 3 })).toEqual([]);
  expect(news({ interpreter: 3 }, {})).toEqual([]);
});
