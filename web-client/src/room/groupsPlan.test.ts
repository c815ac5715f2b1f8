import { expect, it } from "vitest";
import type { RoomState } from "./reduce";
import { DRAFT, forecast, minutesOf, missingIn, namesOf, planOf, shapeOf, type Draft } from "./groupsPlan";
import { personOf, sampleRoom } from "./sample";

/** A supervisor and so many others. */
const room = (others: number): RoomState =>
  sampleRoom({
    people: [personOf(1, "Aino", { role: "supervisor" }), ...Array.from({ length: others }, (_, at) => personOf(at + 2, `Osallistuja ${at + 2}`))],
  });
const draft = (more: Partial<Draft>): Draft => ({ ...DRAFT, ...more });

it("makes groups of four of many, and two of few, until somebody chooses", () => {
  expect(shapeOf(DRAFT, room(8))).toEqual({ type: "size", people: 4 });
  expect(shapeOf(DRAFT, room(3))).toEqual({ type: "groups", groups: 2 });
  expect(shapeOf(draft({ shape: { type: "size", people: 2 } }), room(3))).toEqual({ type: "size", people: 2 });
});

it("tells the sizes that the server will make", () => {
  const of = (people: number, size: number) => {
    const { groups, least, most } = forecast(draft({ shape: { type: "size", people: size } }), room(people));
    return [groups, least, most];
  };
  expect(of(22, 4)).toEqual([6, 3, 4]);
  expect(of(21, 4)).toEqual([5, 4, 5]);
  expect(of(5, 2)).toEqual([2, 2, 3]);
  expect(of(3, 2)).toEqual([1, 3, 3]);
  expect(forecast(draft({ shape: { type: "groups", groups: 5 } }), room(3)).groups).toBe(3);
  expect(forecast(draft({ shape: { type: "groups", groups: 5 }, way: "by_hand" }), room(3)).groups).toBe(5);
  expect(forecast(DRAFT, room(0)).isEmpty).toBe(true);
});

it("leaves out what was not chosen", () => {
  expect(planOf(DRAFT, room(8))).toEqual({
    shape: { type: "size", people: 4 },
    assignment: { type: "random" },
    names: [],
    warnings: [],
    countdown_seconds: 0,
    late: "plenary",
    observers: "dealt",
    notes: "keep",
  });
});

it("sends everything that was chosen", () => {
  const all = draft({ way: "cafe", rounds: 4, hosts: [2, 3, 99], task: " Mikä auttoi? ", minutes: "20", names: "Kahvi\n\n Tee ", countdown: 10, warnings: [5, 10, 30] });
  expect(planOf(all, room(8))).toMatchObject({
    assignment: { type: "cafe", rounds: 4, hosts: [2, 3] },
    names: ["Kahvi", "Tee"],
    task: "Mikä auttoi?",
    minutes: 20,
    warnings: [5, 10],
    countdown_seconds: 10,
  });
  expect(planOf(draft({ way: "balanced", by: "unit", blend: "alike", unmet: false }), room(8)).assignment).toEqual({ type: "balanced", by: "unit", blend: "alike", unmet: false });
  expect(planOf(draft({ way: "chosen", most: 4 }), room(8)).assignment).toEqual({ type: "chosen", most: 4 });
  expect(planOf(draft({ way: "one_two_four", alone: 120, countdown: 5 }), room(8)).countdown_seconds).toBe(120);
});

it("says what is missing before the server has to", () => {
  expect(missingIn(draft({ way: "balanced", unmet: false }), room(8))).toBe("balance");
  expect(missingIn(draft({ way: "cafe", hosts: [2, 99] }), room(8))).toBe("hosts");
  expect(missingIn(draft({ way: "prepared" }), room(8))).toBe("prepared");
  const prepared = sampleRoom({ more: { prepared: [{ people: [] }] } });
  expect(missingIn(draft({ way: "prepared" }), prepared)).toBe(null);
  expect(missingIn(draft({ minutes: "kaksi" }), room(8))).toBe("minutes");
  expect([minutesOf("481"), minutesOf("480"), minutesOf("0"), minutesOf(" 5 ")]).toEqual([null, 480, null, 5]);
  expect(missingIn(DRAFT, room(8))).toBe(null);
});

it("cuts names to what a line may hold", () => {
  expect(namesOf(`${"a".repeat(50)}\n`)).toEqual(["a".repeat(40)]);
});
