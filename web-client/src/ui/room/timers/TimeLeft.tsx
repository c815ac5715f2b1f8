// Time left as people read it: 4:05, and calmly "yli 0:40" when it is over. Not spoken every second: what matters is told
// by `TimesSpoken`.
import type { Moment } from "../../../protocol/generated";
import { useMessages } from "../../language";
import { useRoom } from "../context";
import { useTimeLeft } from "../ticking";

/** "4:05", "1:02:05". */
export function faceOf(seconds: number): string {
  const [hours, minutes, rest] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (value: number): string => String(value).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** Whole seconds left of something that runs until `endsAt`, or is paused; null when there is no end. */
export function useLeft(endsAt: Moment | undefined, pausedWith?: number): number | null {
  const { room } = useRoom().now;
  const left = useTimeLeft(room, endsAt);
  return pausedWith === undefined ? left : Math.floor(pausedWith / 1_000);
}

interface Props {
  readonly endsAt: Moment | undefined;
  /** While it is paused: milliseconds left. */
  readonly pausedWith?: number | undefined;
  readonly className?: string;
  /** Only the figures, where the words are beside. */
  readonly bare?: boolean;
}

export function TimeLeft({ endsAt, pausedWith, className = "", bare = false }: Props) {
  const { timers } = useMessages();
  const left = useLeft(endsAt, pausedWith);
  if (left === null) return null;
  const words = left < 0 ? timers.over(faceOf(-left)) : bare ? faceOf(left) : timers.left(faceOf(left));
  return (
    <span role="timer" aria-live="off" className={`time-left ${className}`} data-over={left < 0 || undefined}>
      {words}
    </span>
  );
}
