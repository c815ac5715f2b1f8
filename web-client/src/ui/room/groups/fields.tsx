// Fields that the forms of groups share: one of some, as radio buttons or in a list that opens.
import { useId, type ReactNode } from "react";

interface OneOf<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly all: readonly T[];
  readonly words: (value: T) => string;
  readonly onChange: (value: T) => void;
}

export function Radios<T extends string>({ label, value, all, words, onChange, hint }: OneOf<T> & { readonly hint?: (value: T) => string | undefined }) {
  const name = useId();
  return (
    <fieldset className="choices">
      <legend>{label}</legend>
      {all.map((each) => (
        <Radio key={each} name={name} value={each} chosen={value} words={words(each)} hint={hint?.(each)} onChange={onChange} />
      ))}
    </fieldset>
  );
}

interface RadioProps<T extends string> {
  readonly name: string;
  readonly value: T;
  readonly chosen: T;
  readonly words: string;
  readonly hint?: string | undefined;
  readonly onChange: (value: T) => void;
}

export function Radio<T extends string>({ name, value, chosen, words, hint, onChange }: RadioProps<T>) {
  return (
    <label>
      <input type="radio" name={name} value={value} checked={chosen === value} onChange={() => onChange(value)} />
      <span>
        {words}
        {hint !== undefined && <span className="hint radio-hint">{hint}</span>}
      </span>
    </label>
  );
}

export function Picker<T extends string>({ label, value, all, words, onChange, hint }: OneOf<T> & { readonly hint?: string }) {
  const id = useId();
  return (
    <div className="labelled">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className="picker"
        value={value}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => onChange(event.target.value as T)}
      >
        {all.map((each) => (
          <option key={each} value={each}>
            {words(each)}
          </option>
        ))}
      </select>
      {hint !== undefined && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

interface CheckProps {
  readonly words: ReactNode;
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly onChange: (checked: boolean) => void;
}

export function Check({ words, checked, disabled = false, onChange }: CheckProps) {
  return (
    <label>
      <input type="checkbox" checked={checked} disabled={disabled} onChange={(event) => onChange(event.target.checked)} />
      <span>{words}</span>
    </label>
  );
}
