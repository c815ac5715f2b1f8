// Reactions for the components: who shows what now.
import { createContext, useContext, useEffect, useState } from "react";
import type { ParticipantId } from "../../../protocol/generated";
import { Reactions, type Shown } from "../../../room/reactions";
import type { Session } from "../../../session";
import { Store, type Readable } from "../../../store";
import { useMessages } from "../../language";
import { useFrom } from "../../useStore";
import { ReactionPicture } from "./pictures";

const NONE: Readable<Shown> = new Store<Shown>({});

export const ReactionsContext = createContext<Readable<Shown>>(NONE);

/** Listens as long as the room is on the screen. */
export function useReactionsOf(session: Session): Readable<Shown> {
  const [reactions] = useState(() => new Reactions());
  useEffect(() => {
    const stop = session.onEvent((event) => {
      const room = session.room.get();
      if (room !== null) reactions.hear(event, room.epoch);
    });
    return () => {
      stop();
      reactions.close();
    };
  }, [session, reactions]);
  return reactions.shown;
}

/** On a tile: the picture with its word, for some seconds. */
export function TileReaction({ participant }: { readonly participant: ParticipantId }) {
  const messages = useMessages();
  const reaction = useFrom(useContext(ReactionsContext), (shown) => shown[participant]);
  if (reaction === undefined) return null;
  return (
    <div className="tile-reaction" data-reaction={reaction}>
      <ReactionPicture reaction={reaction} />
      <span className="tile-word">{messages.reactions[reaction]}</span>
    </div>
  );
}
