// Starting a round: who begins, in which direction, how long a turn is, and whether it ends by itself.
import { useId, useState } from "react";
import { MAX_TURN, type ParticipantId } from "../../../protocol/generated";
import { mayNow } from "../../../room/permissions";
import type { RoomState } from "../../../room/reduce";
import { isKeptFromTurns } from "../../../room/scenes";
import { myPlace, peopleIn } from "../../../room/selectors";
import { iRunTurns, roundHere } from "../../../room/turns";
import { useMessages } from "../../language";
import { Tick } from "../../Tick";
import { AskDialog } from "../AskDialog";
import { useCommand, useRoom } from "../context";
import { MinutesChoice, minutesOf, type Length } from "../timers/MinutesChoice";
import { useGone } from "../useGone";

const MINUTE = 60;
/** Nothing for no limit. */
const READY: readonly number[] = [0, 1, 2, 3, 5];

/** Who has a turn in a round here, in seat order: in a reflecting team and a fishbowl those alone who are seen. Visitors have none; that is for the server to say. */
function ofRound(room: RoomState) {
  return peopleIn(room, myPlace(room)).filter((each) => mayNow(room.view, each, "publish_microphone") && !isKeptFromTurns(room, each.participant));
}

export function StartRound({ onClose }: { readonly onClose: () => void }) {
  const { turns, timers } = useMessages();
  const words = turns.start;
  const { now } = useRoom();
  const { room } = now;
  const command = useCommand();
  const id = useId();
  const people = ofRound(room);
  const [from, setFrom] = useState<ParticipantId | null>(null);
  const [backwards, setBackwards] = useState(false);
  const [length, setLength] = useState<Length>({ ready: 0, own: "" });
  const [hard, setHard] = useState(false);
  useGone(!iRunTurns(room) || roundHere(room) !== undefined || people.length === 0, onClose);
  const first = people.find((each) => each.participant === from) ?? people[0];
  if (first === undefined) return null;
  const minutes = minutesOf(length, MAX_TURN / MINUTE);
  const inOrder = backwards ? people.toReversed() : people;
  const at = inOrder.indexOf(first);
  const order = [...inOrder.slice(at), ...inOrder.slice(0, at)].map((each) => each.name);
  const isTimed = minutes !== 0;
  return (
    <AskDialog
      title={words.title}
      confirm={words.now}
      isPossible={minutes !== null && now.link.type === "open"}
      onCancel={onClose}
      onConfirm={() => {
        if (minutes === null) return;
        onClose();
        const timed = isTimed ? { seconds: minutes * MINUTE, hard } : { hard: false };
        command("start_round", { type: "start_round", from: first.participant, backwards, ...timed });
      }}
    >
      <p>{words.text}</p>
      <div className="labelled">
        <label htmlFor={id}>{words.from}</label>
        <select id={id} className="picker" value={first.participant} onChange={(event) => setFrom(Number(event.target.value) as ParticipantId)} data-round-from>
          {people.map((each) => (
            <option key={each.participant} value={each.participant}>
              {each.name}
            </option>
          ))}
        </select>
      </div>
      <fieldset className="choices choices-beside">
        <legend>{words.direction}</legend>
        {[false, true].map((back) => (
          <label key={String(back)}>
            <input type="radio" name="round-direction" checked={backwards === back} onChange={() => setBackwards(back)} />
            <span>{back ? words.backwards : words.forwards}</span>
          </label>
        ))}
      </fieldset>
      <p className="round-preview" role="status">
        <span className="word">{words.order}:</span> {order.join(", ")}
      </p>
      <MinutesChoice
        label={words.length}
        choices={READY}
        length={length}
        most={MAX_TURN / MINUTE}
        words={(each) => (each === 0 ? words.noLength : timers.minutesShort(each))}
        onChange={setLength}
      />
      {isTimed && (
        <>
          <Tick label={words.hard} on={hard} onChange={setHard} />
          <p className="hint">{hard ? words.hardText : words.soft}</p>
        </>
      )}
    </AskDialog>
  );
}
