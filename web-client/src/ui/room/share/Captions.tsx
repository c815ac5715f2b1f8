// The captions of what is played, under its picture. They repeat what is heard, so they are not read aloud by themselves.
import { useEffect, useState } from "react";
import { useMessages } from "../../language";
import { useFrom } from "../../useStore";
import { useRoom } from "../context";

export function Captions() {
  const { share: words } = useMessages();
  const { now, tools } = useRoom();
  const { session } = tools;
  const wished = useFrom(session.sharing.state, (state) => state.captions);
  const [cue, setCue] = useState("");
  const of = now.room.view.playing?.device;
  const [last, setLast] = useState(of);
  // Words of something else are not left standing.
  if (of !== last) {
    setLast(of);
    setCue("");
  }
  useEffect(
    () =>
      session.onEvent((event) => {
        if (event.type === "cue_shown") setCue(event.text);
      }),
    [session],
  );
  if (now.room.view.playing?.captions !== true || !wished) return null;
  return (
    <div className="captions" role="group" aria-label={words.captionsLabel} aria-live="off" data-cue>
      <p>{cue}</p>
    </div>
  );
}
