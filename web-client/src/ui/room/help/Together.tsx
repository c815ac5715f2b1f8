// A word alone: that nobody else hears or sees it, and one way back for both.
import { comeBack } from "../../../actions/session";
import { othersInWord } from "../../../room/help";
import { isDropped } from "../../../room/selectors";
import { useMessages } from "../../language";
import { ActionButton } from "../ActionButton";
import { useRoom } from "../context";

export function Together() {
  const { help } = useMessages();
  const { together: words } = help;
  const { room } = useRoom().now;
  const others = othersInWord(room);
  if (others === null) return null;
  const dropped = others.find(isDropped);
  return (
    <div className="banner banner-together" data-banner="private-word">
      <p>
        <strong>{words.title}</strong> {others.length > 0 && words.withYou(others.map(({ name }) => name))} {words.nobodyElse}
        {dropped !== undefined && ` ${words.dropped(dropped.name)}`}
      </p>
      <ActionButton action={comeBack} className="primary" />
    </div>
  );
}
