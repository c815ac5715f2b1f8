// The page's own knowledge of the chat, for the components that need it.
import { createContext, useContext } from "react";
import type { Talk, TalkState } from "../../../room/talk";
import { useFrom } from "../../useStore";

export const TalkContext = createContext<Talk | null>(null);

export function useTalk(): Talk {
  const talk = useContext(TalkContext);
  if (talk === null) throw new Error("invariant: rendered inside TalkContext");
  return talk;
}

export function useTalkPart<T>(select: (state: TalkState) => T): T {
  return useFrom(useTalk().state, select);
}
