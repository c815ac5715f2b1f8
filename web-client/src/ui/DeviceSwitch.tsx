// A device at the door: on or off, which one, and what is wrong if something is.
import type { DeviceKind } from "../media/devices";
import type { LocalMedia } from "../media/local";
import { CameraIcon, MicrophoneIcon } from "./icons";
import { useMessages } from "./language";
import { useStore } from "./useStore";

interface Props {
  readonly kind: DeviceKind;
  readonly local: LocalMedia;
}

export function DeviceSwitch({ kind, local }: Props) {
  const messages = useMessages();
  const state = useStore(local.state);
  const { on, problem } = state[kind];
  const name = messages.door[kind];
  return (
    <div className="device">
      <button
        type="button"
        className="switch"
        aria-pressed={on}
        onClick={() => {
          // Before the browser was asked, this is only a wish; it is asked with the others.
          if (!on && !state.asked) local.wish(kind, true);
          else void local.turn(kind, !on);
        }}
      >
        {kind === "microphone" ? <MicrophoneIcon off={!on} /> : <CameraIcon off={!on} />}
        <span>{name}</span>
        <span className="switch-state" aria-hidden="true">
          {on ? messages.door.on : messages.door.off}
        </span>
      </button>
      <DevicePicker kind={kind} local={local} />
      {problem !== null && (
        <p className="problem" role="status">
          {messages.problem[kind][problem]}
        </p>
      )}
    </div>
  );
}

function DevicePicker({ kind, local }: Props) {
  const messages = useMessages();
  const { devices, [kind]: source } = useStore(local.state);
  const list = devices[kind];
  // One is no choice.
  if (list.length < 2) return null;
  const current = source.track?.getSettings().deviceId ?? source.chosen ?? list[0]?.deviceId ?? "";
  return (
    <select
      className="picker"
      aria-label={kind === "camera" ? messages.door.chooseCamera : messages.door.chooseMicrophone}
      value={current}
      onChange={(event) => void local.choose(kind, event.target.value)}
    >
      {list.map((device) => (
        <option key={device.deviceId} value={device.deviceId}>
          {device.label}
        </option>
      ))}
    </select>
  );
}
