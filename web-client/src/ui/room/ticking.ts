// One clock for everything on the page that counts seconds: one timer, on the whole seconds of the session's clock, so
// that all pages turn at the same moment whatever their own clocks say; stopped when nothing is counted.
import { useCallback, useSyncExternalStore } from "react";
import type { Moment } from "../../protocol/generated";
import type { RoomState } from "../../room/reduce";

type Counted = Pick<RoomState, "epoch">;

/** Timers may fire a little early: never before the second has turned. */
const MARGIN = 5;
const SECOND = 1_000;

/** Listeners, each with the epoch it counts from (they differ after a reconnection). */
const listeners = new Map<() => void, number>();
let timer: ReturnType<typeof setTimeout> | null = null;

/** The whole second of the session that is now. */
export function secondOf(room: Counted): number {
  return Math.floor((Date.now() - room.epoch) / SECOND);
}

/** Whole seconds until a moment of the session; negative when it is over. The same on every page. */
export function timeLeft(room: Counted, endsAt: Moment): number {
  return Math.floor(endsAt / SECOND) - secondOf(room);
}

/** As `timeLeft`, and a new rendering with every second; null, and no ticking, without an end. */
export function useTimeLeft(room: Counted, endsAt: Moment | null | undefined): number | null {
  const { epoch } = room;
  const isCounted = endsAt !== null && endsAt !== undefined;
  const subscribe = useCallback((listener: () => void) => (isCounted ? listen(listener, epoch) : () => {}), [isCounted, epoch]);
  return useSyncExternalStore(subscribe, () => (isCounted ? timeLeft({ epoch }, endsAt) : null));
}

/** Seconds before an end at which screen readers are told; not every second. */
export const TOLD_AT = [300, 60, 10, 0] as const;

/** Which of them was reached between two readings of `timeLeft`: the last when several; null when none, or time was added. */
export function reached(before: number, now: number): number | null {
  return TOLD_AT.findLast((at) => before > at && now <= at) ?? null;
}

/** Calls at each second of the session until told to stop. */
export function onEachSecond(room: Counted, listener: () => void): () => void {
  // A listener of its own: the same function may be given twice.
  return listen(() => listener(), room.epoch);
}

/** Whether anything is counted: for tests. */
export function isTicking(): boolean {
  return timer !== null;
}

function listen(listener: () => void, epoch: number): () => void {
  if (listeners.size === 0) document.addEventListener("visibilitychange", tell);
  listeners.set(listener, epoch);
  schedule();
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) document.removeEventListener("visibilitychange", tell);
    schedule();
  };
}

/** A page in the background may have slept over many seconds: it is told at once when it is looked at again. */
function tell(): void {
  schedule();
  for (const listener of [...listeners.keys()]) listener();
}

function schedule(): void {
  if (timer !== null) clearTimeout(timer);
  timer = null;
  if (listeners.size === 0) return;
  const now = Date.now();
  const waits = [...new Set(listeners.values())].map((epoch) => SECOND - ((((now - epoch) % SECOND) + SECOND) % SECOND));
  timer = setTimeout(tell, Math.min(...waits) + MARGIN);
}
