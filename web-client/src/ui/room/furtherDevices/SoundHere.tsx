// Whether this page plays sound. A companion does not until it is asked to; any page of somebody with several devices
// may be silent, so that sound does not run from one into the other.
import { useState } from "react";
import { isCompanion } from "../../../room/selectors";
import type { Session } from "../../../session";
import { CloseIcon } from "../../icons";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useFrom, useStore } from "../../useStore";
import { useRoom } from "../context";
import { stage } from "../useKeptFocus";

/** Whether this page plays what it hears. */
export function usePlays(session: Session): boolean {
  const chosen = useStore(session.sound);
  const isSilent = useFrom(session.room, (room) => room !== null && isCompanion(room));
  return chosen ?? !isSilent;
}

export function SoundHere({ session }: { readonly session: Session }) {
  const messages = useMessages();
  const { furtherDevices: words } = messages;
  const { room } = useRoom().now;
  const plays = usePlays(session);
  const [read, setRead] = useState(false);
  const isBeside = isCompanion(room);
  if (plays && (!isBeside || read)) return null;
  const text = plays ? words.soundIsOn : isBeside ? words.companionSilent : words.silent;
  return (
    <div className="banner" data-banner="sound" data-plays={plays || undefined}>
      <p>{text}</p>
      <Press
        className={plays ? "plain" : "primary"}
        data-action="sound_here"
        onPress={() => {
          session.playSound(!plays);
          setRead(false);
          if (!plays && isBeside) session.tell({ type: "sound_on" });
        }}
      >
        {plays ? words.soundOff : words.soundOn}
      </Press>
      {plays && (
        <Press
          className="icon-button"
          aria-label={messages.room.close}
          onPress={() => {
            setRead(true);
            stage()?.focus();
          }}
        >
          <CloseIcon />
        </Press>
      )}
    </div>
  );
}
