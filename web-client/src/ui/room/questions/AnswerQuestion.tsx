// An answer in words, or that it was given aloud.
import { useState } from "react";
import { Button } from "react-aria-components/Button";
import { MAX_ANSWER, type QuestionId } from "../../../protocol/generated";
import { iAnswer } from "../../../room/help";
import { questionOf } from "../../../room/questions";
import { useMessages } from "../../language";
import { TextField } from "../../TextField";
import { AskDialog } from "../AskDialog";
import { useCommand, useRoom } from "../context";
import { useGone } from "../useGone";

export function AnswerQuestion({ question, onClose }: { readonly question: QuestionId; readonly onClose: () => void }) {
  const { questions: words } = useMessages();
  const { room } = useRoom().now;
  const command = useCommand();
  const asked = questionOf(room, question);
  const [text, setText] = useState(asked?.answer?.text ?? "");
  useGone(asked === undefined || !iAnswer(room), onClose);
  if (asked === undefined) return null;
  const said = text.trim();
  const answer = (inWords: boolean): void => {
    onClose();
    command(`question-${question}`, { type: "answer_question", question, ...(inWords ? { text: said } : {}) });
  };
  return (
    <AskDialog title={words.answer} confirm={words.answerSend} isPossible={said !== ""} onCancel={onClose} onConfirm={() => answer(true)}>
      <blockquote className="question-asked">{asked.text}</blockquote>
      <TextField label={words.answerText} hint={words.answerHint} value={text} longest={MAX_ANSWER} rows={3} isFirst onChange={setText} />
      <Button className="plain wide" data-action="answered_aloud" onPress={() => answer(false)}>
        {words.aloud}
      </Button>
    </AskDialog>
  );
}
