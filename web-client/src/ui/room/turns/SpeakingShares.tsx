// How long each has spoken: for those who lead, and for everybody where the session shows it. In seat order: it is no contest.
import { ALL_ON } from "../../../room/permissions";
import { me, person } from "../../../room/selectors";
import type { RoomState } from "../../../room/reduce";
import type { PersonView } from "../../../protocol/generated";
import { useMessages } from "../../language";
import { useRoom } from "../context";

interface Share {
  readonly person: PersonView;
  readonly seconds: number;
}

/** Those of whom it is told, in seat order. */
export function sharesOf(room: RoomState): readonly Share[] {
  return (room.view.speaking_times ?? [])
    .flatMap(({ participant, seconds }) => {
      const each = person(room, participant);
      return each === undefined ? [] : [{ person: each, seconds }];
    })
    .toSorted((a, b) => a.person.seat - b.person.seat);
}

export function SpeakingShares() {
  const messages = useMessages();
  const { spoken: words } = messages.turns;
  const { room } = useRoom().now;
  const shares = sharesOf(room);
  if (shares.length === 0) return null;
  const most = Math.max(1, ...shares.map((share) => share.seconds));
  const isShown = (room.view.switches ?? ALL_ON).speaking_shown;
  const mine = me(room)?.participant;
  return (
    <details className="shares" data-shares>
      <summary>{words.title}</summary>
      <p className="hint">{isShown ? words.shown : words.private}</p>
      <ul>
        {shares.map((share) => (
          <li key={share.person.participant}>
            <span className="share-name">{share.person.participant === mine ? `${share.person.name} (${messages.tile.you})` : share.person.name}</span>
            <span className="word">{lengthOf(share.seconds)}</span>
            <meter className="share-bar" min={0} max={most} value={share.seconds} aria-hidden="true" />
          </li>
        ))}
      </ul>
    </details>
  );

  /** Whole minutes, as nobody compares seconds. */
  function lengthOf(seconds: number): string {
    return seconds < 60 ? words.seconds(seconds) : words.minutes(Math.round(seconds / 60));
  }
}
