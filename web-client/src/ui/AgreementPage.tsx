// An agreement that is to be accepted before one comes in.
import { useState } from "react";
import type { AgreementView } from "../protocol/generated";
import type { Session } from "../session";
import { AgreementText } from "./AgreementText";
import { useMessages } from "./language";
import { PageFrame } from "./PageFrame";
import { Press } from "./Press";
import { useHeading } from "./useHeading";
import { useStore } from "./useStore";

interface Props {
  readonly session: Session;
  readonly agreement: AgreementView;
}

export function AgreementPage({ session, agreement }: Props) {
  const messages = useMessages();
  const heading = useHeading();
  const link = useStore(session.link);
  const [accepting, setAccepting] = useState(false);
  const [isNewer, setNewer] = useState(false);
  const accept = async (): Promise<void> => {
    setAccepting(true);
    setNewer(false);
    const answer = await session.command({ type: "accept_agreement", version: agreement.version });
    setAccepting(false);
    // Another one is in force by now: it is on its way.
    if (answer.type === "rejected" && answer.code === "out_of_range") setNewer(true);
  };
  return (
    <PageFrame>
      <main className="quiet-page" data-page="agreement">
        <h1 {...heading}>{messages.agreement.title}</h1>
        <p className="door-intro">{messages.agreement.intro}</p>
        <AgreementText text={agreement.text} />
        <p className="problem" role="status">
          {link.type === "lost" ? messages.room.reconnecting : isNewer ? messages.agreement.newer : ""}
        </p>
        <div className="quiet-buttons">
          <Press
            className="join"
            possible={link.type === "open"}
            busy={accepting}
            data-action="accept_agreement"
            onPress={() => void accept()}
          >
            {messages.agreement.accept}
          </Press>
          <Press className="plain" data-action="decline_agreement" onPress={() => void session.leave()}>
            {messages.agreement.decline}
          </Press>
        </div>
      </main>
    </PageFrame>
  );
}
