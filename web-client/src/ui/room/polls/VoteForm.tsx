// An answer. Nothing is sent before the button is pressed: a choice can be thought over.
import { useId, useState, type ReactNode } from "react";
import { MAX_SCORE, MAX_WORD, type Choice, type PollKind, type PollView } from "../../../protocol/generated";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { TextField } from "../../TextField";
import { useFrom } from "../../useStore";
import { useCommand, useRoom } from "../context";

export type Asked = Exclude<PollKind, { type: "pulse" }>;

interface Props {
  readonly poll: PollView;
  readonly kind: Asked;
  readonly question: string;
}

export function VoteForm({ poll, kind, question }: Props) {
  const messages = useMessages();
  const { now, runner } = useRoom();
  const command = useCommand();
  const busy = useFrom(runner.busy, (all) => all.has(`vote-${String(poll.poll)}`));
  const [choice, setChoice] = useState<Choice | null>(poll.mine ?? null);
  if (poll.voted && poll.anonymous) return <p className="poll-voted">{messages.polls.voted}</p>;
  const changed = JSON.stringify(choice) !== JSON.stringify(poll.mine ?? null);
  const complete = choice !== null && isComplete(choice);
  return (
    <form className="vote" onSubmit={(event) => event.preventDefault()}>
      <fieldset className="choices">
        <legend className="only-read">{question}</legend>
        <Answer kind={kind} choice={choice} onChange={setChoice} secret={poll.anonymous} />
      </fieldset>
      {poll.voted && !changed && <p className="poll-voted">{messages.polls.saved}</p>}
      <Press
        type="submit"
        className="primary wide"
        possible={now.link.type === "open" && complete && changed}
        busy={busy}
        onPress={() => choice !== null && command(`vote-${String(poll.poll)}`, { type: "vote", poll: poll.poll, choice: tidy(choice) })}
        data-action="vote"
      >
        {poll.voted ? messages.polls.change : messages.polls.vote}
      </Press>
    </form>
  );
}

function isComplete(choice: Choice): boolean {
  if (choice.type === "multiple") return choice.options.length > 0;
  return choice.type === "scale" || choice.type === "mood" ? choice.score > 0 : true;
}

/** A word of nothing is no word. */
function tidy(choice: Choice): Choice {
  if (choice.type !== "mood" || choice.word === undefined) return choice;
  const word = choice.word.trim();
  return word === "" ? { type: "mood", score: choice.score } : { ...choice, word };
}

interface AnswerProps {
  readonly kind: Asked;
  readonly choice: Choice | null;
  readonly onChange: (choice: Choice) => void;
  readonly secret: boolean;
}

function Answer({ kind, choice, onChange, secret }: AnswerProps): ReactNode {
  const messages = useMessages();
  const name = useId();
  switch (kind.type) {
    case "single":
      return kind.options.map((option, index) => (
        <Option
          key={option}
          name={name}
          label={option}
          checked={choice?.type === "single" && choice.option === index}
          onChange={() => onChange({ type: "single", option: index })}
        />
      ));
    case "multiple": {
      const chosen = choice?.type === "multiple" ? choice.options : [];
      return (
        <>
          <p className="hint">{messages.polls.chooseMany}</p>
          {kind.options.map((option, index) => (
            <label key={option}>
              <input
                type="checkbox"
                checked={chosen.includes(index)}
                onChange={(event) => {
                  const others = chosen.filter((each) => each !== index);
                  onChange({ type: "multiple", options: event.target.checked ? [...others, index].toSorted((a, b) => a - b) : others });
                }}
              />
              <span>{option}</span>
            </label>
          ))}
        </>
      );
    }
    case "scale":
      return (
        <Scale
          low={kind.low}
          high={kind.high}
          score={choice?.type === "scale" ? choice.score : 0}
          onChange={(score) => onChange({ type: "scale", score })}
        />
      );
    case "mood": {
      const mood = choice?.type === "mood" ? choice : { type: "mood" as const, score: 0 };
      return (
        <>
          <Scale low={kind.low} high={kind.high} score={mood.score} onChange={(score) => onChange({ ...mood, score })} />
          <WordField word={mood.word ?? ""} secret={secret} onChange={(word) => onChange({ ...mood, word })} />
        </>
      );
    }
  }
}

interface OptionProps {
  readonly name: string;
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: () => void;
}

function Option({ name, label, checked, onChange }: OptionProps) {
  return (
    <label>
      <input type="radio" name={name} checked={checked} onChange={onChange} />
      <span>{label}</span>
    </label>
  );
}

interface ScaleProps {
  readonly low: string;
  readonly high: string;
  readonly score: number;
  readonly onChange: (score: number) => void;
}

export const SCORES: readonly number[] = Array.from({ length: MAX_SCORE }, (_, index) => index + 1);

/** 1 to 6 in one row, with the words at their ends in sight, and read with the numbers that they belong to. */
export function Scale({ low, high, score, onChange }: ScaleProps) {
  const messages = useMessages();
  const name = useId();
  return (
    <div className="scale">
      <div className="scale-row">
        {SCORES.map((each) => (
          <label key={each} className="scale-score">
            <input type="radio" name={name} checked={score === each} onChange={() => onChange(each)} aria-label={scoreName(each, low, high, messages.polls.score)} />
            <span aria-hidden="true">{each}</span>
          </label>
        ))}
      </div>
      <div className="scale-ends" aria-hidden="true">
        <span>1 = {low}</span>
        <span>
          {MAX_SCORE} = {high}
        </span>
      </div>
    </div>
  );
}

/** The number, with its word at the ends. */
export function scoreName(score: number, low: string, high: string, name: (score: number, word: string) => string): string {
  if (score === 1) return name(score, low);
  return score === MAX_SCORE ? name(score, high) : String(score);
}

interface WordProps {
  readonly word: string;
  readonly secret: boolean;
  readonly onChange: (word: string) => void;
}

export function WordField({ word, secret, onChange }: WordProps) {
  const { polls } = useMessages();
  const hint = secret ? `${polls.wordHint} ${polls.wordSeen}` : polls.wordHint;
  return <TextField label={polls.word} hint={hint} value={word} longest={MAX_WORD} onChange={onChange} />;
}
