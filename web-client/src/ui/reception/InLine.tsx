// Waiting in a line: the own place, an honest estimate, whom one waits for, and what one has answered.
import { useId, useState } from "react";
import type { Messages } from "../../i18n/fi";
import type { OwnLineView, ParticipantId, ReceptionDoorView, WaitRange } from "../../protocol/generated";
import type { Session } from "../../session";
import { useMessages, useSpoken } from "../language";
import { Press } from "../Press";
import { useStore } from "../useStore";
import { rangeWords } from "./range";

interface Props {
  readonly reception: ReceptionDoorView;
  readonly own: OwnLineView;
}

export function placeWords({ ahead }: OwnLineView, { reception: { line } }: Messages): string {
  return ahead === 0 ? line.next : line.ahead(ahead);
}

/** What is out of the ordinary, in the order in which it matters. */
export function stateWords({ open, lines }: ReceptionDoorView, own: OwnLineView, { reception: { line: words } }: Messages): readonly string[] {
  const isOpen = open && lines.find((each) => each.line === own.line)?.open === true;
  return [
    ...(own.handed_over ? [words.handedOver] : []),
    ...(own.returned ? [words.returned] : []),
    ...(own.wanted_gone ? [words.wantedGone] : []),
    ...(own.estimate === undefined ? [words.nobody] : []),
    ...(isOpen ? [] : [words.closed]),
  ];
}

function Place({ reception, own }: Props) {
  const { language, messages } = useSpoken();
  const { line: words } = messages.reception;
  const line = reception.lines.find((each) => each.line === own.line);
  const wanted = reception.receiving.find(({ participant }) => participant === own.wanted);
  return (
    <>
      <div className="door-state" data-line={own.line} data-ahead={own.ahead}>
        {reception.lines.length > 1 && line !== undefined && <p className="own-line">{words.which(line.name)}</p>}
        <p className="own-place" id="own-place">
          {placeWords(own, messages)}
        </p>
        {own.estimate !== undefined && (
          <>
            <p className="own-estimate" data-estimate>
              {words.estimate(rangeWords(own.estimate, language, messages))}
            </p>
            <p className="hint">{words.estimateHint}</p>
          </>
        )}
        {wanted !== undefined && <p>{words.waitsFor(wanted.name)}</p>}
      </div>
      {stateWords(reception, own, messages).map((each) => (
        <p key={each} className="line-note">
          {each}
        </p>
      ))}
      <p>{words.keepOpen}</p>
    </>
  );
}

/** For anybody or for somebody, and what each costs in time. */
function Wishes({ session, reception, own }: Props & { readonly session: Session }) {
  const { language, messages } = useSpoken();
  const { wait: words } = messages.reception;
  const link = useStore(session.link);
  const id = useId();
  const [busy, setBusy] = useState<ParticipantId | "anybody" | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  if (reception.receiving.length === 0) return null;
  const wish = async (participant?: ParticipantId): Promise<void> => {
    if (own.wanted === participant) return;
    setBusy(participant ?? "anybody");
    setProblem(null);
    const answer = await session.command({ type: "wait_for", ...(participant === undefined ? {} : { participant }) });
    setBusy(null);
    if (answer.type === "rejected") setProblem(messages.rejected[answer.code]);
    if (answer.type === "lost") setProblem(messages.rejected.lost);
  };
  const cost = (estimate: WaitRange | undefined): string => (estimate === undefined ? words.none : messages.reception.line.estimate(rangeWords(estimate, language, messages)));
  const anybody = own.wanted === undefined && own.estimate !== undefined ? cost(own.estimate) : words.anybodyHint;
  return (
    <section className="wishes" aria-labelledby={id}>
      <h2 id={id}>{words.title}</h2>
      <p>{words.text}</p>
      <ul>
        <li>
          <Wish name="anybody" words={words.anybody} cost={anybody} on={own.wanted === undefined} possible={link.type === "open"} busy={busy === "anybody"} onPress={() => void wish()} />
        </li>
        {reception.receiving.map(({ participant, name, estimate }) => (
          <li key={participant}>
            <Wish
              name={String(participant)}
              words={name}
              cost={cost(estimate)}
              on={own.wanted === participant}
              possible={link.type === "open"}
              busy={busy === participant}
              onPress={() => void wish(participant)}
            />
          </li>
        ))}
      </ul>
      <p className="problem" role="alert">
        {problem}
      </p>
    </section>
  );
}

interface WishProps {
  readonly name: string;
  readonly words: string;
  readonly cost: string;
  readonly on: boolean;
  readonly possible: boolean;
  readonly busy: boolean;
  readonly onPress: () => void;
}

function Wish({ name, words, cost, on, possible, busy, onPress }: WishProps) {
  return (
    <Press className="wish" aria-pressed={on} possible={possible} busy={busy} data-wait-for={name} onPress={onPress}>
      <span className="wish-mark" aria-hidden="true" />
      <span className="wish-name">{words}</span> <span className="wish-cost">{cost}</span>
    </Press>
  );
}

/** What one has answered, and the way to answer otherwise. */
function Answers({ own, onChange }: { readonly own: OwnLineView; readonly onChange: () => void }) {
  const { reception } = useMessages();
  const { line: words } = reception;
  const id = useId();
  return (
    <section className="own-answers" aria-labelledby={id}>
      <h2 id={id}>{words.answers}</h2>
      {own.answers.length === 0 ? (
        <p>{words.nothing}</p>
      ) : (
        <dl>
          {own.answers.map(({ question, answer }) => (
            <div key={question}>
              <dt>{question}</dt>
              <dd>{answer}</dd>
            </div>
          ))}
        </dl>
      )}
      {own.in_writing === true && <p>{words.inWriting}</p>}
      <p className="hint">{reception.door.privacy}</p>
      <Press className="plain" onPress={onChange} data-action="change_answers">
        {words.change}
      </Press>
    </section>
  );
}

export const InLine = { Place, Wishes, Answers };
