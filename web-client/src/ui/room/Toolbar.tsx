// The bar at the bottom: always the same buttons in the same order, each with icon and word. Leave is last.
import { useRef, type ReactNode } from "react";
import { useLandmark } from "react-aria/useLandmark";
import { Toolbar } from "react-aria-components/Toolbar";
import { TOOLBAR, type Action, type ActionId } from "../../actions/actions";
import { CameraIcon, HandIcon, LeaveIcon, MicrophoneIcon, PeopleIcon } from "../icons";
import { useMessages } from "../language";
import { Press } from "../Press";
import { useAction } from "./context";

export function RoomToolbar({ shortcuts }: { readonly shortcuts: boolean }) {
  const messages = useMessages();
  const ref = useRef<HTMLElement>(null);
  const { landmarkProps } = useLandmark({ role: "region", "aria-label": messages.room.toolbar }, ref);
  return (
    <section ref={ref} className="toolbar-region" {...landmarkProps}>
      <Toolbar className="toolbar" aria-label={messages.room.toolbar}>
        {TOOLBAR.map((action) => (
          <ToolbarButton key={action.id} action={action} shortcuts={shortcuts} />
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
    case "leave":
      return <LeaveIcon />;
    default:
      return <PeopleIcon />;
  }
}

function ToolbarButton({ action, shortcuts }: { readonly action: Action; readonly shortcuts: boolean }) {
  const messages = useMessages();
  const { shown, possible, busy, on, press } = useAction(action);
  if (!shown) return null;
  return (
    <Press
      className={`tool tool-${action.id}`}
      // The truth comes back from the server; until then a press changes nothing but `busy`.
      aria-pressed={on}
      aria-keyshortcuts={shortcuts ? action.shortcut : undefined}
      possible={possible}
      busy={busy}
      onPress={press}
      data-action={action.id}
    >
      {iconOf(action.id, on ?? false)}
      <span className="tool-label">{action.label(messages)}</span>
    </Press>
  );
}
