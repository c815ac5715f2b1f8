// What is worth saying aloud when the room changes. Pure: two states in, news out; the words are the catalogue's.
import type { Event, Hand, ParticipantId, Place, Role, SourceKind } from "../protocol/generated";
import { iMayHere } from "./groups";
import { isReceived } from "./permissions";
import { samePlace } from "./place";
import type { RoomState } from "./reduce";
import { floorHolder, iAmHelped, iAmReceived, iAmStaff, iHaveFloor, me, myHandNumber, myPlace, peopleHere, person, queueHere, turnsHere } from "./selectors";
import { iAmNext } from "./turnNews";

export type News =
  | { readonly type: "moved"; readonly to: Place; readonly withMe: readonly string[]; readonly wasWith?: readonly string[]; readonly afterEncounter?: true }
  | { readonly type: "my_turn" }
  | { readonly type: "floor"; readonly name: string }
  | { readonly type: "floor_free" }
  | { readonly type: "my_number"; readonly number: number }
  | { readonly type: "joined"; readonly names: readonly string[] }
  | { readonly type: "left"; readonly names: readonly string[] }
  | { readonly type: "asked"; readonly names: readonly string[] }
  | { readonly type: "groups_opened"; readonly count: number }
  | { readonly type: "groups_closed" }
  /** I was let in from the lobby. */
  | { readonly type: "let_in" }
  /** I am something else now. */
  | { readonly type: "role"; readonly role: Role }
  | { readonly type: "acting"; readonly name: string }
  /** Somebody else turned it off. */
  | { readonly type: "muted"; readonly kind: SourceKind }
  | { readonly type: "unmute_declined"; readonly names: readonly string[] }
  | { readonly type: "knocking"; readonly names: readonly string[] }
  | { readonly type: "asks_help"; readonly names: readonly string[] }
  | { readonly type: "left_quickly"; readonly names: readonly string[] };

/** What happened between two states, as it matters to this person. */
export function newsBetween(before: RoomState, now: RoomState): readonly News[] {
  const news: News[] = [];
  // Whoever is received is told of those with them in their own way.
  if (iAmReceived(before) && iAmReceived(now)) return [];
  // They knew nobody else: that the others are there is no coming.
  if (iAmHelped(before) && !iAmHelped(now)) return [{ type: "let_in" }];
  const moved = !samePlace(myPlace(before), myPlace(now));
  const { groups } = now.view;
  if (before.view.groups.length === 0 && groups.length > 0) news.push({ type: "groups_opened", count: groups.length });
  if (before.view.groups.length > 0 && groups.length === 0 && !moved) news.push({ type: "groups_closed" });
  if (moved) news.push({ type: "moved", to: myPlace(now), withMe: namesWithMe(now), ...back(before, now) });
  news.push(...rosterNews(before, now), ...roleNews(before, now), ...lobbyNews(before, now));
  // After a move the queue is another one: its past is no news.
  if (!moved) news.push(...queueNews(before, now));
  if (iHaveFloor(now) && !(iHaveFloor(before) && !moved)) news.push({ type: "my_turn" });
  return news;
}

/** Whoever comes back from a group is told with whom they were there; what became of an encounter is told by itself. */
function back(before: RoomState, now: RoomState): { readonly wasWith?: readonly string[]; readonly afterEncounter?: true } {
  const wasWith = namesWithMe(before);
  if (["encounter", "aside"].includes(myPlace(before).type)) return { afterEncounter: true };
  return myPlace(before).type === "group" && myPlace(now).type === "plenary" && wasWith.length > 0 ? { wasWith } : {};
}

/** The others at my table. */
export function namesWithMe(state: RoomState): readonly string[] {
  return peopleHere(state)
    .filter((each) => each.participant !== state.you.participant)
    .map((each) => each.name);
}

function rosterNews(before: RoomState, now: RoomState): readonly News[] {
  const was = rosterOf(before);
  const is = rosterOf(now);
  const joined = missing(is, was);
  const left = missing(was, is);
  const news: News[] = [];
  if (joined.length > 0) news.push({ type: "joined", names: joined });
  if (left.length > 0) news.push({ type: "left", names: left });
  return news;
}

/** Visitors of a reception come and go all day, each to those who receive them: they are told of them in their own way. */
function rosterOf({ view }: RoomState): ReadonlyMap<ParticipantId, string> {
  return new Map(view.people.filter((each) => !isReceived(each)).map((each) => [each.participant, each.name]));
}

function roleNews(before: RoomState, now: RoomState): readonly News[] {
  const [was, is] = [me(before), me(now)];
  const news: News[] = [];
  if (was !== undefined && is !== undefined && was.role !== is.role) news.push({ type: "role", role: is.role });
  const acts = now.view.people.find((each) => each.acting === true);
  const isNew = acts !== undefined && person(before, acts.participant)?.acting !== true;
  if (isNew) news.push({ type: "acting", name: acts.name });
  return news;
}

/** For those who may let people in. */
function lobbyNews(before: RoomState, now: RoomState): readonly News[] {
  if (now.view.lobby === undefined || now.view.lobby === before.view.lobby) return [];
  const was = new Map((before.view.lobby?.waiting ?? []).map((each) => [each.participant, each]));
  const { waiting } = now.view.lobby;
  const knocking = waiting.filter((each) => !was.has(each.participant)).map((each) => each.name);
  const asking = waiting
    .filter((each) => each.help !== undefined && was.get(each.participant)?.help === undefined)
    .map((each) => each.name);
  const news: News[] = [];
  if (knocking.length > 0) news.push({ type: "knocking", names: knocking });
  if (asking.length > 0) news.push({ type: "asks_help", names: asking });
  return news;
}

/** What an event tells that leaves nothing in the view. */
export function newsOf(event: Event, before: RoomState): readonly News[] {
  const nameOf = (who: ParticipantId): readonly string[] => {
    const found = person(before, who);
    return found === undefined ? [] : [found.name];
  };
  if (event.type === "unmute_declined") return [{ type: "unmute_declined", names: nameOf(event.participant) }];
  if (event.type === "person_left" && event.reason === "left_quickly") {
    return [{ type: "left_quickly", names: nameOf(event.participant) }];
  }
  return [];
}

function missing(from: ReadonlyMap<ParticipantId, string>, other: ReadonlyMap<ParticipantId, string>): readonly string[] {
  return [...from].filter(([who]) => !other.has(who)).map(([, name]) => name);
}

function queueNews(before: RoomState, now: RoomState): readonly News[] {
  const news: News[] = [];
  const holder = floorHolder(now);
  // In a round and with the stick each is heard whose turn it is; what matters to me is told by `turnNews`.
  const isEachTold = ["free", "queue"].includes(turnsHere(now));
  const changed = isEachTold && holder?.participant !== floorHolder(before)?.participant;
  if (changed && holder === undefined) news.push({ type: "floor_free" });
  if (changed && holder !== undefined && !iHaveFloor(now)) news.push({ type: "floor", name: holder.name });
  const number = myHandNumber(now);
  if (number !== null && number !== myHandNumber(before) && !iAmNext(now)) news.push({ type: "my_number", number });
  if (iAmStaff(now) || iMayHere(now, "run_turns")) {
    const had = new Set(askedBy(before).map((hand) => hand.participant));
    const asked = askedBy(now).filter(
      (hand) => !had.has(hand.participant) && hand.participant !== now.you.participant,
    );
    const names = asked.flatMap((hand) => person(now, hand.participant)?.name ?? []);
    if (names.length > 0) news.push({ type: "asked", names });
  }
  return news;
}

/** Direct replies and hands. */
function askedBy(state: RoomState): readonly Hand[] {
  const { replies = [], hands } = queueHere(state);
  return [...replies, ...hands];
}

/** Of these each about something else is told: two visitors who come at once are two, and so are two times that end. */
const APART: Readonly<Record<string, "of" | "name" | "text" | "kind" | "encounter">> = {
  time_left: "of",
  visit_announced: "name",
  visit_ended: "name",
  groups_told: "text",
  request_asked: "kind",
  request_taken: "kind",
  request_ended: "kind",
  asked_to_join: "encounter",
};

function kindOf(item: { readonly type: string }): string {
  const apart = APART[item.type];
  return apart === undefined ? item.type : `${item.type} ${String((item as Readonly<Record<string, unknown>>)[apart])}`;
}

/** Joins what waits, so that ten people who come at once are one sentence. The newest of the others of a kind wins. */
export function mergeNews<T extends { readonly type: string }>(waiting: readonly T[], added: readonly T[]): readonly T[] {
  let result = [...waiting];
  for (const item of added) {
    const kind = kindOf(item);
    const old = result.find((each) => kindOf(each) === kind);
    result = result.filter((each) => kindOf(each) !== kind);
    result.push(withLists(old, item));
  }
  return result;
}

/** The lists of which somebody wants to hear all, each thing once. */
const LISTS = ["names", "messages", "steps", "numbers", "callers"] as const;

function withLists<T extends object>(old: T | undefined, item: T): T {
  for (const list of LISTS) {
    const [had, have] = [listOf(old, list), listOf(item, list)];
    if (had !== null && have !== null) return { ...item, [list]: [...new Set([...had, ...have])] };
  }
  return item;
}

function listOf(item: object | undefined, list: (typeof LISTS)[number]): readonly unknown[] | null {
  const found = (item as Readonly<Record<string, unknown>> | undefined)?.[list];
  return Array.isArray(found) ? found : null;
}
