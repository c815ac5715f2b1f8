// The chat as one person may read it, in parts: what is shown and hidden together.
import {
  MAX_SHOWN_MESSAGES,
  type ChatLine,
  type ChatMessage,
  type ChatPart,
  type ChatPartView,
  type ChatView,
  type MessageId,
  type RoomView,
  type Scope,
} from "../../protocol/generated";
import { placeKey } from "../place";
import { withPart } from "./view";

const NOTHING: ChatView = { slow_mode: 0, parts: [] };

/** The chat, also when there is nothing in it. */
export function chatOf(view: RoomView): ChatView {
  return view.chat ?? NOTHING;
}

/** The part of the chat in which something is shown. */
export function partOf(scope: Scope): ChatPart {
  return scope.type === "facilitators" || scope.type === "person" ? { type: "private" } : scope;
}

/** Equal for equal scopes. */
export function scopeKey(scope: Scope): string {
  return scope.type === "facilitators" || scope.type === "person" ? `${scope.type}-${scope.participant}` : placeKey(scope);
}

export function sent(view: RoomView, message: ChatMessage): RoomView {
  return inPart(view, partOf(message.scope), (part) => ({
    ...part,
    messages: [...part.messages, message].slice(-MAX_SHOWN_MESSAGES),
  }));
}

/** That there was a message stays; its words go. */
export function deleted(view: RoomView, scope: Scope, message: MessageId): RoomView {
  return inPart(view, partOf(scope), (part) => ({
    ...part,
    messages: part.messages.map((each) => {
      if (!isIt(each, scope, message)) return each;
      const rest: ChatMessage = { ...each };
      delete rest.words;
      return rest;
    }),
  }));
}

export function forgotten(view: RoomView, scope: Scope, message: MessageId): RoomView {
  return inPart(view, partOf(scope), (part) => ({
    ...part,
    messages: part.messages.filter((each) => !isIt(each, scope, message)),
  }));
}

export function shown(view: RoomView, chat: ChatPartView): RoomView {
  return inPart(view, chat.part, () => chat);
}

export function typing(view: RoomView, line: ChatLine): RoomView {
  const isSame = (old: ChatLine): boolean =>
    scopeKey(old.scope) === scopeKey(line.scope) && old.participant === line.participant;
  return inPart(view, partOf(line.scope), (part) => {
    const others = part.lines.filter((old) => !isSame(old));
    const lines = line.text === "" ? others : [...others, line].toSorted((a, b) => a.participant - b.participant);
    return { ...part, lines };
  });
}

export function slowed(view: RoomView, seconds: number): RoomView {
  return put(view, { ...chatOf(view), slow_mode: seconds });
}

function isIt(each: ChatMessage, scope: Scope, message: MessageId): boolean {
  return each.message === message && scopeKey(each.scope) === scopeKey(scope);
}

function inPart(view: RoomView, part: ChatPart, change: (part: ChatPartView) => ChatPartView): RoomView {
  const chat = chatOf(view);
  const key = placeKey(part);
  const before = chat.parts.find((each) => placeKey(each.part) === key);
  const after = change(before ?? { part, messages: [], lines: [] });
  const parts =
    before === undefined
      ? [...chat.parts, after].toSorted((a, b) => comparePart(a.part, b.part))
      : chat.parts.map((each) => (each === before ? after : each));
  return put(view, { ...chat, parts: parts.filter((each) => each.messages.length > 0 || each.lines.length > 0) });
}

function put(view: RoomView, chat: ChatView): RoomView {
  return withPart(view, "chat", chat.slow_mode === 0 && chat.parts.length === 0 ? undefined : chat);
}

const ORDER: readonly ChatPart["type"][] = ["plenary", "group", "help", "encounter", "backstage", "private"];

function comparePart(a: ChatPart, b: ChatPart): number {
  return ORDER.indexOf(a.type) - ORDER.indexOf(b.type) || idOf(a) - idOf(b);
}

function idOf(part: ChatPart): number {
  if (part.type === "group") return part.group;
  if (part.type === "encounter") return part.encounter;
  return part.type === "help" ? part.help : 0;
}
