// With several people at one device: who acts now. Everything that is pressed and written is theirs.
import { handNumber, me, queueHere } from "../../../room/selectors";
import type { RoomState } from "../../../room/reduce";
import { useMessages } from "../../language";
import { useTold } from "../../useStore";
import { useRoom } from "../context";

export function ActingSwitch() {
  const { beside } = useMessages();
  const { session } = useRoom().tools;
  const party = useTold(session.party);
  if (party === null || party.states.length < 2) return null;
  return (
    <fieldset className="acting" data-acting={party.acting}>
      <legend>{beside.acting}</legend>
      {party.states.map((state) => (
        <label key={state.you.participant}>
          <input
            type="radio"
            name="acting"
            checked={state.you.participant === party.acting}
            data-act={state.you.participant}
            onChange={() => session.act(state.you.participant)}
          />
          <span>
            {me(state)?.name}
            <Turn state={state} />
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** Each has a place of their own in the queue. */
function Turn({ state }: { readonly state: RoomState }) {
  const { tile } = useMessages();
  const queue = queueHere(state);
  const number = handNumber(queue, state.you.participant);
  if (queue.floor?.participant === state.you.participant) return <strong className="word"> {tile.floor}</strong>;
  return number === null ? null : <span className="word"> {tile.hand(number)}</span>;
}
