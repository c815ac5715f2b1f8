// Who may speak in the plenary: chosen by those who give turns, and said to those who are not heard without the floor.
import type { TurnMode } from "../../../protocol/generated";
import { iWaitForFloor, needsFloor } from "../../../room/programme";
import { iMay, thisDeviceSends } from "../../../room/selectors";
import { useMessages } from "../../language";
import { useCommand, useRoom } from "../context";

const MODES: readonly TurnMode[] = ["free", "queue"];

export function TurnsChoice() {
  const { turns: words } = useMessages();
  const { room, link } = useRoom().now;
  const command = useCommand();
  if (!iMay(room, "run_turns")) return null;
  return (
    <fieldset className="choices" data-turns>
      <legend>{words.title}</legend>
      {MODES.map((turns) => (
        <label key={turns}>
          <input
            type="radio"
            name="turns"
            value={turns}
            // Shows what the server says; a press changes nothing by itself.
            checked={(room.view.turns ?? "free") === turns}
            disabled={link.type !== "open"}
            onChange={() => command("set_turns", { type: "set_turns", turns })}
          />
          <span>{words[turns]}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** Beside the microphone: why I am not heard, or that I am. */
export function TurnsNotice() {
  const { turns: words } = useMessages();
  const { room } = useRoom().now;
  if (!needsFloor(room)) return null;
  const isOn = thisDeviceSends(room, "microphone");
  const waits = iWaitForFloor(room);
  const text = waits ? (isOn ? words.waitingOn : words.waiting) : isOn ? words.heard : words.heardOff;
  return (
    <p className="turns-notice" id="turns-notice" data-waits={waits || undefined}>
      {text}
    </p>
  );
}
