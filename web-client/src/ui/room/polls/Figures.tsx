// What came out: each answer with its number and share in words, and a bar for the eye.
import { PULSES, type PollFigures, type PollKind } from "../../../protocol/generated";
import { LOCALES } from "../../../i18n/language";
import type { Messages } from "../../../i18n/fi";
import { useSpoken } from "../../language";
import { SCORES, scoreName } from "./VoteForm";

interface Props {
  readonly kind: PollKind;
  readonly figures: PollFigures;
  /** Of how many answers they are: with several options each, the counts add up to more. */
  readonly votes: number;
}

export function Figures({ kind, figures, votes }: Props) {
  const { messages, language } = useSpoken();
  const { counts, words } = figures;
  const isScale = kind.type === "scale" || kind.type === "mood";
  const mean = isScale ? meanOf(counts) : null;
  return (
    <div className="figures">
      <p className="only-read">{messages.polls.results}</p>
      {mean !== null && (
        <p className="figure-mean">
          {messages.polls.mean(new Intl.NumberFormat(LOCALES[language], { maximumFractionDigits: 1 }).format(mean))}
        </p>
      )}
      <ul>
        {labelsOf(kind, messages).map((label, index) => {
          const times = counts[index] ?? 0;
          const percent = votes === 0 ? 0 : Math.round((100 * times) / votes);
          return (
            <li key={label} className="figure">
              <span className="figure-label">{label}</span>
              <span className="figure-share">{messages.polls.share(times, percent)}</span>
              <span className="figure-bar" aria-hidden="true">
                <span style={{ inlineSize: `${String(percent)}%` }} />
              </span>
            </li>
          );
        })}
      </ul>
      {words.length > 0 && (
        <>
          <p className="figure-title">{messages.polls.words}</p>
          <ul className="figure-words">
            {words.map(({ word, times }) => (
              <li key={word}>{messages.polls.wordTimes(word, times)}</li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function meanOf(counts: readonly number[]): number | null {
  const votes = counts.reduce((sum, each) => sum + each, 0);
  return votes === 0 ? null : counts.reduce((sum, each, index) => sum + each * (index + 1), 0) / votes;
}

/** What each count is of. */
function labelsOf(kind: PollKind, { polls }: Messages): readonly string[] {
  switch (kind.type) {
    case "single":
    case "multiple":
      return kind.options;
    case "scale":
    case "mood":
      return SCORES.map((score) => scoreName(score, kind.low, kind.high, polls.score));
    case "pulse":
      return PULSES.map((pulse) => polls.pulse[pulse]);
  }
}
