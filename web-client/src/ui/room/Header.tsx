// What this is, where I am, and whether the connection holds, in words.
import { useRef } from "react";
import { useLandmark } from "react-aria/useLandmark";
import { Button } from "react-aria-components/Button";
import { shortcuts } from "../../actions/actions";
import { myPlace } from "../../room/selectors";
import { Mark } from "../icons";
import { LanguageSwitch, useMessages } from "../language";
import { useToldPart } from "../useStore";
import { AskHelpButton } from "./help/AskHelpButton";
import { placeName, useAction, useRoom } from "./context";

export function Header() {
  const messages = useMessages();
  const { now, tools } = useRoom();
  const media = useToldPart(tools.session.media.state, (state) => state.type);
  const ref = useRef<HTMLElement>(null);
  const { landmarkProps } = useLandmark({ role: "banner", "aria-label": messages.room.header }, ref);
  const help = useAction(shortcuts);
  const isOpen = now.link.type === "open";
  const link = !isOpen
    ? messages.room.reconnecting
    : media === "up"
      ? messages.room.connected
      : media === "starting"
        ? messages.room.mediaStarting
        : messages.room.mediaBroken;
  return (
    <header ref={ref} className="room-header" {...landmarkProps}>
      <Mark />
      <h1>{now.room.view.title}</h1>
      <p className="where">{messages.room.youAreIn(placeName(myPlace(now.room), now.room, messages))}</p>
      <p className="link-state" data-link={isOpen ? media : "lost"}>
        {link}
      </p>
      <AskHelpButton className="header-ask" isShort />
      <Button className="quick-leave" data-action="leave_quickly" onPress={tools.leaveQuickly}>
        {messages.room.leaveQuickly}
      </Button>
      {help.shown && (
        <Button className="help-button" aria-label={messages.action.shortcuts} onPress={help.press}>
          ?
        </Button>
      )}
      <LanguageSwitch />
    </header>
  );
}
