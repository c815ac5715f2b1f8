// How long something takes: one of the usual lengths, or one's own.
import { useState } from "react";
import { useMessages } from "../../language";
import { TextField } from "../../TextField";
import { asksRounds, minutesOf } from "../../../room/groupsPlan";
import { Picker } from "./fields";
import type { Part } from "./Opening";

const USUAL: readonly string[] = ["5", "10", "15", "20", "30", "45", "60", "90"];

export function Length({ draft, change }: Part) {
  const { make } = useMessages().groups;
  return (
    <LengthPicker
      label={asksRounds(draft.way) || draft.way === "one_two_four" ? make.roundLength : make.length}
      none={make.noEnd}
      field={make.lengthMinutes}
      minutes={draft.minutes}
      onChange={(minutes) => change({ minutes })}
    />
  );
}

interface LengthProps {
  readonly label: string;
  readonly hint?: string;
  /** What it means to choose none. */
  readonly none: string;
  /** Name of the field in which one's own is written. */
  readonly field: string;
  /** As they are written; null for none. */
  readonly minutes: string | null;
  readonly onChange: (minutes: string | null) => void;
}

export function LengthPicker({ label, hint, none, field, minutes, onChange }: LengthProps) {
  const { make } = useMessages().groups;
  const [isOwn, setOwn] = useState(false);
  const isOther = minutes !== null && (isOwn || !USUAL.includes(minutes));
  return (
    <>
      <Picker
        label={label}
        {...(hint === undefined ? {} : { hint })}
        value={minutes === null ? "none" : isOther ? "other" : minutes}
        all={["none", ...USUAL, "other"]}
        words={(each) => (each === "none" ? none : each === "other" ? make.otherLength : make.minutes(Number(each)))}
        onChange={(each) => {
          setOwn(each === "other");
          onChange(each === "none" ? null : each === "other" ? "" : each);
        }}
      />
      {isOther && (
        <TextField
          label={field}
          {...(minutes !== "" && minutesOf(minutes) === null ? { hint: make.lengthWrong } : {})}
          value={minutes}
          longest={3}
          kind="number"
          onChange={onChange}
        />
      )}
    </>
  );
}

interface PauseProps {
  readonly label: string;
  readonly value: number;
  /** In seconds. */
  readonly all: readonly number[];
  readonly onChange: (seconds: number) => void;
}

/** A short time, in seconds. */
export function Pause({ label, value, all, onChange }: PauseProps) {
  const { make } = useMessages().groups;
  return (
    <Picker
      label={label}
      value={String(value)}
      all={all.map(String)}
      words={(each) => (each === "0" ? make.atOnce : make.seconds(Number(each)))}
      onChange={(each) => onChange(Number(each))}
    />
  );
}
