// What participants may do by themselves.
import { Switch } from "react-aria-components/Switch";
import { ALL_ON } from "../../../room/permissions";
import type { Switches } from "../../../protocol/generated";
import { useMessages } from "../../language";
import { useCommand, useRoom } from "../context";

const NAMES = ["unmute", "camera", "share", "chat_privately", "rename", "speaking_shown", "two_screens"] as const satisfies readonly Exclude<keyof Switches, "codec">[];

export function SwitchSettings() {
  const messages = useMessages();
  const { room, link } = useRoom().now;
  const command = useCommand();
  const switches = room.view.switches ?? ALL_ON;
  return (
    <section className="panel-section switches" aria-labelledby="switches-title">
      <h2 id="switches-title">{messages.settings.switches}</h2>
      {NAMES.map((name) => (
        <Switch
          key={name}
          className="choice-switch"
          isSelected={switches[name]}
          isDisabled={link.type !== "open"}
          data-switch={name}
          onChange={(on) => command(`switch-${name}`, { type: "set_switches", switches: { ...switches, [name]: on } })}
        >
          <span className="track" aria-hidden="true" />
          {messages.settings.switch[name]}
        </Switch>
      ))}
    </section>
  );
}
