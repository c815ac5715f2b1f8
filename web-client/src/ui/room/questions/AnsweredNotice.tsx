// For whoever asked: that there is an answer, in sight until it is looked at or put away.
import { useEffect, useState } from "react";
import type { Session } from "../../../session";
import { CloseIcon } from "../../icons";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useRoom } from "../context";
import { stage } from "../useKeptFocus";

export function AnsweredNotice({ session }: { readonly session: Session }) {
  const messages = useMessages();
  const { questions: words } = messages;
  const { tools } = useRoom();
  const [isNew, setNew] = useState(false);
  useEffect(
    () =>
      session.onNews((heard) => {
        if (heard.type === "question_answered") setNew(true);
      }),
    [session],
  );
  if (!isNew) return null;
  return (
    <div className="banner" data-banner="question-answered">
      <p>{words.mineAnswered}</p>
      <Press
        className="plain"
        data-action="show_answer"
        onPress={() => {
          setNew(false);
          tools.showTab("polls");
        }}
      >
        {words.showAnswer}
      </Press>
      <Press
        className="icon-button"
        aria-label={messages.room.close}
        onPress={() => {
          setNew(false);
          stage()?.focus();
        }}
      >
        <CloseIcon />
      </Press>
    </div>
  );
}
