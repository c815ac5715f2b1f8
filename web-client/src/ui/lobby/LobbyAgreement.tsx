// An agreement that changed while somebody waits.
import { useState } from "react";
import type { AgreementView } from "../../protocol/generated";
import type { Session } from "../../session";
import { AcceptAgreement } from "../AcceptAgreement";
import { AgreementText } from "../AgreementText";
import { useMessages } from "../language";

/** It changed while they waited. The text stays in sight until the server has heard the answer. */
export function LobbyAgreement({ session, agreement }: { readonly session: Session; readonly agreement: AgreementView | undefined }) {
  const { agreement: words } = useMessages();
  const [asked, setAsked] = useState(agreement !== undefined);
  if (agreement !== undefined && !asked) setAsked(true);
  if (agreement === undefined) return asked ? <p role="status">{words.accepted}</p> : null;
  return (
    <section className="lobby-agreement" aria-labelledby="lobby-agreement" data-agreement={agreement.version}>
      <h2 id="lobby-agreement">{words.title}</h2>
      <p>{words.waiting}</p>
      <AgreementText text={agreement.text} />
      <AcceptAgreement key={agreement.version} session={session} agreement={agreement} />
    </section>
  );
}
