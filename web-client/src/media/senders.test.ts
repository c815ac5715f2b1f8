import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { PictureCodec, SourceKind } from "../protocol/generated";
import { FakePeer, fakeReceiver } from "./fakePeer";
import { Senders } from "./senders";

beforeEach(() => {
  FakePeer.all = [];
  vi.stubGlobal("RTCRtpReceiver", fakeReceiver);
});

afterEach(() => {
  FakePeer.refusesToSet = () => false;
  vi.unstubAllGlobals();
});

const camera = (width: number, height: number) => ({ kind: "video", contentHint: "", getSettings: () => ({ width, height }) }) as unknown as MediaStreamTrack;
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

function make(tracks: ReadonlyMap<SourceKind, MediaStreamTrack> = new Map(), codec: PictureCodec = "VP8") {
  const peer = new FakePeer();
  const senders = new Senders(peer as unknown as RTCPeerConnection, tracks, false, codec);
  const sender = (line: number) => {
    const found = peer.transceivers[line]?.sender;
    if (found === undefined) throw new Error("no such line");
    return found;
  };
  return { senders, sender };
}

it("sets the sizes by what is captured, also when the track was there before the connection", async () => {
  const track = camera(640, 360);
  const { sender } = make(new Map([["camera", track]]));
  await settle();
  expect(sender(1).encodings.map(({ active, scaleResolutionDownBy }) => [active, scaleResolutionDownBy])).toEqual([[true, 2], [true, 1], [false, 1]]);
  expect(track.contentHint).toBe("motion");
});

it("keeps the picture and encodes nothing of it when nobody watches", async () => {
  const track = camera(1280, 720);
  const { senders, sender } = make(new Map([["camera", track]]));
  senders.want([{ kind: "camera", layers: 0 }]);
  await settle();
  expect(sender(1).track).toBe(track);
  expect(sender(1).encodings.map(({ active }) => active)).toEqual([false, false, false]);
});

it("sets one after the other, and ends with the last wish", async () => {
  const { senders, sender } = make(new Map([["camera", camera(1280, 720)]]));
  await settle();
  const before = sender(1).set;
  for (const layers of [0, 2, 1, 3, 2]) senders.want([{ kind: "camera", layers }]);
  await settle();
  expect(sender(1).encodings.map(({ active }) => active)).toEqual([true, true, false]);
  expect(sender(1).set - before).toBe(2);
});

it("sets nothing that is so already", async () => {
  const { senders, sender } = make(new Map([["camera", camera(1280, 720)]]));
  await settle();
  expect(sender(1).set).toBe(0);
  senders.want([{ kind: "camera", layers: 3 }]);
  await settle();
  expect(sender(1).set).toBe(0);
});

it("still stops what nobody watches where a browser does not change sizes", async () => {
  FakePeer.refusesToSet = (encodings) => encodings[0]?.scaleResolutionDownBy !== 4;
  const { senders, sender } = make(new Map([["camera", camera(640, 360)]]));
  await settle();
  senders.want([{ kind: "camera", layers: 1 }]);
  await settle();
  expect(sender(1).encodings.map(({ active, scaleResolutionDownBy }) => [active, scaleResolutionDownBy])).toEqual([[true, 4], [false, 2], [false, 1]]);
});

it("sends one stream with layers in a codec that has them, where the browser looks for them", async () => {
  vi.stubGlobal("RTCPeerConnection", FakePeer);
  FakePeer.refuses = ([encoding]) => encoding === undefined || !("scalabilityMode" in encoding) || (encoding as { scalabilityMode?: string }).scalabilityMode === undefined;
  const { senders, sender } = make(new Map([["camera", camera(1280, 720)]]), "VP9");
  FakePeer.refuses = () => false;
  await settle();
  expect(sender(1).encodings).toMatchObject([{ scalabilityMode: "L3T3_KEY", active: true }]);
  senders.want([{ kind: "camera", layers: 2 }]);
  await settle();
  expect(sender(1).encodings).toMatchObject([{ scalabilityMode: "L2T3_KEY", scaleResolutionDownBy: 2 }]);
});

it("sends several sizes beside each other where the browser does not know layers", () => {
  // It never looks at what it does not know.
  vi.stubGlobal("RTCPeerConnection", class {
    addTransceiver(): void {}
    close(): void {}
  });
  const { sender } = make(new Map([["camera", camera(1280, 720)]]), "AV1");
  expect(sender(1).encodings.map(({ rid }) => rid)).toEqual(["q", "h", "f"]);
});
