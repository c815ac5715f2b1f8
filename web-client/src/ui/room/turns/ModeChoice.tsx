// Who may speak where I am: what it is now in one sentence for everybody, and another way for those who run turns.
import { useState } from "react";
import { Button } from "react-aria-components/Button";
import { Menu, MenuItem, MenuTrigger } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import type { TurnMode } from "../../../protocol/generated";
import { turnsHere } from "../../../room/selectors";
import { iRunTurns, TURN_MODES } from "../../../room/turns";
import { TickIcon } from "../../icons";
import { useMessages } from "../../language";
import { useCommand, useRoom } from "../context";

export function ModeChoice() {
  const { turns: words } = useMessages();
  const { room } = useRoom().now;
  const turns = turnsHere(room);
  const runs = iRunTurns(room);
  // Free discussion needs no explanation to those who cannot change it.
  if (turns === "free" && !runs) return null;
  return (
    <div className="turn-modes" data-turns={turns}>
      <p>
        <strong>{words.modes[turns].name}</strong> <span className="word">{words.modes[turns].text}</span>
      </p>
      {runs && <Change turns={turns} />}
    </div>
  );
}

/** A menu: arrow keys move in it without choosing, so nobody is silenced on the way. */
function Change({ turns }: { readonly turns: TurnMode }) {
  const { turns: words } = useMessages();
  const { now, tools } = useRoom();
  const command = useCommand();
  const [open, setOpen] = useState(false);
  const choose = (mode: TurnMode): void => {
    if (mode === turns) return;
    // How it goes is asked first.
    if (mode === "round") tools.ask({ type: "start_round" });
    else command("set_turns", { type: "set_turns", turns: mode });
  };
  return (
    <MenuTrigger isOpen={open} onOpenChange={setOpen}>
      <Button className="plain" aria-label={words.changeFrom(words.modes[turns].name)} isDisabled={now.link.type !== "open"} data-action="turn-mode">
        {words.change}
      </Button>
      <Popover className="popover turn-menu">
        <Menu aria-label={words.title}>
          {TURN_MODES.map((mode) => (
            <MenuItem key={mode} id={mode} className="menu-item turn-choice" textValue={words.modes[mode].name} data-choice={mode} data-now={mode === turns || undefined} onAction={() => choose(mode)}>
              <span className="turn-choice-mark">{mode === turns && <TickIcon />}</span>
              <span>
                {words.modes[mode].name} <span className="word">{words.modes[mode].text}</span>
              </span>
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
