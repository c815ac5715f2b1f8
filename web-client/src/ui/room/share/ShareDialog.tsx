// Before a screen is shared: what is to be seen, whether the sound can come along, and who shares already.
import { useId, useState } from "react";
import { Button } from "react-aria-components/Button";
import { Dialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { canCaptureScreen, canCaptureSound, type ScreenUse } from "../../../media/screen";
import { iMayPlay, iMayPlayNow, iMayShare, sharesHere, sharesInTheWay } from "../../../room/screens";
import { iMay } from "../../../room/selectors";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useCommand, useRoom } from "../context";
import { useGone } from "../useGone";
import { PlayForm } from "./PlayForm";

const USES: readonly ScreenUse[] = ["detail", "motion"];

export function ShareDialog({ onClose }: { readonly onClose: () => void }) {
  const { room } = useRoom().now;
  const canShare = iMayShare(room) && canCaptureScreen();
  const [step, setStep] = useState<"screen" | "play">("screen");
  useGone(!canShare && !iMayPlay(room), onClose);
  return (
    <ModalOverlay className="overlay" isOpen onOpenChange={onClose} isDismissable>
      <Modal className="modal">
        <Dialog data-dialog="share" data-step={step}>
          {step === "screen" ? (
            <Choose canShare={canShare} onPlay={() => setStep("play")} onClose={onClose} />
          ) : (
            <PlayForm onBack={() => setStep("screen")} onClose={onClose} />
          )}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

interface ChooseProps {
  readonly canShare: boolean;
  readonly onPlay: () => void;
  readonly onClose: () => void;
}

function Choose({ canShare, onPlay, onClose }: ChooseProps) {
  const messages = useMessages();
  const { share: words } = messages;
  const { room, link } = useRoom().now;
  const isOpen = link.type === "open";
  const mayPlay = iMayPlay(room);
  return (
    <div className="ask share-dialog">
      <Heading slot="title">{words.title}</Heading>
      {canShare ? <ScreenForm onClose={onClose} /> : <p>{words.noScreen}</p>}
      {mayPlay && (
        <div className="share-play">
          <Press className="plain wide" possible={isOpen && iMayPlayNow(room)} aria-describedby="play-hint" onPress={onPlay} data-action="play-to-all">
            {words.play}
          </Press>
          <p className="hint" id="play-hint">
            {room.view.playing !== undefined ? words.playTaken : iMayPlayNow(room) ? words.playHint : words.full}
          </p>
        </div>
      )}
      <div className="dialog-buttons">
        <Button className="plain" onPress={onClose}>
          {messages.dialog.cancel}
        </Button>
      </div>
    </div>
  );
}

function ScreenForm({ onClose }: { readonly onClose: () => void }) {
  const { share: words } = useMessages();
  const { now, tools, runner } = useRoom();
  const { room } = now;
  const command = useCommand();
  const [use, setUse] = useState<ScreenUse>("detail");
  const [sound, setSound] = useState(true);
  const [asked, setAsked] = useState(false);
  const canSound = canCaptureSound() && iMay(room, "publish_screen_sound");
  const hint = useId();
  const inTheWay = sharesInTheWay(room);
  // Nobody to ask: what is played and one screen are all that can be received.
  const isFull = inTheWay.length > 0 || (room.view.playing !== undefined && sharesHere(room).length > 1);
  const mayTakeOver = inTheWay.length > 0 && iMay(room, "mute_others");
  const begin = (): void => {
    onClose();
    const instead = inTheWay.map(({ participant }) => participant);
    // At once: a browser shows its choice only right after a press.
    void runner.run("share", () => tools.session.sharing.share(use, sound && canSound, instead));
  };
  const names = inTheWay.map(({ name }) => name);
  if (isFull && !mayTakeOver) {
    return (
      <>
        <p>{names.length > 0 ? words.taken(names) : words.full}</p>
        {names.length > 0 && (
          <Press
            className="primary"
            possible={now.link.type === "open" && !asked}
            onPress={() => {
              setAsked(true);
              command("ask_for_screen", { type: "ask_for_screen" });
            }}
            data-action="ask-for-screen"
          >
            {words.ask}
          </Press>
        )}
        <p role="status">{asked ? words.asked : ""}</p>
      </>
    );
  }
  return (
    <>
      <p>{words.intro}</p>
      <fieldset className="choices">
        <legend>{words.what}</legend>
        {USES.map((each) => (
          <label key={each}>
            <input
              type="radio"
              name="use"
              value={each}
              checked={use === each}
              // What was opened to choose here.
              // oxlint-disable-next-line jsx-a11y/no-autofocus
              autoFocus={each === use}
              aria-describedby={use === each ? hint : undefined}
              onChange={() => setUse(each)}
            />
            <span>{words.use[each]}</span>
          </label>
        ))}
      </fieldset>
      <p className="hint" id={hint}>
        {words.useHint[use]}
      </p>
      {canSound ? (
        <label className="check">
          <input type="checkbox" checked={sound} onChange={({ target }) => setSound(target.checked)} />
          <span>{words.withSound}</span>
        </label>
      ) : (
        <p className="notice">
          {words.noSound} {iMayPlay(room) ? words.noSoundPlay : words.noSoundAsk}
        </p>
      )}
      {mayTakeOver && (
        <p className="notice">
          {words.taken(names)} {words.takeOverText}
        </p>
      )}
      <Press className="primary" possible={now.link.type === "open"} onPress={begin} data-action="choose-screen">
        {mayTakeOver ? words.takeOver : words.choose}
      </Press>
    </>
  );
}
