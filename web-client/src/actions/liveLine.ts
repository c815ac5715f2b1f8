// Text that is shown while it is written: the whole line at most every 300 ms, and once more when the writing stops, so
// that others are at most half a second behind.
import { MAX_LINE, type Scope } from "../protocol/generated";
import { endOf, sameScope } from "../room/chat";
import type { Answer } from "../signaling/socket";

/** The server takes one line in this time (its bucket holds some more). */
export const EVERY = 300;

interface Line {
  readonly scope: Scope;
  readonly text: string;
}

export class LiveLine {
  readonly #send: (scope: Scope, text: string) => Promise<Answer>;
  #wanted: Line | null = null;
  /** What others see; null when it is nothing or not known. */
  #shown: Line | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(send: (scope: Scope, text: string) => Promise<Answer>) {
    this.#send = send;
  }

  /** The line as it is now. */
  write(scope: Scope, text: string): void {
    if (text.trim() === "") return this.stop();
    this.#wanted = { scope, text: endOf(text, MAX_LINE) };
    if (this.#timer === null) this.#tell();
  }

  /** Nobody is to see it any longer. */
  stop(): void {
    const shown = this.#shown;
    this.forget();
    if (shown !== null) void this.#send(shown.scope, "");
  }

  /** It was sent as a message: the server has taken the line away. */
  forget(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#wanted = null;
    this.#shown = null;
  }

  #tell(): void {
    const wanted = this.#wanted;
    this.#timer = null;
    if (wanted === null || (this.#shown !== null && sameScope(wanted.scope, this.#shown.scope) && wanted.text === this.#shown.text)) return;
    this.#shown = wanted;
    this.#timer = setTimeout(() => this.#tell(), EVERY);
    void this.#send(wanted.scope, wanted.text).then((answer) => {
      // Refused, most likely because several came at once after a stalled network: what is shown is an older line.
      if (answer.type !== "ok" && this.#shown === wanted) this.#shown = { ...wanted, text: "" };
    });
  }
}
