// The calls for help, for those who may answer them: first come first, who has taken which, and since when.
import { callsToAnswer, wayTo } from "../../../room/help";
import type { HelpCallView } from "../../../protocol/generated";
import { nameOf } from "../../../room/groups";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { placeName, useRoom } from "../context";
import { Age } from "./Age";
import { useAnswer } from "./useAnswer";
import { callerName, problemWords } from "./words";

export function HelpCalls() {
  const { help } = useMessages();
  const { room } = useRoom().now;
  const calls = callsToAnswer(room);
  if (calls.length === 0) return null;
  return (
    <section className="panel-section" aria-labelledby="help-calls-title">
      <h2 id="help-calls-title">
        {help.answer.title} <span className="word">{help.answer.count(calls.length)}</span>
      </h2>
      <ol className="waiting" aria-labelledby="help-calls-title">
        {calls.map((call) => (
          <Row key={call.call} call={call} />
        ))}
      </ol>
    </section>
  );
}

function Row({ call }: { readonly call: HelpCallView }) {
  const messages = useMessages();
  const { answer: words } = messages.help;
  const { room } = useRoom().now;
  const answer = useAnswer(call);
  const { claimed_by: taker } = call;
  const isMine = taker === room.you.participant;
  const name = callerName(call, room);
  const state = { possible: answer.possible, busy: answer.busy };
  const way = wayTo(room, call).type;
  return (
    <li data-call={call.call} data-help={taker === undefined ? call.problem : undefined}>
      <p className="person">
        <span className="person-name">{name}</span>
        <span className="word">{placeName(call.place, room, messages)}</span>
        <strong className="asks">{problemWords(call.problem, messages)}</strong>
        {call.for_group && <span className="word">{words.forGroup}</span>}
        <Age room={room} since={call.since} />
        {taker !== undefined && <span className="word strong">{isMine ? words.byMe : words.by(nameOf(room, taker) ?? messages.help.line.somebody)}</span>}
      </p>
      <div className="waiting-buttons">
        {taker === undefined && (
          <Press className="primary" aria-label={words.takeOf(name)} {...state} onPress={answer.take} data-action="claim_help">
            {words.take}
          </Press>
        )}
        {isMine && (way === "visit" || way === "write") && (
          <Press className="primary" aria-label={way === "visit" ? words.goTo(name) : words.writeTo(name)} {...state} onPress={answer.go} data-action="go_to_help">
            {way === "visit" ? words.go : words.write}
          </Press>
        )}
        {isMine && (
          <Press className="plain" aria-label={words.releaseOf(name)} {...state} onPress={answer.release} data-action="release_help">
            {words.release}
          </Press>
        )}
        <Press className="plain" aria-label={words.doneOf(name)} {...state} onPress={answer.resolve} data-action="resolve_help">
          {words.done}
        </Press>
      </div>
    </li>
  );
}
