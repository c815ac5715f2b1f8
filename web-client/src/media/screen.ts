// Asking the browser for a screen, a window or a tab.

/** What matters more in the picture when not both can be had: that it is sharp, or that it moves smoothly. */
export type ScreenUse = "detail" | "motion";

export type CapturedScreen =
  | { readonly type: "captured"; readonly picture: MediaStreamTrack; readonly sound: MediaStreamTrack | null }
  /** The person chose nothing. */
  | { readonly type: "declined" }
  | { readonly type: "failed" };

/** Not all of these are in the types of the language yet; a browser that does not know one leaves it out. */
interface ScreenRequest extends DisplayMediaStreamOptions {
  readonly selfBrowserSurface?: "exclude";
  readonly surfaceSwitching?: "include";
  readonly systemAudio?: "include" | "exclude";
}

/** Text that stands still needs few frames. A film needs all that the link carries. */
const FRAMES: Readonly<Record<ScreenUse, number>> = { detail: 10, motion: 30 };

/** Music and film as they are: what helps a voice spoils them. */
const UNTOUCHED: MediaTrackConstraints = { echoCancellation: false, noiseSuppression: false, autoGainControl: false, channelCount: 2 };

/** Whether this browser can show its screen at all: phones cannot. */
export function canCaptureScreen(): boolean {
  return typeof navigator.mediaDevices?.getDisplayMedia === "function";
}

/** Whether the sound of a tab can come along. Chromium alone can, and alone knows this constraint. */
export function canCaptureSound(): boolean {
  const known = navigator.mediaDevices?.getSupportedConstraints?.() as Record<string, boolean> | undefined;
  return canCaptureScreen() && known?.["suppressLocalAudioPlayback"] === true;
}

/** Must be called at once after a press: later the browser refuses. */
export async function captureScreen(use: ScreenUse, withSound: boolean): Promise<CapturedScreen> {
  const request: ScreenRequest = {
    video: { frameRate: { ideal: FRAMES[use], max: FRAMES[use] } },
    audio: withSound ? UNTOUCHED : false,
    // This page in itself would be a hall of mirrors.
    selfBrowserSurface: "exclude",
    surfaceSwitching: "include",
    systemAudio: withSound ? "include" : "exclude",
  };
  try {
    const stream = await navigator.mediaDevices.getDisplayMedia(request);
    const [picture] = stream.getVideoTracks();
    const sound = stream.getAudioTracks()[0] ?? null;
    if (picture === undefined) {
      sound?.stop();
      return { type: "failed" };
    }
    picture.contentHint = use;
    if (sound !== null) sound.contentHint = "music";
    return { type: "captured", picture, sound };
  } catch (error) {
    const isNo = error instanceof DOMException && (error.name === "NotAllowedError" || error.name === "AbortError");
    return { type: isNo ? "declined" : "failed" };
  }
}
