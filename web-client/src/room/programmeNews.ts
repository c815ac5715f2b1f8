// What is worth saying aloud of phases, breaks, own tasks and timers. Pure.
import type { RoomState } from "./reduce";
import { currentPhase, iAmOnBreak, iHaveOwnTask, myTimer, showing } from "./programme";
import { iAmStaff, iMay, myPlace, person } from "./selectors";

/** What a time that runs is of. */
export type TimeOf = "timer" | "break" | "own_task" | "phase" | "turn";

export type ProgrammeNews =
  | { readonly type: "phase"; readonly title: string }
  | { readonly type: "phase_time"; readonly endsAt: number }
  /** `off`: what I send was turned off by it. */
  | { readonly type: "break_began"; readonly endsAt: number; readonly coffeeTable: boolean; readonly off: boolean }
  /** It goes on at another time than was told. */
  | { readonly type: "break_time"; readonly endsAt: number }
  /** `off`: I turn on by myself what I want on. */
  | { readonly type: "break_over"; readonly off: boolean }
  | { readonly type: "break_due" }
  | { readonly type: "own_task_began"; readonly endsAt: number }
  | { readonly type: "own_task_time"; readonly endsAt: number }
  | { readonly type: "own_task_over" }
  | { readonly type: "result_shown"; readonly name: string; readonly title: string }
  | { readonly type: "timer_began"; readonly title: string; readonly seconds: number }
  | { readonly type: "timer_changed"; readonly longer: boolean }
  | { readonly type: "timer_paused" }
  | { readonly type: "timer_resumed" }
  | { readonly type: "timer_stopped" }
  | { readonly type: "topics_opened" }
  /** `seconds` 0: it is over. */
  | { readonly type: "time_left"; readonly of: TimeOf; readonly seconds: number };

export function programmeNews(before: RoomState, now: RoomState): readonly ProgrammeNews[] {
  const [was, is] = [before.view, now.view];
  const news: ProgrammeNews[] = [];
  const phase = currentPhase(now);
  if (phase !== undefined && phase.current.phase !== was.agenda?.current?.phase) news.push({ type: "phase", title: phase.phase.plan.title });
  const { ends_at: endsAt } = phase?.current ?? {};
  const isSamePhase = phase !== undefined && phase.current.phase === was.agenda?.current?.phase;
  if (isSamePhase && endsAt !== undefined && endsAt !== was.agenda?.current?.ends_at && isToldOf("phase", now)) news.push({ type: "phase_time", endsAt });
  if (is.pause !== undefined && was.pause === undefined) {
    news.push({ type: "break_began", endsAt: is.pause.ends_at, coffeeTable: is.pause.coffee_table, off: iAmOnBreak(now) && iPublish(now) });
  }
  if (is.pause !== undefined && was.pause !== undefined && is.pause.ends_at !== was.pause.ends_at) {
    news.push({ type: "break_time", endsAt: is.pause.ends_at });
  }
  if (is.pause === undefined && was.pause !== undefined) news.push({ type: "break_over", off: myPlace(now).type === "plenary" && iPublish(now) });
  if (is.break_due_since !== undefined && was.break_due_since === undefined) news.push({ type: "break_due" });
  if (is.own_task !== undefined && was.own_task === undefined && iHaveOwnTask(now)) news.push({ type: "own_task_began", endsAt: is.own_task.ends_at });
  if (is.own_task !== undefined && was.own_task?.since === is.own_task.since && is.own_task.ends_at !== was.own_task.ends_at && iHaveOwnTask(now)) {
    news.push({ type: "own_task_time", endsAt: is.own_task.ends_at });
  }
  if (is.own_task === undefined && was.own_task !== undefined) news.push({ type: "own_task_over" });
  const shown = showing(now);
  if (shown !== undefined && shown.participant !== showing(before)?.participant) {
    news.push({ type: "result_shown", name: person(now, shown.participant)?.name ?? "", title: shown.title ?? "" });
  }
  if (is.topics?.open === true && was.topics?.open !== true && iMay(now, "propose_topics")) news.push({ type: "topics_opened" });
  news.push(...timerNews(before, now));
  return news;
}

/** Of the timer of my place; after a move it is another one, which is there to be read. */
function timerNews(before: RoomState, now: RoomState): readonly ProgrammeNews[] {
  const [was, is] = [myTimer(before), myTimer(now)];
  const [from, to] = [myPlace(before), myPlace(now)];
  if (was === is || JSON.stringify(from) !== JSON.stringify(to)) return [];
  if (is === undefined) return was === undefined ? [] : [{ type: "timer_stopped" }];
  if (was === undefined) return [{ type: "timer_began", title: is.title ?? "", seconds: is.seconds }];
  if (is.ends_at === undefined && was.ends_at !== undefined) return [{ type: "timer_paused" }];
  if (is.ends_at !== undefined && was.ends_at === undefined) return [{ type: "timer_resumed" }];
  const more = is.seconds - was.seconds;
  // Another that took its place: its end is not that of the first with some time more.
  const isAnother = is.title !== was.title || (is.ends_at ?? 0) - (was.ends_at ?? 0) !== (is.ends_at === undefined ? 0 : more * 1_000);
  if (isAnother) return [{ type: "timer_began", title: is.title ?? "", seconds: is.seconds }];
  return more === 0 ? [] : [{ type: "timer_changed", longer: more > 0 }];
}

function iPublish(room: RoomState): boolean {
  return iMay(room, "publish_microphone") || iMay(room, "publish_camera");
}

/** Which times this person is told: of phases only those who run them. */
export function isToldOf(of: TimeOf, room: RoomState): boolean {
  return of !== "phase" || iAmStaff(room);
}
