// The queue before the live region: one sentence at most every two seconds, and what came meanwhile merged into one.
// Urgent things (my turn, the connection, somebody who is not all right) do not wait.
import type { NetworkQuality } from "../protocol/generated";
import type { GroupNews } from "./groupNews";
import { mergeNews, type News } from "./news";
import type { ProgrammeNews } from "./programmeNews";
import type { QuestionNews } from "./questions";
import type { ReceptionNews } from "./receptionNews";
import type { RequestNews } from "./requestNews";
import type { SceneNews } from "./sceneNews";
import type { ShareNews } from "./shareNews";
import type { TalkNews } from "./talkNews";
import type { TurnNews } from "./turnNews";
import type { VisitNews } from "./visit";

export type Heard =
  | News
  | TalkNews
  | GroupNews
  | RequestNews
  | ReceptionNews
  | QuestionNews
  | ProgrammeNews
  | SceneNews
  | ShareNews
  | TurnNews
  | VisitNews
  /** How this device's network does now. */
  | { readonly type: "network"; readonly quality: NetworkQuality }
  | { readonly type: "link_lost" }
  | { readonly type: "link_back" }
  /** What this page did with further devices. */
  | { readonly type: "device_came" }
  | { readonly type: "sound_on" };

export interface Spoken {
  readonly polite: readonly Heard[];
  readonly urgent: readonly Heard[];
}

/** What does not wait for other sentences. */
export function isUrgent({ type }: Heard): boolean {
  return type === "my_turn" || type === "link_lost" || type === "quiet_signal_came";
}

const PAUSE = 2_000;

export class Announcements {
  readonly #speak: (spoken: Spoken) => void;
  #waiting: readonly Heard[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(speak: (spoken: Spoken) => void) {
    this.#speak = speak;
  }

  add(heard: Heard): void {
    if (isUrgent(heard)) {
      this.#speak({ polite: [], urgent: [heard] });
      return;
    }
    this.#waiting = mergeNews(this.#waiting, [heard]);
    if (this.#timer !== null) return;
    this.#flush();
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#waiting = [];
  }

  #flush(): void {
    this.#timer = null;
    if (this.#waiting.length === 0) return;
    const polite = this.#waiting;
    this.#waiting = [];
    this.#timer = setTimeout(() => this.#flush(), PAUSE);
    this.#speak({ polite, urgent: [] });
  }
}
