// A video or sound file of this device as a source: the browser plays it, and its sound and picture are tracks. The file
// goes nowhere else.
import { asWebVtt, wordsOf } from "./captions";

/** While somebody speaks, the rest is as loud as this: the words are understood, and nobody misses the music. */
const DUCKED = 0.3;
/** Seconds in which it becomes quieter, and louder again: slow enough not to pump. */
const [FALL, RISE] = [0.15, 0.8];
/** Frames a second of a picture that is drawn by us. */
const DRAWN_FRAMES = 25;

export interface PlayerOptions {
  readonly captions: File | null;
  /** Most characters of what is shown at once. */
  readonly longestCue: number;
  readonly onCue: (text: string) => void;
  readonly onEnded: () => void;
}

/** How a file could not be opened. */
export type Unplayable = "file" | "captions";

interface Capturing extends HTMLVideoElement {
  captureStream?: () => MediaStream;
  mozCaptureStream?: () => MediaStream;
}

export class FilePlayer {
  readonly element: HTMLVideoElement;
  readonly sound: MediaStreamTrack;
  readonly picture: MediaStreamTrack | null;
  readonly #context: AudioContext;
  readonly #level: GainNode;
  readonly #duck: GainNode;
  readonly #own: GainNode;
  readonly #release: readonly (() => void)[];

  private constructor(element: HTMLVideoElement, release: readonly (() => void)[]) {
    this.element = element;
    const context = new AudioContext();
    this.#context = context;
    const source = context.createMediaElementSource(element);
    const out = context.createMediaStreamDestination();
    out.channelCount = 2;
    this.#level = context.createGain();
    this.#duck = context.createGain();
    this.#own = context.createGain();
    source.connect(this.#level).connect(this.#duck).connect(out);
    // Whoever plays hears what the others hear, as loud as they like themselves.
    this.#duck.connect(this.#own).connect(context.destination);
    const [sound] = out.stream.getAudioTracks();
    if (sound === undefined) throw new Error("invariant: a destination has a track");
    sound.contentHint = "music";
    this.sound = sound;
    const picture = element.videoWidth > 0 ? pictureOf(element) : null;
    this.picture = picture?.track ?? null;
    if (this.picture !== null) this.picture.contentHint = "motion";
    this.#release = [...release, ...(picture === null ? [] : [picture.release])];
  }

  /** Must be called after a press, or the browser keeps it silent. */
  static async open(file: File, { captions, longestCue, onCue, onEnded }: PlayerOptions): Promise<FilePlayer | Unplayable> {
    const words = captions === null ? null : await asWebVtt(captions);
    if (captions !== null && words === null) return "captions";
    const element = document.createElement("video");
    element.playsInline = true;
    element.preload = "auto";
    const url = URL.createObjectURL(file);
    const release = [() => URL.revokeObjectURL(url)];
    if (words !== null) release.push(addCaptions(element, words, longestCue, onCue));
    element.src = url;
    const isReadable = await new Promise<boolean>((resolve) => {
      element.addEventListener("loadeddata", () => resolve(true), { once: true });
      element.addEventListener("error", () => resolve(false), { once: true });
    });
    if (!isReadable) {
      for (const each of release) each();
      return "file";
    }
    element.addEventListener("ended", onEnded);
    return new FilePlayer(element, release);
  }

  play(): void {
    // Asked and never awaited: Firefox without a sound device never answers.
    void this.#context.resume().catch(() => {});
    void this.element.play().catch(() => {});
  }

  pause(): void {
    this.element.pause();
  }

  /** To this second of it. */
  seek(seconds: number): void {
    this.element.currentTime = seconds;
  }

  /** How loud it is for everybody: 0 … 1 of how loud the file is. */
  setLevel(level: number): void {
    this.#glide(this.#level, level, FALL);
  }

  /** How loud it is here. */
  setOwnVolume(volume: number): void {
    this.#glide(this.#own, volume, FALL);
  }

  /** People's voices stay over it. */
  duck(on: boolean): void {
    this.#glide(this.#duck, on ? DUCKED : 1, on ? FALL : RISE);
  }

  close(): void {
    this.element.pause();
    this.sound.stop();
    this.picture?.stop();
    for (const each of this.#release) each();
    this.element.removeAttribute("src");
    this.element.load();
    this.element.remove();
    void this.#context.close().catch(() => {});
  }

  #glide({ gain }: GainNode, to: number, seconds: number): void {
    gain.setTargetAtTime(to, this.#context.currentTime, seconds / 3);
  }
}

function addCaptions(element: HTMLVideoElement, words: string, longest: number, onCue: (text: string) => void): () => void {
  const url = URL.createObjectURL(new Blob([words], { type: "text/vtt" }));
  const track = document.createElement("track");
  track.kind = "captions";
  track.default = true;
  track.src = url;
  element.append(track);
  // We show the words, to everybody.
  track.track.mode = "hidden";
  let last = "";
  track.track.addEventListener("cuechange", () => {
    const text = wordsOf(track.track.activeCues ?? [], longest);
    if (text === last) return;
    last = text;
    onCue(text);
  });
  return () => URL.revokeObjectURL(url);
}

interface Picture {
  readonly track: MediaStreamTrack;
  readonly release: () => void;
}

function pictureOf(element: Capturing): Picture | null {
  const stream = (element.captureStream ?? element.mozCaptureStream)?.call(element);
  const [captured] = stream?.getVideoTracks() ?? [];
  for (const sound of stream?.getAudioTracks() ?? []) sound.stop();
  return captured === undefined ? drawn(element) : { track: captured, release: () => {} };
}

/** Safari cannot capture an element: each frame is drawn. */
function drawn(element: HTMLVideoElement): Picture | null {
  const canvas = document.createElement("canvas");
  canvas.width = element.videoWidth;
  canvas.height = element.videoHeight;
  const brush = canvas.getContext("2d");
  const [track] = canvas.captureStream?.(DRAWN_FRAMES).getVideoTracks() ?? [];
  if (brush === null || track === undefined) return null;
  const timer = setInterval(() => brush.drawImage(element, 0, 0, canvas.width, canvas.height), 1_000 / DRAWN_FRAMES);
  return { track, release: () => clearInterval(timer) };
}
