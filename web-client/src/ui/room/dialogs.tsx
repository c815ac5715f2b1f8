// The two questions that the room asks over everything else.
import { useState } from "react";
import { Button } from "react-aria-components/Button";
import { Dialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { Switch } from "react-aria-components/Switch";
import { WITH_SHORTCUT } from "../../actions/actions";
import { askForHelp } from "../../actions/session";
import { iAmInCharge, iMayLeave, myEncounter } from "../../room/reception";
import { isCompanion, me, myOtherDevices } from "../../room/selectors";
import type { Session } from "../../session";
import { LeaveIcon } from "../icons";
import { useMessages } from "../language";
import { Press } from "../Press";
import { useStore } from "../useStore";
import { useRoom } from "./context";
import { LastWord, useLastWord } from "./polls/LastWord";

interface LeaveProps {
  readonly session: Session;
  /** Of everybody at this device. */
  readonly onLeave: () => void;
  /** Of whoever acts now, while the others stay. */
  readonly onLeaveAlone: () => void;
  readonly onStay: () => void;
}

export function LeaveDialog({ session, onLeave, onLeaveAlone, onStay }: LeaveProps) {
  const messages = useMessages();
  const [leaving, setLeaving] = useState(false);
  const { room } = useRoom().now;
  const party = useStore(session.party);
  const isShared = (party?.states.length ?? 1) > 1;
  const isBeside = isCompanion(room) && myOtherDevices(room).length > 0;
  const name = me(room)?.name ?? "";
  const last = useLastWord(session, room);
  const giving = last.step === "giving" || last.step === "again";
  return (
    <ModalOverlay className="overlay" isOpen onOpenChange={onStay} isDismissable>
      <Modal className="modal">
        <Dialog role="alertdialog">
          <Heading slot="title">{messages.leave.title}</Heading>
          <p>{isBeside ? messages.furtherDevices.leaveText : isShared ? messages.beside.leaveText : messages.leave.text}</p>
          {!isBeside && iAmInCharge(room) && !iMayLeave(room) && <p className="notice">{messages.receiving.leaving(myEncounter(room)?.visitor_name ?? "")}</p>}
          {/* Whoever only puts a device away stays. */}
          {!isBeside && <LastWord last={last} room={room} isShared={isShared} />}
          <div className="dialog-buttons">
            <Button className="plain" autoFocus onPress={onStay}>
              {messages.leave.stay}
            </Button>
            {isShared && (
              <Button className="plain" isPending={giving} data-action="leave-alone" onPress={() => last.before(onLeaveAlone)}>
                {messages.beside.leaveAlone(name)}
              </Button>
            )}
            <Button
              className="danger"
              isPending={leaving || giving}
              data-action="confirm-leave"
              onPress={() =>
                last.before(() => {
                  setLeaving(true);
                  onLeave();
                })
              }
            >
              <LeaveIcon />
              <span>{isBeside ? messages.furtherDevices.leave : isShared ? messages.beside.leaveAll : messages.leave.leave}</span>
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** Whoever looks for help may look here first. */
function AskHelp({ onClose }: { readonly onClose: () => void }) {
  const { help } = useMessages();
  const { now, tools } = useRoom();
  if (!askForHelp.isFor(now)) return null;
  return (
    <div className="help-first">
      <p>{help.always}</p>
      <Press
        className="primary"
        possible={askForHelp.isPossible(now)}
        onPress={() => {
          onClose();
          void askForHelp.perform(tools, now);
        }}
        data-action="ask_for_help"
      >
        {help.ask}
      </Press>
    </div>
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
          <AskHelp onClose={onClose} />
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
