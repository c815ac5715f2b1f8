// One of several, for everybody. Arrow keys go through the choices, as radio buttons have it; a press of the button changes
// it.
import { useState } from "react";
import { Press } from "../../Press";
import { useRoom } from "../context";

interface Props<Choice extends string> {
  /** Of the radio buttons; the button is `change-NAME`. */
  readonly name: string;
  /** What the server says. */
  readonly current: Choice;
  /** In the order in which they are shown. */
  readonly words: Readonly<Record<Choice, string>>;
  /** Whether what is so already can be set again: it means more than it shows. */
  readonly again?: boolean;
  /** What the button says. */
  readonly press: string;
  readonly onChange: (choice: Choice) => void;
  readonly labelledBy: string;
  readonly describedBy?: string;
}

export function Choices<Choice extends string>({ name, current, words, again = false, press, onChange, labelledBy, describedBy }: Props<Choice>) {
  const isOpen = useRoom().now.link.type === "open";
  const [chosen, choose] = useState(current);
  // What was chosen here gives way when somebody else, or the server, changes it meanwhile.
  const [known, setKnown] = useState(current);
  if (known !== current) {
    setKnown(current);
    choose(current);
  }
  return (
    <>
      <fieldset className="choices" aria-labelledby={labelledBy} aria-describedby={describedBy}>
        {(Object.keys(words) as Choice[]).map((choice) => (
          <label key={choice}>
            <input type="radio" name={name} value={choice} checked={chosen === choice} disabled={!isOpen} onChange={() => choose(choice)} />
            <span>{words[choice]}</span>
          </label>
        ))}
      </fieldset>
      <Press className="plain" possible={isOpen && (again || chosen !== current)} onPress={() => onChange(chosen)} data-action={`change-${name}`}>
        {press}
      </Press>
    </>
  );
}
