// How the network does, why, what helps, and the choice to do without others' pictures.
import { useId } from "react";
import { Button } from "react-aria-components/Button";
import { Dialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { Switch } from "react-aria-components/Switch";
import { SignalIcon } from "../../icons";
import { useMessages } from "../../language";
import { useStore } from "../../useStore";
import { useRoom } from "../context";

export function ConnectionDialog({ onClose }: { readonly onClose: () => void }) {
  const messages = useMessages();
  const { connection: words } = messages;
  const { session } = useRoom().tools;
  const { quality, reason } = useStore(session.media.network.state);
  const audioOnly = useStore(session.audioOnly);
  const hint = useId();
  return (
    <ModalOverlay className="overlay" isOpen onOpenChange={onClose} isDismissable>
      <Modal className="modal">
        <Dialog className="connection" data-dialog="connection" data-network={quality}>
          <Heading slot="title">{words.title}</Heading>
          <p className="connection-word">
            <SignalIcon quality={quality} />
            <strong>{words.sign[quality]}</strong>
          </p>
          <p>{words.about[quality]}</p>
          {quality !== "good" && reason !== undefined && <p>{words.reason[reason]}</p>}
          <Switch
            className="choice-switch"
            aria-describedby={hint}
            isSelected={audioOnly}
            data-switch="audio_only"
            onChange={(on) => session.audioOnly.set(on)}
          >
            <span className="track" aria-hidden="true" />
            {words.audioOnly}
          </Switch>
          <p className="hint" id={hint}>
            {words.audioOnlyHint}
          </p>
          {quality !== "good" && (
            <>
              <h3>{words.helpsTitle}</h3>
              <ul>
                {words.helps.map((each) => (
                  <li key={each}>{each}</li>
                ))}
              </ul>
              <p>{words.itself}</p>
            </>
          )}
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
