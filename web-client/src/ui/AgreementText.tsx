// An agreement as it was written: its line ends, and nothing in it is a link.
import { useMessages } from "./language";

export function AgreementText({ text }: { readonly text: string }) {
  const messages = useMessages();
  return (
    // What scrolls must be reachable without a pointer.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className="agreement-text" aria-label={messages.agreement.text} tabIndex={0}>
      {text}
    </section>
  );
}
