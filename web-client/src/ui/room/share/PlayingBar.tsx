// What is played to all: its name, who plays it, and the way to pause and end it for those who may.
import { useEffect, useId, useState } from "react";
import type { PlayingView } from "../../../protocol/generated";
import { iPlay } from "../../../room/screens";
import { iMay, person } from "../../../room/selectors";
import type { FilePlayer } from "../../../media/player";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useFrom } from "../../useStore";
import { useCommand, useRoom } from "../context";
import { Captions } from "./Captions";
import { OwnVolume } from "./OwnVolume";
import { playedTitle } from "./playedTitle";

export function PlayingBar() {
  const { room } = useRoom().now;
  const { playing } = room.view;
  return playing === undefined ? null : <Bar playing={playing} />;
}

function Bar({ playing }: { readonly playing: PlayingView }) {
  const messages = useMessages();
  const { share: words } = messages;
  const { now, tools } = useRoom();
  const command = useCommand();
  const { sharing } = tools.session;
  const captions = useFrom(sharing.state, (state) => state.captions);
  const player = useFrom(sharing.state, (state) => state.player);
  const mine = iPlay(now.room);
  const possible = now.link.type === "open";
  const who = mine ? words.playedByMe : words.playedBy(person(now.room, playing.participant)?.name ?? "");
  return (
    <section className="playing" aria-label={words.play} data-paused={playing.paused || undefined}>
      <p className="playing-words">
        <strong>{playedTitle(playing, messages)}</strong> <span>{who}</span>
        {playing.paused && <span className="playing-paused"> · {words.paused}</span>}
      </p>
      <div className="playing-tools">
        {iMay(now.room, "play_to_all") && (
          <>
            <Press className="plain" possible={possible} onPress={() => command("pause-playing", { type: playing.paused ? "resume_playing" : "pause_playing" })} data-action="pause-playing">
              {playing.paused ? words.resume : words.pause}
            </Press>
            <Press className="plain" possible={possible} onPress={() => command("stop-playing", { type: "stop_playing" })} data-action="stop-playing">
              {words.end}
            </Press>
          </>
        )}
        {playing.captions && (
          <Press className="plain" aria-pressed={captions} onPress={() => sharing.showCaptions(!captions)} data-action="captions">
            {words.captionsOn}
          </Press>
        )}
        {!playing.picture && <OwnVolume />}
      </div>
      {mine && player !== null && <OfPlayer player={player} level={playing.level} />}
      {!playing.picture && <Captions />}
    </section>
  );
}

/** What the one who plays it sets for everybody. */
function OfPlayer({ player, level }: { readonly player: FilePlayer; readonly level: number }) {
  const { share: words } = useMessages();
  const { sharing } = useRoom().tools.session;
  const [chosen, setChosen] = useState(level);
  const [at, length] = usePosition(player.element);
  const [levelId, positionId] = [useId(), useId()];
  return (
    <div className="playing-mine">
      <label htmlFor={levelId}>{words.level}</label>
      <input
        id={levelId}
        type="range"
        min={0}
        max={100}
        step={5}
        value={chosen}
        aria-valuetext={`${String(chosen)} %`}
        data-level
        onChange={({ target }) => {
          setChosen(Number(target.value));
          void sharing.setLevel(Number(target.value));
        }}
      />
      <label htmlFor={positionId}>{words.position}</label>
      <input
        id={positionId}
        type="range"
        min={0}
        max={Math.max(1, Math.floor(length))}
        step={1}
        value={Math.floor(at)}
        aria-valuetext={`${clock(at)} / ${clock(length)}`}
        onChange={({ target }) => player.seek(Number(target.value))}
      />
      <span aria-hidden="true" className="playing-clock">
        {clock(at)} / {clock(length)}
      </span>
    </div>
  );
}

/** Where the file is, and how long it is, in seconds. */
function usePosition(element: HTMLVideoElement): readonly [number, number] {
  const [at, setAt] = useState(0);
  useEffect(() => {
    const look = (): void => setAt(element.currentTime);
    look();
    for (const each of ["timeupdate", "seeked"]) element.addEventListener(each, look);
    return () => {
      for (const each of ["timeupdate", "seeked"]) element.removeEventListener(each, look);
    };
  }, [element]);
  return [at, Number.isFinite(element.duration) ? element.duration : 0];
}

function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${String(Math.floor(whole / 60))}:${String(whole % 60).padStart(2, "0")}`;
}
