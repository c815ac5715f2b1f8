// What is worth saying aloud when the room changes. Pure: two states in, news out; the words are the catalogue's.
import type { ParticipantId, Place } from "../protocol/generated";
import { isStaff } from "./permissions";
import { samePlace } from "./place";
import type { RoomState } from "./reduce";
import { floorHolder, iHaveFloor, me, myHandNumber, myPlace, peopleHere, queueHere } from "./selectors";

export type News =
  | { readonly type: "moved"; readonly to: Place; readonly withMe: readonly string[] }
  | { readonly type: "my_turn" }
  | { readonly type: "floor"; readonly name: string }
  | { readonly type: "floor_free" }
  | { readonly type: "my_number"; readonly number: number }
  | { readonly type: "joined"; readonly names: readonly string[] }
  | { readonly type: "left"; readonly names: readonly string[] }
  | { readonly type: "asked"; readonly names: readonly string[] }
  | { readonly type: "groups_opened"; readonly count: number }
  | { readonly type: "groups_closed" };

/** What happened between two states, as it matters to this person. */
export function newsBetween(before: RoomState, now: RoomState): readonly News[] {
  const news: News[] = [];
  const moved = !samePlace(myPlace(before), myPlace(now));
  const { groups } = now.view;
  if (before.view.groups.length === 0 && groups.length > 0) news.push({ type: "groups_opened", count: groups.length });
  if (before.view.groups.length > 0 && groups.length === 0 && !moved) news.push({ type: "groups_closed" });
  if (moved) news.push({ type: "moved", to: myPlace(now), withMe: namesWithMe(now) });
  news.push(...rosterNews(before, now));
  // After a move the queue is another one: its past is no news.
  if (!moved) news.push(...queueNews(before, now));
  if (iHaveFloor(now) && !(iHaveFloor(before) && !moved)) news.push({ type: "my_turn" });
  return news;
}

/** The others at my table. */
export function namesWithMe(state: RoomState): readonly string[] {
  return peopleHere(state)
    .filter((each) => each.participant !== state.you.participant)
    .map((each) => each.name);
}

function rosterNews(before: RoomState, now: RoomState): readonly News[] {
  const was = new Map(before.view.people.map((each) => [each.participant, each.name]));
  const is = new Map(now.view.people.map((each) => [each.participant, each.name]));
  const joined = missing(is, was);
  const left = missing(was, is);
  const news: News[] = [];
  if (joined.length > 0) news.push({ type: "joined", names: joined });
  if (left.length > 0) news.push({ type: "left", names: left });
  return news;
}

function missing(from: ReadonlyMap<ParticipantId, string>, other: ReadonlyMap<ParticipantId, string>): readonly string[] {
  return [...from].filter(([who]) => !other.has(who)).map(([, name]) => name);
}

function queueNews(before: RoomState, now: RoomState): readonly News[] {
  const news: News[] = [];
  const holder = floorHolder(now);
  const changed = holder?.participant !== floorHolder(before)?.participant;
  if (changed && holder === undefined) news.push({ type: "floor_free" });
  if (changed && holder !== undefined && !iHaveFloor(now)) news.push({ type: "floor", name: holder.name });
  const number = myHandNumber(now);
  if (number !== null && number !== myHandNumber(before)) news.push({ type: "my_number", number });
  const self = me(now);
  if (self !== undefined && isStaff(self.role)) {
    const had = new Set(queueHere(before).hands.map((hand) => hand.participant));
    const asked = queueHere(now).hands.filter(
      (hand) => !had.has(hand.participant) && hand.participant !== now.you.participant,
    );
    const names = asked.flatMap((hand) => now.view.people.find((p) => p.participant === hand.participant)?.name ?? []);
    if (names.length > 0) news.push({ type: "asked", names });
  }
  return news;
}

/** Joins what waits, so that ten people who come at once are one sentence. The newest of the others of a kind wins. */
export function mergeNews<T extends { readonly type: string }>(waiting: readonly T[], added: readonly T[]): readonly T[] {
  let result = [...waiting];
  for (const item of added) {
    const old = result.find((each) => each.type === item.type);
    result = result.filter((each) => each.type !== item.type);
    const [had, have] = [namesOf(old), namesOf(item)];
    result.push(have === null || had === null ? item : { ...item, names: [...new Set([...had, ...have])] });
  }
  return result;
}

function namesOf(item: object | undefined): readonly string[] | null {
  return item !== undefined && "names" in item ? (item.names as readonly string[]) : null;
}
