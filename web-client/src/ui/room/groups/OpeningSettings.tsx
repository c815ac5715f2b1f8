// What is seldom changed before groups are opened. All of it has a good default.
import { MAX_GROUPS, MAX_GROUP_NAME, MAX_WARNINGS } from "../../../protocol/generated";
import { useMessages } from "../../language";
import { TextField } from "../../TextField";
import { Check, Picker } from "./fields";
import type { Part } from "./Opening";

export const COUNTDOWNS = [0, 10, 30, 60] as const;
/** Minutes before the end, beside the last one. */
export const WARNINGS = [15, 10, 5, 2] as const;
export const LATES = ["plenary", "smallest_group", "prepared_group", "lobby"] as const;
export const NOTE_RULES = ["keep", "show", "destroy"] as const;

export function OpeningSettings({ draft, change }: Part) {
  const messages = useMessages();
  const { make } = messages.groups;
  return (
    <details className="more">
      <summary>{make.settings}</summary>
      <div className="more-content">
        <TextField
          label={make.names}
          hint={make.namesHint}
          value={draft.names}
          longest={MAX_GROUPS * (MAX_GROUP_NAME + 1)}
          rows={3}
          kind="name"
          onChange={(names) => change({ names })}
        />
        {draft.way !== "one_two_four" && (
          <Picker
            label={make.countdown}
            value={String(draft.countdown)}
            all={COUNTDOWNS.map(String)}
            words={(each) => (each === "0" ? make.atOnce : make.after(Number(each)))}
            onChange={(each) => change({ countdown: Number(each) })}
          />
        )}
        {draft.minutes !== null && <Warnings chosen={draft.warnings} onChange={(warnings) => change({ warnings })} />}
        <Picker label={make.late} value={draft.late} all={LATES} words={(late) => make.lates[late]} onChange={(late) => change({ late })} />
        <Picker
          label={make.observers}
          value={draft.observers}
          all={["dealt", "stay"]}
          words={(rule) => make.observerRules[rule]}
          onChange={(observers) => change({ observers })}
        />
        <Picker label={make.notes} value={draft.notes} all={NOTE_RULES} words={(rule) => make.noteRules[rule]} onChange={(notes) => change({ notes })} />
      </div>
    </details>
  );
}

interface WarningsProps {
  readonly chosen: readonly number[];
  readonly onChange: (minutes: readonly number[]) => void;
}

export function Warnings({ chosen, onChange }: WarningsProps) {
  const { make } = useMessages().groups;
  // What was set elsewhere stays among them.
  const all = [...new Set([...WARNINGS, ...chosen.filter((each) => each !== 1)])].toSorted((a, b) => b - a);
  return (
    <fieldset className="choices">
      <legend>{make.warnings}</legend>
      {all.map((each) => (
        <Check
          key={each}
          words={make.warning(each)}
          checked={chosen.includes(each)}
          // The last minute is always one of them.
          disabled={!chosen.includes(each) && chosen.filter((one) => one !== 1).length >= MAX_WARNINGS - 1}
          onChange={(on) => onChange(on ? [...chosen, each] : chosen.filter((one) => one !== each))}
        />
      ))}
      <p className="hint">{make.warningsHint}</p>
    </fieldset>
  );
}
