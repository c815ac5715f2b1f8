// A question to those who run the session. Who sees what is said before it is sent.
import { useState } from "react";
import { MAX_QUESTION_TEXT } from "../../../protocol/generated";
import { useMessages } from "../../language";
import { TextField } from "../../TextField";
import { useRoom } from "../context";
import { Radios } from "../groups/fields";
import { Second } from "../help/Second";
import { useOwnQuestions } from "./ownQuestions";

type How = "named" | "unnamed";
const HOWS: readonly How[] = ["named", "unnamed"];

interface Props {
  readonly onBack: () => void;
  readonly onClose: () => void;
}

export function AskQuestion({ onBack, onClose }: Props) {
  const { questions: words } = useMessages();
  const { now, tools, runner } = useRoom();
  const own = useOwnQuestions();
  const [text, setText] = useState("");
  const [how, setHow] = useState<How>("named");
  const said = text.trim();
  const send = (): void => {
    onClose();
    void runner.run("ask_question", async () => {
      const key = how === "unnamed" ? own.add() : null;
      const answer = await tools.session.command({ type: "ask_question", text: said, ...(key === null ? {} : { key }) }, now.room.you.participant);
      if (key !== null) own.asked(key, answer);
      if (answer.type === "ok" || answer.type === "own_questions") {
        tools.session.tell({ type: "question_sent" });
        tools.showTab("polls");
      }
      return answer;
    });
  };
  return (
    <Second title={words.ask} send={words.send} isPossible={said !== ""} onSend={send} onBack={onBack}>
      <TextField label={words.text} value={text} longest={MAX_QUESTION_TEXT} rows={3} isFirst onChange={setText} />
      <Radios
        label={words.how}
        value={how}
        all={HOWS}
        words={(each) => words[each]}
        hint={(each) => (each === "named" ? words.namedSeen : words.unnamedSeen)}
        onChange={setHow}
      />
    </Second>
  );
}
