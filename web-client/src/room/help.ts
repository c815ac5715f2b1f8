// What somebody asks those who run the session for: help, a word alone, the quiet signal; one's own requests and that of
// one's group. Pure. What waits for those who answer is in facilitatorQueue.ts.
import type { ParticipantId, PersonView, QueueKind, RequestView } from "../protocol/generated";
import { mayWriteTo, type PrivateScope } from "./chat";
import { groupsRun, myGroup, myVisit } from "./groups";
import { mayNow } from "./permissions";
import { isForFew, PLENARY, samePlace } from "./place";
import { isCalm } from "./programme";
import type { RoomState } from "./reduce";
import { iMay, me, myPlace, person } from "./selectors";

/** Whether I may ask: everywhere but where I am helped, or help, already. */
export function iMayCall(room: RoomState): boolean {
  return me(room) !== undefined && !isForFew(myPlace(room));
}

/** What I have asked for, of this kind: there is one at most. */
export function myRequest(room: RoomState, kind: QueueKind): RequestView | undefined {
  return room.view.requests?.find((each) => each.kind === kind && each.participant === room.you.participant);
}

/** What another of my group has asked for all of us. */
export function requestOfMyGroup(room: RoomState): RequestView | undefined {
  if (!isOfGroup(room)) return undefined;
  return room.view.requests?.find((each) => isOfMyGroup(room, each));
}

function isOfMyGroup(room: RoomState, { for_group: forGroup = false, participant }: RequestView): boolean {
  return forGroup && participant !== room.you.participant && samePlace(person(room, participant)?.place ?? PLENARY, myPlace(room));
}

/** All that concerns me: my own, then that of my group. */
export function requestsOfMine(room: RoomState): readonly RequestView[] {
  const own = (room.view.requests ?? []).filter(({ participant }) => participant === room.you.participant);
  const ours = requestOfMyGroup(room);
  return ours === undefined ? own : [...own, ours];
}

/** Whether I could ask for my group: it is open, I am of it, and nobody else has asked for it. */
export function iMayCallForGroup(room: RoomState): boolean {
  return isOfGroup(room) && requestOfMyGroup(room) === undefined;
}

function isOfGroup(room: RoomState): boolean {
  return myGroup(room) !== undefined && groupsRun(room) && myVisit(room)?.isThere !== true;
}

/** With whom I could ask for a word alone, in seat order. */
export function facilitatorsToAsk(room: RoomState): readonly PersonView[] {
  const others = room.view.people.filter((each) => each.participant !== room.you.participant && mayNow(room.view, each, "answer_help"));
  return others.toSorted((a, b) => a.seat - b.seat);
}

/** Where nobody else is: the others there with me; null elsewhere. */
export function othersInWord(room: RoomState): readonly PersonView[] | null {
  const here = myPlace(room);
  if (here.type !== "private_word") return null;
  return room.view.people.filter((each) => each.participant !== room.you.participant && samePlace(each.place, here));
}

/** What whoever asked can expect of the one who has taken it: that they are here, come to the group, or write. */
export type Helps = "here" | "coming" | "writes";

export function howHelped(room: RoomState, { participant, claimed_by: taker }: RequestView): Helps {
  const place = person(room, participant)?.place ?? PLENARY;
  const helper = taker === undefined ? undefined : person(room, taker);
  if (helper !== undefined && samePlace(helper.place, place) && !isCalm(room, place)) return "here";
  return place.type === "group" ? "coming" : "writes";
}

/** With all who run the session in it, so that another can go on; among them, between two. */
export function threadWith(room: RoomState, participant: ParticipantId): PrivateScope | null {
  const all: readonly PrivateScope[] = [
    { type: "facilitators", participant },
    { type: "person", participant },
  ];
  return all.find((scope) => mayWriteTo(room, scope)) ?? null;
}

/** My own thread with those who run the session, where I can say more; null when I have none. */
export function myThread(room: RoomState): PrivateScope | null {
  const scope: PrivateScope = { type: "facilitators", participant: room.you.participant };
  return mayWriteTo(room, scope) ? scope : null;
}

/** Whether I answer what others ask for. */
export function iAnswer(room: RoomState): boolean {
  return iMay(room, "answer_help");
}
