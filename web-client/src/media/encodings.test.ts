import { assert, integer, property } from "fast-check";
import { expect, it } from "vitest";
import { encodingsFor, firstEncodings, layeredEncoding, needed, sizesFor, type Captured } from "./encodings";

const camera = (width: number, height: number): Captured => ({ size: { width, height }, moves: true });
const sent = (of: readonly { active: boolean; scaleResolutionDownBy: number }[], width: number) =>
  of.filter(({ active }) => active).map(({ scaleResolutionDownBy }) => width / scaleResolutionDownBy);

it("offers three sizes of a camera and two of a screen, the smallest first", () => {
  expect(firstEncodings("camera")).toEqual([
    { rid: "q", scaleResolutionDownBy: 4, maxBitrate: 100_000, active: true },
    { rid: "h", scaleResolutionDownBy: 2, maxBitrate: 300_000, active: true },
    { rid: "f", scaleResolutionDownBy: 1, maxBitrate: 900_000, active: true },
  ]);
  expect(firstEncodings("screen").map(({ rid, scaleResolutionDownBy }) => [rid, scaleResolutionDownBy])).toEqual([["h", 2], ["f", 1]]);
});

it("sends what is captured in full, also where a browser leaves out the last sizes of a small picture", () => {
  expect(sent(encodingsFor("camera", camera(1280, 720), 3), 1280)).toEqual([320, 640, 1280]);
  expect(sent(encodingsFor("camera", camera(640, 360), 3), 640)).toEqual([320, 640]);
  // The camera of a telephone that stands upright.
  expect(sent(encodingsFor("camera", camera(360, 640), 3), 360)).toEqual([180, 360]);
  expect(sent(encodingsFor("camera", camera(320, 180), 3), 320)).toEqual([320]);
  expect(encodingsFor("camera", camera(640, 360), 3).map(({ maxBitrate }) => maxBitrate).slice(0, 2)).toEqual([100_000, 300_000]);
});

it("is one size in full when only one was agreed on", () => {
  expect(encodingsFor("camera", camera(1280, 720), 1)).toEqual([{ scaleResolutionDownBy: 1, maxBitrate: 900_000, active: true }]);
});

it("never sends a layer that nobody watches, and the largest of those that are watched with all below", () => {
  assert(
    property(integer({ min: 1, max: 4000 }), integer({ min: 1, max: 4000 }), integer({ min: 1, max: 3 }), integer({ min: 0, max: 3 }), (width, height, count, layers) => {
      const encodings = encodingsFor("camera", camera(width, height), count, layers);
      const active = encodings.map((each) => each.active);
      expect(active.filter(Boolean).length).toBeLessThanOrEqual(layers);
      expect(active).toEqual(active.toSorted((a, b) => Number(b) - Number(a)));
      expect(encodings.every(({ scaleResolutionDownBy }) => scaleResolutionDownBy >= 1)).toBe(true);
    }),
  );
});

it("halves only what moves on a screen", () => {
  const screen = (moves: boolean, layers?: number) => encodingsFor("screen", { size: null, moves }, 2, layers).map(({ active }) => active);
  expect(screen(false)).toEqual([false, true]);
  expect(screen(false, 1)).toEqual([false, true]);
  expect(screen(false, 0)).toEqual([false, false]);
  expect(screen(true)).toEqual([true, true]);
  expect(screen(true, 1)).toEqual([true, false]);
});

it("sends every size that is watched in one stream, and the same sizes as beside each other", () => {
  const modes = (width: number, height: number, layers?: number) => {
    const { scalabilityMode, scaleResolutionDownBy, active } = layeredEncoding("camera", camera(width, height), layers);
    return [scalabilityMode, width / scaleResolutionDownBy, active];
  };
  expect(modes(1280, 720)).toEqual(["L3T3_KEY", 1280, true]);
  expect(modes(1280, 720, 2)).toEqual(["L2T3_KEY", 640, true]);
  expect(modes(1280, 720, 1)).toEqual(["L1T3", 320, true]);
  expect(modes(1280, 720, 0)).toEqual(["L1T3", 320, false]);
  expect(modes(640, 360)).toEqual(["L2T3_KEY", 640, true]);
  expect(modes(320, 180)).toEqual(["L1T3", 320, true]);
  expect(layeredEncoding("camera", camera(1280, 720)).maxBitrate).toBe(1_300_000);
});

it("sends a text on a screen in one size, and a film in two", () => {
  expect(layeredEncoding("screen", { size: null, moves: false })).toEqual({ scalabilityMode: "L1T3", scaleResolutionDownBy: 1, maxBitrate: 1_500_000, active: true });
  expect(layeredEncoding("screen", { size: null, moves: true }).scalabilityMode).toBe("L2T3_KEY");
});

it("lets the largest size that is sent cost as much as all, where it is to show that there is room", () => {
  const caps = (layers: number, more: boolean) => encodingsFor("camera", camera(1280, 720), 3, layers, more).map(({ maxBitrate }) => maxBitrate);
  expect(caps(1, true)).toEqual([1_300_000, 300_000, 900_000]);
  expect(caps(2, true)).toEqual([100_000, 1_300_000, 900_000]);
  expect(caps(2, false)).toEqual([100_000, 300_000, 900_000]);
});

it("knows how many sizes there are, and that one more needs more", () => {
  expect(sizesFor("camera", camera(640, 360), 3)).toBe(2);
  expect(sizesFor("camera", camera(1280, 720), 3, 1)).toBe(1);
  expect(sizesFor("screen", { size: null, moves: false }, 2)).toBe(1);
  const encodings = encodingsFor("camera", camera(1280, 720), 3);
  const needs = [1, 2, 3].map((count) => needed(encodings, count));
  expect(needs).toEqual(needs.toSorted((a, b) => a - b));
  // libwebrtc begins with the second at 280 kbit/s, and a voice; with the third at 1120.
  expect(needs.slice(1)).toEqual([380_000, 1_100_000]);
});
