// How somebody's devices fare, in words, for those who help: in the list of people, in the lobby and where help is given.
import type { DeviceState, ParticipantId } from "../../../protocol/generated";
import type { RoomState } from "../../../room/reduce";
import { iMay } from "../../../room/selectors";
import { useMessages } from "../../language";
import { useRoom } from "../context";

interface Props {
  readonly participant: ParticipantId;
  readonly name: string;
  /** All of it, also when all is well: where somebody is being helped. */
  readonly whole?: boolean;
}

export function DeviceStates({ participant, name, whole = false }: Props) {
  const messages = useMessages();
  const { room } = useRoom().now;
  if (!iMay(room, "see_device_state")) return null;
  const states = statesOf(room, participant);
  if (states.length === 0) return null;
  return (
    <ul className="device-states" aria-label={messages.device.of(name)} data-device-states={participant}>
      {states.map(({ device, state }, index) => (
        <li key={device}>
          {states.length > 1 && <span className="word">{messages.device.numbered(index + 1)}: </span>}
          {whole || !isFine(state) ? <Words state={state} /> : messages.device.fine}
        </li>
      ))}
    </ul>
  );
}

function isFine({ microphone, camera, connection }: DeviceState): boolean {
  return microphone === "heard" && camera === "permitted" && connection === "good";
}

/** Trouble is said louder than what is well; never by colour alone, for the words say it. */
function Words({ state }: { readonly state: DeviceState }) {
  const { device } = useMessages();
  const { microphone, camera, connection } = state;
  return (
    <>
      <span data-trouble={microphone === "missing" || microphone === "denied" || undefined}>{device.microphone[microphone]}</span>
      {", "}
      <span data-trouble={camera === "missing" || camera === "denied" || undefined}>{device.camera[camera]}</span>
      {", "}
      <span data-trouble={connection === "bad" || undefined}>{device.connection[connection]}</span>
    </>
  );
}

/** The devices that carry somebody. Those of other places are known only by the person they were reported with. */
export function statesOf(room: RoomState, who: ParticipantId): NonNullable<RoomState["view"]["device_states"]> {
  return (room.view.device_states ?? []).filter(({ device, participant }) => {
    const carried = room.view.devices.find((each) => each.device === device)?.people;
    return participant === who || (carried?.includes(who) ?? false);
  });
}
