// A button for an action, outside the toolbar.
import type { ReactNode } from "react";
import type { Action } from "../../actions/actions";
import { useMessages } from "../language";
import { Press } from "../Press";
import { useAction } from "./context";

interface Props {
  readonly action: Action;
  readonly icon?: ReactNode;
  readonly className?: string;
  /** Words instead of the action's own. */
  readonly label?: ReactNode;
}

export function ActionButton({ action, icon, className = "plain", label }: Props) {
  const messages = useMessages();
  const { shown, possible, busy, press } = useAction(action);
  if (!shown) return null;
  return (
    <Press className={className} possible={possible} busy={busy} onPress={press} data-action={action.id}>
      {icon}
      <span>{label ?? action.label(messages)}</span>
    </Press>
  );
}
