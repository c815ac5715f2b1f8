// Out of an encounter: asked once, and nothing besides.
import { useState } from "react";
import type { Session } from "../../../session";
import { useMessages } from "../../language";
import { Button } from "react-aria-components/Button";
import { Dialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";

export function LeaveVisit({ session, onStay }: { readonly session: Session; readonly onStay: () => void }) {
  const { visit: words } = useMessages().reception;
  const [leaving, setLeaving] = useState(false);
  return (
    <ModalOverlay className="overlay" isOpen onOpenChange={onStay} isDismissable>
      <Modal className="modal">
        <Dialog role="alertdialog">
          <Heading slot="title">{words.leaveTitle}</Heading>
          <p>{words.leaveText}</p>
          <div className="dialog-buttons">
            <Button className="plain" autoFocus onPress={onStay}>
              {words.stay}
            </Button>
            <Button
              className="danger"
              isPending={leaving}
              data-action="confirm-leave"
              onPress={() => {
                setLeaving(true);
                void session.leave();
              }}
            >
              {words.leave}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
