// The questions one sees: what is asked, whether others want it answered too, and what was answered.
import type { QuestionView } from "../../../protocol/generated";
import { nameOf } from "../../../room/groups";
import { iAnswer } from "../../../room/help";
import { inOrder, iVoteFor } from "../../../room/questions";
import { iMay } from "../../../room/selectors";
import { TickIcon } from "../../icons";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useFrom } from "../../useStore";
import { useCommand, useRoom } from "../context";
import { Age } from "../facilitatorQueue/Age";
import { RowMenu } from "../RowMenu";
import { useKeptFocus } from "../useKeptFocus";
import { useOwnQuestions } from "./ownQuestions";
import { useQuestionMenu } from "./useQuestionMenu";

export function QuestionsSection() {
  const { questions: words } = useMessages();
  const { room } = useRoom().now;
  const own = useFrom(useOwnQuestions().state, (state) => state);
  const kept = useKeptFocus();
  const all = inOrder(room, own.flatMap(({ view }) => view ?? []));
  if (all.length === 0) return null;
  return (
    <section className="panel-section" aria-labelledby="questions-title" data-section="questions" {...kept}>
      <h2 id="questions-title">{words.title}</h2>
      <ul className="waiting" aria-labelledby="questions-title">
        {all.map((each) => (
          <Row key={each.question} each={each} ownKey={own.find(({ view }) => view?.question === each.question)?.key} />
        ))}
      </ul>
    </section>
  );
}

interface RowProps {
  readonly each: QuestionView;
  /** Of an anonymous one of this page. */
  readonly ownKey: string | undefined;
}

function Row({ each, ownKey }: RowProps) {
  const { questions: words } = useMessages();
  const { room } = useRoom().now;
  const menu = useQuestionMenu(each);
  const { question, asked_by: by, text, votes, published = false, shown = false } = each;
  const isMine = by === room.you.participant || ownKey !== undefined;
  const answers = iAnswer(room);
  const name = by === undefined ? words.anonymous : (nameOf(room, by) ?? words.somebody);
  return (
    <li data-question={question} data-answered={each.answer === undefined ? undefined : true}>
      <div className="queue-what">
        <p className="person">
          <span className="question-text">{text}</span>
          <span className="word">{name}</span>
          {isMine && <span className="word strong">{words.mine}</span>}
          <Age room={room} since={each.since} />
          {(answers || isMine) && <span className="word">{shown ? words.shown : published ? words.all : words.onlyFacilitators}</span>}
          {votes > 0 && <span className="word strong">{words.votes(votes)}</span>}
        </p>
        <RowMenu label={words.menuOf(text)} choices={menu} />
      </div>
      <AnswerWords each={each} />
      <Buttons each={each} ownKey={ownKey} isMine={isMine} />
    </li>
  );
}

function Buttons({ each, ownKey, isMine }: RowProps & { readonly isMine: boolean }) {
  const messages = useMessages();
  const { questions: words } = messages;
  const { now, tools, runner } = useRoom();
  const { room, link } = now;
  const command = useCommand();
  const { question, text } = each;
  const key = `question-${question}`;
  const busy = useFrom(runner.busy, (all) => all.has(key));
  const state = { possible: link.type === "open", busy };
  const waits = each.answer === undefined;
  // For whoever answers, the votes of the others are what matters.
  const mayVote = each.published === true && waits && !isMine && !iAnswer(room) && iMay(room, "vote");
  const votes = iVoteFor(room, question);
  const answers = iAnswer(room) && waits;
  if (!mayVote && !answers && !isMine) return null;
  return (
    <div className="waiting-buttons">
      {answers && (
        <Press className="primary" aria-label={words.answerOf(text)} {...state} onPress={() => tools.ask({ type: "answer_question", question })} data-action="answer_question">
          {messages.facilitatorQueue.answer}
        </Press>
      )}
      {mayVote && (
        <Press
          className="plain"
          aria-label={words.voteFor(text)}
          aria-pressed={votes}
          {...state}
          onPress={() => command(key, { type: "vote_question", question, on: !votes })}
          data-action="vote_question"
        >
          {votes && <TickIcon />}
          <span>{words.vote}</span>
        </Press>
      )}
      {isMine && (
        <Press
          className="plain"
          aria-label={words.withdrawOf(text)}
          {...state}
          onPress={() => command(key, { type: "withdraw_question", question, ...(ownKey === undefined ? {} : { key: ownKey }) })}
          data-action="withdraw_question"
        >
          {words.withdraw}
        </Press>
      )}
    </div>
  );
}

/** How it was answered. */
export function AnswerWords({ each: { answer } }: { readonly each: QuestionView }) {
  const { questions: words } = useMessages();
  const { room } = useRoom().now;
  if (answer === undefined) return null;
  const name = nameOf(room, answer.by) ?? words.somebody;
  return (
    <div className="question-answer">
      <p className="word">{answer.text === undefined ? words.answeredAloud(name) : words.answered(name)}</p>
      {answer.text !== undefined && <p className="question-words">{answer.text}</p>}
    </div>
  );
}
