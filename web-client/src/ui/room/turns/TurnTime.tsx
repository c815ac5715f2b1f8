// How much of a turn has gone: a ring that fills, and words. Who goes over is told so once, and no seconds are counted.
import { useMessages } from "../../language";
import { useRoom } from "../context";
import { roundHere, turnEndsAt, turnTime } from "../../../room/turns";
import { faceOf, useLeft } from "../timers/TimeLeft";

export function TurnTime() {
  const { turns: words } = useMessages();
  const { room } = useRoom().now;
  const seconds = roundHere(room)?.seconds;
  const left = useLeft(turnEndsAt(room));
  if (seconds === undefined || left === null) return null;
  const time = turnTime(left, seconds);
  const gone = Math.min(100, Math.max(0, 100 - (left / seconds) * 100));
  return (
    <span className="turn-time" data-turn-time={time}>
      <svg className="turn-ring" viewBox="0 0 40 40" width="40" height="40" aria-hidden="true" focusable="false">
        <circle className="turn-ring-whole" cx="20" cy="20" r="16" />
        <circle className="turn-ring-gone" cx="20" cy="20" r="16" pathLength="100" strokeDasharray={`${gone} 100`} transform="rotate(-90 20 20)" />
      </svg>
      <span role="timer" aria-live="off" className="turn-time-words">
        {time === "over" ? words.time.over : words.time[time](faceOf(left))}
      </span>
    </span>
  );
}
