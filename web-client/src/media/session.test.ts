// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { SOURCE_KINDS, type MediaRequest } from "../protocol/generated";
import type { Answer } from "../signaling/socket";
import { FakePeer, fakeReceiver } from "./fakePeer";
import { MediaSession, UP_PATIENCE } from "./session";

let asked: MediaRequest[] = [];
let answers: Record<MediaRequest["type"], Answer>;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("RTCPeerConnection", FakePeer);
  vi.stubGlobal("RTCRtpReceiver", fakeReceiver);
  FakePeer.all = [];
  asked = [];
  answers = { media_send: { type: "media", answer: "a", offer: "o" }, media_receive: { type: "ok" }, media_restart_ice: { type: "media", answer: "a2", offer: "o2" }, media_show: { type: "ok" } };
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
  expect(send().transceivers[1]?.init?.sendEncodings).toMatchObject(["q", "h", "f"].map((rid) => ({ rid, scalabilityMode: "L1T3" })));
  expect(send().transceivers[0]?.init?.sendEncodings).toEqual([{ priority: "high", networkPriority: "high" }]);
  expect(send().transceivers[0]?.codecs.map((codec) => codec.mimeType)).toEqual(["audio/red", "audio/opus", "audio/PCMU"]);
  // Music is not sent twice.
  expect(send().transceivers[3]?.codecs.map((codec) => codec.mimeType)).toEqual(["audio/opus", "audio/PCMU"]);
  expect(send().transceivers[1]?.codecs.map((codec) => codec.mimeType)).toEqual(["video/VP8", "video/H264", "video/rtx"]);
  expect(asked).toEqual([
    { type: "media_send", sdp: "local 0" },
    { type: "media_receive", sdp: "local 1" },
  ]);
  expect([send(), receive()].map(({ configuration }) => configuration.iceServers)).toEqual([[], []]);
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
  media.take({ type: "slots", generation: 9, slots: [] });
  receive().becomes("failed");
  expect(media.state.get().type).toBe("broken");
  await settle();
  expect(FakePeer.all).toHaveLength(4);
  expect(send().connectionState).toBe("closed");
  expect(FakePeer.all[2]?.transceivers[0]?.sender.track).toBe(microphone);
  // The new pair's slots count from the beginning.
  media.take({ type: "slots", generation: 0, slots: [{ line: 1, device: 5, kind: "camera" }] });
  expect(media.state.get().slots.slots).toHaveLength(1);
});

it("forgets slots of the old pair that were told while the new one was made", async () => {
  const media = make();
  media.linkOpened();
  media.take({ type: "slots", generation: 40, slots: [{ line: 1, device: 5, kind: "camera" }] });
  await settle();
  expect(media.state.get().slots.slots).toEqual([]);
  media.take({ type: "slots", generation: 0, slots: [{ line: 2, device: 6, kind: "camera" }] });
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

it("makes both anew, again and again, when they were agreed on and do not come up", async () => {
  const media = make();
  media.linkOpened();
  await settle();
  send().becomes("connected");
  await vi.advanceTimersByTimeAsync(UP_PATIENCE - 100);
  expect(FakePeer.all).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(200);
  expect(FakePeer.all).toHaveLength(4);
  await vi.advanceTimersByTimeAsync(UP_PATIENCE + 1_200);
  expect(FakePeer.all).toHaveLength(6);
  FakePeer.all.slice(4).forEach((peer) => peer.becomes("connected"));
  await vi.advanceTimersByTimeAsync(500);
  expect(media.state.get().type).toBe("up");
  expect(FakePeer.all).toHaveLength(6);
  media.close();
  await vi.advanceTimersByTimeAsync(2 * UP_PATIENCE);
  expect(FakePeer.all).toHaveLength(6);
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

const TURN = { urls: ["turn:turn.example:3478"], username: "1764000000:a", credential: "b" };

it("makes the prepared pair anew for servers that it was not prepared with, and a running one learns of them", async () => {
  const media = make();
  media.useIceServers([]);
  expect(FakePeer.all).toHaveLength(2);
  media.useIceServers([TURN]);
  media.linkOpened();
  await settle();
  expect(FakePeer.all).toHaveLength(4);
  expect(send().connectionState).toBe("closed");
  expect(FakePeer.all.slice(2).map(({ configuration }) => configuration.iceServers)).toEqual([[TURN], [TURN]]);
  const later = { ...TURN, credential: "c" };
  media.useIceServers([later]);
  expect(FakePeer.all).toHaveLength(4);
  expect(FakePeer.all.slice(2).map(({ configuration }) => configuration.iceServers)).toEqual([[later], [later]]);
});

it("changes the answers: pauses in a voice, and both channels where the server has them; redundancy where it is offered", async () => {
  const opus = (more: string) => `m=audio 9 X 111\r\na=rtpmap:111 opus/48000/2\r\n${more}`;
  const offer = `v=0\r\n${opus("a=rtpmap:63 red/48000/2\r\n")}m=video 9 X 96\r\n${opus("a=fmtp:111 stereo=1\r\n")}`;
  answers.media_send = { type: "media", answer: `v=0\r\n${opus("")}`, offer };
  make().linkOpened();
  await settle();
  expect(send().remote[0]).toContain("a=fmtp:111 usedtx=1");
  expect(receive().transceivers[0]?.codecs.map((codec) => codec.mimeType)).toEqual(["audio/red", "audio/opus", "audio/PCMU"]);
  expect(receive().transceivers[2]?.codecs).toEqual([]);
});

it("joins with whatever a browser takes of several sizes", async () => {
  FakePeer.refuses = (encodings) => encodings.length > 1 || encodings.some((each) => each.networkPriority !== undefined);
  make().linkOpened();
  await settle();
  FakePeer.refuses = () => false;
  expect(send().transceivers.map((each) => each.init?.sendEncodings)).toEqual([
    undefined,
    [{ maxBitrate: 900_000 }],
    [{ maxBitrate: 1_500_000 }],
    [{ active: false }],
    [{ maxBitrate: 1_500_000 }],
    [{ active: false }],
  ]);
  expect(asked.map(({ type }) => type)).toEqual(["media_send", "media_receive"]);
});

it("asks for less of a browser that failed with what was wished for", async () => {
  const offers = vi.spyOn(FakePeer.prototype, "setRemoteDescription").mockRejectedValueOnce(new Error("not here"));
  make().linkOpened();
  await settle();
  await settle();
  offers.mockRestore();
  expect(FakePeer.all).toHaveLength(4);
  expect(FakePeer.all[2]?.transceivers[1]?.init?.sendEncodings).toEqual([{ maxBitrate: 900_000 }]);
});

const up = async () => {
  const media = make();
  media.linkOpened();
  await settle();
  for (const peer of FakePeer.all) peer.becomes("connected");
  media.take({ type: "slots", generation: 1, slots: [{ line: 1, device: 5, kind: "camera", from_timestamp: 1 }] });
  return media;
};

/** Time passes while so many bytes come in each tenth of a second. */
async function flow(milliseconds: number, bytes: number): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += 100) {
    for (const peer of FakePeer.all) peer.bytes += bytes;
    await vi.advanceTimersByTimeAsync(100);
  }
}

it("finds a new way by itself when nothing comes in, with slots and tracks as they are", async () => {
  const media = await up();
  await flow(2_000, 500);
  const before = media.state.get();
  const descriptions = () => asked.filter(({ type }) => type !== "media_show");
  expect(descriptions()).toHaveLength(2);
  await flow(1_000, 0);
  expect(descriptions().slice(2)).toEqual([
    { type: "media_restart_ice", sdp: "local 0 restart 1" },
    { type: "media_receive", sdp: "local 1" },
  ]);
  expect(send().remote.at(-1)).toBe("answer a2");
  expect(receive().remote.at(-1)).toBe("offer o2");
  expect(media.state.get()).toBe(before);
  await flow(30_000, 500);
  expect(descriptions()).toHaveLength(4);
  expect(FakePeer.all).toHaveLength(2);
});

it("makes both anew when no way is found, or none may be", async () => {
  const media = await up();
  await flow(2_000, 500);
  await flow(15_500, 0);
  expect(asked.filter(({ type }) => type === "media_restart_ice")).toHaveLength(3);
  expect(FakePeer.all).toHaveLength(4);
  media.close();
  FakePeer.all = [];
  asked = [];
  answers.media_restart_ice = { type: "rejected", code: "no_media" };
  await up();
  receive().becomes("disconnected");
  await flow(100, 0);
  await settle();
  expect(asked.filter(({ type }) => type === "media_restart_ice")).toHaveLength(1);
  expect(FakePeer.all).toHaveLength(4);
});

it("looks for a new way on another network as soon as the server is there to be asked", async () => {
  const media = await up();
  answers.media_restart_ice = { type: "lost" };
  dispatchEvent(new Event("online"));
  await flow(500, 0);
  answers.media_restart_ice = { type: "media", answer: "a2", offer: "o2" };
  expect(receive().remote).toEqual(["offer o"]);
  media.linkOpened();
  await settle();
  await settle();
  expect(receive().remote).toEqual(["offer o", "offer o2"]);
  expect(FakePeer.all).toHaveLength(2);
});

it("sends the layers that are watched, and all of them on a new pair", async () => {
  const media = await up();
  const camera = send().transceivers[1]?.sender;
  const active = () => camera?.encodings.map((each) => each.active);
  media.send("camera", { kind: "video", getSettings: () => ({ width: 1280, height: 720 }) } as unknown as MediaStreamTrack);
  await settle();
  expect(active()).toEqual([true, true, true]);
  media.take({ type: "media_wanted", sources: [{ kind: "camera", layers: 1 }, { kind: "screen", layers: 0 }] });
  await settle();
  expect(active()).toEqual([true, false, false]);
  expect(send().transceivers[2]?.sender.encodings.map((each) => each.active)).toEqual([false, false]);
  media.take({ type: "media_wanted", sources: [{ kind: "camera", layers: 0 }] });
  await settle();
  expect(active()).toEqual([false, false, false]);
  expect(camera?.track).not.toBeNull();
  receive().becomes("failed");
  await settle();
  expect(FakePeer.all[2]?.transceivers[1]?.sender.encodings.map((each) => each.active)).toEqual([true, true, true]);
});

it("tells how the network does, and forgets it with the pair", async () => {
  const media = await up();
  media.take({ type: "network", quality: "poor", reason: "narrow" });
  expect(media.network.state.get()).toEqual({ quality: "poor", reason: "narrow" });
  media.take({ type: "media_restart" });
  await settle();
  expect(media.network.state.get()).toEqual({ quality: "good" });
});

it("makes its pair anew in the codec that it is told", async () => {
  const media = await up();
  media.take({ type: "media_restart", codec: "H264" });
  await settle();
  const pair = FakePeer.all.slice(-2);
  expect(pair[0]?.transceivers[1]?.init?.sendEncodings?.map((each) => Object.hasOwn(each, "scalabilityMode"))).toEqual([false, false, false]);
});

it("tells which pictures may come to be seen once both are agreed on, again on return, and nothing before", async () => {
  const media = make();
  const shown = () => asked.flatMap((request) => (request.type === "media_show" ? [request.shown] : []));
  media.linkOpened();
  expect(shown()).toEqual([]);
  await settle();
  await vi.advanceTimersByTimeAsync(100);
  const both = [1, 2].map((line) => ({ line, width: 320, height: 180 }));
  expect(shown()).toEqual([both]);
  media.linkOpened();
  await vi.advanceTimersByTimeAsync(300);
  expect(shown()).toEqual([both, both]);
  media.stop();
  media.shown.cover(true);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(shown()).toHaveLength(2);
});
