// Whether this person wants voices only, without others' pictures: for narrow and dear networks, and for rest. Kept for
// the next time, on this device.
import { Store } from "../store";

const KEY = "piiri.audio_only";

export class AudioOnly extends Store<boolean> {
  readonly #storage: Storage;

  constructor(storage: Storage) {
    super(storage.getItem(KEY) === "on");
    this.#storage = storage;
  }

  override set(on: boolean): void {
    this.#storage.setItem(KEY, on ? "on" : "off");
    super.set(on);
  }
}
