// The anonymous questions of this page, for the components that need them; kept up with the session.
import { createContext, useContext, useEffect, useState } from "react";
import { OwnQuestions } from "../../../ownQuestions";
import type { Session } from "../../../session";
import { storage } from "../../../storage";

export const OwnQuestionsContext = createContext<OwnQuestions | null>(null);

export function useOwnQuestions(): OwnQuestions {
  const own = useContext(OwnQuestionsContext);
  if (own === null) throw new Error("invariant: rendered inside OwnQuestionsContext");
  return own;
}

export function useOwnQuestionsOf(session: Session): OwnQuestions {
  const [own] = useState(() => new OwnQuestions(storage("session")));
  useEffect(() => {
    let wasOpen = false;
    // Each time the connection is there again: the server forgets with it at which device the keys are.
    const watch = (): void => {
      const isOpen = session.link.get().type === "open";
      const { keys } = own;
      if (isOpen && !wasOpen && keys.length > 0) void session.command({ type: "watch_questions", keys: [...keys] }).then((answer) => own.watched(keys, answer));
      wasOpen = isOpen;
    };
    watch();
    const stops = [
      session.link.subscribe(watch),
      session.onEvent((event) => {
        if (own.hear(event)) session.tell({ type: "question_answered" });
      }),
    ];
    return () => stops.forEach((stop) => stop());
  }, [session, own]);
  return own;
}
