// The door's questions: one short form. What is wrong is said where it is, and the first of it has the focus.
import { useId, useRef, useState } from "react";
import { MAX_DOOR_WORDS, type DoorQuestionView, type ReceptionDoorView } from "../../protocol/generated";
import { answersOf, lineAfter, unanswered, type DoorDraft } from "../../room/doorAnswers";
import type { Session } from "../../session";
import { useMessages } from "../language";
import { Press } from "../Press";
import { useStore } from "../useStore";
import { Choices } from "./Choices";
import { ClosedText } from "./ClosedText";

interface Props {
  readonly session: Session;
  readonly reception: ReceptionDoorView;
  readonly draft: DoorDraft;
  readonly onDraft: (draft: DoorDraft) => void;
  readonly onDone: () => void;
  /** Back to the line with the answers there are; absent before one stands in one. */
  readonly onKeep?: (() => void) | undefined;
}

export function DoorForm({ session, reception, draft, onDraft, onDone, onKeep }: Props) {
  const messages = useMessages();
  const { door: words } = messages.reception;
  const { questions } = reception;
  const link = useStore(session.link);
  const [tried, setTried] = useState(false);
  const [joining, setJoining] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const firsts = useRef<(HTMLInputElement | null)[]>([]);
  const closed = useRef<HTMLDivElement>(null);
  const missing = unanswered(reception, draft);
  const line = missing.length === 0 ? lineAfter(reception, draft) : undefined;
  // Whoever stands in a line stays in it, also when it takes no new ones.
  const isClosed = line?.open === false && line.line !== reception.own?.line;
  const write = (more: Partial<DoorDraft>): void => {
    setRefused(null);
    onDraft({ ...draft, ...more });
  };
  const join = async (): Promise<void> => {
    setTried(true);
    setRefused(null);
    const [first] = missing;
    if (first !== undefined) return firsts.current[first]?.focus();
    if (isClosed) return closed.current?.focus();
    setJoining(true);
    const answer = await session.command({ type: "join_line", answers: answersOf(reception, draft), in_writing: draft.inWriting });
    setJoining(false);
    if (answer.type === "rejected") return setRefused(messages.rejected[answer.code]);
    if (answer.type === "lost") return setRefused(messages.rejected.lost);
    // Whoever would rather write is not on the air by what they tried at the door.
    if (draft.inWriting) session.local.turnOff(["microphone", "camera"]);
    onDone();
  };
  return (
    <form
      className="door-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!joining && link.type === "open") void join();
      }}
    >
      <p>{onKeep !== undefined ? words.changeIntro : questions.length > 0 ? words.intro : words.introPlain}</p>
      {questions.map((question, index) => (
        <Question
          // oxlint-disable-next-line react/no-array-index-key -- a question is known by its place
          key={index}
          index={index}
          question={question}
          reception={reception}
          draft={draft}
          problem={tried && missing.includes(index) ? words.missing : undefined}
          firstRef={(element) => {
            firsts.current[index] = element;
          }}
          onDraft={write}
        />
      ))}
      <Choices
        name="how"
        title={words.how}
        all={[
          { value: 0, words: words.talk, hint: words.talkHint },
          { value: 1, words: words.write, hint: words.writeHint },
        ]}
        chosen={draft.inWriting ? 1 : 0}
        onChoose={(value) => write({ inWriting: value === 1 })}
      />
      <div ref={closed} tabIndex={-1} role="status" className="door-line">
        <LineWords reception={reception} line={line} isClosed={isClosed} />
      </div>
      <p>{words.privacy}</p>
      <p className="problem" role="alert">
        {refused}
      </p>
      <div className="quiet-buttons">
        <button type="submit" className="join" aria-disabled={joining || link.type !== "open" || undefined} aria-busy={joining || undefined} data-action="join_line">
          {joining ? words.joining : onKeep === undefined ? words.join : words.save}
        </button>
        {onKeep !== undefined && (
          <Press className="plain" onPress={onKeep} data-action="keep_answers">
            {words.keep}
          </Press>
        )}
      </div>
    </form>
  );
}

/** Where the answers lead, when it is not the only line there is. */
function LineWords({ reception, line, isClosed }: { readonly reception: ReceptionDoorView; readonly line: ReturnType<typeof lineAfter>; readonly isClosed: boolean }) {
  const { door: words } = useMessages().reception;
  const { own, lines } = reception;
  if (line === undefined) return null;
  if (isClosed) {
    return (
      <>
        <p className="notice">{words.lineClosed(line.name)}</p>
        <ClosedText text={reception.closed_text} />
      </>
    );
  }
  if (own !== undefined && own.line !== line.line) return <p className="notice">{words.otherLine(line.name)}</p>;
  return own === undefined && lines.length > 1 ? <p>{words.toLine(line.name)}</p> : null;
}

interface QuestionProps {
  readonly index: number;
  readonly question: DoorQuestionView;
  readonly reception: ReceptionDoorView;
  readonly draft: DoorDraft;
  readonly problem: string | undefined;
  readonly firstRef: (element: HTMLInputElement | null) => void;
  readonly onDraft: (more: Partial<DoorDraft>) => void;
}

function Question({ index, question, reception, draft, problem, firstRef, onDraft }: QuestionProps) {
  const { door: words } = useMessages().reception;
  const id = useId();
  if (question.options.length === 0) {
    return (
      <div className="door-question" data-question={index}>
        <h2>
          <label htmlFor={id}>{question.text}</label>
        </h2>
        <p className="hint" id={`${id}-hint`}>
          {words.optional}
        </p>
        <textarea
          id={id}
          rows={3}
          maxLength={MAX_DOOR_WORDS}
          value={draft.words[index] ?? ""}
          aria-describedby={`${id}-hint`}
          onChange={(event) => onDraft({ words: { ...draft.words, [index]: event.target.value } })}
        />
      </div>
    );
  }
  const isShut = (line: number | undefined): boolean => reception.lines.some((each) => each.line === line && !each.open);
  return (
    <Choices
      name={String(index)}
      title={question.text}
      all={question.options.map(({ text, line }, value) => ({ value, words: text, hint: isShut(line) ? words.optionClosed : undefined }))}
      chosen={draft.chosen[index]}
      problem={problem}
      firstRef={firstRef}
      onChoose={(value) => onDraft({ chosen: { ...draft.chosen, [index]: value } })}
    />
  );
}
