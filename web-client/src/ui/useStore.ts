import { useSyncExternalStore } from "react";
import type { Readable } from "../store";

/** The value of a store, and a new rendering with every change. */
export function useStore<T>(store: Readable<T>): T {
  return useSyncExternalStore(store.subscribe, store.get);
}
