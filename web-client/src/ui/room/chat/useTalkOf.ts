// Makes the page's own knowledge of the chat, keeps it up with the session, and counts what is new.
import { useEffect, useState } from "react";
import { unread } from "../../../room/chat";
import { Talk } from "../../../room/talk";
import type { Session } from "../../../session";
import { storage } from "../../../storage";
import { useFrom, useToldPart } from "../../useStore";

export function useTalkOf(session: Session): { readonly talk: Talk; readonly unread: number } {
  const [talk] = useState(() => {
    const made = new Talk(storage("session"), storage("local"));
    const room = session.room.get();
    if (room !== null) made.begin(room);
    return made;
  });
  useEffect(
    () =>
      session.onEvent((event) => {
        const room = session.room.get();
        if (room !== null) talk.hear(event, room);
      }),
    [session, talk],
  );
  const read = useFrom(talk.state, (state) => state.read);
  const count = useToldPart(session.room, (room) =>
    room === null ? 0 : Object.values(unread(room, read)).reduce((sum, each) => sum + each, 0),
  );
  return { talk, unread: count };
}
