// How long: a few ready lengths, or one's own.
import { useId } from "react";
import { useMessages } from "../../language";
import { TextField } from "../../TextField";

/** What is chosen: ready minutes, or as they are written. */
export interface Length {
  readonly ready: number | "own";
  readonly own: string;
}

/** In minutes; null when what was written is none, or more than `most`. */
export function minutesOf({ ready, own }: Length, most: number): number | null {
  return ready === "own" ? wholeMinutes(own, most) : ready;
}

/** A number of minutes as people write it; null when it is none. */
export function wholeMinutes(written: string, most: number): number | null {
  const minutes = /^\d{1,3}$/.test(written.trim()) ? Number(written) : 0;
  return minutes >= 1 && minutes <= most ? minutes : null;
}

interface Props {
  readonly label: string;
  readonly choices: readonly number[];
  readonly length: Length;
  /** Longest, in minutes; below 1 none of one's own is offered. */
  readonly most: number;
  /** Words of a choice. */
  readonly words?: (minutes: number) => string;
  readonly onChange: (length: Length) => void;
}

export function MinutesChoice({ label, choices, length, most, words, onChange }: Props) {
  const { timers } = useMessages();
  const id = useId();
  const hasOwn = most >= 1;
  const isWrong = length.ready === "own" && length.own.trim() !== "" && minutesOf(length, most) === null;
  return (
    <div className="minutes">
      <fieldset className="minutes-choices">
        <legend>{label}</legend>
        {choices.map((each) => (
          <label key={each}>
            <input type="radio" name={id} checked={length.ready === each} onChange={() => onChange({ ...length, ready: each })} />
            <span>{(words ?? timers.minutesShort)(each)}</span>
          </label>
        ))}
        {hasOwn && (
          <label>
            <input type="radio" name={id} checked={length.ready === "own"} onChange={() => onChange({ ...length, ready: "own" })} />
            <span>{timers.own}</span>
          </label>
        )}
      </fieldset>
      {hasOwn && length.ready === "own" && (
        <>
          <TextField label={timers.ownMinutes} value={length.own} longest={3} kind="number" onChange={(own) => onChange({ ...length, own })} />
          <p className="problem" role="status">
            {isWrong ? timers.minutesWrong(most) : ""}
          </p>
        </>
      )}
    </div>
  );
}
