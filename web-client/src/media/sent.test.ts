import { expect, it } from "vitest";
import { COUNTED, estimateIn, FramesSent } from "./sent";

const frames = (...counts: readonly [mid: string, rid: string, framesEncoded: number][]) =>
  counts.map(([mid, rid, framesEncoded]) => ({ type: "outbound-rtp", kind: "video", mid, rid, framesEncoded }));

it("takes the estimate of the pair that has one", () => {
  expect(estimateIn([{ type: "candidate-pair" }, { type: "candidate-pair", availableOutgoingBitrate: 300_000 }, { type: "outbound-rtp" }])).toBe(300_000);
  expect(estimateIn([{ type: "candidate-pair" }])).toBeNull();
});

it("counts the sizes of each picture of which there were frames since the last look", () => {
  const sent = new FramesSent();
  expect(sent.take(0, frames(["1", "q", 10], ["1", "h", 4], ["2", "h", 0]))).toBeNull();
  expect(sent.take(COUNTED - 1, frames(["1", "q", 20]))).toBeNull();
  expect(sent.take(COUNTED, frames(["1", "q", 20], ["1", "h", 4], ["2", "h", 1]))).toEqual(new Map([[1, 1], [2, 1]]));
  expect(sent.take(2 * COUNTED, frames(["1", "q", 30], ["1", "h", 5], ["2", "h", 1]))).toEqual(new Map([[1, 2]]));
});
