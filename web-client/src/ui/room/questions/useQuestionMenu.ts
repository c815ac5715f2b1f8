// What those who run the session do with a question besides answering it.
import type { QuestionView } from "../../../protocol/generated";
import { iAnswer } from "../../../room/help";
import { iMay } from "../../../room/selectors";
import { useMessages } from "../../language";
import { useCommand, useRoom } from "../context";
import type { Choice } from "../RowMenu";

export function useQuestionMenu(each: QuestionView | undefined): readonly Choice[] {
  const { questions: words } = useMessages();
  const { now } = useRoom();
  const { room } = now;
  const command = useCommand();
  if (each === undefined || !iAnswer(room) || now.link.type !== "open") return [];
  const { question, asked_by: by, published = false, shown = false } = each;
  const key = `question-${question}`;
  return [
    ...(published ? [] : [{ id: "publish", label: words.publish, onChoose: () => command(key, { type: "publish_question", question }) }]),
    { id: shown ? "hide" : "show", label: shown ? words.hide : words.show, onChoose: () => command(key, { type: "show_question", question, on: !shown }) },
    // One's own is taken back where it stands.
    ...(by !== room.you.participant && iMay(room, "delete_others_messages")
      ? [{ id: "remove", label: words.remove, isDanger: true, onChoose: () => command(key, { type: "withdraw_question", question }) }]
      : []),
  ];
}
