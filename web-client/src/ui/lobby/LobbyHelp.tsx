// Help with getting in, for somebody who waits.
import { useState } from "react";
import type { HelpProblem } from "../../protocol/generated";
import type { Session } from "../../session";
import { useMessages } from "../language";
import { Press } from "../Press";
import { useStore } from "../useStore";

const PROBLEMS: readonly HelpProblem[] = ["no_sound", "no_picture", "something_else"];

export function LobbyHelp({ session, asked }: { readonly session: Session; readonly asked: HelpProblem | undefined }) {
  const messages = useMessages();
  const { lobby } = messages;
  const link = useStore(session.link);
  const [choosing, setChoosing] = useState(false);
  const [busy, setBusy] = useState<HelpProblem | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const ask = async (which: HelpProblem): Promise<void> => {
    setBusy(which);
    setProblem(null);
    const answer = await session.command({ type: "ask_for_help", problem: which });
    setBusy(null);
    if (answer.type === "ok") setChoosing(false);
    if (answer.type === "rejected") setProblem(messages.rejected[answer.code]);
    if (answer.type === "lost") setProblem(messages.rejected.lost);
  };
  return (
    <section className="lobby-help" data-asked={asked}>
      {asked !== undefined && !choosing && (
        <div className="help-asked">
          <h2>{lobby.helpAsked}</h2>
          <p>{lobby.helpAfter(lobby.problem[asked])}</p>
        </div>
      )}
      {choosing ? (
        <>
          <h2>{lobby.helpQuestion}</h2>
          <p className="hint">{lobby.helpBefore}</p>
          <div className="help-choices">
            {PROBLEMS.map((each) => (
              <Press
                key={each}
                className="plain wide"
                possible={link.type === "open"}
                busy={busy === each}
                data-help={each}
                onPress={() => void ask(each)}
              >
                {lobby.problem[each]}
              </Press>
            ))}
          </div>
          <p className="problem" role="status">
            {problem}
          </p>
          <Press className="plain" onPress={() => setChoosing(false)}>
            {lobby.cancel}
          </Press>
        </>
      ) : (
        <Press className="plain" data-action="ask_for_help" onPress={() => setChoosing(true)}>
          {asked === undefined ? lobby.help : lobby.helpChange}
        </Press>
      )}
    </section>
  );
}
