// The chat as one person has it: to whom they may write, what was written there, and what of it is new. Pure.
import type { ChatLine, ChatMessage, ChatView, MessageId, ParticipantId, Place, Scope } from "../protocol/generated";
import { scopeKey } from "./fold/chat";
import { samePlace } from "./place";
import { actsAs, isSecluded, isStaff } from "./permissions";
import { PLENARY } from "./place";
import type { RoomState } from "./reduce";
import { isKeptFrom, isKeptSilentIn } from "./scenes";
import { iAmSecluded, iAmStaff, iMay, myPlace, person } from "./selectors";

/** A thread with one person. */
export type PrivateScope = Extract<Scope, { participant: ParticipantId }>;

/** Somewhere to read, and perhaps to write. */
export interface Conversation {
  readonly scope: Scope;
  readonly mayWrite: boolean;
}

export function sameScope(a: Scope, b: Scope): boolean {
  return scopeKey(a) === scopeKey(b);
}

/** What is said to those who are in this place. */
export function scopeOf(place: Place): Scope {
  switch (place.type) {
    case "plenary":
    case "backstage":
      return { type: place.type };
    case "group":
      return { type: "group", group: place.group };
    case "help":
      return { type: "help", help: place.help };
    case "encounter":
      return { type: "encounter", encounter: place.encounter };
    // These have no chat of their own; what is written there everybody reads.
    case "coffee":
    case "private_word":
    case "aside":
      return { type: "plenary" };
  }
}

/** To those who are where I am. */
export function scopeHere(state: RoomState): Scope {
  const place = myPlace(state);
  if (place.type === "aside") return scopeAside(state);
  return (place.type === "private_word" ? scopeInWord(state, place) : null) ?? scopeOf(place);
}

/** What is written apart from a visitor is for those who work, and never for everybody. */
function scopeAside(state: RoomState): Scope {
  return iAmStaff(state) ? { type: "backstage" } : { type: "facilitators", participant: state.you.participant };
}

/** What is written where two are alone is meant for the other, and goes to nobody else: to all only when one chooses that. */
function scopeInWord(state: RoomState, place: Place): PrivateScope | null {
  const other = state.view.people.find((each) => each.participant !== state.you.participant && samePlace(each.place, place));
  if (other === undefined) return null;
  const { participant } = other;
  const asFacilitators: PrivateScope = { type: "facilitators", participant: iAmStaff(state) ? participant : state.you.participant };
  return [{ type: "person", participant } as const, asFacilitators].find((scope) => mayWriteTo(state, scope)) ?? null;
}

/** Whether I may begin or go on with a private thread; as signaling/src/room/chat.rs. */
export function mayWriteTo(state: RoomState, scope: PrivateScope): boolean {
  const { type, participant } = scope;
  const isMe = participant === state.you.participant;
  if (type === "facilitators" && isMe) return !iAmStaff(state) && iMay(state, "chat_facilitators");
  const whom = person(state, participant);
  if (isMe || whom === undefined || isSecluded(whom)) return false;
  if (type === "person") return iMay(state, "chat_privately") && !isKeptFrom(state, whom);
  // Staff have the backstage among themselves.
  return iAmStaff(state) && !isStaff(actsAs(whom)) && iMay(state, "chat_facilitators");
}

/**
 * Everything I may read, in the order in which it is offered: here, everybody, the facilitators, one by one. `begun`:
 * with whom I have begun to write as facilitators, be there a message or not.
 */
export function conversations(state: RoomState, begun: readonly ParticipantId[] = []): readonly Conversation[] {
  const here = scopeHere(state);
  const staff = iAmStaff(state);
  // Whoever is helped to get in, and a visitor who is received, reads and writes there and nowhere else.
  if (iAmSecluded(state)) return [{ scope: here, mayWrite: iMay(state, "chat_group") }];
  const places: Conversation[] = [];
  if (here.type === "group" || here.type === "help" || here.type === "encounter") places.push({ scope: here, mayWrite: iMay(state, "chat_group") && !isKeptSilentIn(state, here) });
  places.push({ scope: { type: "plenary" }, mayWrite: iMay(state, "chat_plenary") && !isKeptSilentIn(state, PLENARY) });
  if (staff || here.type === "backstage") {
    const backstage: Conversation = { scope: { type: "backstage" }, mayWrite: iMay(state, "enter_backstage") };
    if (here.type === "backstage") places.unshift(backstage);
    else places.push(backstage);
  }
  const withOne = (type: PrivateScope["type"], others: readonly ParticipantId[]): readonly Conversation[] => {
    const written = writtenTo(state, type);
    const threads = [...new Set([...written, ...others])].map((participant): Conversation => {
      const scope: PrivateScope = { type, participant };
      return { scope, mayWrite: mayWriteTo(state, scope) };
    });
    return threads.filter(({ mayWrite }, index) => mayWrite || index < written.length);
  };
  const own: Scope = { type: "facilitators", participant: state.you.participant };
  const facilitators = staff ? withOne("facilitators", begun) : [{ scope: own, mayWrite: iMay(state, "chat_facilitators") }];
  return [...places, ...facilitators, ...withOne("person", state.view.people.map(({ participant }) => participant))];
}

/** With whom there is a private thread of this kind, in order of its first message. */
function writtenTo(state: RoomState, type: PrivateScope["type"]): readonly ParticipantId[] {
  const found = new Set<ParticipantId>();
  for (const { scope } of messagesOfPart(state.view.chat, "private")) if (scope.type === type) found.add(scope.participant);
  return [...found];
}

function messagesOfPart(chat: ChatView | undefined, type: string): readonly ChatMessage[] {
  return chat?.parts.find(({ part }) => part.type === type)?.messages ?? [];
}

/** What was written there, oldest first. */
export function messagesIn(chat: ChatView | undefined, scope: Scope): readonly ChatMessage[] {
  const key = scopeKey(scope);
  return (chat?.parts ?? []).flatMap(({ messages }) => messages.filter((each) => scopeKey(each.scope) === key));
}

/** What others are writing there now. */
export function linesIn(state: RoomState, scope: Scope): readonly ChatLine[] {
  const key = scopeKey(scope);
  const lines = (state.view.chat?.parts ?? []).flatMap((part) => part.lines);
  return lines.filter((line) => line.participant !== state.you.participant && scopeKey(line.scope) === key);
}

/** Everything I may read, in no order. */
export function allMessages(chat: ChatView | undefined): readonly ChatMessage[] {
  return (chat?.parts ?? []).flatMap(({ messages }) => messages);
}

/** The newest message of each scope. */
export function newest(chat: ChatView | undefined): Readonly<Record<string, MessageId>> {
  const found: Record<string, MessageId> = {};
  for (const { scope, message } of allMessages(chat)) {
    const key = scopeKey(scope);
    found[key] = Math.max(found[key] ?? 0, message);
  }
  return found;
}

/** How many messages of others came after those that were read, by scope. Deleted ones are nothing to read. */
export function unread(state: RoomState, read: Readonly<Record<string, MessageId>>): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { scope, message, from, words } of allMessages(state.view.chat)) {
    const key = scopeKey(scope);
    if (from === state.you.participant || words === undefined || message <= (read[key] ?? 0)) continue;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

/** When I last wrote where slow mode counts; absent when I have not. */
export function lastSlowed(state: RoomState): number | undefined {
  const mine = allMessages(state.view.chat).filter(
    ({ scope, from }) => from === state.you.participant && (scope.type === "plenary" || scope.type === "group"),
  );
  return mine.length === 0 ? undefined : Math.max(...mine.map(({ at }) => at));
}

/** Whether slow mode holds me back there. */
export function isSlowed(state: RoomState, scope: Scope): boolean {
  const slow = state.view.chat?.slow_mode ?? 0;
  return slow > 0 && !iAmStaff(state) && (scope.type === "plenary" || scope.type === "group");
}

/** What a message counts as: the server counts characters, not what JavaScript calls the length. */
export function characters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** The end of a line, as much as may be shown while it is written. */
export function endOf(text: string, most: number): string {
  const all = [...text];
  return all.length <= most ? text : `…${all.slice(1 - most).join("")}`;
}
