// What the door does with those who come.
import { useMessages } from "../../language";
import { useCommand, useRoom } from "../context";
import { Choices } from "./Choices";

export function DoorSettings() {
  const { settings } = useMessages();
  const command = useCommand();
  const { lobby } = useRoom().now.room.view;
  if (lobby === undefined) return null;
  return (
    <section className="panel-section" aria-labelledby="door-title">
      <h2 id="door-title">{settings.door}</h2>
      {lobby.ended && <p className="hint">{settings.doorEnded}</p>}
      <Choices
        name="door"
        current={lobby.door}
        words={settings.doors}
        again={lobby.ended}
        press={settings.doorChange}
        onChange={(door) => command("set_door", { type: "set_door", door })}
        labelledBy="door-title"
      />
    </section>
  );
}
