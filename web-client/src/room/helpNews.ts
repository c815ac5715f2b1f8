// What is worth saying aloud of calls for help. Pure. That one has ended is told by whoever knows why: see HelpBanners.
import type { HelpCallView, HelpProblem, Place } from "../protocol/generated";
import { nameOf } from "./groups";
import { callOfMyGroup, callsToAnswer, howHelped, myCall, type Helps } from "./help";
import type { RoomState } from "./reduce";
import { person } from "./selectors";

/** Somebody who calls. */
export interface Caller {
  readonly name: string;
  readonly place: Place;
  readonly forGroup: boolean;
  readonly problem: HelpProblem;
}

export type HelpNews =
  /** For those who may answer. */
  | { readonly type: "help_called"; readonly callers: readonly Caller[] }
  /** My call is heard. */
  | { readonly type: "help_asked"; readonly ahead: number }
  | { readonly type: "help_asked_for_us" }
  | { readonly type: "help_coming"; readonly name: string | null; readonly how: Helps }
  /** Whoever was to come does not: it waits again. */
  | { readonly type: "help_waits"; readonly ahead: number }
  | { readonly type: "help_ended"; readonly forGroup: boolean }
  | { readonly type: "help_withdrawn" };

export function helpNews(before: RoomState, now: RoomState): readonly HelpNews[] {
  if (before.view.help_calls === now.view.help_calls) return [];
  const known = new Set(callsToAnswer(before).map(({ call }) => call));
  const callers = callsToAnswer(now)
    .filter(({ call, claimed_by: claimed }) => !known.has(call) && claimed === undefined)
    .map((each): Caller => ({ name: person(now, each.participant)?.name ?? "", place: each.place, forGroup: each.for_group, problem: each.problem }));
  const news: HelpNews[] = callers.length > 0 ? [{ type: "help_called", callers }] : [];
  const [mine, ours] = [myCall(now), callOfMyGroup(now)];
  if (mine !== undefined) news.push(...newsOfCall(myCall(before), mine, { type: "help_asked", ahead: mine.ahead }, now));
  if (ours !== undefined) news.push(...newsOfCall(callOfMyGroup(before), ours, { type: "help_asked_for_us" }, now));
  return news;
}

function newsOfCall(was: HelpCallView | undefined, is: HelpCallView, asked: HelpNews, now: RoomState): readonly HelpNews[] {
  const isNew = was?.call !== is.call;
  const taker = is.claimed_by;
  if (taker !== undefined && (isNew || was.claimed_by !== taker)) {
    // Whoever goes to their own group knows it.
    return taker === now.you.participant ? [] : [{ type: "help_coming", name: nameOf(now, taker), how: howHelped(now, is) }];
  }
  if (isNew) return [asked];
  return taker === undefined && was.claimed_by !== undefined ? [{ type: "help_waits", ahead: is.ahead }] : [];
}
