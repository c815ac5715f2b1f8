// The two questions that the room asks over everything else.
import { useState } from "react";
import { Button } from "react-aria-components/Button";
import { Dialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { Switch } from "react-aria-components/Switch";
import { WITH_SHORTCUT } from "../../actions/actions";
import { LeaveIcon } from "../icons";
import { useMessages } from "../language";

export function LeaveDialog({ onLeave, onStay }: { readonly onLeave: () => void; readonly onStay: () => void }) {
  const messages = useMessages();
  const [leaving, setLeaving] = useState(false);
  return (
    <ModalOverlay className="overlay" isOpen onOpenChange={onStay} isDismissable>
      <Modal className="modal">
        <Dialog role="alertdialog">
          <Heading slot="title">{messages.leave.title}</Heading>
          <p>{messages.leave.text}</p>
          <div className="dialog-buttons">
            <Button className="plain" autoFocus onPress={onStay}>
              {messages.leave.stay}
            </Button>
            <Button
              className="danger"
              isPending={leaving}
              data-action="confirm-leave"
              onPress={() => {
                setLeaving(true);
                onLeave();
              }}
            >
              <LeaveIcon />
              <span>{messages.leave.leave}</span>
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

interface ShortcutsProps {
  readonly enabled: boolean;
  readonly onEnable: (on: boolean) => void;
  readonly onClose: () => void;
}

export function ShortcutsDialog({ enabled, onEnable, onClose }: ShortcutsProps) {
  const messages = useMessages();
  return (
    <ModalOverlay className="overlay" isOpen onOpenChange={onClose} isDismissable>
      <Modal className="modal">
        <Dialog>
          <Heading slot="title">{messages.shortcuts.title}</Heading>
          <Switch className="choice-switch" isSelected={enabled} onChange={onEnable}>
            <span className="track" aria-hidden="true" />
            {messages.shortcuts.enabled}
          </Switch>
          <dl className="keys">
            {WITH_SHORTCUT.map((action) => (
              <div key={action.id}>
                <dt>
                  <kbd>{action.shortcut?.toUpperCase()}</kbd>
                </dt>
                <dd>{action.id === "shortcuts" ? messages.shortcuts.help : action.label(messages)}</dd>
              </div>
            ))}
            <div>
              <dt>
                <kbd>F6</kbd>
              </dt>
              <dd>{messages.shortcuts.regions}</dd>
            </div>
          </dl>
          <div className="dialog-buttons">
            <Button className="plain" autoFocus onPress={onClose}>
              {messages.room.close}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
