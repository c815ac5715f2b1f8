// Feedback on the session: a score and a word, once from each and of nobody in particular; figures for those who may
// see them.
import { useId, useState } from "react";
import { iMay } from "../../../room/selectors";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useFrom } from "../../useStore";
import { useCommand, useRoom } from "../context";
import { Figures } from "./Figures";
import { Scale, WordField } from "./VoteForm";

export function Feedback() {
  const messages = useMessages();
  const { room } = useRoom().now;
  const id = useId();
  const { feedback } = room.view;
  return (
    <section className="panel-section" aria-labelledby={id} data-feedback>
      <h2 id={id}>{messages.polls.feedback}</h2>
      {iMay(room, "vote") && <Giving />}
      {feedback !== undefined && feedback.given > 0 && (
        <>
          <p className="word">{messages.polls.feedbackGiven(feedback.given)}</p>
          {feedback.counted === 0 ? (
            <p className="hint">{messages.polls.feedbackNone}</p>
          ) : (
            <>
              {feedback.counted < feedback.given && <p className="hint">{messages.polls.feedbackCounted(feedback.counted)}</p>}
              <Figures
                kind={{ type: "mood", low: messages.polls.feedbackLow, high: messages.polls.feedbackHigh }}
                figures={feedback.figures}
                votes={feedback.counted}
              />
            </>
          )}
        </>
      )}
    </section>
  );
}

function Giving() {
  const messages = useMessages();
  const { now, runner } = useRoom();
  const command = useCommand();
  const busy = useFrom(runner.busy, (all) => all.has("feedback"));
  const [score, setScore] = useState(0);
  const [word, setWord] = useState("");
  const given = now.room.view.gave_feedback === true;
  return (
    <>
      <div role="status">{given && <p className="poll-voted">{messages.polls.feedbackThanks}</p>}</div>
      {!given && (
        <form className="vote" onSubmit={(event) => event.preventDefault()}>
          <fieldset className="choices">
            <legend>{messages.polls.feedbackQuestion}</legend>
            <p className="hint">{messages.polls.feedbackSecret}</p>
            <Scale low={messages.polls.feedbackLow} high={messages.polls.feedbackHigh} score={score} onChange={setScore} />
            <WordField word={word} secret onChange={setWord} />
          </fieldset>
          <Press
            type="submit"
            className="primary wide"
            possible={now.link.type === "open" && score > 0}
            busy={busy}
            onPress={() => command("feedback", { type: "give_feedback", score, ...(word.trim() === "" ? {} : { word: word.trim() }) })}
            data-action="give-feedback"
          >
            {messages.polls.feedbackGive}
          </Press>
        </form>
      )}
    </>
  );
}
