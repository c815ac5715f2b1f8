// Performs what people ask for, one at a time for each thing, and keeps what is going on and what was refused.
import type { Rejection } from "../protocol/generated";
import type { Answer } from "../signaling/socket";
import { Store, type Readable } from "../store";

/** Why something was not done. */
export type Refused = Rejection | "lost";

export class Runner {
  readonly #busy = new Store<ReadonlySet<string>>(new Set());
  readonly #refused = new Store<Refused | null>(null);

  get busy(): Readable<ReadonlySet<string>> {
    return this.#busy;
  }

  get refused(): Readable<Refused | null> {
    return this.#refused;
  }

  /** Runs it unless the same thing is still going on. */
  async run(key: string, what: () => Promise<Answer | void> | void): Promise<void> {
    if (this.#busy.get().has(key)) return;
    this.#busy.update((before) => new Set([...before, key]));
    this.#refused.set(null);
    const answer = await what();
    this.#busy.update((before) => new Set([...before].filter((other) => other !== key)));
    if (answer?.type === "rejected") this.#refused.set(answer.code);
    if (answer?.type === "lost") this.#refused.set("lost");
  }

  dismiss(): void {
    this.#refused.set(null);
  }
}
