// The one press with which somebody goes to whoever waits. It says what it does.
import type { Messages } from "../../../i18n/fi";
import type { QueueItemView } from "../../../protocol/generated";
import { wayTo, type Way } from "../../../room/facilitatorQueue";
import { groupNumber } from "../../../room/place";
import type { RoomState } from "../../../room/reduce";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useRoom } from "../context";
import { useAnswer } from "./useAnswer";
import { callerName } from "./words";

interface Props {
  readonly each: QueueItemView;
  readonly className?: string;
}

/** Nothing when there is nowhere to go and it is mine already. */
export function Go({ each, className = "primary" }: Props) {
  const messages = useMessages();
  const { facilitatorQueue: words } = messages;
  const { room } = useRoom().now;
  const answer = useAnswer(each);
  const way = wayTo(room, each);
  const isMine = each.claimed_by === room.you.participant;
  if (way.type === "here" && isMine) return null;
  const label = goWords(way, each, room, messages);
  const can = way.type === "floor" || way.type === "word" ? way.isPossible : true;
  return (
    <Press
      className={className}
      aria-label={words.of(label, callerName(each, room, messages))}
      title={can ? undefined : words.cannotYet}
      possible={answer.possible && can}
      busy={answer.busy}
      onPress={answer.go}
      data-action="go_to"
      data-way={way.type}
    >
      {label}
    </Press>
  );
}

function goWords(way: Way, { kind }: QueueItemView, room: RoomState, messages: Messages): string {
  const { facilitatorQueue: words } = messages;
  switch (way.type) {
    case "visit":
      return words.visit(groupNumber({ type: "group", group: way.group }, room.view.groups) ?? way.group);
    case "write":
      return kind === "quiet_signal" ? words.writeQuietly : words.write;
    case "here":
      return words.claim;
    default:
      return words[way.type];
  }
}
