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
  const subscribe = useCallback((listener: () => void) => store.subscribe(() => soon(listener)), [store]);
  return useSyncExternalStore(subscribe, store.get);
}

/** One thing that follows from a store; a new rendering only when that changes. */
export function useFrom<T, U extends string | number | boolean>(store: Readable<T>, select: (value: T) => U): U {
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
