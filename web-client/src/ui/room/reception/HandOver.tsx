// A proposal to the visitor: in which line they go on, with whom, and what whoever goes on should know.
import { useId, useState } from "react";
import { MAX_HAND_OVER_NOTE, type LineId, type ParticipantId } from "../../../protocol/generated";
import { desk, myEncounter, receiversOf } from "../../../room/reception";
import { useMessages } from "../../language";
import { TextField } from "../../TextField";
import { AskDialog } from "../AskDialog";
import { useCommand, useRoom } from "../context";
import { useGone } from "../useGone";
import { rangeWords } from "./words";

export function HandOver({ onClose }: { readonly onClose: () => void }) {
  const messages = useMessages();
  const { handOver: words } = messages.receiving;
  const { room, link } = useRoom().now;
  const command = useCommand();
  const id = useId();
  const encounter = myEncounter(room);
  const before = encounter?.hand_over;
  const lines = desk(room)?.lines ?? [];
  const [asked] = useState(encounter?.encounter);
  const [wishedLine, setLine] = useState<LineId | null>(before?.line ?? null);
  const [wishedTo, setTo] = useState<ParticipantId | null>(before?.to ?? null);
  const [note, setNote] = useState(before?.note ?? "");
  // It is about this visitor; the next is another.
  useGone(encounter === undefined || encounter.encounter !== asked, onClose);
  const line = lines.find((each) => each.line === wishedLine);
  const receivers = line === undefined ? [] : receiversOf(room, line.line);
  // Whoever was chosen may receive it no longer.
  const to = receivers.find(({ participant }) => participant === wishedTo);
  if (encounter === undefined) return null;
  return (
    <AskDialog
      title={words.title(encounter.visitor_name)}
      confirm={words.confirm}
      isPossible={line !== undefined && link.type === "open"}
      onCancel={onClose}
      onConfirm={() => {
        if (line === undefined) return;
        onClose();
        command("propose_hand_over", { type: "propose_hand_over", line: line.line, ...(to === undefined ? {} : { to: to.participant }), note: note.trim() });
      }}
    >
      <p>{words.text}</p>
      <fieldset className="choices hand-over-lines">
        <legend>{words.line}</legend>
        {lines.map((each, index) => (
          <label key={each.line}>
            <input
              type="radio"
              name={`${id}-line`}
              value={each.line}
              checked={each.line === wishedLine}
              // oxlint-disable-next-line jsx-a11y/no-autofocus -- what was opened to choose here
              autoFocus={wishedLine === null ? index === 0 : each.line === wishedLine}
              onChange={() => setLine(each.line)}
            />
            <span>
              {each.name} <span className="word">{words.lineState(each.waiting, each.estimate === undefined ? null : rangeWords(each.estimate, messages))}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <p role="status" className={line !== undefined && receivers.length === 0 ? "notice" : "only-read"}>
        {line !== undefined && receivers.length === 0 ? words.nobodyReceives : ""}
      </p>
      {receivers.length > 0 && (
        <fieldset className="choices">
          <legend>{words.to}</legend>
          <label>
            <input type="radio" name={`${id}-to`} value="anybody" checked={to === undefined} onChange={() => setTo(null)} />
            <span>{words.anybody}</span>
          </label>
          {receivers.map(({ participant, name }) => (
            <label key={participant}>
              <input type="radio" name={`${id}-to`} value={participant} checked={to?.participant === participant} onChange={() => setTo(participant)} />
              <span>{name}</span>
            </label>
          ))}
        </fieldset>
      )}
      <TextField label={words.note} hint={words.noteHint} value={note} longest={MAX_HAND_OVER_NOTE} rows={4} onChange={setNote} />
    </AskDialog>
  );
}
