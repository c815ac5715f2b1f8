// A link with which somebody comes with a further device: as a picture for its camera, and as text. It closes by itself
// when the device has come.
import { useEffect, useEffectEvent, useId, useRef, useState } from "react";
import { Button } from "react-aria-components/Button";
import { Dialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import type { Further, ParticipantId } from "../../../protocol/generated";
import { carriedHere, devicesOf, person } from "../../../room/selectors";
import type { Invited } from "../../../session";
import { deviceLink } from "../../../signaling/seat";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useRoom } from "../context";
import { QrCode } from "./QrCode";

/** As long as the server takes it. */
export const GOOD_MINUTES = 10;

interface Props {
  readonly who: ParticipantId;
  readonly further: Further;
  readonly onClose: () => void;
}

export function DeviceDialog({ who, further, onClose }: Props) {
  const messages = useMessages();
  const { furtherDevices: words } = messages;
  const { now, tools } = useRoom();
  const name = person(now.room, who)?.name ?? "";
  const isShared = carriedHere(now.room).length > 1;
  useClosesWhenHere(who, onClose);
  return (
    <ModalOverlay className="overlay" isOpen onOpenChange={onClose} isDismissable>
      <Modal className="modal">
        <Dialog className="device-dialog" data-dialog="device" data-further={further}>
          <Heading slot="title">{isShared ? `${words.title[further]}: ${name}` : words.title[further]}</Heading>
          <p>{words.text[further]}</p>
          <Link ask={() => tools.session.inviteDevice(who, further)} />
          <div className="dialog-buttons">
            <Button className="plain" onPress={onClose}>
              {messages.room.close}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** A device that was not there when the question was asked; or the person is no longer at this one. */
function useClosesWhenHere(who: ParticipantId, onClose: () => void): void {
  const { now, tools } = useRoom();
  const devices = devicesOf(now.room, who).map(({ device }) => device);
  const [known] = useState(devices);
  const came = devices.some((device) => !known.includes(device));
  const close = useEffectEvent(() => {
    tools.session.tell({ type: "device_came" });
    onClose();
  });
  useEffect(() => {
    if (came) close();
  }, [came]);
  const isHere = carriedHere(now.room).includes(who);
  const end = useEffectEvent(onClose);
  useEffect(() => {
    if (!isHere) end();
  }, [isHere]);
}

function Link({ ask }: { readonly ask: () => Promise<Invited> }) {
  const messages = useMessages();
  const { furtherDevices: words } = messages;
  const [times, setTimes] = useState(1);
  const [invited, setInvited] = useState<Invited | "over" | null>(null);
  const asks = useEffectEvent((_time: number) => ask());
  useEffect(() => {
    let over: ReturnType<typeof setTimeout> | undefined;
    let isOld = false;
    void asks(times).then((answer) => {
      if (isOld) return;
      setInvited(answer);
      over = setTimeout(() => setInvited("over"), GOOD_MINUTES * 60_000);
    });
    return () => {
      isOld = true;
      clearTimeout(over);
    };
  }, [times]);
  if (invited === null) return <p role="status">{words.making}</p>;
  if (invited !== "over" && invited.type === "invited") return <Shown link={deviceLink(location, invited.secret)} />;
  const problem = invited === "over" ? words.over : invited.type === "rejected" ? messages.rejected[invited.code] : messages.rejected.lost;
  return (
    <>
      <p className="problem" role="status">
        {problem}
      </p>
      <Press
        className="primary"
        onPress={() => {
          setInvited(null);
          setTimes(times + 1);
        }}
      >
        {words.again}
      </Press>
    </>
  );
}

function Shown({ link }: { readonly link: string }) {
  const { furtherDevices: words } = useMessages();
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);
  const ids = { link: useId(), hint: useId() };
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(link);
      setCopied(true);
    } catch {
      // Not given: it is marked, so that it can be copied by hand.
      field.current?.select();
    }
  };
  return (
    <>
      <QrCode text={link} label={words.code} />
      <label className="field" htmlFor={ids.link}>
        {words.link}
      </label>
      <div className="copy-row">
        <input
          ref={field}
          id={ids.link}
          className="name"
          readOnly
          value={link}
          aria-describedby={ids.hint}
          data-device-link
          onFocus={(event) => event.target.select()}
        />
        <Press className="plain" onPress={() => void copy()}>
          {words.copy}
        </Press>
      </div>
      <p className="only-read" role="status">
        {copied ? words.copied : ""}
      </p>
      {copied && (
        <p className="word" aria-hidden="true">
          {words.copied}
        </p>
      )}
      <p className="hint" id={ids.hint}>
        {words.goodFor(GOOD_MINUTES)} <strong>{words.onlyYou}</strong>
      </p>
    </>
  );
}
