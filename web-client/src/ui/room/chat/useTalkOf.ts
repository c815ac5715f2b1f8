// Makes the page's own knowledge of the chat, keeps it up with the session, and counts what is new. Each of the people
// at this page has their own: drafts and what has been read are nobody else's.
import { useEffect, useState } from "react";
import type { ParticipantId } from "../../../protocol/generated";
import { unread } from "../../../room/chat";
import type { RoomState } from "../../../room/reduce";
import { Talk } from "../../../room/talk";
import type { Session } from "../../../session";
import { storage } from "../../../storage";
import { useFrom, useToldPart } from "../../useStore";

class Talks {
  readonly #all = new Map<ParticipantId, Talk>();

  of(room: RoomState): Talk {
    const who = room.you.participant;
    const known = this.#all.get(who);
    if (known !== undefined) return known;
    const made = new Talk(storage("session"), storage("local"));
    made.begin(room);
    this.#all.set(who, made);
    return made;
  }
}

/** `room`: of whoever acts now. */
export function useTalkOf(session: Session, room: RoomState): { readonly talk: Talk; readonly unread: number } {
  const [talks] = useState(() => new Talks());
  const talk = talks.of(room);
  useEffect(
    () =>
      session.onEvent((event, whom) => {
        for (const each of whom) talks.of(each).hear(event, each);
      }),
    [session, talks],
  );
  const read = useFrom(talk.state, (state) => state.read);
  const count = useToldPart(session.room, (now) => (now === null ? 0 : Object.values(unread(now, read)).reduce((sum, each) => sum + each, 0)));
  return { talk, unread: count };
}
