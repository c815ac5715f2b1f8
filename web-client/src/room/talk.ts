// What this page alone knows of the chat: drafts, what has been read, what is on the screen. It outlives the panel, so
// that nothing is lost when that is closed; drafts are gone with the page, what was read is kept over a reload.
import type { ChatView, Event, MessageId, ParticipantId, Scope } from "../protocol/generated";
import { Store, type Readable } from "../store";
import { conversations, newest, sameScope, scopeHere, type PrivateScope } from "./chat";
import { scopeKey } from "./fold/chat";
import { historyAfter, NO_HISTORY, type History } from "./history";
import type { RoomState } from "./reduce";
import { unsaid, type Told } from "./talkNews";

export interface TalkState {
  readonly drafts: Readonly<Record<string, string>>;
  /** The last message read of each scope. */
  readonly read: Readonly<Record<string, MessageId>>;
  /** To whom one chose to write, and where one was then: elsewhere "here" means another place. */
  readonly chosen: { readonly scope: Scope; readonly here: string } | null;
  /** With whom one has begun to write as facilitators: the thread is to be found before anything is in it. */
  readonly begun: readonly ParticipantId[];
  /** Where one has just chosen to write: the field takes the focus. */
  readonly eager: string | null;
  /** What is on the screen; absent while the chat is not. */
  readonly open: string | null;
  /** Whether others see the writing as it is written. */
  readonly live: boolean;
  /** What this page has read beyond what the view holds. */
  readonly history: History;
}

interface Kept {
  readonly participant: number;
  readonly read: Readonly<Record<string, MessageId>>;
}

const READ = "piiri.read";
const LIVE = "piiri.live-text";

/** Several people may be at this page. */
function keyOf(participant: ParticipantId): string {
  return `${READ}.${participant}`;
}

export class Talk {
  readonly #store: Store<TalkState>;
  readonly #session: Storage;
  readonly #lasting: Storage;
  /** What a screen reader has been given of the line somebody is writing. */
  readonly #said = new Map<ParticipantId, string>();
  #participant: number | null = null;
  #chat: ChatView | undefined = undefined;

  /** `session` forgets with the tab, `lasting` is for what a person chose. */
  constructor(session: Storage, lasting: Storage) {
    this.#session = session;
    this.#lasting = lasting;
    const live = lasting.getItem(LIVE) === "on";
    this.#store = new Store<TalkState>({ drafts: {}, read: {}, chosen: null, begun: [], eager: null, open: null, live, history: NO_HISTORY });
  }

  get state(): Readable<TalkState> {
    return this.#store;
  }

  /** What was written before one came is no news, unless this page knew it as unread before a reload. */
  begin(room: RoomState): void {
    if (this.#participant === room.you.participant) return;
    this.#participant = room.you.participant;
    this.#chat = room.view.chat;
    const kept = this.#kept();
    const read = kept?.participant === room.you.participant ? kept.read : newest(room.view.chat);
    this.#store.update((before) => ({ ...before, read }));
    this.#keep(read);
  }

  /** Every event, after it was folded in. */
  hear(event: Event, room: RoomState): void {
    this.begin(room);
    const history = historyAfter(this.#store.get().history, this.#chat, event);
    this.#chat = room.view.chat;
    this.#store.update((before) => (before.history === history ? before : { ...before, history }));
  }

  draft(scope: Scope, text: string): void {
    this.#store.update((before) => ({ ...before, drafts: { ...before.drafts, [scopeKey(scope)]: text } }));
  }

  /** Takes away what was sent; what was written since stays. */
  sent(scope: Scope, text: string): void {
    const now = this.#store.get().drafts[scopeKey(scope)] ?? "";
    this.draft(scope, now.startsWith(text) ? now.slice(text.length) : now);
  }

  choose(scope: Scope, room: RoomState): void {
    this.#store.update((before) => ({ ...before, chosen: { scope, here: scopeKey(scopeHere(room)) } }));
  }

  /** Chooses it from elsewhere, to write at once. */
  write(scope: PrivateScope, room: RoomState): void {
    this.choose(scope, room);
    this.#store.update((before) => ({
      ...before,
      eager: scopeKey(scope),
      begun: scope.type === "facilitators" ? [...new Set([...before.begun, scope.participant])] : before.begun,
    }));
  }

  /** The field is there. */
  settled(): void {
    this.#store.update((before) => ({ ...before, eager: null }));
  }

  /** The chat of this scope is on the screen; `null`: none is. */
  opened(scope: Scope | null): void {
    this.#store.update((before) => ({ ...before, open: scope === null ? null : scopeKey(scope) }));
  }

  readUpTo(scope: Scope, message: MessageId): void {
    const key = scopeKey(scope);
    const { read } = this.#store.get();
    if ((read[key] ?? 0) >= message) return;
    const now = { ...read, [key]: message };
    this.#store.update((before) => ({ ...before, read: now }));
    this.#keep(now);
  }

  setLive(live: boolean): void {
    this.#lasting.setItem(LIVE, live ? "on" : "off");
    this.#store.update((before) => ({ ...before, live }));
  }

  said(participant: ParticipantId): string {
    return this.#said.get(participant) ?? "";
  }

  say(participant: ParticipantId, text: string): void {
    this.#said.set(participant, text);
  }

  /** Messages as they are to be announced: with their words when they are on the screen, without what was said before. */
  toSay(messages: readonly Told[]): readonly Told[] {
    const { open } = this.#store.get();
    return messages.flatMap((each) => {
      const said = this.said(each.from);
      this.#said.delete(each.from);
      if (each.scope !== open) return [each];
      const text = unsaid(said, each.text);
      return text === "" ? [] : [{ ...each, text, isOpen: true }];
    });
  }

  #keep(read: Readonly<Record<string, MessageId>>): void {
    if (this.#participant === null) return;
    const kept: Kept = { participant: this.#participant, read };
    this.#session.setItem(keyOf(this.#participant), JSON.stringify(kept));
  }

  #kept(): Kept | null {
    if (this.#participant === null) return null;
    try {
      return JSON.parse(this.#session.getItem(keyOf(this.#participant)) ?? "null") as Kept | null;
    } catch {
      return null;
    }
  }
}

/**
 * To whom one writes now. What was chosen stays as long as it is there; but whoever comes to another place speaks to
 * those there, so that nothing meant for a group goes to everybody or the other way round.
 */
export function scopeNow(room: RoomState, { chosen, begun }: Pick<TalkState, "chosen" | "begun">): Scope {
  const here = scopeHere(room);
  if (chosen === null) return here;
  const isPlace = ["plenary", "group", "help", "encounter"].includes(chosen.scope.type);
  if (isPlace && chosen.here !== scopeKey(here)) return here;
  return conversations(room, begun).some(({ scope }) => sameScope(scope, chosen.scope)) ? chosen.scope : here;
}
