// Reactions of the moment: each shows until it is over, then it is nowhere.
import { REACTIONS, type Event, type ParticipantId, type Reaction } from "../protocol/generated";
import { Store, type Readable } from "../store";

export type Shown = Readonly<Partial<Record<ParticipantId, Reaction>>>;

export class Reactions {
  readonly #store = new Store<Shown>({});
  readonly #timers = new Map<ParticipantId, ReturnType<typeof setTimeout>>();

  get shown(): Readable<Shown> {
    return this.#store;
  }

  /** `epoch` is this page's clock at moment 0. One that is told late is not shown at all. */
  hear(event: Event, epoch: number): void {
    if (event.type !== "reacted") return;
    const { participant, reaction, until } = event;
    const left = Math.min(LONGEST, epoch + until - Date.now());
    // Another version of the server may know more than this page has pictures for.
    if (left <= 0 || !REACTIONS.includes(reaction)) return;
    clearTimeout(this.#timers.get(participant));
    this.#timers.set(participant, setTimeout(() => this.#end(participant), left));
    this.#store.update((before) => ({ ...before, [participant]: reaction }));
  }

  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  #end(participant: ParticipantId): void {
    this.#timers.delete(participant);
    this.#store.update((before) => {
      const rest = { ...before };
      delete rest[participant];
      return rest;
    });
  }
}

/** Two clocks may differ; nothing of the moment stays longer than this. */
const LONGEST = 10_000;
