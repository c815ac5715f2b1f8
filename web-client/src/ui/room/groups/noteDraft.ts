// The text of a group's note while I write it: sent whole, at most every half a second, and never lost. It lives longer
// than the part of the panel in which it is written.
import { MAX_GROUP_NOTE_BYTES, NOTE_EVERY, type Command, type GroupId, type NoteView, type ParticipantId } from "../../../protocol/generated";
import type { Session } from "../../../session";
import type { Answer } from "../../../signaling/socket";
import { Store, type Readable } from "../../../store";

/** The server counts between arrivals, and the line is not always equally fast. */
const EVERY = NOTE_EVERY + 100;
/** After a refusal or a lost line it is tried again. */
const AGAIN = 2_000;

export interface NoteState {
  /** What I am writing; null while I am not. */
  readonly text: string | null;
  /** Whether all of it has arrived. */
  readonly saved: boolean;
  readonly tooLong: boolean;
  /** What did not arrive before somebody else wrote, or the group ended. */
  readonly kept: string | null;
}

const NOTHING: NoteState = { text: null, saved: true, tooLong: false, kept: null };

export class NoteDraft {
  readonly #state = new Store<NoteState>(NOTHING);
  readonly #send: (command: Command) => Promise<Answer>;
  readonly #me: ParticipantId;
  #group: GroupId | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #flight: Promise<Answer | null> | null = null;
  #sentAt = -Infinity;

  constructor(me: ParticipantId, send: (command: Command) => Promise<Answer>) {
    this.#me = me;
    this.#send = send;
  }

  get state(): Readable<NoteState> {
    return this.#state;
  }

  /** What the server says of the note; undefined outside a group. */
  told(note: NoteView | undefined): void {
    const { text, saved } = this.#state.get();
    const mine = note !== undefined && note.writer === this.#me;
    if (mine && text === null) {
      this.#group = note.group;
      this.#state.update((before) => ({ ...before, text: note.text, saved: true, tooLong: false }));
      return;
    }
    if (text === null || (mine && note.group === this.#group)) return;
    // Somebody else writes now, or I am elsewhere: what is not there yet is kept beside it.
    const isLost = !saved && note?.text !== text;
    this.#end(isLost ? text : null);
  }

  write(text: string): void {
    if (this.#state.get().text === null) return;
    const tooLong = new TextEncoder().encode(text).length > MAX_GROUP_NOTE_BYTES;
    this.#state.update((before) => ({ ...before, text, saved: false, tooLong }));
    this.#schedule(0);
  }

  /** Sends the rest, and lets others write. */
  async release(): Promise<Answer> {
    while (!this.#state.get().saved && this.#state.get().text !== null && !this.#state.get().tooLong) {
      const answer = await this.#flush();
      if (answer !== null && answer.type !== "ok" && !isTooFast(answer)) return answer;
    }
    return this.#send({ type: "release_note" });
  }

  forget(): void {
    this.#state.update((before) => ({ ...before, kept: null }));
  }

  #end(kept: string | null): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#group = null;
    this.#state.update((before) => ({ text: null, saved: true, tooLong: false, kept: kept ?? before.kept }));
  }

  #schedule(after: number): void {
    if (this.#timer !== null || this.#flight !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#flush();
    }, after);
  }

  /** One at a time: what is written meanwhile goes with the next. */
  #flush(): Promise<Answer | null> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#flight ??= this.#sendNow();
    return this.#flight;
  }

  async #sendNow(): Promise<Answer | null> {
    // Not before the pause that the server asks for.
    const wait = this.#sentAt + EVERY - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const { text, tooLong } = this.#state.get();
    if (text === null || tooLong) {
      this.#flight = null;
      return null;
    }
    this.#sentAt = performance.now();
    const answer = await this.#send({ type: "write_note", text });
    this.#flight = null;
    const now = this.#state.get();
    if (answer.type === "ok" && now.text === text) this.#state.set({ ...now, saved: true });
    else if (answer.type === "rejected" && answer.code === "taken" && now.text !== null) this.#end(now.text);
    if (!this.#state.get().saved) this.#schedule(answer.type === "ok" || isTooFast(answer) ? 0 : AGAIN);
    return answer;
  }
}

function isTooFast(answer: Answer): boolean {
  return answer.type === "rejected" && answer.code === "too_fast";
}

const DRAFTS = new WeakMap<Session, Map<ParticipantId, NoteDraft>>();

/** The one draft of this person on this page. */
export function draftOf(session: Session, who: ParticipantId): NoteDraft {
  const all = DRAFTS.get(session) ?? new Map<ParticipantId, NoteDraft>();
  DRAFTS.set(session, all);
  const known = all.get(who) ?? new NoteDraft(who, (command) => session.command(command, who));
  all.set(who, known);
  return known;
}
