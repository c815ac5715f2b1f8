// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { LocalMedia } from "./local";
import { HEARD, loudness } from "./level";

interface FakeTrack extends EventTarget {
  kind: string;
  enabled: boolean;
  readyState: string;
  stop(): void;
}

function track(kind: "audio" | "video"): FakeTrack {
  const made = new EventTarget() as FakeTrack;
  return Object.assign(made, {
    kind,
    enabled: true,
    readyState: "live",
    stop: () => {
      made.readyState = "ended";
    },
  });
}

/** A browser that has these devices, or refuses with this error. */
function browser(has: { audio?: boolean; video?: boolean; refuses?: string; granted?: readonly string[] }) {
  const asked: MediaStreamConstraints[] = [];
  const getUserMedia = (wanted: MediaStreamConstraints): Promise<unknown> => {
    asked.push(wanted);
    if (has.refuses !== undefined && (has.granted ?? []).length === 0) return Promise.reject(new DOMException("no", has.refuses));
    if ((wanted.audio && !has.audio) || (wanted.video && !has.video)) {
      return Promise.reject(new DOMException("no", has.refuses ?? "NotFoundError"));
    }
    const tracks = [...(wanted.audio ? [track("audio")] : []), ...(wanted.video ? [track("video")] : [])];
    return Promise.resolve({
      getAudioTracks: () => tracks.filter((each) => each.kind === "audio"),
      getVideoTracks: () => tracks.filter((each) => each.kind === "video"),
    });
  };
  vi.stubGlobal("navigator", {
    mediaDevices: { getUserMedia, enumerateDevices: () => Promise.resolve([]), addEventListener: () => {} },
    permissions: {
      query: ({ name }: { name: string }) => Promise.resolve({ state: has.granted?.includes(name) ? "granted" : "prompt" }),
    },
  });
  return asked;
}

beforeEach(() => sessionStorage.clear());
afterEach(() => void vi.unstubAllGlobals());

const make = () => new LocalMedia(sessionStorage, sessionStorage);

it("opens both with one question", async () => {
  const asked = browser({ audio: true, video: true });
  const local = make();
  await local.open();
  expect(asked).toHaveLength(1);
  expect(local.state.get().microphone.track?.kind).toBe("audio");
  expect(local.state.get().camera.track?.kind).toBe("video");
  await local.open();
  expect(asked).toHaveLength(1);
});

it("keeps the microphone when there is no camera", async () => {
  browser({ audio: true });
  const local = make();
  await local.open();
  expect(local.state.get().microphone).toMatchObject({ on: true, problem: null });
  expect(local.state.get().camera).toMatchObject({ on: false, track: null, problem: "missing" });
});

it("does not ask again for what was just refused", async () => {
  const asked = browser({ audio: true, video: true, refuses: "NotAllowedError" });
  const local = make();
  await local.open();
  expect(asked).toHaveLength(1);
  expect(local.state.get().microphone.problem).toBe("denied");
  expect(local.state.get().camera.problem).toBe("denied");
});

it("uses the one that was granted when the other was refused", async () => {
  browser({ audio: true, video: false, refuses: "NotAllowedError", granted: ["microphone"] });
  const local = make();
  await local.open();
  expect(local.state.get().microphone.track).not.toBeNull();
  expect(local.state.get().camera.problem).toBe("denied");
});

it("works in a browser without any of this", async () => {
  vi.stubGlobal("navigator", {});
  const local = make();
  await local.open();
  expect(local.state.get().microphone.problem).toBe("unsupported");
});

it("silences a muted microphone at once and keeps it, but lets the camera go", async () => {
  browser({ audio: true, video: true });
  const local = make();
  await local.open();
  const { microphone, camera } = local.state.get();
  void local.turn("microphone", false);
  void local.turn("camera", false);
  expect(microphone.track?.enabled).toBe(false);
  expect(local.state.get().microphone.track).toBe(microphone.track);
  expect(camera.track?.readyState).toBe("ended");
  expect(local.state.get().camera.track).toBeNull();
  await local.turn("microphone", true);
  expect(microphone.track?.enabled).toBe(true);
});

it("throws away a camera that opens after it was turned off again", async () => {
  browser({ audio: true, video: true });
  const local = make();
  void local.turn("microphone", false);
  const opening = local.open();
  void local.turn("camera", false);
  await opening;
  expect(local.state.get().camera).toMatchObject({ on: false, track: null, opening: false });
});

it("remembers over a reload what was off", async () => {
  browser({ audio: true, video: true });
  await make().turn("camera", false);
  expect(make().state.get().camera.on).toBe(false);
  expect(make().state.get().microphone.on).toBe(true);
});

it("notices a device that is unplugged", async () => {
  browser({ audio: true, video: true });
  const local = make();
  await local.open();
  local.state.get().camera.track?.dispatchEvent(new Event("ended"));
  expect(local.state.get().camera).toMatchObject({ on: false, track: null, problem: "missing" });
});

it("hears a voice and not a quiet room", () => {
  expect(loudness(0)).toBe(0);
  expect(loudness(0.001)).toBeLessThan(HEARD);
  expect(loudness(0.05)).toBeGreaterThan(HEARD);
  expect(loudness(1)).toBe(1);
});
