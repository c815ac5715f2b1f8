// Beside a name, while not everybody is seen: whether this person is.
import type { ParticipantId } from "../../../protocol/generated";
import { isSeenHere, stagedHere } from "../../../room/scenes";
import { EarIcon, EyeIcon } from "../../icons";
import { useMessages } from "../../language";
import { useRoom } from "../context";

interface Props {
  readonly participant: ParticipantId;
  /** Of other places nothing is said here. */
  readonly isHere: boolean;
}

export function SightWord({ participant, isHere }: Props) {
  const { scenes } = useMessages();
  const { room } = useRoom().now;
  if (!isHere || stagedHere(room) === undefined) return null;
  const isSeen = isSeenHere(room, participant);
  return (
    <span className={isSeen ? "word strong" : "word"} data-sight={isSeen ? "seen" : "listening"}>
      {isSeen ? <EyeIcon /> : <EarIcon />} {isSeen ? scenes.row.seen : scenes.row.listening}
    </span>
  );
}
