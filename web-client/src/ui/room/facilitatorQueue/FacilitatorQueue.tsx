// All that waits for those who run the session, in one list: what it is, who, where and since when, who has taken it, and
// one press to go there.
import { useRef, useState } from "react";
import type { Messages } from "../../../i18n/fi";
import type { QueueItemView, QueueKind } from "../../../protocol/generated";
import { countsOf, isWorthAList, itemKey, queueItems, wayTo } from "../../../room/facilitatorQueue";
import { nameOf } from "../../../room/groups";
import { iMayCall } from "../../../room/help";
import { samePlace } from "../../../room/place";
import { isKeptFromTurns } from "../../../room/scenes";
import { myPlace } from "../../../room/selectors";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { placeName, useCommand, useRoom } from "../context";
import { RowMenu, type Choice } from "../RowMenu";
import { questionOf } from "../../../room/questions";
import { useQuestionMenu } from "../questions/useQuestionMenu";
import { useKeptFocus } from "../useKeptFocus";
import { Age } from "./Age";
import { Go } from "./Go";
import { KindIcon } from "./KindIcon";
import { useAnswer, type Answering } from "./useAnswer";
import { aboutHelp, callerName, kindWords } from "./words";

/** Up to so many are shown at once; on a day of fifty people there is more below than the list. */
const SHOWN = 8;
/** From so many on one may want to see only some. */
const MANY = 4;

export function FacilitatorQueue() {
  const { facilitatorQueue: words } = useMessages();
  const { room } = useRoom().now;
  const [wished, setKind] = useState<QueueKind | null>(null);
  const [isWhole, setWhole] = useState(false);
  const items = queueItems(room);
  const counts = countsOf(items);
  const taken = items.filter((each) => each.claimed_by !== undefined).length;
  const isFiltered = counts.length > 1 && items.length >= MANY;
  // What one wanted to see only may all be done.
  const kind = isFiltered && counts.some((each) => each.kind === wished) ? wished : null;
  const chosen = items.filter((each) => kind === null || each.kind === kind);
  const shown = isWhole ? chosen : chosen.slice(0, SHOWN);
  if (!isWorthAList(room)) return null;
  return (
    <section className="panel-section" aria-labelledby="facilitator-queue-title" data-section="facilitator-queue">
      <h2 id="facilitator-queue-title">
        {words.title} <span className="word">{[words.waits(items.length - taken), ...(taken > 0 ? [words.taken(taken)] : [])].join(", ")}</span>
      </h2>
      {isFiltered && (
        <div className="queue-filter" role="group" aria-label={words.show}>
          <Press className="queue-chip" aria-pressed={kind === null} onPress={() => setKind(null)}>
            {words.all} <span className="chip-count">{items.length}</span>
          </Press>
          {counts.map((each) => (
            <Press key={each.kind} className="queue-chip" aria-pressed={kind === each.kind} data-filter={each.kind} onPress={() => setKind(each.kind)}>
              {words.filter[each.kind]} <span className="chip-count">{each.count}</span>
            </Press>
          ))}
        </div>
      )}
      <ol className="waiting" aria-labelledby="facilitator-queue-title">
        {shown.map((each) => (
          <Row key={itemKey(each.item)} each={each} />
        ))}
      </ol>
      {shown.length < chosen.length && (
        <Press className="plain wide" data-action="show_rest" onPress={() => setWhole(true)}>
          {words.rest(chosen.length - shown.length)}
        </Press>
      )}
    </section>
  );
}

function Row({ each }: { readonly each: QueueItemView }) {
  const messages = useMessages();
  const { facilitatorQueue: words } = messages;
  const { room } = useRoom().now;
  const { kind, claimed_by: taker, place, with: whom } = each;
  const isMine = taker === room.you.participant;
  // A button that has done its work goes: the row itself, with what it says now, has the focus then.
  const row = useRef<HTMLLIElement>(null);
  const kept = useKeptFocus(() => row.current);
  const name = callerName(each, room, messages);
  const what = each.item.type === "question" ? (questionOf(room, each.item.question)?.text ?? null) : aboutHelp(each, messages);
  const answer = useAnswer(each);
  // Why the floor cannot be given.
  const isListening = each.item.type === "hand" && samePlace(each.item.place, myPlace(room)) && isKeptFromTurns(room, each.item.participant);
  const isMineOrFree = isMine || taker === undefined;
  const atDoor = useAtDoor(each);
  const asking = useQuestionMenu(each.item.type === "question" ? questionOf(room, each.item.question) : undefined);
  const rare = [...asking, ...rareOf(each, wayTo(room, each).type !== "here", isMine, answer, words), ...atDoor];
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <li ref={row} tabIndex={-1} data-item={itemKey(each.item)} data-kind={kind} data-taken={taker === undefined ? undefined : isMine ? "me" : "other"} {...kept}>
      <div className="queue-what">
        <KindIcon kind={kind} />
        <p className="person">
          <span className="person-name">{name}</span>
          <span className="queue-kind">{kindWords(each, messages)}</span>
          {isListening && <span className="word strong">{messages.scenes.row.listening}</span>}
          {place !== undefined && <span className="word">{placeName(place, room, messages)}</span>}
          {each.for_group === true && <span className="word">{words.forGroup}</span>}
          <Age room={room} since={each.since} />
          {what !== null && <strong className="asks">{what}</strong>}
          {whom !== undefined && <span className="word strong">{whom === room.you.participant ? words.withMe : words.withOther(nameOf(room, whom) ?? words.somebody)}</span>}
          {taker !== undefined && <span className="word strong">{isMine ? words.byMe : words.by(nameOf(room, taker) ?? words.somebody)}</span>}
        </p>
        {answer.possible && <RowMenu label={messages.person.menu(name)} choices={rare} />}
      </div>
      {isMineOrFree && <Buttons each={each} name={name} answer={answer} />}
    </li>
  );
}

interface ButtonsProps {
  readonly each: QueueItemView;
  readonly name: string;
  readonly answer: Answering;
}

function Buttons({ each, name, answer }: ButtonsProps) {
  const { facilitatorQueue: words } = useMessages();
  const { room } = useRoom().now;
  const { item, claimed_by: taker } = each;
  const isMine = taker === room.you.participant;
  const isFree = taker === undefined;
  const isRequest = item.type === "request";
  const state = { possible: answer.possible, busy: answer.busy };
  const goes = wayTo(room, each).type !== "here";
  return (
    <div className="waiting-buttons">
      <Go each={each} />
      {isFree && isRequest && goes && (
        <Press className="plain" aria-label={words.of(words.claim, name)} {...state} onPress={answer.claim} data-action="claim">
          {words.claim}
        </Press>
      )}
      {isMine && isRequest && (
        <Press className={goes ? "plain" : "primary"} aria-label={words.of(words.done, name)} {...state} onPress={answer.resolve} data-action="resolve">
          {words.done}
        </Press>
      )}
      {isMine && (
        <Press className="plain" aria-label={words.of(words.release, name)} {...state} onPress={answer.release} data-action="release">
          {words.release}
        </Press>
      )}
    </div>
  );
}

/** Whoever cannot get in by themselves is helped, by one who helps nobody else at the same time. */
function useAtDoor({ kind, participant, claimed_by: taker }: QueueItemView): readonly Choice[] {
  const messages = useMessages();
  const { now } = useRoom();
  const command = useCommand();
  const { room } = now;
  const waiting = room.view.lobby?.waiting.find((each) => each.participant === participant);
  const isAnothers = taker !== undefined && taker !== room.you.participant;
  if (kind !== "lobby" || participant === undefined || isAnothers || waiting?.connected !== true || !iMayCall(room)) return [];
  const help = (): void => command(`waiting-${participant}`, { type: "take_to_help", participant });
  return [{ id: "help", label: messages.waiting.help, onChoose: help }];
}

/** At the door and in the speaking queue one press is all that is needed nearly always. */
function rareOf({ item, claimed_by: taker }: QueueItemView, goes: boolean, isMine: boolean, answer: Answering, words: Messages["facilitatorQueue"]): readonly Choice[] {
  const isRequest = item.type === "request";
  const claim = { id: "claim", label: words.claim, onChoose: answer.claim };
  const done = { id: "resolve", label: item.type === "hand" ? words.lowerHand : words.done, onChoose: answer.resolve };
  const isDoneElsewhere = item.type === "lobby" || item.type === "question" || (isMine && isRequest);
  return [...(taker === undefined && !isRequest && goes ? [claim] : []), ...(isDoneElsewhere ? [] : [done])];
}
