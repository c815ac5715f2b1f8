// The browser's cameras and microphones, with its error names turned into the few cases that people can do something
// about. Nothing here throws.

export type DeviceKind = "microphone" | "camera";

/** Why there is no picture or sound. */
export type DeviceProblem =
  /** The person or the browser said no. */
  | "denied"
  /** There is none. */
  | "missing"
  /** Another program has it. */
  | "busy"
  /** This browser or address cannot at all (no secure context). */
  | "unsupported"
  | "failed";

export type Captured =
  | { readonly track: MediaStreamTrack; readonly problem: null }
  | { readonly track: null; readonly problem: DeviceProblem };

/** Which device of each kind, where the person has chosen one. */
export type Choice = Readonly<Partial<Record<DeviceKind, string>>>;

/** The devices to choose from, in the browser's order. */
export interface DeviceList {
  readonly microphone: readonly MediaDeviceInfo[];
  readonly camera: readonly MediaDeviceInfo[];
}

export function problemOf(error: unknown): DeviceProblem {
  switch (error instanceof Error || error instanceof DOMException ? error.name : "") {
    case "NotAllowedError":
    case "SecurityError":
    case "PermissionDeniedError":
      return "denied";
    case "NotFoundError":
    case "OverconstrainedError":
    case "DevicesNotFoundError":
      return "missing";
    case "NotReadableError":
    case "AbortError":
    case "TrackStartError":
      return "busy";
    case "TypeError":
      return "unsupported";
    default:
      return "failed";
  }
}

const LARGE = { width: 1280, height: 720 };
const SMALL = { width: 640, height: 360 };

/** Telephones and old laptops, which get warm and slow from encoding a large picture in three sizes. */
function isWeak(): boolean {
  // One that does not say how many processors it has is not counted among them.
  const { hardwareConcurrency = 4 } = navigator;
  return hardwareConcurrency <= 2 || matchMedia("(pointer: coarse) and (max-device-width: 600px), (pointer: coarse) and (max-device-height: 600px)").matches;
}

function constraints(kinds: readonly DeviceKind[], choice: Choice): MediaStreamConstraints {
  const result: MediaStreamConstraints = {};
  if (kinds.includes("microphone")) {
    result.audio = { echoCancellation: true, noiseSuppression: true, autoGainControl: true, ...wish(choice.microphone) };
  }
  if (kinds.includes("camera")) {
    const { width, height } = isWeak() ? SMALL : LARGE;
    result.video = {
      width: { ideal: width },
      height: { ideal: height },
      frameRate: { ideal: 24, max: 30 },
      ...wish(choice.camera),
    };
  }
  return result;
}

// `ideal`, not `exact`: a headset left at home must not cost the person their voice.
function wish(deviceId: string | undefined): MediaTrackConstraints {
  return deviceId === undefined ? {} : { deviceId: { ideal: deviceId } };
}

/** Opens the asked devices with one question to the person, and what of them can be had when not all can. */
export async function capture(
  kinds: readonly DeviceKind[],
  choice: Choice,
): Promise<Partial<Record<DeviceKind, Captured>>> {
  const { mediaDevices } = navigator as { mediaDevices?: MediaDevices };
  if (mediaDevices?.getUserMedia === undefined) return each(kinds, "unsupported");
  try {
    const stream = await mediaDevices.getUserMedia(constraints(kinds, choice));
    return sorted(kinds, stream);
  } catch (error) {
    const problem = problemOf(error);
    const [kind] = kinds;
    if (kinds.length === 1 || kind === undefined) return each(kinds, problem);
    return apart(kinds, choice, problem);
  }
}

/** One device is missing, busy or forbidden: try each alone, but never ask again what was just refused. */
async function apart(
  kinds: readonly DeviceKind[],
  choice: Choice,
  together: DeviceProblem,
): Promise<Partial<Record<DeviceKind, Captured>>> {
  const result: Partial<Record<DeviceKind, Captured>> = {};
  for (const kind of kinds) {
    if (together === "denied" && !(await isGranted(kind))) {
      result[kind] = { track: null, problem: "denied" };
    } else {
      Object.assign(result, await capture([kind], choice));
    }
  }
  return result;
}

function sorted(kinds: readonly DeviceKind[], stream: MediaStream): Partial<Record<DeviceKind, Captured>> {
  const result: Partial<Record<DeviceKind, Captured>> = {};
  for (const kind of kinds) {
    const [track] = kind === "microphone" ? stream.getAudioTracks() : stream.getVideoTracks();
    result[kind] = track === undefined ? { track: null, problem: "missing" } : { track, problem: null };
  }
  return result;
}

function each(kinds: readonly DeviceKind[], problem: DeviceProblem): Partial<Record<DeviceKind, Captured>> {
  return Object.fromEntries(kinds.map((kind) => [kind, { track: null, problem }]));
}

/** Whether the person has already said yes, so that opening the device asks nothing. */
export async function isGranted(kind: DeviceKind): Promise<boolean> {
  try {
    return (await navigator.permissions.query({ name: kind })).state === "granted";
  } catch {
    return false; // A browser that does not tell: then the person is asked with a button.
  }
}

/** The devices there are. Their names are empty until the person has given permission. */
export async function listDevices(): Promise<DeviceList> {
  const { mediaDevices } = navigator as { mediaDevices?: MediaDevices };
  try {
    const all = (await mediaDevices?.enumerateDevices()) ?? [];
    const named = all.filter((device) => device.deviceId !== "" && device.label !== "");
    return {
      microphone: named.filter((device) => device.kind === "audioinput"),
      camera: named.filter((device) => device.kind === "videoinput"),
    };
  } catch {
    return { microphone: [], camera: [] };
  }
}
