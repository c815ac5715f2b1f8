// The button by the toolbar, and what can be said without a word.
import { Button } from "react-aria-components/Button";
import { Menu, MenuItem, MenuTrigger } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import { REACTIONS } from "../../../protocol/generated";
import { iMay } from "../../../room/selectors";
import { SmileIcon } from "../../icons";
import { useMessages } from "../../language";
import { useCommand, useRoom } from "../context";
import { ReactionPicture } from "./pictures";

export function ReactionMenu() {
  const messages = useMessages();
  const { now } = useRoom();
  const command = useCommand();
  if (!iMay(now.room, "react")) return null;
  return (
    <MenuTrigger>
      <Button className="tool tool-react" isDisabled={now.link.type !== "open"} data-action="react">
        <SmileIcon />
        <span className="tool-label">{messages.reactions.title}</span>
      </Button>
      <Popover className="popover" placement="top">
        <Menu aria-label={messages.reactions.menu} className="reactions">
          {REACTIONS.map((reaction) => (
            <MenuItem
              key={reaction}
              id={reaction}
              className="menu-item"
              textValue={messages.reactions[reaction]}
              onAction={() => command("react", { type: "react", reaction })}
            >
              <ReactionPicture reaction={reaction} />
              {messages.reactions[reaction]}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
