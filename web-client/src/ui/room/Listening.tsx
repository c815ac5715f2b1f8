// Sound: one hidden element for each audio line. If the browser refuses to play without a press, one big button.
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { Button } from "react-aria-components/Button";
import { deviceOn, kindOn } from "../../media/slots";
import { isUnderInterpreter } from "../../room/interpreters";
import { isLowered, isMineElsewhere } from "../../room/selectors";
import type { SourceKind } from "../../protocol/generated";
import type { Session } from "../../session";
import { SoundIcon } from "../icons";
import { useMessages } from "../language";
import { useFrom, useToldPart } from "../useStore";
import { usePlays } from "./furtherDevices/SoundHere";

export function Listening({ session }: { readonly session: Session }) {
  const messages = useMessages();
  const tracks = useToldPart(session.media.state, (state) => state.tracks);
  const [blocked, setBlocked] = useState(false);
  const all = useRef<HTMLDivElement>(null);
  const plays = usePlays(session);
  const sounds = plays ? tracks.filter((track) => track.kind === "audio") : [];
  const playAll = async (): Promise<void> => {
    const elements = [...(all.current?.querySelectorAll("audio") ?? [])];
    const results = await Promise.allSettled(elements.map((element) => element.play()));
    setBlocked(results.some((result) => result.status === "rejected" && isRefusal(result.reason)));
  };
  return (
    <>
      <div ref={all} hidden>
        {sounds.map((track) => (
          <Sound key={track.id} track={track} session={session} onBlocked={() => setBlocked(true)} />
        ))}
      </div>
      {blocked && plays && (
        <div className="listen" role="alert">
          <p>{messages.room.listenText}</p>
          <Button className="join" onPress={() => void playAll()}>
            <SoundIcon />
            <span>{messages.room.listen}</span>
          </Button>
        </div>
      )}
    </>
  );
}

function isRefusal(error: unknown): boolean {
  return error instanceof DOMException && error.name === "NotAllowedError";
}

function isShare(kind: SourceKind | undefined): boolean {
  return kind === "screen_sound" || kind === "second_screen_sound";
}

interface SoundProps {
  readonly track: MediaStreamTrack;
  readonly session: Session;
  readonly onBlocked: () => void;
}

/** How loud the plenary is for somebody who is backstage, and the others are while the interpreter one follows speaks. */
const LOWERED = 0.3;

function Sound({ track, session, onBlocked }: SoundProps) {
  const audio = useRef<HTMLAudioElement>(null);
  const device = useFrom(session.media.state, (state) => deviceOn(state.slots, state.tracks.indexOf(track)));
  const lowered = useFrom(session.room, (room) => room !== null && device !== undefined && isLowered(room, device));
  // Who speaks and whom I follow change apart from each other: both are listened to.
  const under = (): boolean => {
    const room = session.room.get();
    return room !== null && device !== undefined && isUnderInterpreter(room, session.speaking.get(), device);
  };
  const interpreted = [useFrom(session.room, under), useFrom(session.speaking, under)].includes(true);
  const quiet = lowered || interpreted;
  const mine = useFrom(session.room, (room) => room !== null && device !== undefined && isMineElsewhere(room, device));
  // A screen and what is played have a volume of their own.
  const isShared = useFrom(session.media.state, (state) => isShare(kindOn(state.slots, state.tracks.indexOf(track))));
  const wished = useFrom(session.sharing.state, (state) => state.volume);
  const volume = (quiet ? LOWERED : 1) * (isShared ? wished : 1);
  useEffect(() => {
    if (audio.current === null) return;
    audio.current.volume = volume;
    audio.current.muted = mine;
  }, [volume, mine]);
  const blocked = useEffectEvent(onBlocked);
  useEffect(() => {
    const element = audio.current;
    if (element === null) return;
    element.srcObject = new MediaStream([track]);
    element.play().catch((error: unknown) => {
      if (isRefusal(error)) blocked();
    });
    return () => {
      element.srcObject = null;
    };
  }, [track]);
  // oxlint-disable-next-line jsx-a11y/media-has-caption -- live voices
  return <audio ref={audio} data-line={track.id} data-lowered={quiet || undefined} data-mine={mine || undefined} />;
}
