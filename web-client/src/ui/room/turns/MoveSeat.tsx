// Moving a seat: before whom. The same for everybody, and the order of rounds.
import { useState } from "react";
import type { ParticipantId } from "../../../protocol/generated";
import { iMay, person } from "../../../room/selectors";
import { useMessages } from "../../language";
import { AskDialog } from "../AskDialog";
import { useCommand, useRoom } from "../context";
import { useGone } from "../useGone";

interface Props {
  readonly who: ParticipantId;
  readonly onClose: () => void;
}

export function MoveSeat({ who, onClose }: Props) {
  const { turns } = useMessages();
  const words = turns.seat;
  const { room, link } = useRoom().now;
  const command = useCommand();
  const whose = person(room, who);
  const others = room.view.people.filter((each) => each.participant !== who).toSorted((a, b) => a.seat - b.seat);
  // Where the seat is now; null at the end.
  const [before, setBefore] = useState(() => others.find((each) => each.seat > (whose?.seat ?? 0))?.participant ?? null);
  useGone(whose === undefined || !iMay(room, "run_turns"), onClose);
  if (whose === undefined) return null;
  // Whom it was to go before may have left.
  const chosen = others.some((each) => each.participant === before) ? before : null;
  return (
    <AskDialog
      title={words.title(whose.name)}
      confirm={words.now}
      isPossible={link.type === "open"}
      onCancel={onClose}
      onConfirm={() => {
        onClose();
        command(`seat-${who}`, { type: "move_seat", participant: who, ...(chosen === null ? {} : { before: chosen }) });
      }}
    >
      <p>{words.text}</p>
      <fieldset className="choices">
        <legend>{words.before}</legend>
        {others.map((each) => (
          <label key={each.participant}>
            <input type="radio" name="seat" checked={chosen === each.participant} onChange={() => setBefore(each.participant)} />
            <span>{each.name}</span>
          </label>
        ))}
        <label>
          <input type="radio" name="seat" checked={chosen === null} onChange={() => setBefore(null)} />
          <span>{words.last}</span>
        </label>
      </fieldset>
    </AskDialog>
  );
}
