// Time that is left, as a clock shows it. It is not read aloud every second: at certain times it is told.
import type { ReactNode } from "react";
import type { Moment } from "../../../protocol/generated";
import type { RoomState } from "../../../room/reduce";
import { useTimeLeft } from "../ticking";

/** "12:05", "1:02:05"; never below nothing. */
export function timeText(seconds: number): string {
  const left = Math.max(0, Math.floor(seconds));
  const two = (value: number): string => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(left / 3_600), Math.floor(left / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(left % 60)}` : `${minutes}:${two(left % 60)}`;
}

interface Props {
  readonly room: RoomState;
  readonly endsAt: Moment;
  readonly words: (time: string) => string;
  readonly className?: string;
}

/** Counts down by itself, so that only it is drawn again with every second. */
export function TimeLeft({ room, endsAt, words, className }: Props): ReactNode {
  const left = useTimeLeft(room, endsAt) ?? 0;
  return (
    <span role="timer" aria-live="off" className={className}>
      {words(timeText(left))}
    </span>
  );
}
