// Five minutes more or less for what has an end: a phase, a break, an own task.
import { Press } from "../../Press";

const STEP = 5;

interface Props {
  readonly words: { readonly more: string; readonly moreFull: string; readonly less: string; readonly lessFull: string };
  readonly possible: boolean;
  readonly canShorten: boolean;
  readonly onChange: (minutes: number) => void;
}

export function FiveMinutes({ words, possible, canShorten, onChange }: Props) {
  return (
    <>
      <Press className="plain" aria-label={`${words.lessFull}: ${words.less}`} possible={possible && canShorten} onPress={() => onChange(-STEP)}>
        {words.less}
      </Press>
      <Press className="plain" aria-label={`${words.moreFull}: ${words.more}`} possible={possible} onPress={() => onChange(STEP)}>
        {words.more}
      </Press>
    </>
  );
}
