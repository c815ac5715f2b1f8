// The way to ask for help, for those who do not give it. Whoever gives it finds it among the shortcuts.
import { askForHelp } from "../../../actions/session";
import { iMay } from "../../../room/selectors";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useAction, useRoom } from "../context";

interface Props {
  readonly className?: string;
  /** Whether one word of it is enough where there is little room. */
  readonly isShort?: boolean;
}

export function AskHelpButton({ className = "plain", isShort = false }: Props) {
  const { help } = useMessages();
  const { room } = useRoom().now;
  const { shown, possible, busy, press } = useAction(askForHelp);
  if (!shown || iMay(room, "answer_help")) return null;
  return (
    <Press className={className} aria-label={help.ask} possible={possible} busy={busy} onPress={press} data-action={askForHelp.id}>
      <span className={isShort ? "on-wide" : undefined}>{help.ask}</span>
      {isShort && <span className="on-narrow">{help.askShort}</span>}
    </Press>
  );
}
