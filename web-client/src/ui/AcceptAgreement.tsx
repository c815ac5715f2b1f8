// The yes to an agreement, outside the room. What comes of it is the server's next word.
import { useState } from "react";
import type { AgreementView } from "../protocol/generated";
import type { Session } from "../session";
import { useMessages } from "./language";
import { Press } from "./Press";
import { useStore } from "./useStore";

interface Props {
  readonly session: Session;
  readonly agreement: AgreementView;
  readonly className?: string;
}

export function AcceptAgreement({ session, agreement, className = "primary" }: Props) {
  const messages = useMessages();
  const link = useStore(session.link);
  const [accepting, setAccepting] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const accept = async (): Promise<void> => {
    setAccepting(true);
    setProblem(null);
    const answer = await session.command({ type: "accept_agreement", version: agreement.version });
    setAccepting(false);
    if (answer.type === "lost") setProblem(messages.rejected.lost);
    // Out of range: another one is in force by now, and on its way.
    if (answer.type === "rejected") setProblem(answer.code === "out_of_range" ? messages.agreement.newer : messages.rejected[answer.code]);
  };
  return (
    <>
      <p className="problem" role="status">
        {link.type === "lost" ? messages.room.reconnecting : problem}
      </p>
      <Press className={className} possible={link.type === "open"} busy={accepting} data-action="accept_agreement" onPress={() => void accept()}>
        {messages.agreement.accept}
      </Press>
    </>
  );
}
