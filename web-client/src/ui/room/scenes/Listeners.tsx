// Those who listen, as a quiet row under the circle: a few by name; of many the number, and a list for who wants it.
import { useId } from "react";
import type { PersonView } from "../../../protocol/generated";
import { listenersHere } from "../../../room/scenes";
import { handNumber, isDropped, isSteppedOut, queueHere } from "../../../room/selectors";
import { EarIcon, HandIcon } from "../../icons";
import { useMessages } from "../../language";
import { useRoom } from "../context";
import { TileReaction } from "../reactions/reactions";
import { SHEET, useMedia } from "../useMedia";

/** Up to so many are all in sight, where there is room for them. */
const FEW = 6;

export function Listeners() {
  const { scenes: words } = useMessages();
  const { room } = useRoom().now;
  const id = useId();
  const isNarrow = useMedia(SHEET);
  const all = listenersHere(room);
  if (all.length === 0) return null;
  const title = words.listeners(all.length);
  const isFew = all.length <= FEW && !isNarrow;
  const list = (
    <ul className="listener-names" aria-labelledby={id} {...(isFew ? {} : { tabIndex: 0 })}>
      {all.map((each) => (
        <Listener key={each.participant} person={each} />
      ))}
    </ul>
  );
  return (
    <section className="listeners" aria-label={words.listenersLabel} data-listeners={all.length}>
      {isFew ? (
        <>
          <h2 id={id}>
            <EarIcon /> {title}
          </h2>
          {list}
        </>
      ) : (
        <details>
          <summary>
            <EarIcon /> <span id={id}>{title}</span>
            {/* The first ones at a glance; the list has all. */}
            <span className="listener-some" aria-hidden="true">
              {all.slice(0, 12).map(({ name }) => name).join(", ")}
            </span>
          </summary>
          {list}
        </details>
      )}
    </section>
  );
}

function Listener({ person }: { readonly person: PersonView }) {
  const messages = useMessages();
  const { room } = useRoom().now;
  const who = person.participant;
  const number = handNumber(queueHere(room), who);
  const isMe = who === room.you.participant;
  return (
    <li className="listener" data-listener={who} data-me={isMe || undefined}>
      <span className="listener-name">{isMe ? `${person.name} (${messages.tile.you})` : person.name}</span>
      {isDropped(person) && <span className="word">{messages.tile.dropped}</span>}
      {isSteppedOut(person) && <span className="word">{messages.person.steppedOut}</span>}
      {number !== null && (
        <span className="listener-hand">
          <HandIcon up />
          <span aria-hidden="true">{number}</span>
          <span className="only-read">{messages.tile.hand(number)}</span>
        </span>
      )}
      <TileReaction participant={who} />
    </li>
  );
}
