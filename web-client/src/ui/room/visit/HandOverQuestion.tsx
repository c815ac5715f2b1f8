// Whether the visitor goes on with somebody else, and what that one is told: the note in full, before the answer. It does
// not cover the page: whoever wants to ask about it can, in speech and in writing.
import { useId, useState } from "react";
import type { HandOverAnswer } from "../../../protocol/generated";
import { myVisitToReception } from "../../../room/visit";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useFrom } from "../../useStore";
import { useCommand, useRoom } from "../context";

const ANSWERS: readonly HandOverAnswer[] = ["carry", "tell_again", "stay"];

/** The key of each proposal is its own: nobody answers another than they have read. */
export function HandOverQuestion() {
  const { handOver: words } = useMessages().reception;
  const { now, runner } = useRoom();
  const command = useCommand();
  const id = useId();
  const [answered, setAnswered] = useState<HandOverAnswer | null>(null);
  const busy = useFrom(runner.busy, (all) => all.has(KEY));
  const proposed = myVisitToReception(now.room)?.hand_over;
  if (proposed === undefined) return null;
  const { proposal, line_name: line, to_name: name, note } = proposed;
  return (
    <section className="hand-over" aria-labelledby={id} data-proposal={proposal}>
      <h2 id={id} tabIndex={-1}>{words.title}</h2>
      <p>{name === undefined ? words.toLine(line) : words.toOne(name, line)}</p>
      <p className="hint">{words.ahead}</p>
      {note === "" ? (
        <p>{words.noNote}</p>
      ) : (
        <figure>
          <figcaption>{words.note}</figcaption>
          <blockquote data-note>{note}</blockquote>
        </figure>
      )}
      <div className="hand-over-answers">
        {ANSWERS.map((answer) => (
          <Press
            key={answer}
            className="hand-over-answer"
            possible={now.link.type === "open" && (!busy || answered === answer)}
            busy={busy && answered === answer}
            data-action="answer_hand_over"
            data-answer={answer}
            onPress={() => {
              setAnswered(answer);
              command(KEY, { type: "answer_hand_over", answer, proposal });
            }}
          >
            <span>{words[answer]}</span>
            <span className="hint">{words[`${answer}Hint`]}</span>
          </Press>
        ))}
      </div>
    </section>
  );
}

const KEY = "answer_hand_over";
