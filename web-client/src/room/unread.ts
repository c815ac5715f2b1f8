// Messages that came while nobody looked at the chat. Pure.
import type { ChatMessage, Event, ParticipantId } from "../protocol/generated";
import { scopeKey } from "./fold/chat";

/** The messages not seen yet. */
export type Unread = ReadonlySet<string>;

export const NONE_UNREAD: Unread = new Set();

/** After an event. My own messages are none, and what is deleted needs no reading. */
export function unreadAfter(before: Unread, event: Event, me: ParticipantId): Unread {
  if (event.type === "message_sent") {
    return event.message.from === me ? before : new Set([...before, keyOf(event.message)]);
  }
  if (event.type !== "message_deleted" && event.type !== "message_forgotten") return before;
  const key = keyOf(event);
  return before.has(key) ? new Set([...before].filter((each) => each !== key)) : before;
}

function keyOf({ scope, message }: Pick<ChatMessage, "scope" | "message">): string {
  return `${scopeKey(scope)} ${message}`;
}
