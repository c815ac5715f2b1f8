// A seat of the fishbowl on which nobody sits. One of them is the button; more of the same name would only be noise.
import type { CSSProperties } from "react";
import { takeSeat } from "../../../actions/scenes";
import { useMessages } from "../../language";
import { ActionButton } from "../ActionButton";
import { useRoom } from "../context";

interface Props {
  readonly isFirst: boolean;
  readonly style?: CSSProperties;
}

export function FreeSeat({ isFirst, style }: Props) {
  const { scenes: words } = useMessages();
  const { now } = useRoom();
  return (
    <li className="tile free-seat" style={style} data-free-seat>
      {isFirst && takeSeat.isFor(now) ? <ActionButton action={takeSeat} className="primary" /> : <span>{words.freeSeat}</span>}
    </li>
  );
}
