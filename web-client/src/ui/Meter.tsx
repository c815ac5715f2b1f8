// The microphone's level at the door: a bar that moves, and words for those who do not trust bars.
import { useEffect, useState } from "react";
import { HEARD, watchLevel } from "../media/level";
import { useMessages } from "./language";

export function Meter({ track }: { readonly track: MediaStreamTrack }) {
  const messages = useMessages();
  const [level, setLevel] = useState(0);
  const [heard, setHeard] = useState(false);
  useEffect(() => {
    return watchLevel(track, (now) => {
      // Falls slower than it rises, so that a short word is seen too.
      setLevel((before) => Math.max(now, before * 0.8));
      if (now >= HEARD) setHeard(true);
    });
  }, [track]);
  return (
    <div className="meter">
      <meter min={0} max={1} value={level} aria-label={messages.door.level} />
      <p role="status">{heard ? messages.door.heard : messages.door.sayHello}</p>
    </div>
  );
}
