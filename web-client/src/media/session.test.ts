import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { SOURCE_KINDS, type MediaRequest } from "../protocol/generated";
import type { Answer } from "../signaling/socket";
import { FakePeer, fakeReceiver } from "./fakePeer";
import { MediaSession } from "./session";

let asked: MediaRequest[] = [];
let answers: Record<MediaRequest["type"], Answer>;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("RTCPeerConnection", FakePeer);
  vi.stubGlobal("RTCRtpReceiver", fakeReceiver);
  FakePeer.all = [];
  asked = [];
  answers = { media_send: { type: "media", answer: "a", offer: "o" }, media_receive: { type: "ok" } };
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function make() {
  return new MediaSession((request) => {
    asked.push(request);
    return Promise.resolve(answers[request.type]);
  });
}

const settle = () => vi.advanceTimersByTimeAsync(0);
const track = (kind: string) => ({ kind }) as unknown as MediaStreamTrack;
const [send, receive] = [() => FakePeer.all[0] as FakePeer, () => FakePeer.all[1] as FakePeer];

it("negotiates once, with all six sources there from the start", async () => {
  const media = make();
  media.linkOpened();
  await settle();
  expect(FakePeer.all).toHaveLength(2);
  expect(send().transceivers.map((each) => each.kind)).toEqual(["audio", "video", "video", "audio", "video", "audio"]);
  expect(send().transceivers).toHaveLength(SOURCE_KINDS.length);
  expect(send().transceivers.every((each) => each.init?.direction === "sendonly")).toBe(true);
  expect(send().transceivers[1]?.init?.sendEncodings).toEqual([{ maxBitrate: 600_000 }]);
  expect(send().transceivers[1]?.codecs.map((codec) => codec.mimeType)).toEqual(["video/VP8", "video/H264", "video/rtx"]);
  expect(asked).toEqual([
    { type: "media_send", sdp: "local 0" },
    { type: "media_receive", sdp: "local 1" },
  ]);
  expect(send().remote).toEqual(["answer a"]);
  expect(receive().remote).toEqual(["offer o"]);
  expect(media.state.get().tracks).toHaveLength(3);
  send().becomes("connected");
  expect(media.state.get().type).toBe("starting");
  receive().becomes("connected");
  expect(media.state.get().type).toBe("up");
  media.linkOpened();
  await settle();
  expect(FakePeer.all).toHaveLength(2);
});

it("has its offer ready before the server is there, and makes no second pair for it", async () => {
  const media = make();
  await settle();
  expect(send().localDescription).toEqual({ sdp: "local 0" });
  expect(asked).toEqual([]);
  media.linkOpened();
  await settle();
  expect(FakePeer.all).toHaveLength(2);
  expect(asked[0]).toEqual({ type: "media_send", sdp: "local 0" });
});

it("changes what is sent without negotiating", async () => {
  const media = make();
  const camera = track("video");
  media.send("camera", camera);
  media.linkOpened();
  await settle();
  expect(send().transceivers[1]?.sender.track).toBe(camera);
  const microphone = track("audio");
  media.send("microphone", microphone);
  media.send("camera", null);
  expect(send().transceivers[0]?.sender.track).toBe(microphone);
  expect(send().transceivers[1]?.sender.track).toBeNull();
  expect(asked).toHaveLength(2);
});

it("makes both anew when one fails, with what was sent before", async () => {
  const media = make();
  media.linkOpened();
  await settle();
  const microphone = track("audio");
  media.send("microphone", microphone);
  media.placeSlots({ generation: 9, slots: [] });
  receive().becomes("failed");
  expect(media.state.get().type).toBe("broken");
  await settle();
  expect(FakePeer.all).toHaveLength(4);
  expect(send().connectionState).toBe("closed");
  expect(FakePeer.all[2]?.transceivers[0]?.sender.track).toBe(microphone);
  // The new pair's slots count from the beginning.
  media.placeSlots({ generation: 0, slots: [{ line: 1, device: 5, kind: "camera" }] });
  expect(media.state.get().slots.slots).toHaveLength(1);
});

it("forgets slots of the old pair that were told while the new one was made", async () => {
  const media = make();
  media.linkOpened();
  media.placeSlots({ generation: 40, slots: [{ line: 1, device: 5, kind: "camera" }] });
  await settle();
  expect(media.state.get().slots.slots).toEqual([]);
  media.placeSlots({ generation: 0, slots: [{ line: 2, device: 6, kind: "camera" }] });
  expect(media.state.get().slots.slots).toHaveLength(1);
});

it("waits longer each time when the server cannot", async () => {
  answers.media_send = { type: "rejected", code: "unavailable" };
  make().linkOpened();
  await settle();
  await vi.advanceTimersByTimeAsync(0);
  const after = FakePeer.all.length;
  await vi.advanceTimersByTimeAsync(900);
  expect(FakePeer.all).toHaveLength(after);
  await vi.advanceTimersByTimeAsync(200);
  expect(FakePeer.all).toHaveLength(after + 2);
});

it("negotiates again on return when the link was lost on the way", async () => {
  answers.media_receive = { type: "lost" };
  const media = make();
  media.linkOpened();
  await settle();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(FakePeer.all).toHaveLength(2);
  answers.media_receive = { type: "ok" };
  media.linkOpened();
  await settle();
  expect(FakePeer.all).toHaveLength(4);
  media.linkOpened();
  await settle();
  expect(FakePeer.all).toHaveLength(4);
});
