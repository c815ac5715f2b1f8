// How writing shows, for everybody; how fast messages may come, for those who moderate.
import { useId } from "react";
import { Switch } from "react-aria-components/Switch";
import { iMay } from "../../../room/selectors";
import { useMessages } from "../../language";
import { useCommand, useRoom } from "../context";
import { pauseName } from "./names";
import { useTalk, useTalkPart } from "./talk";

/** Pauses to choose from, in seconds. */
const PAUSES = [0, 10, 30, 60, 300] as const;

export function ChatSettings({ mayWrite }: { readonly mayWrite: boolean }) {
  const messages = useMessages();
  const { now } = useRoom();
  const talk = useTalk();
  const live = useTalkPart((state) => state.live);
  const moderates = iMay(now.room, "delete_others_messages");
  if (!mayWrite && !moderates) return null;
  return (
    <details className="more">
      <summary>{messages.chat.settings}</summary>
      <div className="more-content">
        {mayWrite && (
          <div>
            <Switch className="choice-switch" isSelected={live} onChange={(on) => talk.setLive(on)}>
              <span className="track" aria-hidden="true" />
              {messages.chat.live}
            </Switch>
            <p className="hint">{messages.chat.liveHint}</p>
          </div>
        )}
        {moderates && <SlowMode />}
      </div>
    </details>
  );
}

function SlowMode() {
  const messages = useMessages();
  const { now } = useRoom();
  const command = useCommand();
  const id = useId();
  const slow = now.room.view.chat?.slow_mode ?? 0;
  const choices = PAUSES.some((each) => each === slow) ? PAUSES : [...PAUSES, slow].toSorted((a, b) => a - b);
  return (
    <div>
      <label htmlFor={id}>{messages.chat.slowSetting}</label>
      <select
        id={id}
        className="picker"
        value={slow}
        aria-describedby={`${id}-hint`}
        disabled={now.link.type !== "open"}
        onChange={(event) => command("slow_mode", { type: "set_slow_mode", seconds: Number(event.target.value) })}
      >
        {choices.map((seconds) => (
          <option key={seconds} value={seconds}>
            {seconds === 0 ? messages.chat.slowOff : pauseName(seconds, messages)}
          </option>
        ))}
      </select>
      <p className="hint" id={`${id}-hint`}>
        {messages.chat.slowHint}
      </p>
    </div>
  );
}
