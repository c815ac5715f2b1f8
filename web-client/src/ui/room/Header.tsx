// What this is, where I am, and whether the connection holds, in words.
import { useRef } from "react";
import { useLandmark } from "react-aria/useLandmark";
import { Button } from "react-aria-components/Button";
import { shortcuts } from "../../actions/actions";
import { myPlace } from "../../room/selectors";
import { Mark } from "../icons";
import { LanguageSwitch, useMessages } from "../language";
import { ConnectionSign } from "./connection/ConnectionSign";
import { AskHelpButton } from "./help/AskHelpButton";
import { placeName, useAction, useRoom } from "./context";

export function Header() {
  const messages = useMessages();
  const { now, tools } = useRoom();
  const ref = useRef<HTMLElement>(null);
  const { landmarkProps } = useLandmark({ role: "banner", "aria-label": messages.room.header }, ref);
  const help = useAction(shortcuts);
  return (
    <header ref={ref} className="room-header" {...landmarkProps}>
      <Mark />
      <h1>{now.room.view.title}</h1>
      <p className="where">{messages.room.youAreIn(placeName(myPlace(now.room), now.room, messages))}</p>
      <ConnectionSign />
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
