// What this device says of itself to those who help: permitted, heard, connected. No content, no numbers; only when it
// changed, and at most once a second.
import type { CameraState, ConnectionState, DeviceState, MicrophoneState } from "../protocol/generated";
import { after, type Cancel } from "../signaling/timing";
import type { Readable } from "../store";
import { HEARD, watchLevel } from "./level";
import type { LocalSource, LocalState } from "./local";
import type { Network } from "./network";
import type { Quality } from "./quality";
import type { MediaState } from "./session";

/** The server takes one report a second; the network may bring two closer together than they were sent. */
export const REPORT_EVERY = 1_200;
/** Whoever was heard this lately is heard: people pause when they talk. */
export const HEARD_FOR = 20_000;
/** How often the connection is looked at. */
export const LOOK_EVERY = 5_000;

interface Sources {
  readonly local: Readable<LocalState>;
  readonly media: Readable<MediaState>;
  /** What the server says of the network. */
  readonly network: Readable<Network>;
  /** How the connection was since it was last asked; null when that is not known. */
  readonly quality: () => Promise<Quality | null>;
}

/** Gives whether the server took it; null when there is nobody to tell now. */
type Send = (state: DeviceState) => Promise<boolean> | null;

export class DeviceReporter {
  readonly #sources: Sources;
  readonly #send: Send;
  readonly #stops: (() => void)[] = [];
  #sent: string | null = null;
  #cancelNext: Cancel | null = null;
  #track: MediaStreamTrack | null = null;
  #stopLevel: () => void = () => {};
  #heardAt = Number.NEGATIVE_INFINITY;
  #connection: ConnectionState = "good";
  readonly #had = { microphone: false, camera: false };

  constructor(sources: Sources, send: Send) {
    this.#sources = sources;
    this.#send = send;
    const looking = setInterval(() => void this.#look(), LOOK_EVERY);
    this.#stops.push(
      sources.local.subscribe(() => this.#localChanged()),
      sources.media.subscribe(() => this.#mediaChanged()),
      sources.network.subscribe(() => this.#tell()),
      () => clearInterval(looking),
    );
    this.#localChanged();
  }

  /** Somebody listens (again): what they were told before is not known to them. */
  begin(): void {
    this.#sent = null;
    this.#tell();
  }

  close(): void {
    for (const stop of this.#stops) stop();
    this.#stopLevel();
    this.#cancelNext?.();
  }

  #localChanged(): void {
    const { microphone, camera } = this.#sources.local.get();
    if (microphone.track !== null) this.#had.microphone = true;
    if (camera.track !== null) this.#had.camera = true;
    if (microphone.track !== this.#track) {
      this.#stopLevel();
      this.#track = microphone.track;
      this.#heardAt = Number.NEGATIVE_INFINITY;
      this.#stopLevel = microphone.track === null ? () => {} : watchLevel(microphone.track, (level) => this.#hear(level));
    }
    this.#tell();
  }

  #hear(level: number): void {
    const before = this.#isHeard();
    if (level >= HEARD) this.#heardAt = Date.now();
    if (this.#isHeard() !== before) this.#tell();
  }

  #isHeard(): boolean {
    return Date.now() - this.#heardAt < HEARD_FOR;
  }

  /** Told at once when it breaks; how well it goes is looked at now and then. */
  #mediaChanged(): void {
    if (this.#sources.media.get().type === "broken") this.#become("bad");
  }

  async #look(): Promise<void> {
    const { type } = this.#sources.media.get();
    if (type === "up") this.#become(connectionOf(await this.#sources.quality()));
    // After so long it should stand.
    else if (type === "starting") this.#become("weak");
    // Nobody is heard for ever: the level tells only while it is watched.
    this.#tell();
  }

  #become(connection: ConnectionState): void {
    if (this.#connection === connection) return;
    this.#connection = connection;
    this.#tell();
  }

  #tell(): void {
    if (this.#cancelNext !== null) return;
    const state = this.#state();
    const text = JSON.stringify(state);
    if (text === this.#sent) return;
    const answer = this.#send(state);
    if (answer === null) return;
    this.#sent = text;
    this.#cancelNext = after(REPORT_EVERY, () => {
      this.#cancelNext = null;
      this.#tell();
    });
    void answer.then((taken) => {
      // What was refused is told again with the next tick.
      if (!taken && this.#sent === text) this.#sent = null;
    });
  }

  #state(): DeviceState {
    const { microphone, camera } = this.#sources.local.get();
    return {
      microphone: microphoneOf(microphone, this.#had.microphone, this.#isHeard()),
      camera: cameraOf(camera, this.#had.camera),
      connection: worse(this.#connection, SEEN_BY_SERVER[this.#sources.network.get().quality]),
    };
  }
}

function microphoneOf({ track, problem }: LocalSource, had: boolean, heard: boolean): MicrophoneState {
  if (problem !== null) return problem === "denied" ? "denied" : "missing";
  if (track === null) return had ? "silent" : "unasked";
  return heard ? "heard" : "silent";
}

function cameraOf({ track, problem }: LocalSource, had: boolean): CameraState {
  if (problem !== null) return problem === "denied" ? "denied" : "missing";
  return track !== null || had ? "permitted" : "unasked";
}

/** The same words for those who help as for whoever has the device. */
const SEEN_BY_SERVER = { good: "good", weak: "weak", poor: "bad" } as const;
const WORSE: readonly ConnectionState[] = ["good", "weak", "bad"];

function worse(a: ConnectionState, b: ConnectionState): ConnectionState {
  return WORSE.indexOf(a) > WORSE.indexOf(b) ? a : b;
}

/** Good: sound and picture arrive. Weak: sound arrives. Bad: hardly anything. */
export function connectionOf(quality: Quality | null): ConnectionState {
  if (quality === null) return "good";
  const { lost, roundTrip } = quality;
  if (lost > 0.2 || roundTrip > 1_000) return "bad";
  return lost > 0.05 || roundTrip > 400 ? "weak" : "good";
}
