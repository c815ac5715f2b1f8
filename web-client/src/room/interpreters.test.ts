import { expect, it } from "vitest";
import { iFollow, isUnderInterpreter, mayFollow } from "./interpreters";
import { group, personOf, sampleRoom } from "./sample";

const people = [personOf(1, "Aino"), personOf(2, "Björn"), personOf(3, "Tulkki", { role: "interpreter" })];
const room = (interpreter?: number, all = people) => sampleRoom({ people: all, groups: [1], more: interpreter === undefined ? {} : { interpreter } });
/** Which devices are lowered while these speak. */
const lowered = (state: ReturnType<typeof room>, ...speaking: number[]) => [102, 103].filter((device) => isUnderInterpreter(state, speaking, device));

it("lowers the others only while the interpreter one follows speaks", () => {
  expect(lowered(room(3), 103, 102)).toEqual([102]);
  expect(lowered(room(3), 102)).toEqual([]);
  expect(lowered(room(), 103)).toEqual([]);
});

it("lowers nobody for an interpreter who is elsewhere", () => {
  const away = [...people.slice(0, 2), personOf(3, "Tulkki", { role: "interpreter", place: group(1) })];
  expect(lowered(room(3, away), 103)).toEqual([]);
});

it("lets one follow interpreters, and not oneself", () => {
  expect(people.map((each) => mayFollow(room(), each))).toEqual([false, false, true]);
  expect(mayFollow(sampleRoom({ me: 3, people }), personOf(3, "Tulkki", { role: "interpreter" }))).toBe(false);
  expect([iFollow(room(3), 3), iFollow(room(), 3)]).toEqual([true, false]);
});
