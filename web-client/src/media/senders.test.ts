import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { PictureCodec, SourceKind } from "../protocol/generated";
import { FakePeer, fakeReceiver } from "./fakePeer";
import { Senders } from "./senders";
import { COUNTED } from "./sent";

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

it("sends one size of a camera while the network has room for one, and all when there is room", async () => {
  const { senders, sender } = make(new Map([["camera", camera(1280, 720)]]));
  const active = () => sender(1).encodings.map((encoding) => encoding.active);
  let [now, frames] = [0, 0];
  const look = async (estimate: number, sizes: number): Promise<void> => {
    now += COUNTED;
    frames += 15;
    const counts = ["q", "h", "f"].map((rid, index) => ({ type: "outbound-rtp", kind: "video", mid: "1", rid, framesEncoded: index < sizes ? frames : 0 }));
    senders.look(now, [...counts, { type: "candidate-pair", availableOutgoingBitrate: estimate }]);
    await settle();
  };
  for (let each = 0; each < 6; each += 1) await look(250_000, 1);
  expect(active()).toEqual([true, false, false]);
  expect(sender(1).encodings[0]?.maxBitrate).toBe(100_000);
  for (let each = 0; each < 5; each += 1) await look(250_000, 1);
  expect(sender(1).encodings[0]?.maxBitrate, "asks whether there is room").toBe(1_300_000);
  expect(active()).toEqual([true, false, false]);
  await look(2_000_000, 1);
  expect(active()).toEqual([true, true, true]);
  expect(sender(1).encodings[0]?.maxBitrate).toBe(100_000);
});

it("keeps nothing free for the sound of a screen that is not shared", async () => {
  const tracks = new Map<SourceKind, MediaStreamTrack>();
  const { senders, sender } = make(tracks);
  const active = () => [0, 3, 5].map((line) => sender(line).encodings.map((encoding) => encoding.active));
  expect(active()).toEqual([[true], [false], [false]]);
  tracks.set("screen_sound", { kind: "audio" } as MediaStreamTrack);
  senders.put("screen_sound");
  await settle();
  expect(active()).toEqual([[true], [true], [false]]);
  tracks.delete("screen_sound");
  senders.put("screen_sound");
  await settle();
  expect(active()).toEqual([[true], [false], [false]]);
});

it("sends a text on a screen in its one size, however narrow the network is", async () => {
  const { senders, sender } = make(new Map([["screen", { ...camera(1280, 720), contentHint: "detail" } as unknown as MediaStreamTrack]]));
  await settle();
  const before = sender(2).set;
  for (let each = 1; each < 20; each += 1) {
    senders.look(each * COUNTED, [
      { type: "outbound-rtp", kind: "video", mid: "2", rid: "f", framesEncoded: each },
      { type: "candidate-pair", availableOutgoingBitrate: 100_000 },
    ]);
    await settle();
  }
  expect(sender(2).set).toBe(before);
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
