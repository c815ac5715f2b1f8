// How this device's network does, as the server sees it, and when that is worth a sentence.
import type { NetworkQuality, NetworkReason } from "../protocol/generated";
import { after, type Cancel } from "../signaling/timing";
import { Store, type Readable } from "../store";

export interface Network {
  readonly quality: NetworkQuality;
  /** Why it is not good. */
  readonly reason?: NetworkReason | undefined;
}

export interface NetworkNews {
  readonly type: "network";
  readonly quality: NetworkQuality;
}

export const GOOD: Network = { quality: "good" };

/** A network that comes and goes is not told each time. */
export const SAID_EVERY = 30_000;

export class NetworkState {
  readonly #store = new Store<Network>(GOOD);
  readonly #say: (news: NetworkNews) => void;
  #said: NetworkQuality = "good";
  #saidAt = Number.NEGATIVE_INFINITY;
  #cancel: Cancel = () => {};

  constructor(say: (news: NetworkNews) => void) {
    this.#say = say;
  }

  get state(): Readable<Network> {
    return this.#store;
  }

  /** The server's last word. It is shown at once and said in time, unless it was over by then. */
  become({ quality, reason }: Network): void {
    this.#store.update((before) => (before.quality === quality && before.reason === reason ? before : { quality, reason }));
    this.#cancel();
    if (quality === this.#said) return;
    this.#cancel = after(Math.max(0, this.#saidAt + SAID_EVERY - Date.now()), () => {
      this.#said = quality;
      this.#saidAt = Date.now();
      this.#say({ type: "network", quality });
    });
  }

  /** Nothing is known of it (any more). */
  forget(): void {
    this.#cancel();
    this.#said = "good";
    this.#store.set(GOOD);
  }
}
