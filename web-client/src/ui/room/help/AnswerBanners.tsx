// For those who answer: who calls, with one press that takes the call and goes there; and whom I am helping.
import { useState } from "react";
import type { HelpCallId, HelpCallView } from "../../../protocol/generated";
import { callsITook, waitingCalls, wayTo } from "../../../room/help";
import { CloseIcon } from "../../icons";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useRoom } from "../context";
import { stage } from "../useKeptFocus";
import { useAnswer } from "./useAnswer";
import { callerName, callSentence, elsewhere, problemWords } from "./words";

export function AnswerBanners() {
  const { room } = useRoom().now;
  const [aside, setAside] = useState<ReadonlySet<HelpCallId>>(new Set());
  const waiting = waitingCalls(room).filter(({ call }) => !aside.has(call));
  const [first] = waiting;
  return (
    <>
      {callsITook(room).map((call) => (
        <Helping key={call.call} call={call} />
      ))}
      {first !== undefined && (
        <Calls key={first.call} call={first} more={waiting.length - 1} onAside={() => setAside(new Set([...aside, ...waiting.map(({ call }) => call)]))} />
      )}
    </>
  );
}

interface CallsProps {
  readonly call: HelpCallView;
  /** How many more wait. */
  readonly more: number;
  readonly onAside: () => void;
}

function Calls({ call, more, onAside }: CallsProps) {
  const messages = useMessages();
  const { answer: words } = messages.help;
  const { now, tools } = useRoom();
  const { room } = now;
  const answer = useAnswer(call);
  const name = callerName(call, room);
  const way = wayTo(room, call).type;
  const [label, full] = {
    visit: [words.go, words.goTo(name)],
    write: [words.write, words.writeTo(name)],
    here: [words.take, words.takeOf(name)],
    coming: [words.take, words.takeOf(name)],
  }[way];
  const isListed = now.panelOpen && now.tab === "people";
  return (
    <div className="banner banner-help" data-banner="help" data-call={call.call}>
      <p>
        <strong>{callSentence({ name, place: call.place, forGroup: call.for_group, problem: call.problem }, room, messages)}</strong> {more > 0 && words.more(more)}
      </p>
      <Press className="primary" aria-label={full} possible={answer.possible} busy={answer.busy} onPress={answer.go} data-action="answer_help">
        {label}
      </Press>
      {more > 0 && !isListed && (
        <Press className="plain" onPress={() => tools.showTab("people")} data-action="show_help_calls">
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

function Helping({ call }: { readonly call: HelpCallView }) {
  const messages = useMessages();
  const { answer: words } = messages.help;
  const { room } = useRoom().now;
  const answer = useAnswer(call);
  const name = callerName(call, room);
  const way = wayTo(room, call).type;
  const state = { possible: answer.possible, busy: answer.busy };
  return (
    <div className="banner banner-helping" data-banner="helping" data-call={call.call}>
      <p>{words.helping(name, elsewhere(call.place, room, messages), problemWords(call.problem, messages))}</p>
      {(way === "visit" || way === "write") && (
        <Press className="plain" aria-label={way === "visit" ? words.goTo(name) : words.writeTo(name)} {...state} onPress={answer.go} data-action="go_to_help">
          {way === "visit" ? words.go : words.write}
        </Press>
      )}
      <Press className="primary" aria-label={words.doneOf(name)} {...state} onPress={answer.resolve} data-action="resolve_help">
        {words.done}
      </Press>
    </div>
  );
}
