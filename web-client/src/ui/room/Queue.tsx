// The speaking queue: who has the floor, who waits in which order, and where I am in it.
import { callNext, finishTurn } from "../../actions/actions";
import type { Hand, PersonView } from "../../protocol/generated";
import { iMayHere } from "../../room/groups";
import { samePlace } from "../../room/place";
import { isKeptFromTurns } from "../../room/scenes";
import {
  floorHolder,
  iAmStaff,
  iHaveFloor,
  isDropped,
  isSteppedOut,
  myPlace,
  person,
  queueHere,
  queueOf,
  turnsHere,
} from "../../room/selectors";
import { allPlaces } from "../../room/place";
import { canHaveTurn, hasTurns, iRunTurns, nextTurn } from "../../room/turns";
import { CloseIcon, NextIcon } from "../icons";
import { useMessages } from "../language";
import { Press } from "../Press";
import { ActionButton } from "./ActionButton";
import { SceneChoice } from "./scenes/SceneChoice";
import { placeName, useCommand, useRoom } from "./context";
import { ModeChoice } from "./turns/ModeChoice";
import { QueueTools } from "./turns/QueueTools";
import { RoundOrder } from "./turns/RoundOrder";
import { SpeakingShares } from "./turns/SpeakingShares";
import { RunButtons } from "./turns/TurnBar";
import { myPlaceInTurns } from "./turns/turnWords";

export function Queue() {
  const messages = useMessages();
  const { now } = useRoom();
  const { room } = now;
  const { hands, replies = [] } = queueHere(room);
  const turns = turnsHere(room);
  const own = myPlaceInTurns(room, messages);
  // Backstage and where people are helped there is none; those who run the session still see the others.
  if (!hasTurns(myPlace(room))) return <Elsewhere />;
  return (
    <section className="panel-section" aria-labelledby="queue-title">
      <h2 id="queue-title">{messages.panel.queue}</h2>
      <ModeChoice />
      {own !== null && <p className="my-number">{own}</p>}
      {turns === "silence" ? (
        <div className="button-row">
          <RunButtons />
        </div>
      ) : turns === "round" ? (
        <RoundOrder />
      ) : (
        <Floor />
      )}
      {replies.length > 0 && (
        <>
          <h3 id="replies-title">
            {messages.turns.replies} <span className="word">{messages.turns.repliesFirst}</span>
          </h3>
          <ol className="queue replies" aria-labelledby="replies-title" data-replies>
            {replies.map((hand) => (
              <Waiting key={hand.participant} hand={hand} isReply />
            ))}
          </ol>
          {hands.length > 0 && <h3 id="hands-title">{messages.turns.hands}</h3>}
        </>
      )}
      {hands.length > 0 && (
        <ol className="queue" data-queue>
          {hands.map((hand, index) => (
            <Waiting key={hand.participant} hand={hand} number={index + 1} />
          ))}
        </ol>
      )}
      {(turns === "free" || turns === "queue" || turns === "stick") && (
        <ActionButton action={callNext} icon={<NextIcon />} className="primary wide" {...(turns === "stick" ? { label: messages.turns.nextOfStick } : {})} />
      )}
      <QueueTools />
      <SceneChoice />
      <SpeakingShares />
      <Elsewhere />
    </section>
  );
}

/** Who has the floor, and that nobody asks for it. */
function Floor() {
  const messages = useMessages();
  const { room } = useRoom().now;
  const { hands, replies = [] } = queueHere(room);
  const holder = floorHolder(room);
  const isStick = turnsHere(room) === "stick";
  if (holder === undefined) return hands.length + replies.length === 0 && !isStick ? <p className="hint">{messages.panel.queueEmpty}</p> : null;
  const finish = isStick ? { label: messages.turns.layDown } : {};
  return (
    <div className="floor-row">
      <p>
        <strong>{holder.name}</strong> <span className="word">{isStick ? messages.turns.stickBadge : messages.panel.hasFloor}</span>
      </p>
      <ActionButton action={finishTurn} {...(iHaveFloor(room) ? finish : { label: messages.action.finishTheirTurn(holder.name) })} />
    </div>
  );
}

interface WaitingProps {
  readonly hand: Hand;
  /** Absent for a direct reply. */
  readonly number?: number;
  readonly isReply?: boolean;
}

function Waiting({ hand, number, isReply = false }: WaitingProps) {
  const messages = useMessages();
  const { now } = useRoom();
  const command = useCommand();
  const who = person(now.room, hand.participant);
  if (who === undefined) return null;
  const isMe = who.participant === now.room.you.participant;
  const lower = isReply ? messages.turns.lowerReplyOf(who.name) : messages.action.lowerHandOf(who.name);
  const reply = isReply ? { reply: true } : {};
  const possible = now.link.type === "open";
  // The one button under the list calls the first.
  const isCallable = iRunTurns(now.room) && canHaveTurn(now.room, who) && nextTurn(now.room)?.participant !== who.participant;
  return (
    <li data-waiting={who.participant} data-reply={isReply || undefined}>
      {number !== undefined && (
        <span className="number" aria-hidden="true">
          {number}
        </span>
      )}
      <span className="waiting-name">
        {isMe ? `${who.name} (${messages.tile.you})` : who.name} {isReply && <span className="word hand">{messages.turns.repliesWord} </span>}
        <WhyNot who={who} />
      </span>
      {isCallable && (
        <Press
          className="icon-button"
          aria-label={messages.turns.callWho(who.name)}
          possible={possible}
          onPress={() => command(`call-${who.participant}`, { type: "call_person", participant: who.participant })}
        >
          <NextIcon />
        </Press>
      )}
      {!isMe && iMayHere(now.room, "lower_others_hands") && (
        <Press
          className="icon-button"
          aria-label={lower}
          possible={possible}
          onPress={() => command(`lower-${who.participant}`, { type: "lower_hand", participant: who.participant, ...reply })}
        >
          <CloseIcon />
        </Press>
      )}
    </li>
  );
}

function WhyNot({ who }: { readonly who: PersonView }) {
  const messages = useMessages();
  const { room } = useRoom().now;
  if (isDropped(who)) return <span className="word">{messages.panel.away}</span>;
  if (!samePlace(who.place, myPlace(room))) return <span className="word">{messages.panel.elsewhere}</span>;
  if (isSteppedOut(who)) return <span className="word">{messages.person.steppedOut}</span>;
  if (isKeptFromTurns(room, who.participant)) return <span className="word">{messages.scenes.row.listening}</span>;
  return nextTurn(room)?.participant === who.participant ? <span className="word">{messages.panel.next}</span> : null;
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
