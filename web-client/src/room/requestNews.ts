// What is worth saying aloud of what people ask for and of what waits. Pure. That a request has ended is told by whoever
// knows why: see MyRequests. The lobby and the hands here are told with the other news, each thing once.
import type { HelpProblem, ParticipantId, Place, QueueItemView, QueueKind, RequestView } from "../protocol/generated";
import { itemKey, waitingRequests } from "./facilitatorQueue";
import { nameOf } from "./groups";
import { howHelped, myRequest, requestOfMyGroup, type Helps } from "./help";
import { PLENARY } from "./place";
import type { RoomState } from "./reduce";

/** Somebody who waits. */
export interface Caller {
  readonly kind: QueueKind;
  readonly name: string;
  readonly place: Place;
  readonly forGroup: boolean;
  readonly problem?: HelpProblem;
  readonly subject?: string;
  /** With whom they would like to talk. */
  readonly with?: ParticipantId;
}

export type RequestNews =
  /** For those who may answer. */
  | { readonly type: "queue_new"; readonly callers: readonly Caller[] }
  /** Without a name: a loudspeaker may say it, and others in the room of whoever answers hear it. */
  | { readonly type: "quiet_signal_came" }
  /** Mine is heard. */
  | { readonly type: "request_asked"; readonly kind: QueueKind; readonly ahead: number }
  | { readonly type: "help_asked_for_us" }
  /** Fewer are before me. */
  | { readonly type: "request_ahead"; readonly ahead: number }
  | { readonly type: "request_taken"; readonly kind: QueueKind; readonly name: string | null; readonly how: Helps }
  /** Whoever was to come does not: it waits again. */
  | { readonly type: "request_waits" }
  | { readonly type: "request_ended"; readonly kind: QueueKind; readonly forGroup: boolean }
  | { readonly type: "request_withdrawn" };

export function callerOf(room: RoomState, each: QueueItemView): Caller {
  const { kind, participant, place = PLENARY, for_group: forGroup = false, problem, subject, with: whom } = each;
  return {
    kind,
    name: (participant === undefined ? null : nameOf(room, participant)) ?? "?",
    place,
    forGroup,
    ...(problem === undefined ? {} : { problem }),
    ...(subject === undefined ? {} : { subject }),
    ...(whom === undefined ? {} : { with: whom }),
  };
}

export function requestNews(before: RoomState, now: RoomState): readonly RequestNews[] {
  if (before.view.requests === now.view.requests && before.view.facilitator_queue === now.view.facilitator_queue) return [];
  const news: RequestNews[] = [...newsForAnswering(before, now)];
  for (const kind of ["help", "private_word", "quiet_signal"] as const) {
    const mine = myRequest(now, kind);
    if (mine !== undefined) news.push(...newsOfRequest(myRequest(before, kind), mine, now));
  }
  const ours = requestOfMyGroup(now);
  if (ours !== undefined) news.push(...newsOfRequest(requestOfMyGroup(before), ours, now));
  return news;
}

function newsForAnswering(before: RoomState, now: RoomState): readonly RequestNews[] {
  const known = new Set((before.view.facilitator_queue?.items ?? []).map(({ item }) => itemKey(item)));
  const came = waitingRequests(now).filter(({ item }) => !known.has(itemKey(item)));
  const callers = came.filter(({ kind }) => kind !== "quiet_signal").map((each) => callerOf(now, each));
  return [
    ...(callers.length < came.length ? [{ type: "quiet_signal_came" } as const] : []),
    ...(callers.length > 0 ? [{ type: "queue_new", callers } as const] : []),
  ];
}

function newsOfRequest(was: RequestView | undefined, is: RequestView, now: RoomState): readonly RequestNews[] {
  const { kind, ahead, claimed_by: taker } = is;
  const isMine = is.participant === now.you.participant;
  const isNew = was?.request !== is.request;
  if (taker !== undefined && (isNew || was.claimed_by !== taker)) {
    // Whoever goes to their own group knows it.
    return taker === now.you.participant ? [] : [{ type: "request_taken", kind, name: nameOf(now, taker), how: howHelped(now, is) }];
  }
  if (isNew) return [isMine ? { type: "request_asked", kind, ahead } : { type: "help_asked_for_us" }];
  if (taker === undefined && was.claimed_by !== undefined) return [{ type: "request_waits" }];
  return isMine && taker === undefined && ahead < was.ahead ? [{ type: "request_ahead", ahead }] : [];
}
