// What is worth saying aloud of shared screens and of what is played to all. Pure.
import type { Event, ParticipantId } from "../protocol/generated";
import { samePlace } from "./place";
import type { RoomState } from "./reduce";
import { screensOfOthers, type SharedScreen } from "./screens";
import { myPlace, person } from "./selectors";

export type ShareNews =
  | { readonly type: "screen_shared"; readonly names: readonly string[] }
  | { readonly type: "screen_ended"; readonly names: readonly string[] }
  /** Somebody would like to share, and I am the one who does. */
  | { readonly type: "screen_asked"; readonly names: readonly string[] }
  /** What this page shared goes out no more, and not because I said so. */
  | { readonly type: "my_screen_ended" }
  | { readonly type: "playing"; readonly name: string; readonly title: string | null; readonly mine: boolean }
  | { readonly type: "playing_paused"; readonly paused: boolean }
  | { readonly type: "playing_ended" };

export function shareNews(before: RoomState, now: RoomState): readonly ShareNews[] {
  const moved = !samePlace(myPlace(before), myPlace(now));
  const news: ShareNews[] = [];
  // Whoever comes to another place hears what is shared there; what ended with the old one is no news.
  const was = moved ? [] : screensOfOthers(before);
  const is = screensOfOthers(now);
  const [begun, ended] = [missing(is, was), missing(was, is)];
  if (begun.length > 0) news.push({ type: "screen_shared", names: begun });
  if (ended.length > 0) news.push({ type: "screen_ended", names: ended });
  return [...news, ...playingNews(before, now, moved)];
}

function playingNews(before: RoomState, now: RoomState, moved: boolean): readonly ShareNews[] {
  const [was, is] = [moved ? undefined : before.view.playing, now.view.playing];
  if (is === undefined) return was === undefined ? [] : [{ type: "playing_ended" }];
  if (was === undefined || was.device !== is.device) {
    const mine = is.participant === now.you.participant;
    return [{ type: "playing", name: person(now, is.participant)?.name ?? "", title: is.title ?? null, mine }];
  }
  return was.paused === is.paused ? [] : [{ type: "playing_paused", paused: is.paused }];
}

/** What an event tells that leaves nothing in the view. */
export function shareNewsOf(event: Event, now: RoomState): readonly ShareNews[] {
  if (event.type !== "screen_asked") return [];
  return [{ type: "screen_asked", names: namesOf(now, [event.participant]) }];
}

function namesOf(state: RoomState, who: readonly ParticipantId[]): readonly string[] {
  return who.flatMap((each) => person(state, each)?.name ?? []);
}

function missing(from: readonly SharedScreen[], other: readonly SharedScreen[]): readonly string[] {
  const known = new Set(other.map(({ device }) => device));
  return [...new Set(from.filter(({ device }) => !known.has(device)).map(({ name }) => name))];
}
