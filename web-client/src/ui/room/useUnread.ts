// How many messages came while nobody looked at the chat.
import { useEffect, useEffectEvent, useState } from "react";
import { NONE_UNREAD, unreadAfter, type Unread } from "../../room/unread";
import type { Session } from "../../session";

/** Zero while the chat `isShown`. */
export function useUnread(session: Session, isShown: boolean): number {
  const [unread, setUnread] = useState<Unread>(NONE_UNREAD);
  if (isShown && unread.size > 0) setUnread(NONE_UNREAD);
  const hear = useEffectEvent((event: Parameters<typeof unreadAfter>[1]): void => {
    const room = session.room.get();
    if (room !== null && !isShown) setUnread((before) => unreadAfter(before, event, room.you.participant));
  });
  useEffect(() => session.onEvent((event) => hear(event)), [session]);
  return isShown ? 0 : unread.size;
}
