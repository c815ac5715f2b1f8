// The speaking queue: who has the floor, who waits in which order, and where I am in it.
import { callNext, finishTurn } from "../../actions/actions";
import type { Hand, PersonView } from "../../protocol/generated";
import { iMayHere } from "../../room/groups";
import { samePlace } from "../../room/place";
import {
  floorHolder,
  iAmStaff,
  iHaveFloor,
  isDropped,
  myHandNumber,
  myPlace,
  person,
  queueHere,
  queueOf,
} from "../../room/selectors";
import { allPlaces } from "../../room/place";
import { CloseIcon, NextIcon } from "../icons";
import { useMessages } from "../language";
import { Press } from "../Press";
import { TurnsChoice } from "./agenda/Turns";
import { ActionButton } from "./ActionButton";
import { placeName, useCommand, useRoom } from "./context";

export function Queue() {
  const messages = useMessages();
  const { now } = useRoom();
  const { hands } = queueHere(now.room);
  const holder = floorHolder(now.room);
  const number = myHandNumber(now.room);
  // Backstage and where people are helped there is none; those who run the session still see the others.
  if (!["plenary", "group"].includes(myPlace(now.room).type)) return <Elsewhere />;
  return (
    <section className="panel-section" aria-labelledby="queue-title">
      <h2 id="queue-title">{messages.panel.queue}</h2>
      {number !== null && <p className="my-number">{messages.room.yourNumber(number)}</p>}
      {holder === undefined && hands.length === 0 ? <p className="hint">{messages.panel.queueEmpty}</p> : null}
      {holder !== undefined && (
        <div className="floor-row">
          <p>
            <strong>{holder.name}</strong> <span className="word">{messages.panel.hasFloor}</span>
          </p>
          <ActionButton
            action={finishTurn}
            {...(iHaveFloor(now.room) ? {} : { label: messages.action.finishTheirTurn(holder.name) })}
          />
        </div>
      )}
      {hands.length > 0 && (
        <ol className="queue" data-queue>
          {hands.map((hand, index) => (
            <Waiting key={hand.participant} hand={hand} number={index + 1} />
          ))}
        </ol>
      )}
      <ActionButton action={callNext} icon={<NextIcon />} className="primary wide" />
      <TurnsChoice />
      <Elsewhere />
    </section>
  );
}

function Waiting({ hand, number }: { readonly hand: Hand; readonly number: number }) {
  const messages = useMessages();
  const { now } = useRoom();
  const command = useCommand();
  const who = person(now.room, hand.participant);
  if (who === undefined) return null;
  const isMe = who.participant === now.room.you.participant;
  const lower = messages.action.lowerHandOf(who.name);
  return (
    <li data-waiting={who.participant}>
      <span className="number" aria-hidden="true">
        {number}
      </span>
      <span className="waiting-name">
        {isMe ? `${who.name} (${messages.tile.you})` : who.name} <WhyNot who={who} number={number} />
      </span>
      {!isMe && iMayHere(now.room, "lower_others_hands") && (
        <Press
          className="icon-button"
          aria-label={lower}
          possible={now.link.type === "open"}
          onPress={() => command(`lower-${who.participant}`, { type: "lower_hand", participant: who.participant })}
        >
          <CloseIcon />
        </Press>
      )}
    </li>
  );
}

function WhyNot({ who, number }: { readonly who: PersonView; readonly number: number }) {
  const messages = useMessages();
  const { room } = useRoom().now;
  if (isDropped(who)) return <span className="word">{messages.panel.away}</span>;
  if (!samePlace(who.place, myPlace(room))) return <span className="word">{messages.panel.elsewhere}</span>;
  return number === 1 ? <span className="word">{messages.panel.next}</span> : null;
}

/** For those who run the session: hands in the places where they are not. */
function Elsewhere() {
  const messages = useMessages();
  const { room } = useRoom().now;
  if (!iAmStaff(room)) return null;
  const others = allPlaces(room.view.groups).filter(
    (place) => !samePlace(place, myPlace(room)) && queueOf(room, place).hands.length > 0,
  );
  if (others.length === 0) return null;
  return (
    <div className="elsewhere">
      <h3>{messages.panel.otherQueues}</h3>
      <ul>
        {others.map((place) => (
          <li key={placeName(place, room, messages)}>
            {placeName(place, room, messages)}: {messages.room.inQueue(queueOf(room, place).hands.length)}
          </li>
        ))}
      </ul>
    </div>
  );
}
