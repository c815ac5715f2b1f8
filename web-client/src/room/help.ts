// Calls for help in the room, as one person has them: my own, my group's, and those I may answer. Pure.
import type { GroupId, HelpCallView, Place } from "../protocol/generated";
import { mayWriteTo, type PrivateScope } from "./chat";
import { groupAt, groupsRun, myGroup, myVisit } from "./groups";
import { samePlace } from "./place";
import type { RoomState } from "./reduce";
import { iMay, me, myPlace } from "./selectors";

/** In the order in which they are answered. */
export function helpCalls({ view }: RoomState): readonly HelpCallView[] {
  return view.help_calls ?? [];
}

/** Whether I may call: everywhere but where I am helped, or help, already. */
export function iMayCall(room: RoomState): boolean {
  return me(room) !== undefined && myPlace(room).type !== "help";
}

/** The call that I have made. */
export function myCall(room: RoomState): HelpCallView | undefined {
  return helpCalls(room).find((each) => each.participant === room.you.participant);
}

/** The call that another of my group has made for all of us. */
export function callOfMyGroup(room: RoomState): HelpCallView | undefined {
  if (!isOfGroup(room)) return undefined;
  return helpCalls(room).find((each) => each.for_group && each.participant !== room.you.participant && samePlace(each.place, myPlace(room)));
}

/** Whether I could call for my group: it is open, I am of it, and nobody else has called for it. */
export function iMayCallForGroup(room: RoomState): boolean {
  return isOfGroup(room) && callOfMyGroup(room) === undefined;
}

function isOfGroup(room: RoomState): boolean {
  return myGroup(room) !== undefined && groupsRun(room) && myVisit(room)?.isThere !== true;
}

/** Calls of others that I may answer. */
export function callsToAnswer(room: RoomState): readonly HelpCallView[] {
  return iMay(room, "answer_help") ? helpCalls(room).filter((each) => each.participant !== room.you.participant) : [];
}

/** Those of them that nobody has taken. */
export function waitingCalls(room: RoomState): readonly HelpCallView[] {
  return callsToAnswer(room).filter((each) => each.claimed_by === undefined);
}

/** Those that I have taken. */
export function callsITook(room: RoomState): readonly HelpCallView[] {
  return callsToAnswer(room).filter((each) => each.claimed_by === room.you.participant);
}

/** How I come to whoever called. */
export type Way =
  | { readonly type: "here" }
  /** The group is told of it before. */
  | { readonly type: "visit"; readonly group: GroupId }
  /** On my way there. */
  | { readonly type: "coming" }
  /** We cannot hear each other now, or are in different places: we write. */
  | { readonly type: "write"; readonly scope: PrivateScope };

export function wayTo(room: RoomState, call: HelpCallView): Way {
  const { place, participant } = call;
  const group = groupAt(room, place);
  const isHere = samePlace(place, myPlace(room));
  if (group !== undefined && !isHere && groupsRun(room) && iMay(room, "visit_groups")) {
    return myVisit(room)?.group.group === group.group ? { type: "coming" } : { type: "visit", group: group.group };
  }
  const isHeard = isHere && !isCalm(room, place);
  const scope = threadWith(room, participant);
  return isHeard || scope === null ? { type: "here" } : { type: "write", scope };
}

/** What whoever called can expect of the one who has taken it: that they are here, come to the group, or write. */
export type Helps = "here" | "coming" | "writes";

export function howHelped(room: RoomState, { place, claimed_by: taker }: HelpCallView): Helps {
  const helper = room.view.people.find((each) => each.participant === taker);
  if (helper !== undefined && samePlace(helper.place, place) && !isCalm(room, place)) return "here";
  return place.type === "group" ? "coming" : "writes";
}

/** Whether nobody is heard there now, or people are away from the table. */
function isCalm(room: RoomState, place: Place): boolean {
  return place.type === "plenary" && (room.view.pause !== undefined || room.view.own_task !== undefined);
}

/** With all who run the session in it, so that another can go on; among them, between two. */
function threadWith(room: RoomState, participant: number): PrivateScope | null {
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
