// What the door does with those who come.
import type { Door } from "../../../protocol/generated";
import { useMessages } from "../../language";
import { useCommand, useRoom } from "../context";

const DOORS: readonly Door[] = ["open", "knock", "closed"];

export function DoorSettings() {
  const messages = useMessages();
  const { room, link } = useRoom().now;
  const command = useCommand();
  const { lobby } = room.view;
  if (lobby === undefined) return null;
  return (
    <section className="panel-section" aria-labelledby="door-title">
      <h2 id="door-title">{messages.settings.door}</h2>
      {lobby.ended && <p className="hint">{messages.settings.doorEnded}</p>}
      <fieldset className="choices" aria-labelledby="door-title">
        {DOORS.map((door) => (
          <label key={door}>
            <input
              type="radio"
              name="door"
              value={door}
              // Shows what the server says; a press changes nothing by itself.
              checked={lobby.door === door}
              disabled={link.type !== "open"}
              onChange={() => command("set_door", { type: "set_door", door })}
            />
            <span>{messages.settings.doors[door]}</span>
          </label>
        ))}
      </fieldset>
    </section>
  );
}
