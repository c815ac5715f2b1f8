import * as fc from "fast-check";
import { expect, it } from "vitest";
import { isAtOrAfter, NO_SLOTS, placeSlots, slotOf } from "./slots";

const camera = (line: number, device: number) => ({ line, device, kind: "camera" as const });

it("takes a newer message and leaves an overtaken one", () => {
  const first = placeSlots(NO_SLOTS, { generation: 4, slots: [camera(2, 7)] });
  expect(slotOf(first, 7, "camera")?.line).toBe(2);
  expect(placeSlots(first, { generation: 3, slots: [] })).toBe(first);
  expect(placeSlots(first, { generation: 5, slots: [] }).slots).toEqual([]);
});

it("takes the same generation again, as after a resume", () => {
  const first = placeSlots(NO_SLOTS, { generation: 4, slots: [camera(2, 7)] });
  const again = placeSlots(first, { generation: 4, slots: [{ ...camera(2, 7), from_timestamp: 90 }] });
  expect(slotOf(again, 7, "camera")?.from_timestamp).toBe(90);
});

it("shows the stage when somebody is in two slots", () => {
  const slots = placeSlots(NO_SLOTS, { generation: 0, slots: [camera(5, 7), camera(1, 7), camera(0, 8)] });
  expect(slotOf(slots, 7, "camera")?.line).toBe(1);
  expect(slotOf(slots, 7, "microphone")).toBeUndefined();
});

it("compares timestamps over the end of the clock", () => {
  expect(isAtOrAfter(5, 5)).toBe(true);
  expect(isAtOrAfter(4, 5)).toBe(false);
  expect(isAtOrAfter(3, 0xffff_fff0)).toBe(true);
  expect(isAtOrAfter(0xffff_fff0, 3)).toBe(false);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), fc.integer({ min: 0, max: 0x7fff_ffff }), (from, ahead) => {
      expect(isAtOrAfter((from + ahead) % 2 ** 32, from)).toBe(true);
    }),
  );
});
