// Feedback on the session, once from each and of nobody in particular; figures for those who may see them, and a way to
// ask everybody.
import { useId } from "react";
import { mayAskForFeedback, mayGiveFeedback } from "../../../room/feedback";
import { iMay } from "../../../room/selectors";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useFrom } from "../../useStore";
import { useCommand, useRoom } from "../context";
import { FeedbackForm } from "./FeedbackForm";
import { Figures } from "./Figures";

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
      {iMay(room, "run_polls") && <Asking />}
    </section>
  );
}

function Giving() {
  const { polls } = useMessages();
  const { room } = useRoom().now;
  // The live region says it too.
  return mayGiveFeedback(room) ? <FeedbackForm /> : <p className="poll-voted">{polls.feedbackThanks}</p>;
}

/** For those who may ask everybody. */
function Asking() {
  const { polls } = useMessages();
  const { now, runner } = useRoom();
  const command = useCommand();
  const busy = useFrom(runner.busy, (all) => all.has("ask_feedback"));
  if (!mayAskForFeedback(now.room)) return null;
  const isAsked = now.room.view.feedback_asked === true;
  return (
    <div className="feedback-ask">
      <Press
        className="plain wide"
        possible={now.link.type === "open"}
        busy={busy}
        onPress={() => command("ask_feedback", { type: "ask_feedback" })}
        data-action="ask-feedback"
      >
        {isAsked ? polls.feedbackAskAgain : polls.feedbackAsk}
      </Press>
      <p className="hint">{isAsked ? polls.feedbackAsked : polls.feedbackAskHint}</p>
    </div>
  );
}
