// What waits for those who run the session, as one of them has it: what is in the list, what is told apart from it, and how
// one comes to each. Pure. The order is the server's.
import type { GroupId, ParticipantId, PersonView, Place, QuestionId, QueueItem, QueueItemView, QueueKind } from "../protocol/generated";
import type { PrivateScope } from "./chat";
import { groupAt, groupsRun, myVisit } from "./groups";
import { iAnswer, iMayCall, threadWith } from "./help";
import { isForFew, PLENARY, placeKey, samePlace } from "./place";
import { isCalm } from "./programme";
import type { RoomState } from "./reduce";
import { carriedHere, iMay, isDropped, isSteppedOut, myPlace, person } from "./selectors";
import { canHaveTurn, iRunTurns } from "./turns";

/** In the order in which they are offered as filters. */
export const KINDS: readonly QueueKind[] = ["quiet_signal", "help", "private_word", "question", "hand", "lobby"];

/** A string for keys; equal for equal items. */
export function itemKey(item: QueueItem): string {
  switch (item.type) {
    case "request":
      return `request-${item.request}`;
    case "lobby":
      return `lobby-${item.participant}`;
    case "hand":
      return `hand-${item.participant}-${placeKey(item.place)}`;
    case "question":
      return `question-${item.question}`;
  }
}

/** All of others that I may answer. */
export function queueItems(room: RoomState): readonly QueueItemView[] {
  if (!iAnswer(room)) return [];
  return (room.view.facilitator_queue?.items ?? []).filter((each) => each.participant !== room.you.participant);
}

/**
 * Those that somebody has asked for in words. The lobby and the hands where I am are told and counted in their own
 * places, and hands in other groups are for whoever leads there: they are in the list, and nobody is called to them.
 */
export function requestItems(room: RoomState): readonly QueueItemView[] {
  return queueItems(room).filter(({ item }) => item.type === "request");
}

/** Those of them that nobody has taken. */
export function waitingRequests(room: RoomState): readonly QueueItemView[] {
  return requestItems(room).filter((each) => each.claimed_by === undefined);
}

/** Those that I have taken. */
export function requestsITook(room: RoomState): readonly QueueItemView[] {
  return requestItems(room).filter((each) => each.claimed_by === room.you.participant);
}

/** Whether the list tells anything that another part of the panel does not: not when all that waits is at the door, or all in the speaking queue here. */
export function isWorthAList(room: RoomState): boolean {
  const items = queueItems(room);
  const isHandHere = ({ item }: QueueItemView): boolean => item.type === "hand" && samePlace(item.place, myPlace(room));
  return items.some(({ kind }) => kind !== "lobby") && !items.every(isHandHere);
}

/** How many there are of each kind, of the kinds there are. */
export function countsOf(items: readonly QueueItemView[]): readonly { readonly kind: QueueKind; readonly count: number }[] {
  return KINDS.map((kind) => ({ kind, count: items.filter((each) => each.kind === kind).length })).filter(({ count }) => count > 0);
}

/** How I come to whoever waits. All but writing is one command. */
export type Way =
  | { readonly type: "admit" }
  /** They get the floor; not while they cannot take it. */
  | { readonly type: "floor"; readonly isPossible: boolean }
  /** The group is told of it before. */
  | { readonly type: "visit"; readonly group: GroupId }
  /** Both to a place for the two. */
  | { readonly type: "word"; readonly isPossible: boolean }
  /** We cannot hear each other now, or are not to be heard: we write. */
  | { readonly type: "write"; readonly scope: PrivateScope }
  /** In words, or aloud: whoever asks decides nothing of where. */
  | { readonly type: "answer"; readonly question: QuestionId }
  /** There is nowhere to go: I am there, or on my way. */
  | { readonly type: "here" };

export function wayTo(room: RoomState, each: QueueItemView): Way {
  switch (each.kind) {
    case "lobby":
      return { type: "admit" };
    case "hand":
      return wayToHand(room, each);
    case "private_word":
      return { type: "word", isPossible: isWordPossible(room, each) };
    case "quiet_signal": {
      // To be seen coming would tell others who is not all right.
      const scope = each.participant === undefined ? null : threadWith(room, each.participant);
      return scope === null ? { type: "here" } : { type: "write", scope };
    }
    case "help":
      return wayToHelp(room, each);
    case "question":
      return each.item.type === "question" ? { type: "answer", question: each.item.question } : { type: "here" };
  }
}

function wayToHand(room: RoomState, { participant, place = PLENARY }: QueueItemView): Way {
  if (!samePlace(place, myPlace(room))) return visitTo(room, place) ?? { type: "here" };
  const who = personAsking(room, participant);
  return { type: "floor", isPossible: who !== undefined && iRunTurns(room) && canHaveTurn(room, who) };
}

function personAsking(room: RoomState, participant: ParticipantId | undefined): PersonView | undefined {
  return participant === undefined ? undefined : person(room, participant);
}

/** As signaling/src/room/facilitator_queue/words.rs. */
function isWordPossible(room: RoomState, { participant }: QueueItemView): boolean {
  const who = personAsking(room, participant);
  if (who === undefined || isDropped(who) || isSteppedOut(who) || isForFew(who.place)) return false;
  return iMayCall(room) && carriedHere(room).length === 1;
}

function wayToHelp(room: RoomState, { participant, place = PLENARY }: QueueItemView): Way {
  const visit = visitTo(room, place);
  if (visit !== null) return visit;
  const isHeard = samePlace(place, myPlace(room)) && !isCalm(room, place);
  const scope = participant === undefined ? null : threadWith(room, participant);
  return isHeard || scope === null ? { type: "here" } : { type: "write", scope };
}

/** To a group in which I am not; null where nobody visits. */
function visitTo(room: RoomState, place: Place): Way | null {
  const group = groupAt(room, place);
  if (group === undefined || samePlace(place, myPlace(room)) || !groupsRun(room) || !iMay(room, "visit_groups")) return null;
  return myVisit(room)?.group.group === group.group ? { type: "here" } : { type: "visit", group: group.group };
}
