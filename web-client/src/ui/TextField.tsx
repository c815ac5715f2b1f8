// A text that somebody writes, of one line or some, with its label and, where it helps, a hint.
import { useEffect, useId, useRef, useState } from "react";

interface Props {
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  /** In characters. */
  readonly longest: number;
  /** How many lines are in sight; one that cannot become more when it is not said. */
  readonly rows?: number;
  /** Names and numbers are not words to be corrected. */
  readonly kind?: "words" | "name" | "number";
  /** Where the label is the title of its part of the page: the id of that. */
  readonly titleId?: string;
  /** What it is in was opened to write here. */
  readonly isFirst?: boolean;
  readonly onChange: (value: string) => void;
}

export function TextField({ label, hint, value, longest, rows, kind = "words", titleId, isFirst = false, onChange }: Props) {
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const [focuses] = useState(isFirst);
  useEffect(() => {
    if (focuses) area.current?.focus();
  }, [focuses]);
  const labelled = <label htmlFor={id}>{label}</label>;
  const field = {
    id,
    value,
    maxLength: longest,
    "aria-describedby": hint === undefined ? undefined : `${id}-hint`,
    onChange: (event: { readonly target: { readonly value: string } }) => onChange(event.target.value),
  };
  return (
    <div className="labelled">
      {titleId === undefined ? labelled : <h2 id={titleId}>{labelled}</h2>}
      {rows === undefined ? (
        <input
          {...field}
          type="text"
          inputMode={kind === "number" ? "numeric" : undefined}
          spellCheck={kind === "words" ? undefined : false}
          autoComplete="off"
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- said by whoever opens it
          autoFocus={isFirst}
        />
      ) : (
        <textarea {...field} ref={area} rows={rows} />
      )}
      {hint !== undefined && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}
