// One of some, each as large as a finger; the whole of it is pressed.
import { useId, type ReactNode, type Ref } from "react";

interface Choice {
  readonly value: number;
  readonly words: string;
  readonly hint?: string | undefined;
}

interface Props {
  readonly title: ReactNode;
  readonly all: readonly Choice[];
  readonly chosen: number | undefined;
  /** What is wrong with it. */
  readonly problem?: string | undefined;
  /** For tests and styles. */
  readonly name: string;
  /** The first of them. */
  readonly firstRef?: Ref<HTMLInputElement>;
  readonly onChoose: (value: number) => void;
}

export function Choices({ title, all, chosen, problem, name, firstRef, onChoose }: Props) {
  const id = useId();
  return (
    <div className="door-question" role="radiogroup" aria-labelledby={id} aria-describedby={`${id}-problem`} aria-invalid={problem !== undefined} aria-required data-question={name}>
      <h2 id={id}>{title}</h2>
      <p className="problem" id={`${id}-problem`}>
        {problem}
      </p>
      {all.map(({ value, words, hint }, index) => (
        <label key={value} className="door-choice">
          <input
            ref={index === 0 ? firstRef : undefined}
            type="radio"
            name={`${id}-${name}`}
            value={value}
            checked={chosen === value}
            onChange={() => onChoose(value)}
          />
          <span>
            {words}
            {hint !== undefined && <span className="hint">{hint}</span>}
          </span>
        </label>
      ))}
    </div>
  );
}
