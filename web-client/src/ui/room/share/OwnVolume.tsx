// How loud screens and what is played are for oneself alone.
import { useId } from "react";
import { SoundIcon } from "../../icons";
import { useMessages } from "../../language";
import { useFrom } from "../../useStore";
import { useRoom } from "../context";

export function OwnVolume() {
  const { share: words } = useMessages();
  const { sharing } = useRoom().tools.session;
  const volume = useFrom(sharing.state, (state) => state.volume);
  const id = useId();
  return (
    <div className="own-volume">
      <SoundIcon />
      <label htmlFor={id} className="only-read">
        {words.volume}
      </label>
      <input
        id={id}
        type="range"
        min={0}
        max={100}
        step={5}
        value={Math.round(volume * 100)}
        aria-valuetext={`${String(Math.round(volume * 100))} %`}
        title={words.volume}
        onChange={({ target }) => sharing.setVolume(Number(target.value) / 100)}
      />
    </div>
  );
}
