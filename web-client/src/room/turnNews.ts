// What is worth saying aloud of turns: the mode, a round, that I am next. Not each turn: those who listen hear whose it is.
import type { TurnMode } from "../protocol/generated";
import { samePlace } from "./place";
import type { RoomState } from "./reduce";
import { iHaveFloor, myPlace, queueHere, turnsHere } from "./selectors";
import { aheadInRound, hasTurns, nextTurn, quietBy } from "./turns";

export type TurnNews =
  /** `quiet`: I am not heard now. `ahead`: how many have a turn before me in the round that begins. */
  | { readonly type: "turns"; readonly turns: TurnMode; readonly quiet: boolean; readonly ahead?: number }
  | { readonly type: "round_over" }
  /** I am called next. */
  | { readonly type: "next" }
  | { readonly type: "stick_free" };

export function turnNews(before: RoomState, now: RoomState): readonly TurnNews[] {
  // After a move the queue is another one: its past is no news.
  if (!hasTurns(myPlace(now)) || !samePlace(myPlace(before), myPlace(now))) return [];
  const news: TurnNews[] = [];
  const [was, is] = [turnsHere(before), turnsHere(now)];
  if (was !== is) news.push(was === "round" && is === "free" ? { type: "round_over" } : begun(now, is));
  if (iAmNext(now) && !iAmNext(before)) news.push({ type: "next" });
  const isLaidDown = queueHere(before).floor !== undefined && queueHere(now).floor === undefined;
  if (was === "stick" && is === "stick" && isLaidDown) news.push({ type: "stick_free" });
  return news;
}

function begun(now: RoomState, turns: TurnMode): TurnNews {
  const ahead = aheadInRound(now);
  return { type: "turns", turns, quiet: quietBy(now) !== null, ...(ahead === null ? {} : { ahead }) };
}

/** Whether the floor comes to me next. */
export function iAmNext(room: RoomState): boolean {
  return !iHaveFloor(room) && nextTurn(room)?.participant === room.you.participant;
}
