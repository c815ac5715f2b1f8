// The question that is shown to everybody, large above the circle. Whoever has read it may put it away for themselves.
import { useState } from "react";
import type { QuestionId } from "../../../protocol/generated";
import { shownQuestion } from "../../../room/questions";
import { CloseIcon } from "../../icons";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useRoom } from "../context";
import { stage } from "../useKeptFocus";
import { AnswerWords } from "./QuestionsSection";

export function ShownQuestion() {
  const messages = useMessages();
  const { room } = useRoom().now;
  const [closed, setClosed] = useState<QuestionId | null>(null);
  const shown = shownQuestion(room);
  if (shown === undefined || shown.question === closed) return null;
  return (
    <section className="shown-card" aria-labelledby="shown-question" data-shown-question={shown.question}>
      <div className="shown-top">
        <h2 id="shown-question">{messages.questions.shownTitle}</h2>
        <Press
          className="icon-button"
          aria-label={messages.room.close}
          onPress={() => {
            setClosed(shown.question);
            stage()?.focus();
          }}
        >
          <CloseIcon />
        </Press>
      </div>
      <p>{shown.text}</p>
      <AnswerWords each={shown} />
    </section>
  );
}
