// Messages that the view no longer holds: it has the newest of each part, and a page keeps what it has read beyond them
// as long as it may read them. Pure.
import type { ChatMessage, ChatView, Event, MessageId, Scope } from "../protocol/generated";
import { MAX_SHOWN_MESSAGES } from "../protocol/generated";
import { messagesIn } from "./chat";
import { partOf, scopeKey } from "./fold/chat";

interface Thread {
  readonly scope: Scope;
  /** Without gaps, oldest first. */
  readonly messages: readonly ChatMessage[];
  /** Whether the server has older ones still; absent when it was not asked. */
  readonly more?: boolean;
}

export type History = Readonly<Record<string, Thread>>;

export const NO_HISTORY: History = {};

/** The server keeps no more of a scope, so a longer memory would be of what is gone. */
const MOST_KEPT = 1_000;

/** After an event; `chat` is what was known before it. */
export function historyAfter(before: History, chat: ChatView | undefined, event: Event): History {
  switch (event.type) {
    case "message_sent":
      return pushedOut(before, chat, event.message.scope);
    case "older_messages":
      return put(before, event.scope, older(before[scopeKey(event.scope)]?.messages ?? [], event.messages), event.more);
    case "message_deleted":
      return change(before, event.scope, (messages) => messages.map((each) => (each.message === event.message ? wordless(each) : each)));
    case "message_forgotten":
      return change(before, event.scope, (messages) => messages.filter((each) => each.message > event.message));
    case "chat_shown": {
      // Shown anew or put away: either way what was known of it no longer counts.
      const part = JSON.stringify(event.chat.part);
      return Object.fromEntries(Object.entries(before).filter(([, { scope }]) => JSON.stringify(partOf(scope)) !== part));
    }
    case "view_replaced":
      return NO_HISTORY;
    default:
      return before;
  }
}

/** The message that a new one pushes out of its part. */
function pushedOut(before: History, chat: ChatView | undefined, scope: Scope): History {
  const key = JSON.stringify(partOf(scope));
  const part = chat?.parts.find((each) => JSON.stringify(each.part) === key);
  const [first] = part?.messages ?? [];
  if (first === undefined || (part?.messages.length ?? 0) < MAX_SHOWN_MESSAGES) return before;
  return change(before, first.scope, (messages) => {
    const last = messages.at(-1)?.message;
    // After a time away the page may not know what came in between: then it starts anew.
    return (last === undefined || last === first.message - 1 ? [...messages, first] : [first]).slice(-MOST_KEPT);
  });
}

function older(known: readonly ChatMessage[], page: readonly ChatMessage[]): readonly ChatMessage[] {
  const [first] = known;
  const last = page.at(-1);
  if (first === undefined || last === undefined || last.message !== first.message - 1) return page.length === 0 ? known : page;
  return [...page, ...known].slice(-MOST_KEPT);
}

function wordless(message: ChatMessage): ChatMessage {
  const rest: ChatMessage = { ...message };
  delete rest.words;
  return rest;
}

function change(before: History, scope: Scope, what: (messages: readonly ChatMessage[]) => readonly ChatMessage[]): History {
  const thread = before[scopeKey(scope)];
  return put(before, scope, what(thread?.messages ?? []), thread?.more);
}

function put(before: History, scope: Scope, messages: readonly ChatMessage[], more: boolean | undefined): History {
  return { ...before, [scopeKey(scope)]: { scope, messages, ...(more === undefined ? {} : { more }) } };
}

export interface Shown {
  readonly messages: readonly ChatMessage[];
  /** From which message on older ones can be asked for; absent when there are none. */
  readonly olderThan?: MessageId;
}

/** Greater than every message: for a private thread of which the view holds nothing. */
const BEYOND = 4_294_967_295;

/** Everything of a scope that this page knows, oldest first, and whether there is more. */
export function shown(chat: ChatView | undefined, history: History, scope: Scope): Shown {
  const now = messagesIn(chat, scope);
  const thread = history[scopeKey(scope)];
  const [first] = now;
  const before = (thread?.messages ?? []).filter((each) => first === undefined || each.message < first.message);
  const joined = first === undefined || before.at(-1)?.message === first.message - 1;
  const messages = joined ? [...before, ...now] : now;
  const oldest = messages[0]?.message;
  if (oldest === undefined) return mayHideMore(chat, scope) && thread?.more !== false ? { messages, olderThan: BEYOND } : { messages };
  // The server's word is about what came before the page it gave, or before the view when the page was empty.
  const noMore = thread?.more === false && joined;
  return oldest <= 1 || noMore ? { messages } : { messages, olderThan: oldest };
}

/** All private threads share one part: an old thread may be beyond its end. */
function mayHideMore(chat: ChatView | undefined, scope: Scope): boolean {
  if (partOf(scope).type !== "private") return false;
  const part = chat?.parts.find((each) => each.part.type === "private");
  return (part?.messages.length ?? 0) >= MAX_SHOWN_MESSAGES;
}
