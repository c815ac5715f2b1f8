// How feedback is given, the same wherever it is asked: a score, and a word for whoever wants to say one.
import { useState, type ReactNode } from "react";
import type { Command } from "../../../protocol/generated";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useFrom } from "../../useStore";
import { useCommand, useRoom } from "../context";
import { Scale, WordField } from "./VoteForm";

export interface FeedbackDraft {
  /** 0 when nothing is chosen. */
  readonly score: number;
  readonly word: string;
}

export const NO_FEEDBACK: FeedbackDraft = { score: 0, word: "" };

export function giveFeedback({ score, word }: FeedbackDraft): Command {
  const said = word.trim();
  return { type: "give_feedback", score, ...(said === "" ? {} : { word: said }) };
}

interface FieldsProps {
  readonly draft: FeedbackDraft;
  readonly onChange: (draft: FeedbackDraft) => void;
  /** Of nobody in particular, and what becomes of it where that is not plain. */
  readonly hint?: string;
}

export function FeedbackFields({ draft, onChange, hint }: FieldsProps) {
  const { polls } = useMessages();
  return (
    <fieldset className="choices feedback-fields">
      <legend>{polls.feedbackQuestion}</legend>
      <p className="hint">{hint ?? polls.feedbackSecret}</p>
      <Scale low={polls.feedbackLow} high={polls.feedbackHigh} score={draft.score} onChange={(score) => onChange({ ...draft, score })} />
      {/* A word alone is no answer: it is asked for after the score. */}
      {draft.score > 0 && <WordField word={draft.word} secret onChange={(word) => onChange({ ...draft, word })} />}
    </fieldset>
  );
}

/** The whole of it with its button; `children`: what one can do instead. */
export function FeedbackForm({ children }: { readonly children?: ReactNode }) {
  const { polls } = useMessages();
  const { now, runner } = useRoom();
  const command = useCommand();
  const key = `feedback-${String(now.room.you.participant)}`;
  const busy = useFrom(runner.busy, (all) => all.has(key));
  const [draft, setDraft] = useState(NO_FEEDBACK);
  return (
    <form className="vote" onSubmit={(event) => event.preventDefault()}>
      <FeedbackFields draft={draft} onChange={setDraft} />
      <div className="feedback-buttons">
        <Press
          type="submit"
          className="primary"
          possible={now.link.type === "open" && draft.score > 0}
          busy={busy}
          onPress={() => command(key, giveFeedback(draft))}
          data-action="give-feedback"
        >
          {polls.feedbackGive}
        </Press>
        {children}
      </div>
    </form>
  );
}
