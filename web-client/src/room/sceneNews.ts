// What is worth saying aloud of scenes: what a new one is and what it means for me. Pure.
import { samePlace } from "./place";
import { iAmOnBreak } from "./programme";
import type { RoomState } from "./reduce";
import { freeSeats, fishbowlHere, iMaySit, leavesNext, mySight, sceneHere, spotlightHere, type SceneName } from "./scenes";
import { myPlace, person } from "./selectors";

export type SceneNews =
  /** Another scene than before, or I am seen and was not, or the other way round. */
  | { readonly type: "scene"; readonly scene: SceneName; readonly seen: boolean }
  /** A seat has become free on which I may sit. */
  | { readonly type: "seat_free" }
  /** The fishbowl is full, and I am the one who leaves next. */
  | { readonly type: "seat_time"; readonly seconds: number }
  /** I follow an interpreter from now on. */
  | { readonly type: "follows" }
  /** Without a name nobody is large any longer. */
  | { readonly type: "spotlight"; readonly name: string | null; readonly mine: boolean };

export function sceneNews(before: RoomState, now: RoomState): readonly SceneNews[] {
  const { interpreter } = now.view;
  const follows: readonly SceneNews[] = interpreter !== undefined && interpreter !== before.view.interpreter ? [{ type: "follows" }] : [];
  return [...follows, ...stagingNews(before, now)];
}

function stagingNews(before: RoomState, now: RoomState): readonly SceneNews[] {
  // What it means is told when the break is over.
  if (iAmOnBreak(now)) return [];
  const news: SceneNews[] = [];
  const isSamePlace = samePlace(myPlace(before), myPlace(now));
  const [was, is] = [sceneHere(before).scene.type, sceneHere(now).scene.type];
  const sight = mySight(now);
  // Whoever comes to a place in which everybody is seen needs no word of it.
  const isAnother = was !== is && (isSamePlace || sight !== null);
  const isSeenOtherwise = sight !== null && (mySight(before) !== sight || !isSamePlace);
  const isUntold = is !== "everyone" && sight === null;
  if ((isAnother || isSeenOtherwise) && !isUntold) news.push({ type: "scene", scene: is, seen: sight !== "listening" });
  if (!isSamePlace) return news;
  news.push(...seatNews(before, now));
  const [lit, light] = [spotlightHere(before), spotlightHere(now)];
  if (light !== lit) {
    news.push({ type: "spotlight", name: light === undefined ? null : (person(now, light)?.name ?? ""), mine: light === now.you.participant });
  }
  return news;
}

function seatNews(before: RoomState, now: RoomState): readonly SceneNews[] {
  const [was, is] = [fishbowlHere(before), fishbowlHere(now)];
  if (was === undefined || is === undefined) return [];
  const news: SceneNews[] = [];
  // Whoever has just left knows of the seat.
  const isForMe = iMaySit(now) && iMaySit(before);
  if (isForMe && freeSeats(was.view) === 0 && freeSeats(is.view) > 0) news.push({ type: "seat_free" });
  const [last, next] = [leavesNext(before), leavesNext(now)];
  const isMine = next?.participant === now.you.participant;
  if (next !== undefined && isMine && (last?.participant !== next.participant || last.at !== next.at)) {
    const seconds = Math.round((now.epoch + next.at - Date.now()) / 1_000);
    if (seconds > 0) news.push({ type: "seat_time", seconds });
  }
  return news;
}
