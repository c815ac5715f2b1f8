// The agreement changed while the session goes on: it can be read now or a little later, in peace.
import { useState } from "react";
import { Button } from "react-aria-components/Button";
import { Dialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { carriedHere, me, namesBeside } from "../../room/selectors";
import type { Session } from "../../session";
import { AgreementText } from "../AgreementText";
import { useMessages } from "../language";
import { useCommand, useRoom } from "./context";

/** How long somebody who reads later is left alone. */
const LATER = 5 * 60_000;

export function AgreementAsked({ session }: { readonly session: Session }) {
  const messages = useMessages();
  const { room } = useRoom().now;
  const { view, you } = room;
  const others = namesBeside(room, you.participant);
  const isShared = carriedHere(room).length > 1;
  const command = useCommand();
  const [later, setLater] = useState<number | null>(null);
  const { agreement } = view;
  if (agreement === undefined || view.agreement_asked !== true || later === agreement.version) return null;
  const postpone = (): void => {
    setLater(agreement.version);
    setTimeout(() => setLater(null), LATER);
  };
  return (
    <ModalOverlay className="overlay" isOpen onOpenChange={postpone}>
      <Modal className="modal modal-wide">
        <Dialog data-dialog="agreement">
          <Heading slot="title">{messages.agreement.changedTitle}</Heading>
          {isShared && <p className="for-whom">{messages.beside.isFor(me(room)?.name ?? "", others)}</p>}
          <p>{messages.agreement.changedIntro}</p>
          <AgreementText text={agreement.text} />
          <div className="dialog-buttons">
            <Button className="plain" data-action="decline_agreement" onPress={() => void (isShared ? session.leaveAlone(you.participant) : session.leave())}>
              {messages.agreement.decline}
            </Button>
            <Button className="plain" onPress={postpone}>
              {messages.agreement.later}
            </Button>
            <Button
              className="primary"
              data-action="accept_agreement"
              onPress={() => command("accept_agreement", { type: "accept_agreement", version: agreement.version })}
            >
              {messages.agreement.accept}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
