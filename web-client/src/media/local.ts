// This person's own camera and microphone, at the door and in the room: whether they are wanted, and the track if so.
// A muted microphone keeps its track (so that the first words after "on" are heard) but gives only silence; a camera
// that is off is let go, so that its light goes out.
import { Store, type Readable } from "../store";
import { capture, isGranted, listDevices, type Captured, type DeviceKind, type DeviceList, type DeviceProblem } from "./devices";

export interface LocalSource {
  readonly on: boolean;
  readonly track: MediaStreamTrack | null;
  readonly problem: DeviceProblem | null;
  /** The browser is opening it, or asking the person. */
  readonly opening: boolean;
  readonly chosen: string | null;
}

export interface LocalState {
  readonly microphone: LocalSource;
  readonly camera: LocalSource;
  readonly devices: DeviceList;
  /** Whether the browser has been asked at all on this page. */
  readonly asked: boolean;
}

const KINDS: readonly DeviceKind[] = ["microphone", "camera"];
const MEMORY: Readonly<Record<DeviceKind, string>> = { microphone: "piiri.microphone", camera: "piiri.camera" };

function source(on: boolean, chosen: string | null): LocalSource {
  return { on, track: null, problem: null, opening: false, chosen };
}

export class LocalMedia {
  readonly #store: Store<LocalState>;
  readonly #switches: Storage;
  readonly #choices: Storage;
  readonly #attempts: Record<DeviceKind, number> = { microphone: 0, camera: 0 };

  /** `switches` keeps what was on over a reload, `choices` keeps the chosen devices for the next time. */
  constructor(switches: Storage, choices: Storage) {
    this.#switches = switches;
    this.#choices = choices;
    const remembered = (kind: DeviceKind): LocalSource =>
      source(switches.getItem(MEMORY[kind]) !== "off", choices.getItem(MEMORY[kind]));
    this.#store = new Store<LocalState>({
      microphone: remembered("microphone"),
      camera: remembered("camera"),
      devices: { microphone: [], camera: [] },
      asked: false,
    });
    navigator.mediaDevices?.addEventListener?.("devicechange", this.#onDeviceChange);
  }

  get state(): Readable<LocalState> {
    return this.#store;
  }

  /** Opens everything that is wanted and not open, with one question to the person. */
  async open(): Promise<void> {
    const state = this.#store.get();
    const wanted = KINDS.filter((kind) => state[kind].on && state[kind].track === null && !state[kind].opening);
    this.#store.update((before) => ({ ...before, asked: true }));
    if (wanted.length > 0) await this.#capture(wanted);
  }

  /** Turns one on or off. Off is in force when this returns. */
  async turn(kind: DeviceKind, on: boolean): Promise<void> {
    if (!on) {
      this.turnOff([kind]);
      return;
    }
    this.#switches.setItem(MEMORY[kind], "on");
    const { track, opening } = this.#store.get()[kind];
    this.#change(kind, { on, problem: null });
    if (track !== null && track.readyState === "live") {
      track.enabled = true;
      this.#change(kind, {}); // The same track, but now it is heard: tell those who listen.
    } else if (!opening) {
      await this.#capture([kind]);
    }
  }

  /** Turns these off together: whoever listens is told when all of them are off, not of one while another is still on. */
  turnOff(kinds: readonly DeviceKind[]): void {
    let state = this.#store.get();
    for (const kind of kinds) {
      this.#switches.setItem(MEMORY[kind], "off");
      this.#attempts[kind] += 1; // What is being opened comes too late.
      const { track } = state[kind];
      if (kind === "camera") track?.stop();
      else if (track !== null) track.enabled = false;
      state = { ...state, [kind]: { ...state[kind], on: false, opening: false, track: kind === "camera" ? null : track } };
    }
    this.#store.set(state);
  }

  /** Lets go of what may not be used here (any more). It stays off when it may be again: nobody is put on the air by another. */
  release(kind: DeviceKind): void {
    this.#attempts[kind] += 1;
    const { on, track, opening } = this.#store.get()[kind];
    if (!on && track === null && !opening) return;
    track?.stop();
    this.#change(kind, { on: false, track: null, opening: false, problem: null });
  }

  /** Says what is wanted before the browser is asked. */
  wish(kind: DeviceKind, on: boolean): void {
    this.#switches.setItem(MEMORY[kind], on ? "on" : "off");
    this.#change(kind, { on });
  }

  /** Uses this device from now on. */
  async choose(kind: DeviceKind, deviceId: string): Promise<void> {
    this.#choices.setItem(MEMORY[kind], deviceId);
    const { track, on } = this.#store.get()[kind];
    this.#change(kind, { chosen: deviceId });
    if (!on) {
      track?.stop();
      this.#change(kind, { track: null });
      return;
    }
    await this.#capture([kind]);
    if (track !== this.#store.get()[kind].track) track?.stop();
  }

  /** Lets go of everything; the lights go out. */
  close(): void {
    for (const kind of KINDS) {
      this.#attempts[kind] += 1;
      this.#store.get()[kind].track?.stop();
      this.#change(kind, { track: null, opening: false });
    }
  }

  async #capture(kinds: readonly DeviceKind[]): Promise<void> {
    const state = this.#store.get();
    const attempts = kinds.map((kind) => [kind, (this.#attempts[kind] += 1)] as const);
    for (const kind of kinds) this.#change(kind, { opening: true, problem: null });
    this.#store.update((before) => ({ ...before, asked: true }));
    const chosen = Object.fromEntries(
      kinds.flatMap((kind) => (state[kind].chosen === null ? [] : [[kind, state[kind].chosen]])),
    ) as Partial<Record<DeviceKind, string>>;
    const got = await capture(kinds, chosen);
    for (const [kind, attempt] of attempts) {
      const captured = got[kind];
      if (captured === undefined) continue;
      if (attempt === this.#attempts[kind]) this.#take(kind, captured);
      else captured.track?.stop();
    }
    await this.#refreshList();
  }

  #take(kind: DeviceKind, { track, problem }: Captured): void {
    if (track !== null) {
      // Unplugged, or taken away in the browser's settings.
      track.addEventListener("ended", () => {
        if (this.#store.get()[kind].track === track) this.#change(kind, { track: null, on: false, problem: "missing" });
      });
    }
    this.#change(kind, { track, problem, opening: false, on: track !== null });
  }

  readonly #onDeviceChange = (): void => void this.#refreshList();

  async #refreshList(): Promise<void> {
    const devices = await listDevices();
    this.#store.update((before) => ({ ...before, devices }));
  }

  #change(kind: DeviceKind, change: Partial<LocalSource>): void {
    this.#store.update((before) => ({ ...before, [kind]: { ...before[kind], ...change } }));
  }
}

/** Opens what is wanted without a question to the person: only when they have said yes before. */
export async function openIfGranted(local: LocalMedia): Promise<void> {
  const { asked, microphone, camera } = local.state.get();
  const wanted = [...(microphone.on ? ["microphone" as const] : []), ...(camera.on ? ["camera" as const] : [])];
  if (asked || wanted.length === 0) return;
  const granted = await Promise.all(wanted.map(isGranted));
  if (granted.every(Boolean)) await local.open();
}
