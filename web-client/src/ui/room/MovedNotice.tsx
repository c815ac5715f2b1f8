// After a move: where I am now and with whom, in sight until it is read or some time has passed.
import { useEffect, useState } from "react";
import { Button } from "react-aria-components/Button";
import type { Heard } from "../../room/announcements";
import type { Session } from "../../session";
import { CloseIcon } from "../icons";
import { useMessages } from "../language";
import { sentence } from "./Announcer";
import { useRoom } from "./context";

const SHOWN_FOR = 20_000;

export function MovedNotice({ session }: { readonly session: Session }) {
  const messages = useMessages();
  const { room } = useRoom().now;
  const [moved, setMoved] = useState<Heard | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = session.onNews((heard) => {
      if (heard.type !== "moved") return;
      clearTimeout(timer);
      // Backstage and where people are helped a banner says it, as long as one is there.
      const isSaid = heard.to.type === "backstage" || heard.to.type === "help";
      setMoved(isSaid ? null : heard);
      timer = setTimeout(() => setMoved(null), SHOWN_FOR);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [session]);
  if (moved === null) return null;
  // The live region says it; this is for the eyes, and stays reachable.
  return (
    <div className="banner banner-moved">
      <p>{sentence(moved, room, messages)}</p>
      <Button className="icon-button" aria-label={messages.room.close} onPress={() => setMoved(null)}>
        <CloseIcon />
      </Button>
    </div>
  );
}
