// What is worth saying aloud of groups. Pure.
import type { Event, GroupsRun } from "../protocol/generated";
import { endIn, endsBefore, groupById, myGroup, nameOf, shownCard, visitsTo, type End } from "./groups";
import type { RoomState } from "./reduce";
import { iMay } from "./selectors";

export type GroupNews =
  /** Groups begin in so many seconds. */
  | { readonly type: "groups_soon"; readonly seconds: number }
  | { readonly type: "groups_recalled" }
  | { readonly type: "groups_paused" }
  | { readonly type: "groups_resumed" }
  | { readonly type: "groups_changed_time"; readonly minutes: number }
  /** My group ends at another time than before, and the others do not; without minutes it has no end. */
  | { readonly type: "group_changed_time"; readonly minutes: number | null }
  /** So much time is left. */
  | { readonly type: "groups_left"; readonly seconds: number }
  | { readonly type: "groups_round"; readonly round: number; readonly rounds: number }
  | { readonly type: "groups_told"; readonly name: string; readonly text: string }
  | { readonly type: "speaks_to_all"; readonly name: string }
  | { readonly type: "spoke_to_all" }
  /** Somebody is about to come to my group. */
  | { readonly type: "visit_announced"; readonly name: string; readonly listening: boolean; readonly seconds: number }
  | { readonly type: "visit_ended"; readonly name: string }
  /** Groups that are ready, by number. */
  | { readonly type: "groups_ready"; readonly numbers: readonly number[] }
  | { readonly type: "card_shown"; readonly number: number; readonly name: string | null; readonly text: string };

export function groupNewsOf(event: Event, before: RoomState, now: RoomState): readonly GroupNews[] {
  switch (event.type) {
    case "groups_changed":
      return [...runNews(before, now), ...visitNews(before, now), ...readyNews(before, now)];
    case "groups_warned":
      return isMyEnd(event, now) ? [{ type: "groups_left", seconds: event.seconds_left }] : [];
    case "cards_changed": {
      const card = shownCard(now);
      const was = shownCard(before);
      if (card?.text === undefined || card.group === was?.group) return [];
      return [{ type: "card_shown", number: card.number, name: card.name ?? null, text: card.text }];
    }
    default:
      return [];
  }
}

/** A group that ends before the others is not told of their end, unless that has come first. */
function isMyEnd({ group, ends_at }: Extract<Event, { type: "groups_warned" }>, now: RoomState): boolean {
  const mine = myGroup(now);
  if (group !== undefined) return group === mine?.group;
  return mine?.ends_at === undefined || ends_at <= mine.ends_at;
}

function runNews(before: RoomState, now: RoomState): readonly GroupNews[] {
  const [was, is] = [before.view.run, now.view.run];
  if (is === undefined) return [];
  const news: GroupNews[] = [];
  if (is.opens_at !== undefined && was?.opens_at !== is.opens_at) {
    const seconds = Math.round((now.epoch + is.opens_at - Date.now()) / 1_000);
    if (seconds > 0) news.push({ type: "groups_soon", seconds });
  }
  if (was === undefined) return news;
  if (is.round !== undefined && is.rounds !== undefined && is.round !== was.round && was.opens_at === undefined) {
    news.push({ type: "groups_round", round: is.round, rounds: is.rounds });
    return news;
  }
  news.push(...clockNews(was, is, before, now));
  const told = is.announcements.at(-1);
  if (told?.text !== undefined && told.number !== was.announcements.at(-1)?.number) {
    news.push({ type: "groups_told", name: nameOf(now, told.by) ?? "", text: told.text });
  }
  if (is.speaking_to_all !== was.speaking_to_all) {
    const who = is.speaking_to_all;
    // Who speaks knows it.
    if (who === undefined) news.push({ type: "spoke_to_all" });
    else if (who !== now.you.participant) news.push({ type: "speaks_to_all", name: nameOf(now, who) ?? "" });
  }
  return news;
}

function clockNews(was: GroupsRun, is: GroupsRun, before: RoomState, now: RoomState): readonly GroupNews[] {
  if (is.recalled && !was.recalled) return [{ type: "groups_recalled" }];
  if (is.paused_with !== undefined && was.paused_with === undefined) return [{ type: "groups_paused" }];
  if (is.paused_with === undefined && was.paused_with !== undefined) return [{ type: "groups_resumed" }];
  if (is.opens_at !== undefined || was.opens_at !== undefined) return [];
  const group = myGroup(now);
  if (group !== undefined) {
    const old = groupById(before, group.group);
    // Whoever has just come is told of the time where they are told of the move.
    const isSame = old !== undefined && myGroup(before)?.group === group.group;
    if (isSame && (group.ends_at !== old.ends_at || group.paused_with !== old.paused_with) && is.ends_at === was.ends_at) {
      return [{ type: "group_changed_time", minutes: minutesTo(endIn(group, is), now) }];
    }
    if (endsBefore(group)) return [];
  }
  if (is.ends_at === undefined || is.ends_at === was.ends_at) return [];
  return [{ type: "groups_changed_time", minutes: minutesTo(is, now) ?? 1 }];
}

function minutesTo({ ends_at, paused_with }: End, now: RoomState): number | null {
  const left = ends_at === undefined ? paused_with : now.epoch + ends_at - Date.now();
  return left === undefined ? null : Math.max(1, Math.round(left / 60_000));
}

/** For those in a group: who comes, and who went. Nobody comes unheard. */
function visitNews(before: RoomState, now: RoomState): readonly GroupNews[] {
  const group = myGroup(now);
  const was = group === undefined ? undefined : groupById(before, group.group);
  if (group === undefined || was === undefined || myGroup(before)?.group !== group.group) return [];
  const me = now.you.participant;
  const others = (all: ReturnType<typeof visitsTo>) => all.filter((visit) => visit.participant !== me);
  const [had, have] = [others(visitsTo(was)), others(visitsTo(group))];
  const news: GroupNews[] = [];
  for (const { participant, listening, begins_at } of have) {
    const old = had.find((each) => each.participant === participant);
    if (old !== undefined && old.listening === listening) continue;
    const seconds = Math.max(0, Math.round((now.epoch + begins_at - Date.now()) / 1_000));
    news.push({ type: "visit_announced", name: nameOf(now, participant) ?? "", listening, seconds });
  }
  for (const { participant } of had) {
    if (!have.some((each) => each.participant === participant)) news.push({ type: "visit_ended", name: nameOf(now, participant) ?? "" });
  }
  return news;
}

/** For those who run groups. */
function readyNews(before: RoomState, now: RoomState): readonly GroupNews[] {
  if (!iMay(now, "run_groups")) return [];
  const numbers = now.view.groups
    .filter((group) => group.ready_since !== undefined && groupById(before, group.group)?.ready_since === undefined)
    .map((group) => group.number);
  return numbers.length === 0 ? [] : [{ type: "groups_ready", numbers }];
}
