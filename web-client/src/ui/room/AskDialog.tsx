// The frame of a question: a title, some words or fields, a way back and a way on. The way back comes first.
import type { ReactNode } from "react";
import { Button } from "react-aria-components/Button";
import { Dialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { useMessages } from "../language";

interface Props {
  readonly title: string;
  readonly children?: ReactNode;
  readonly confirm: string;
  readonly cancel?: string;
  /** Whether the way on takes something away. */
  readonly isDanger?: boolean;
  /** Whether the question comes to the person, not from them. */
  readonly isAlert?: boolean;
  readonly isPossible?: boolean;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

export function AskDialog(props: Props) {
  const { title, children, confirm, cancel, isDanger = false, isAlert = isDanger, isPossible = true, onConfirm, onCancel } = props;
  const messages = useMessages();
  return (
    <ModalOverlay className="overlay" isOpen onOpenChange={onCancel} isDismissable={!isAlert}>
      <Modal className="modal">
        <Dialog role={isAlert ? "alertdialog" : "dialog"}>
          <form
            className="ask"
            onSubmit={(event) => {
              event.preventDefault();
              if (isPossible) onConfirm();
            }}
          >
            <Heading slot="title">{title}</Heading>
            {children}
            <div className="dialog-buttons">
              <Button className="plain" autoFocus={isAlert} onPress={onCancel}>
                {cancel ?? messages.dialog.cancel}
              </Button>
              <Button type="submit" className={isDanger ? "danger" : "primary"} isDisabled={!isPossible} data-action="confirm">
                {confirm}
              </Button>
            </div>
          </form>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
