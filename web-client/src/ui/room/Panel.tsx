// People and queue: beside the circle, or on a small screen a sheet over everything.
import { useRef, type ReactNode } from "react";
import { useLandmark } from "react-aria/useLandmark";
import { Button } from "react-aria-components/Button";
import { Dialog } from "react-aria-components/Dialog";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { CloseIcon } from "../icons";
import { useMessages } from "../language";
import { useStore } from "../useStore";
import { useRoom } from "./context";
import { Groups } from "./Groups";
import { People } from "./People";
import { Queue } from "./Queue";

interface Props {
  readonly isSheet: boolean;
  readonly onClose: () => void;
}

export function Panel({ isSheet, onClose }: Props) {
  const messages = useMessages();
  const content = (
    <>
      <div className="panel-top">
        <Button className="plain panel-close" onPress={onClose}>
          <CloseIcon />
          <span>{messages.room.close}</span>
        </Button>
      </div>
      <Refusal />
      <Queue />
      <Groups />
      <People />
    </>
  );
  if (!isSheet) return <Beside>{content}</Beside>;
  return (
    <ModalOverlay className="sheet-overlay" isOpen onOpenChange={onClose}>
      <Modal className="sheet">
        <Dialog className="panel" aria-label={messages.room.people}>
          {content}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Beside({ children }: { readonly children: ReactNode }) {
  const messages = useMessages();
  const ref = useRef<HTMLElement>(null);
  const { landmarkProps } = useLandmark({ role: "complementary", "aria-label": messages.room.people }, ref);
  return (
    <aside ref={ref} className="panel" {...landmarkProps}>
      {children}
    </aside>
  );
}

/** Why the last thing that was asked for was not done. */
export function Refusal() {
  const messages = useMessages();
  const { runner } = useRoom();
  const refused = useStore(runner.refused);
  return (
    <div role="status">
      {refused !== null && (
        <p className="notice refusal">
          <span>{messages.rejected[refused]}</span>
          <Button className="icon-button" aria-label={messages.room.close} onPress={() => runner.dismiss()}>
            <CloseIcon />
          </Button>
        </p>
      )}
    </div>
  );
}
