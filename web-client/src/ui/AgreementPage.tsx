// An agreement that is to be accepted before one comes in.
import type { AgreementView } from "../protocol/generated";
import type { Session } from "../session";
import { AcceptAgreement } from "./AcceptAgreement";
import { AgreementText } from "./AgreementText";
import { useMessages } from "./language";
import { PageFrame } from "./PageFrame";
import { Press } from "./Press";
import { useHeading } from "./useHeading";

interface Props {
  readonly session: Session;
  readonly agreement: AgreementView;
}

export function AgreementPage({ session, agreement }: Props) {
  const messages = useMessages();
  const heading = useHeading();
  return (
    <PageFrame>
      <main className="quiet-page" data-page="agreement">
        <h1 {...heading}>{messages.agreement.title}</h1>
        <p className="door-intro">{messages.agreement.intro}</p>
        <AgreementText text={agreement.text} />
        <div className="quiet-buttons">
          <AcceptAgreement session={session} agreement={agreement} className="join" />
          <Press className="plain" data-action="decline_agreement" onPress={() => void session.leave()}>
            {messages.agreement.decline}
          </Press>
        </div>
      </main>
    </PageFrame>
  );
}
