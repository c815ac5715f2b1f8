// The line beside the microphone that stays while not everybody is seen: whether I am, and for whoever sits in a fishbowl
// how long and how to get up.
import { leaveSeat } from "../../../actions/scenes";
import type { ActionId } from "../../../actions/actions";
import type { Messages } from "../../../i18n/fi";
import type { RoomState } from "../../../room/reduce";
import { iSit, leavesNext, mySight } from "../../../room/scenes";
import { thisDeviceSends } from "../../../room/selectors";
import { quietBy } from "../../../room/turns";
import { EarIcon, EyeIcon } from "../../icons";
import { useMessages } from "../../language";
import { ActionButton } from "../ActionButton";
import { useRoom } from "../context";
import { TimeLeft } from "../groups/time";
import { stage, useKeptFocus } from "../useKeptFocus";

const ID = "scene-notice";

export function SceneNotice() {
  const { scenes: words } = useMessages();
  const { room } = useRoom().now;
  // Whoever gets up has no button to do it any more.
  const kept = useKeptFocus(stage);
  const sight = mySight(room);
  const next = leavesNext(room);
  const isOn = thisDeviceSends(room, "microphone");
  return (
    <div {...kept}>
      {sight !== null && (
        <div className="scene-notice" data-sight={sight}>
          <p id={ID}>
            {sight === "seen" ? <EyeIcon /> : <EarIcon />}
            <span>
              <strong>{sightWords(sight, room, words)}</strong>
              {sight === "listening" && isOn && <span className="scene-more"> {words.notice.microphoneOn}</span>}
            </span>
          </p>
          {sight === "seen" && next !== undefined && next.participant === room.you.participant && (
            <TimeLeft room={room} endsAt={next.at} words={words.leavesMe} className="scene-time" />
          )}
          {iSit(room) && <ActionButton action={leaveSeat} />}
        </div>
      )}
    </div>
  );
}

/** Only the words, where the line itself is covered. */
export function SightLine() {
  const { scenes: words } = useMessages();
  const { room } = useRoom().now;
  const sight = mySight(room);
  if (sight === null) return null;
  return (
    <p className="scene-notice" data-sight={sight}>
      <strong>{sightWords(sight, room, words)}</strong>
    </p>
  );
}

function sightWords(sight: "seen" | "listening", room: RoomState, { notice }: Messages["scenes"]): string {
  if (sight === "listening") return notice.listening;
  return quietBy(room) !== null ? notice.seenOnly : notice.seen;
}

/** By what the buttons of what is not passed on are described. */
export function describedBySight(id: ActionId, room: RoomState): string | undefined {
  return isNotPassedOn(id, room) ? ID : undefined;
}

function isNotPassedOn(id: ActionId, room: RoomState): boolean {
  return (id === "microphone" || id === "camera") && mySight(room) === "listening";
}

/** On the button itself, where there is room for it: it may be on, but goes nowhere. */
export function NotPassedOn({ id }: { readonly id: ActionId }) {
  const { scenes: words } = useMessages();
  const { room } = useRoom().now;
  if (!isNotPassedOn(id, room)) return null;
  return (
    <span className="tool-unheard" aria-hidden="true">
      {id === "microphone" ? words.notice.unheard : words.notice.unseen}
    </span>
  );
}
