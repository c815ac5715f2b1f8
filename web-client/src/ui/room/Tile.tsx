// One person at the table.
import type { CSSProperties } from "react";
import type { DeviceId, PersonView } from "../../protocol/generated";
import { slotOf } from "../../media/slots";
import type { MediaState } from "../../media/session";
import type { LocalState } from "../../media/local";
import type { RoomState } from "../../room/reduce";
import { carriedHere, devicesOf, handNumber, isDropped, isSending, isSteppedOut, namesBeside, queueHere, seenThrough, turnsHere } from "../../room/selectors";
import { leavesNext, mySight, spotlightHere } from "../../room/scenes";
import { nextTurn } from "../../room/turns";
import type { Readable } from "../../store";
import { EyeIcon, HandIcon, LostIcon, MicrophoneIcon } from "../icons";
import { useMessages } from "../language";
import { OwnPicture } from "../OwnPicture";
import { useFrom, useStore } from "../useStore";
import { useRoom, useSpeaking } from "./context";
import { TimeLeft } from "./groups/time";
import { shownRole } from "./people/Marks";
import { TileReaction } from "./reactions/reactions";
import { RemotePicture } from "./RemotePicture";

interface Props {
  readonly person: PersonView;
  readonly room: RoomState;
  readonly media: Readable<MediaState>;
  readonly local: LocalState;
  readonly style?: CSSProperties;
}

export function Tile({ person, room, media, local, style }: Props) {
  const messages = useMessages();
  const who = person.participant;
  const isMe = who === room.you.participant;
  const isHere = carriedHere(room).includes(who);
  // Once for each person, however many devices they have. My own camera is shown as a mirror, another of my devices as
  // the others see it.
  const through = seenThrough(room, who);
  const showsOwn = isHere && (local.camera.on || !isSending(room, who, "camera"));
  const device = showsOwn ? room.you.device : through;
  const dropped = isDropped(person);
  const away = isSteppedOut(person);
  const speaking = useSpeaking(who) && !dropped;
  const role = shownRole(person, room, messages);
  const number = handNumber(queueHere(room), who);
  const hasFloor = queueHere(room).floor?.participant === who;
  const isNext = !hasFloor && nextTurn(room)?.participant === who;
  const replies = queueHere(room).replies?.some((hand) => hand.participant === who) ?? false;
  const muted = person.role !== "observer" && !isSending(room, who, "microphone");
  const isLarge = spotlightHere(room) === who;
  const isMineSeen = isMe && mySight(room) === "seen";
  const leaves = leavesNext(room);
  const beside = namesBeside(room, who);
  const label = isMe ? `${person.name} (${messages.tile.you})` : person.name;
  return (
    <li
      className={`tile tone-${person.seat % 8}`}
      style={style}
      data-participant={who}
      data-device={device}
      data-me={isMe || undefined}
      data-here={isHere || undefined}
      data-devices={devicesOf(room, who).length}
      data-speaking={speaking || undefined}
      data-hand={number ?? undefined}
      data-floor={hasFloor || undefined}
      data-next={isNext || undefined}
      data-dropped={dropped || undefined}
      data-away={away || undefined}
      data-large={isLarge || undefined}
    >
      <div className="face">
        <span className="initials" aria-hidden="true">
          {initials(person.name)}
        </span>
        {showsOwn ? <Mine local={local} /> : device !== undefined && !dropped && <Theirs device={device} media={media} />}
      </div>
      <div className="tile-label">
        <span className="tile-name">{label}</span>
        {beside.length > 0 && <span className="only-read">{messages.beside.sharing(beside)}</span>}
        {muted && !dropped && !away && (
          <span className="tile-muted">
            <MicrophoneIcon off />
            <span className="tile-word">{messages.tile.muted}</span>
          </span>
        )}
      </div>
      <TileReaction participant={who} />
      <div className="tile-marks">
        {role !== null && <span className="badge badge-role">{role}</span>}
        {isMineSeen && (
          <span className="badge badge-sight">
            <EyeIcon />
            <span className="tile-word">{messages.scenes.youAreSeen}</span>
          </span>
        )}
        {isLarge && <span className="only-read">{messages.scenes.large}</span>}
        {leaves?.participant === who && !isMe && <TimeLeft room={room} endsAt={leaves.at} words={messages.scenes.leaves} className="badge badge-leaves" />}
        {hasFloor && <span className="badge badge-floor">{turnsHere(room) === "stick" ? messages.turns.stickBadge : messages.tile.floor}</span>}
        {isNext && <span className="badge badge-next">{messages.panel.next}</span>}
        {replies && !isNext && <span className="badge badge-reply">{messages.turns.repliesWord}</span>}
        {speaking && <span className="badge badge-speaking">{messages.tile.speaking}</span>}
      </div>
      {number !== null && (
        <span className="badge badge-hand">
          <HandIcon up />
          <span aria-hidden="true">{number}</span>
          <span className="only-read">{messages.tile.hand(number)}</span>
        </span>
      )}
      {away && (
        <p className="tile-dropped">
          <span>{messages.person.steppedOut}</span>
          {person.note !== undefined && <span>{person.note}</span>}
        </p>
      )}
      {dropped && (
        <p className="tile-dropped">
          <LostIcon />
          <span>{messages.tile.dropped}</span>
        </p>
      )}
    </li>
  );
}

function Mine({ local }: { readonly local: LocalState }) {
  const { on, track } = local.camera;
  return on && track !== null ? (
    <div className="picture" data-video="live">
      <OwnPicture track={track} />
    </div>
  ) : (
    <div className="picture" data-video="blank" />
  );
}

/** Hears of slots by itself and at once, not at the end of a burst: what is not this person any more must go. */
function Theirs({ device, media }: { readonly device: DeviceId; readonly media: Readable<MediaState> }) {
  const from = useFrom(media, ({ slots }) => slotOf(slots, device, "camera")?.from_timestamp);
  const track = useFrom(media, ({ slots, tracks }) => {
    const slot = slotOf(slots, device, "camera");
    return slot === undefined ? undefined : tracks[slot.line];
  });
  const paused = useFrom(media, ({ slots }) => slotOf(slots, device, "camera")?.paused === true);
  const audioOnly = useStore(useRoom().tools.session.audioOnly);
  const messages = useMessages();
  if (track === undefined || audioOnly) return <div className="picture" data-video="blank" />;
  return (
    <div className="face" data-paused={paused || undefined}>
      {/* A key for each person shown: another one is another element, so no picture of somebody else can be left on it. */}
      <RemotePicture key={`${device}-${track.id}`} track={track} from={from} />
      {paused && <p className="tile-paused">{messages.connection.paused}</p>}
    </div>
  );
}

/** At most two letters: of the first and the last word that begins with a letter. */
export function initials(name: string): string {
  const letters = name.split(/[\s-]+/u).flatMap((word) => word.match(/\p{L}/u)?.[0] ?? []);
  const chosen = letters.length > 2 ? [letters[0], letters.at(-1)] : letters;
  return chosen.join("").toLocaleUpperCase() || "•";
}
