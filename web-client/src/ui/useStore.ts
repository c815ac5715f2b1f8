// How components read the stores.
import { useCallback, useSyncExternalStore } from "react";
import type { Readable } from "../store";

/** The value of a store, and a new rendering with every change. */
export function useStore<T>(store: Readable<T>): T {
  return useSyncExternalStore(store.subscribe, store.get);
}

/**
 * As `useStore`, for what the server tells: messages come in bursts (a move is five), and one rendering at the end of
 * the burst is enough.
 */
export function useTold<T>(store: Readable<T>): T {
  return useToldPart(store, whole);
}

/** As `useTold`, of one thing that is kept in the store. */
export function useToldPart<T, U>(store: Readable<T>, select: (value: T) => U): U {
  const subscribe = useCallback((listener: () => void) => store.subscribe(() => soon(listener)), [store]);
  return useSyncExternalStore(subscribe, () => select(store.get()));
}

function whole<T>(value: T): T {
  return value;
}

/** One thing that is kept in a store or a plain value that follows from it; a new rendering only when that changes. */
export function useFrom<T, U>(store: Readable<T>, select: (value: T) => U): U {
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}

const waiting = new Set<() => void>();
// A message to ourselves comes after the messages that are already here; a timer could be held back for long.
const channel = new MessageChannel();
channel.port1.addEventListener("message", () => {
  const listeners = [...waiting];
  waiting.clear();
  for (const listener of listeners) listener();
});
channel.port1.start();

function soon(listener: () => void): void {
  if (waiting.size === 0) channel.port2.postMessage(null);
  waiting.add(listener);
}
