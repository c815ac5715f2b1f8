// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { MediaState } from "../../media/session";
import { Store } from "../../store";
import { follow, prepare, seenOf, showIn } from "./pictures";

/** What the page waits for: per element, the callback for its next frame. */
const frames = new Map<HTMLVideoElement, VideoFrameRequestCallback>();

beforeEach(() => {
  frames.clear();
  document.body.replaceChildren();
  const video = HTMLVideoElement.prototype;
  vi.spyOn(HTMLMediaElement.prototype, "play").mockResolvedValue();
  vi.stubGlobal("MediaStream", vi.fn());
  Object.defineProperty(video, "srcObject", { configurable: true, writable: true, value: null });
  video.requestVideoFrameCallback = function (this: HTMLVideoElement, callback) {
    frames.set(this, callback);
    return 1;
  };
  video.cancelVideoFrameCallback = function (this: HTMLVideoElement) {
    frames.delete(this);
  };
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

let made = 0;
const track = (): MediaStreamTrack => {
  made += 1;
  return { kind: "video", id: `track ${made}` } as MediaStreamTrack;
};

function frame(rtpTimestamp: number): void {
  const [[video, callback]] = [...frames] as [[HTMLVideoElement, VideoFrameRequestCallback]];
  frames.delete(video);
  callback(0, { rtpTimestamp } as VideoFrameCallbackMetadata);
}

function shown(one: MediaStreamTrack, device: number | null, from?: number): MediaState {
  const slot = device === null ? [] : [{ line: 0, device, kind: "camera" as const, ...(from === undefined ? {} : { from_timestamp: from }) }];
  return { type: "up", slots: { generation: 1, slots: slot }, tracks: [one] };
}

it("counts a picture from its own first frame, not from a late one of the person before", () => {
  const one = track();
  const media = new Store(shown(one, 7, 1_000));
  const end = follow(media);
  frame(900);
  expect(seenOf(one).get()).toBeUndefined();
  frame(1_000);
  expect(seenOf(one).get()).toBe(1_000);
  end();
});

it("does not wait for another frame when the first came before the word about it", () => {
  const one = track();
  const media = new Store(shown(one, 7));
  const end = follow(media);
  frame(1_000);
  expect(seenOf(one).get()).toBeUndefined();
  media.set(shown(one, 7, 1_000));
  expect(seenOf(one).get()).toBe(1_000);
  end();
});

it("forgets what was seen the moment somebody else, or nobody, is in the slot", () => {
  const one = track();
  const media = new Store(shown(one, 7, 1_000));
  const end = follow(media);
  frame(1_000);
  media.set(shown(one, 8));
  expect(seenOf(one).get()).toBeUndefined();
  // A last frame of the one before, already on its way.
  frame(1_500);
  media.set(shown(one, 8, 2_000));
  expect(seenOf(one).get()).toBeUndefined();
  frame(2_000);
  expect(seenOf(one).get()).toBe(2_000);
  media.set(shown(one, null));
  expect(seenOf(one).get()).toBeUndefined();
  expect(frames.size).toBe(0);
  end();
});

it("asks for no frames once the picture is there", () => {
  const one = track();
  const end = follow(new Store(shown(one, 7, 1_000)));
  frame(1_000);
  expect(frames.size).toBe(0);
  end();
});

it("has one player for a track, which waits out of sight, and a second only for a second tile", () => {
  const one = track();
  const drop = prepare([one]);
  const [first, second] = [document.createElement("div"), document.createElement("div")];
  document.body.append(first, second);
  const hideFirst = showIn(first, one);
  const hideSecond = showIn(second, one);
  const player = first.querySelector("video");
  expect(second.querySelector("video")).not.toBeNull();
  hideSecond();
  expect(second.querySelector("video")).toBeNull();
  hideFirst();
  expect(waiting()).toEqual([player]);
  const hideAgain = showIn(second, one);
  expect(second.querySelector("video")).toBe(player);
  hideAgain();
  drop();
  expect(waiting()).toEqual([]);
});

it("makes players ahead one at a time, only while the page has nothing else to do", () => {
  const idle: (() => void)[] = [];
  vi.stubGlobal("requestIdleCallback", (work: () => void) => idle.push(work));
  vi.stubGlobal("cancelIdleCallback", () => idle.splice(0));
  const drop = prepare([track(), { kind: "audio" } as MediaStreamTrack, track(), track()]);
  expect(waiting()).toHaveLength(0);
  idle.shift()?.();
  expect(waiting()).toHaveLength(1);
  idle.shift()?.();
  expect(waiting()).toHaveLength(2);
  drop();
  expect(waiting()).toHaveLength(0);
  expect(idle).toHaveLength(0);
});

function waiting(): HTMLVideoElement[] {
  return [...document.querySelectorAll<HTMLVideoElement>(".players > video")];
}
