// For those who answer: who asks, with one press that takes it and goes there; and what I have taken.
import { useState } from "react";
import type { QueueItemView } from "../../../protocol/generated";
import { itemKey, requestsITook, waitingRequests } from "../../../room/facilitatorQueue";
import { othersInWord } from "../../../room/help";
import { PLENARY } from "../../../room/place";
import { callerOf } from "../../../room/requestNews";
import { CloseIcon } from "../../icons";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useRoom } from "../context";
import { stage } from "../useKeptFocus";
import { Go } from "./Go";
import { KindIcon } from "./KindIcon";
import { useAnswer } from "./useAnswer";
import { aboutWhat, callerName, callSentence, elsewhere, kindWords } from "./words";

export function AnswerBanners() {
  const { room } = useRoom().now;
  const [aside, setAside] = useState<ReadonlySet<string>>(new Set());
  const waiting = waitingRequests(room).filter(({ item }) => !aside.has(itemKey(item)));
  const [first] = waiting;
  // In the word itself the banner of the place has the way back, which is also the end of it.
  const isInWord = othersInWord(room) !== null;
  return (
    <>
      {requestsITook(room).map((each) => !(isInWord && each.kind === "private_word") && <Helping key={itemKey(each.item)} each={each} />)}
      {first !== undefined && (
        <Asks key={itemKey(first.item)} each={first} more={waiting.length - 1} onAside={() => setAside(new Set([...aside, ...waiting.map(({ item }) => itemKey(item))]))} />
      )}
    </>
  );
}

interface AsksProps {
  readonly each: QueueItemView;
  /** How many more wait. */
  readonly more: number;
  readonly onAside: () => void;
}

function Asks({ each, more, onAside }: AsksProps) {
  const messages = useMessages();
  const { facilitatorQueue: words } = messages;
  const { now, tools } = useRoom();
  const { room } = now;
  const isListed = now.panelOpen && now.tab === "people";
  const isQuiet = each.kind === "quiet_signal";
  return (
    <div className="banner banner-help" data-banner="help" data-kind={each.kind}>
      <p>
        <KindIcon kind={each.kind} /> <strong>{callSentence(callerOf(room, each), room, messages)}</strong> {isQuiet && words.quietHow} {more > 0 && words.more(more)}
      </p>
      <Go each={each} />
      {more > 0 && !isListed && (
        <Press className="plain" onPress={() => tools.showTab("people")} data-action="show_queue">
          {words.showAll}
        </Press>
      )}
      <Press
        className="icon-button"
        aria-label={words.aside}
        onPress={() => {
          onAside();
          stage()?.focus();
        }}
      >
        <CloseIcon />
      </Press>
    </div>
  );
}

function Helping({ each }: { readonly each: QueueItemView }) {
  const messages = useMessages();
  const { facilitatorQueue: words } = messages;
  const { room } = useRoom().now;
  const answer = useAnswer(each);
  const name = callerName(each, room, messages);
  const what = (each.kind === "help" ? aboutWhat(each, messages) : null) ?? kindWords(each, messages).toLowerCase();
  return (
    <div className="banner banner-helping" data-banner="helping" data-kind={each.kind}>
      <p>{words.helping(name, elsewhere(each.place ?? PLENARY, room, messages), what)}</p>
      <Go each={each} className="plain" />
      <Press className="primary" aria-label={words.of(words.done, name)} possible={answer.possible} busy={answer.busy} onPress={answer.resolve} data-action="resolve">
        {words.done}
      </Press>
    </div>
  );
}
