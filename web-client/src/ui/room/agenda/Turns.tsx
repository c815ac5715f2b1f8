// Who may speak in the plenary: chosen by those who give turns, and said to those who are not heard without the floor.
import { useId } from "react";
import type { TurnMode } from "../../../protocol/generated";
import { iWaitForFloor, needsFloor } from "../../../room/programme";
import { iMay, thisDeviceSends } from "../../../room/selectors";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useCommand, useRoom } from "../context";

const MODES: readonly TurnMode[] = ["free", "queue"];

export function TurnsChoice() {
  const { turns: words } = useMessages();
  const { room, link } = useRoom().now;
  const command = useCommand();
  const id = useId();
  if (!iMay(room, "run_turns")) return null;
  return (
    // Buttons: an arrow key that moves between radio buttons would already silence everybody.
    <div className="turn-modes" role="group" aria-labelledby={id} data-turns>
      <h3 id={id}>{words.title}</h3>
      {MODES.map((turns) => {
        // What the server says; a press changes nothing by itself.
        const isSo = (room.view.turns ?? "free") === turns;
        return (
          <Press
            key={turns}
            className="plain chip-button"
            aria-pressed={isSo}
            possible={link.type === "open"}
            onPress={() => {
              if (!isSo) command("set_turns", { type: "set_turns", turns });
            }}
          >
            {words[turns]}
          </Press>
        );
      })}
    </div>
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
