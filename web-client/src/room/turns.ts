// Who may speak where I am, and what I can do about it: turn modes, rounds, the talking stick. Pure.
import type { ParticipantId, PersonView, Place, RoundView, TurnMode } from "../protocol/generated";
import { iLead, iMayHere, iOnlyListen } from "./groups";
import { actsAs, isStaff, mayNow } from "./permissions";
import type { RoomState } from "./reduce";
import { isKeptFromTurns, mySight } from "./scenes";
import { carriedHere, floorHolder, iHaveFloor, iMay, isDropped, isHere, myPlace, peopleHere, person, queueHere, turnsHere } from "./selectors";

export const TURN_MODES: readonly TurnMode[] = ["free", "queue", "round", "stick", "silence"];

/** Whether turns are given in this place at all: backstage, at the coffee table and where people are helped they are not. */
export function hasTurns(place: Place): boolean {
  return place.type === "plenary" || place.type === "group";
}

/** Whether I call the next, choose the mode and run rounds where I am. */
export function iRunTurns(room: RoomState): boolean {
  return hasTurns(myPlace(room)) && iMayHere(room, "run_turns");
}

/** Whether the mode keeps this person quiet unless it is their turn; as signaling/src/room/turns.rs. */
function isBound(room: RoomState, who: PersonView): boolean {
  switch (turnsHere(room)) {
    case "free":
      return false;
    case "queue":
      return !isStaff(actsAs(who)) && !(who.participant === room.you.participant && iLead(room));
    case "round":
      return !isStaff(actsAs(who));
    case "stick":
    case "silence":
      return true;
  }
}

/** Whether I am heard here only with the floor, or not at all; not asked of those who may not speak anyway. */
export function needsFloor(room: RoomState): boolean {
  if (!hasTurns(myPlace(room)) || !iMay(room, "publish_microphone") || iOnlyListen(room)) return false;
  // Of those who share a device one suffices.
  return carriedHere(room).every((who) => {
    const each = person(room, who);
    return each === undefined || isBound(room, each);
  });
}

/**
 * Why I am not heard though my microphone may be on; null when I am, and for whoever only listens in a scene: the line about
 * who is seen says that already.
 */
export function quietBy(room: RoomState): Exclude<TurnMode, "free"> | null {
  const turns = turnsHere(room);
  if (turns === "free" || !needsFloor(room) || mySight(room) === "listening") return null;
  const holder = queueHere(room).floor?.participant;
  return turns !== "silence" && holder !== undefined && carriedHere(room).includes(holder) ? null : turns;
}

/** The round that is going on where I am. */
export function roundHere(room: RoomState): RoundView | undefined {
  return queueHere(room).round;
}

/** How many have a turn in the round before me, with whoever's turn it is; null when mine is not to come. */
export function aheadInRound(room: RoomState): number | null {
  const at = roundHere(room)?.to_come.indexOf(room.you.participant) ?? -1;
  return at === -1 ? null : at + (queueHere(room).floor === undefined ? 0 : 1);
}

/**
 * Who gets the floor next where I am: direct replies come before hands, in a round whoever is to come. Those who cannot, or
 * are not seen where only those who are have turns, wait.
 */
export function nextTurn(room: RoomState): PersonView | undefined {
  const { turns, round, replies = [], hands } = queueHere(room);
  if (turns === "silence") return undefined;
  const waiting = round?.to_come ?? [...replies, ...hands].map((hand) => hand.participant);
  return waiting.flatMap((who) => person(room, who) ?? []).find((each) => isHere(room, each) && !isKeptFromTurns(room, each.participant));
}

/** Where somebody is in the round. */
export type RoundStage = "spoke" | "passed" | "now" | "next" | "later" | "away" | "to_come";

export interface InRound {
  readonly person: PersonView;
  readonly stage: RoundStage;
}

/** Everybody of the round in the order of their turns; who has left is not listed. */
export function orderOfRound(room: RoomState): readonly InRound[] {
  const round = roundHere(room);
  if (round === undefined) return [];
  const next = nextTurn(room)?.participant;
  const stageOf = (each: PersonView): RoundStage => {
    if (each.participant === next) return "next";
    if (!isHere(room, each)) return "away";
    return round.later.includes(each.participant) ? "later" : "to_come";
  };
  const of = (who: ParticipantId, stage: (each: PersonView) => RoundStage): readonly InRound[] => {
    const each = person(room, who);
    return each === undefined ? [] : [{ person: each, stage: stage(each) }];
  };
  const holder = floorHolder(room);
  return [
    ...round.had.flatMap(({ participant, passed }) => of(participant, () => (passed ? "passed" : "spoke"))),
    ...(holder === undefined ? [] : [{ person: holder, stage: "now" as const }]),
    ...round.to_come.flatMap((who) => of(who, stageOf)),
  ];
}

/** Whether this person could be given the floor now. */
export function canHaveTurn(room: RoomState, each: PersonView): boolean {
  const { turns, floor, round } = queueHere(room);
  if (turns === "silence" || each.participant === floor?.participant || !isHere(room, each)) return false;
  if (isKeptFromTurns(room, each.participant)) return false;
  if (round !== undefined && !round.to_come.includes(each.participant)) return false;
  return mayNow(room.view, each, "publish_microphone");
}

/** To whom a turn could be given, in seat order. */
export function turnTakers(room: RoomState): readonly PersonView[] {
  return peopleHere(room).filter((each) => canHaveTurn(room, each));
}

/** Whether I may give the turn that is now to somebody: the stick on, or my turn of a round to another first. */
export function iGiveTurn(room: RoomState): boolean {
  const turns = turnsHere(room);
  return (turns === "stick" || turns === "round") && iHaveFloor(room);
}

/** Whether the stick is there for me to take: nobody holds it or its holder has lost the connection; who runs turns always may. */
export function iMayTakeStick(room: RoomState): boolean {
  if (turnsHere(room) !== "stick" || !hasTurns(myPlace(room)) || !iMay(room, "publish_microphone") || iOnlyListen(room) || iHaveFloor(room)) return false;
  if (isKeptFromTurns(room, room.you.participant)) return false;
  const holder = floorHolder(room);
  return holder === undefined || isDropped(holder) || iRunTurns(room);
}

/** Whether my direct reply waits. */
export function myReplyWaits(room: RoomState): boolean {
  return queueHere(room).replies?.some((hand) => hand.participant === room.you.participant) ?? false;
}

/** When the turn of the round that is now has taken its time; absent when it has no length. */
export function turnEndsAt(room: RoomState): number | undefined {
  const { floor, round } = queueHere(room);
  return floor === undefined || round?.seconds === undefined ? undefined : floor.since + round.seconds * 1_000;
}

/** How a turn stands in its time; `soon` is the last fifth, at most fifteen seconds. */
export type TurnTime = "fine" | "soon" | "over";

/** `left`: whole seconds. */
export function turnTime(left: number, seconds: number): TurnTime {
  if (left <= 0) return "over";
  return left <= Math.min(15, Math.max(1, Math.floor(seconds / 5))) ? "soon" : "fine";
}
