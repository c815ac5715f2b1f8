// The bar at the bottom: always the same buttons in the same order, each with icon and word. Leave is last.
import { Fragment, useRef, type ReactNode } from "react";
import { useLandmark } from "react-aria/useLandmark";
import { Toolbar } from "react-aria-components/Toolbar";
import { TOOLBAR, type Action, type ActionId, type Situation } from "../../actions/actions";
import { quietBy } from "../../room/turns";
import { CameraIcon, ChatIcon, HandIcon, LeaveIcon, MicrophoneIcon, PeopleIcon, ScreenIcon } from "../icons";
import { useMessages } from "../language";
import { Press } from "../Press";
import { ActingSwitch } from "./beside/ActingSwitch";
import { useAction, useRoom } from "./context";
import { Count } from "./Count";
import { ReactionMenu } from "./reactions/ReactionMenu";
import { describedBySight, NotPassedOn, SceneNotice } from "./scenes/SceneNotice";
import { HEARD_ID, TurnBar } from "./turns/TurnBar";
import { amIHeard, whoseTurn } from "./turns/turnWords";
import { waitsAmongPeople } from "./waits";

interface Props {
  readonly shortcuts: boolean;
  /** Messages that nobody has looked at yet. */
  readonly unread?: number;
}

export function RoomToolbar({ shortcuts, unread = 0 }: Props) {
  const messages = useMessages();
  const ref = useRef<HTMLElement>(null);
  const { landmarkProps } = useLandmark({ role: "region", "aria-label": messages.room.toolbar }, ref);
  return (
    <section ref={ref} className="toolbar-region" {...landmarkProps}>
      <ActingSwitch />
      {/* Whether I am seen, and whose turn it is: beside each other where there is room. */}
      <div className="toolbar-notices">
        <SceneNotice />
        <TurnBar />
      </div>
      <Toolbar className="toolbar" aria-label={messages.room.toolbar}>
        {TOOLBAR.map((action) => (
          <Fragment key={action.id}>
            {/* Leave stays the last. */}
            {action.id === "leave" && <ReactionMenu />}
            <ToolbarButton action={action} shortcuts={shortcuts} unread={unread} />
          </Fragment>
        ))}
      </Toolbar>
    </section>
  );
}

function iconOf(id: ActionId, on: boolean): ReactNode {
  switch (id) {
    case "microphone":
      return <MicrophoneIcon off={!on} />;
    case "camera":
      return <CameraIcon off={!on} />;
    case "hand":
      return <HandIcon up={on} />;
    case "share":
      return <ScreenIcon on={on} />;
    case "leave":
      return <LeaveIcon />;
    case "chat":
      return <ChatIcon />;
    default:
      return <PeopleIcon />;
  }
}

function ToolbarButton({ action, shortcuts, unread = 0 }: Props & { readonly action: Action }) {
  const messages = useMessages();
  const { now } = useRoom();
  const { shown, possible, busy, on, press } = useAction(action);
  if (!shown) return null;
  // Why I am not heard is written in the bar above.
  const isDescribed = action.id === "microphone" && whoseTurn(now.room, messages) !== null && amIHeard(now, messages) !== null;
  const isQuiet = action.id === "microphone" && on === true && quietBy(now.room) !== null;
  return (
    <Press
      className={`tool tool-${action.id}`}
      // The truth comes back from the server; until then a press changes nothing but `busy`.
      aria-pressed={on}
      aria-describedby={describedBySight(action.id, now.room) ?? (isDescribed ? HEARD_ID : undefined)}
      data-quiet={isQuiet || undefined}
      aria-keyshortcuts={shortcuts ? action.shortcut : undefined}
      possible={possible}
      busy={busy}
      onPress={press}
      data-action={action.id}
    >
      {iconOf(action.id, on ?? false)}
      <span className="tool-label">{action.label(messages)}</span>
      <NotPassedOn id={action.id} />
      <Waits action={action} now={now} unread={unread} />
    </Press>
  );
}

/** While the panel is closed, the bar tells what waits in it. */
function Waits({ action, now, unread }: { readonly action: Action; readonly now: Situation; readonly unread: number }) {
  const messages = useMessages();
  if (now.panelOpen) return null;
  if (action.id === "chat" && unread > 0) return <Count count={unread} words={messages.tabs.unread(unread)} />;
  const waiting = waitsAmongPeople(now.room, messages);
  return action.id === "people" && waiting.count > 0 ? <Count {...waiting} /> : null;
}
