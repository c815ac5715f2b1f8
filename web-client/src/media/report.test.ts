import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { DeviceState } from "../protocol/generated";
import { Store } from "../store";
import type { LocalState } from "./local";
import { GOOD, type Network } from "./network";
import { between, counted, type Quality } from "./quality";
import { connectionOf, DeviceReporter, HEARD_FOR, LOOK_EVERY, REPORT_EVERY } from "./report";
import type { MediaState } from "./session";
import { NO_SLOTS } from "./slots";

let hear: (level: number) => void = () => {};
vi.mock("./level", () => ({
  HEARD: 0.25,
  watchLevel: (_track: MediaStreamTrack, listener: (level: number) => void) => {
    hear = listener;
    return () => {};
  },
}));

const OFF = { on: true, track: null, problem: null, opening: false, chosen: null };
const NOTHING: LocalState = { microphone: OFF, camera: OFF, devices: { microphone: [], camera: [] }, asked: false };
const track = {} as MediaStreamTrack;

let sent: DeviceState[] = [];
let taken = true;
let listens = true;
let quality: Quality | null = null;
let local: Store<LocalState>;
let media: Store<MediaState>;
let network: Store<Network>;
let reporter: DeviceReporter;

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  taken = true;
  listens = true;
  quality = null;
  local = new Store(NOTHING);
  media = new Store<MediaState>({ type: "up", slots: NO_SLOTS, tracks: [] });
  network = new Store(GOOD);
  reporter = new DeviceReporter({ local, media, network, quality: () => Promise.resolve(quality) }, (state) => {
    if (!listens) return null;
    sent.push(state);
    return Promise.resolve(taken);
  });
});

afterEach(() => {
  reporter.close();
  vi.useRealTimers();
});

const last = () => sent.at(-1);

it("tells what is asked, missing, denied, silent and heard", async () => {
  expect(last()).toEqual({ microphone: "unasked", camera: "unasked", connection: "good" });
  local.set({ ...NOTHING, microphone: { ...OFF, problem: "denied" }, camera: { ...OFF, problem: "missing" } });
  await vi.advanceTimersByTimeAsync(REPORT_EVERY);
  expect(last()).toEqual({ microphone: "denied", camera: "missing", connection: "good" });
  local.set({ ...NOTHING, microphone: { ...OFF, track }, camera: { ...OFF, track } });
  await vi.advanceTimersByTimeAsync(REPORT_EVERY);
  expect(last()).toEqual({ microphone: "silent", camera: "permitted", connection: "good" });
  hear(0.5);
  await vi.advanceTimersByTimeAsync(REPORT_EVERY);
  expect(last()?.microphone).toBe("heard");
  await vi.advanceTimersByTimeAsync(HEARD_FOR + LOOK_EVERY + REPORT_EVERY);
  expect(last()?.microphone).toBe("silent");
});

it("stays permitted when a camera is switched off", async () => {
  local.set({ ...NOTHING, camera: { ...OFF, track } });
  local.set({ ...NOTHING, camera: { ...OFF, on: false } });
  await vi.advanceTimersByTimeAsync(REPORT_EVERY);
  expect(last()?.camera).toBe("permitted");
});

it("says the same thing once, and nothing faster than once a second", async () => {
  for (let turn = 0; turn < 50; turn += 1) {
    local.set({ ...NOTHING, microphone: turn % 2 === 0 ? { ...OFF, track } : { ...OFF, problem: "missing" } });
    await vi.advanceTimersByTimeAsync(50);
  }
  expect(sent.length).toBeLessThanOrEqual(1 + Math.ceil(2_500 / REPORT_EVERY));
  await vi.advanceTimersByTimeAsync(REPORT_EVERY);
  const count = sent.length;
  await vi.advanceTimersByTimeAsync(20 * LOOK_EVERY);
  expect(sent).toHaveLength(count);
  expect(last()?.microphone).toBe("missing");
});

it("tells again what was refused, and to whoever listens anew", async () => {
  taken = false;
  local.set({ ...NOTHING, camera: { ...OFF, track } });
  await vi.advanceTimersByTimeAsync(REPORT_EVERY);
  taken = true;
  await vi.advanceTimersByTimeAsync(REPORT_EVERY);
  const count = sent.length;
  await vi.advanceTimersByTimeAsync(10 * REPORT_EVERY);
  expect(sent).toHaveLength(count);
  reporter.begin();
  expect(sent).toHaveLength(count + 1);
});

it("says nothing while nobody listens", async () => {
  listens = false;
  sent = [];
  local.set({ ...NOTHING, camera: { ...OFF, track } });
  await vi.advanceTimersByTimeAsync(10 * REPORT_EVERY);
  listens = true;
  reporter.begin();
  expect(sent).toEqual([{ microphone: "unasked", camera: "permitted", connection: "good" }]);
});

it("has three words for the connection", async () => {
  quality = { lost: 0.5, roundTrip: 20 };
  await vi.advanceTimersByTimeAsync(LOOK_EVERY);
  expect(last()?.connection).toBe("bad");
  quality = { lost: 0, roundTrip: 600 };
  await vi.advanceTimersByTimeAsync(LOOK_EVERY);
  expect(last()?.connection).toBe("weak");
  quality = { lost: 0, roundTrip: 30 };
  await vi.advanceTimersByTimeAsync(LOOK_EVERY);
  expect(last()?.connection).toBe("good");
  media.set({ type: "broken", slots: NO_SLOTS, tracks: [] });
  await vi.advanceTimersByTimeAsync(REPORT_EVERY);
  expect(last()?.connection).toBe("bad");
  expect(connectionOf(null)).toBe("good");
});

it("reads the browser's counts between two looks", () => {
  const report = (received: number, lost: number) => [
    { type: "inbound-rtp", packetsReceived: received, packetsLost: lost },
    { type: "inbound-rtp", packetsReceived: 0, packetsLost: -3 },
    { type: "candidate-pair", state: "succeeded", currentRoundTripTime: 0.05 },
    { type: "candidate-pair", state: "failed", currentRoundTripTime: 9 },
  ];
  const first = counted(report(100, 0));
  expect(between(null, first)).toEqual({ lost: 0, roundTrip: 50 });
  expect(between(first, counted(report(175, 25)))).toEqual({ lost: 0.25, roundTrip: 50 });
  expect(between(null, counted([]))).toBeNull();
});

it("tells those who help what the server sees, or what is seen here where that is worse", async () => {
  network.set({ quality: "weak", reason: "delay" });
  await vi.advanceTimersByTimeAsync(REPORT_EVERY);
  expect(last()?.connection).toBe("weak");
  quality = { lost: 0.5, roundTrip: 10 };
  await vi.advanceTimersByTimeAsync(LOOK_EVERY + REPORT_EVERY);
  expect(last()?.connection).toBe("bad");
  quality = null;
  network.set({ quality: "poor" });
  await vi.advanceTimersByTimeAsync(LOOK_EVERY + REPORT_EVERY);
  expect(last()?.connection).toBe("bad");
  network.set(GOOD);
  await vi.advanceTimersByTimeAsync(REPORT_EVERY);
  expect(last()?.connection).toBe("good");
});
