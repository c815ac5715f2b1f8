// The encounter in the panel: what is known of the visitor, who is with them, whom one could ask, and how it goes on.
import { leaveEncounter, proposeHandOver, returnToLine, withdrawHandOver } from "../../../actions/reception";
import type { EncounterView, HandOverView, ParticipantId } from "../../../protocol/generated";
import { iAmInCharge, iMayLeave, myEncounter } from "../../../room/reception";
import { person } from "../../../room/selectors";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { ActionButton } from "../ActionButton";
import { useRoom } from "../context";
import { Colleagues } from "./Colleagues";
import { Since } from "./Since";

export function Encounter() {
  const { room } = useRoom().now;
  const encounter = myEncounter(room);
  if (encounter === undefined) return null;
  return (
    <>
      <Known encounter={encounter} />
      <Ways encounter={encounter} />
      {iAmInCharge(room) && <Colleagues key={encounter.encounter} encounter={encounter} />}
    </>
  );
}

interface Props {
  readonly encounter: EncounterView;
}

function Known({ encounter }: Props) {
  const { encounter: words } = useMessages().receiving;
  const { now, tools } = useRoom();
  const { room } = now;
  const { visitor_name: name, line, since, in_writing: inWriting, answers, note, professionals, aside } = encounter;
  return (
    <section className="panel-section" aria-labelledby="encounter-title" data-section="encounter">
      <h2 id="encounter-title">{words.title(name)}</h2>
      <p className="person">
        <span className="word strong">{line}</span> <Since room={room} since={since} words={words.since} />
      </p>
      {inWriting === true && (
        <div className="notice in-writing">
          <p>{words.inWriting}</p>
          <Press className="plain" onPress={() => tools.showTab("chat")} data-action="show_chat">
            {words.write}
          </Press>
        </div>
      )}
      {note !== undefined && note !== "" && (
        <>
          <h3 id="encounter-note">{words.note}</h3>
          <blockquote className="said-before" aria-labelledby="encounter-note">
            {note}
          </blockquote>
          <p className="hint">{words.noteSeen}</p>
        </>
      )}
      <h3 id="encounter-answers">{words.answers}</h3>
      {answers.length === 0 ? (
        <p className="hint">{words.noAnswers}</p>
      ) : (
        <dl className="answers" aria-labelledby="encounter-answers">
          {answers.map(({ question, answer }, index) => (
            // Two questions may have the same words.
            // oxlint-disable-next-line react/no-array-index-key
            <div key={index}>
              <dt className="word">{question}</dt>
              <dd>{answer}</dd>
            </div>
          ))}
        </dl>
      )}
      <Who title={words.withYou} all={professionals} />
      <Who title={words.aside} all={aside} />
    </section>
  );
}

function Who({ title, all }: { readonly title: string; readonly all: readonly ParticipantId[] }) {
  const messages = useMessages();
  const { room } = useRoom().now;
  const names = all.flatMap((who) => {
    const name = person(room, who)?.name;
    return name === undefined ? [] : [who === room.you.participant ? `${name} (${messages.tile.you})` : name];
  });
  if (names.length === 0) return null;
  return (
    <p>
      <span className="word">{title}:</span> {names.join(", ")}
    </p>
  );
}

function Ways({ encounter }: Props) {
  const { encounter: words } = useMessages().receiving;
  const { room } = useRoom().now;
  const { hand_over: proposed } = encounter;
  if (proposed === undefined && !iAmInCharge(room) && !iMayLeave(room)) return null;
  return (
    <section className="panel-section" aria-labelledby="ways-title" data-section="ways">
      <h2 id="ways-title">{words.ways}</h2>
      {proposed !== undefined && <Proposed name={encounter.visitor_name} proposed={proposed} />}
      <div className="button-row ways">
        {proposed === undefined && <ActionButton action={proposeHandOver} />}
        <ActionButton action={returnToLine} />
        <ActionButton action={leaveEncounter} />
      </div>
    </section>
  );
}

function Proposed({ name, proposed }: { readonly name: string; readonly proposed: HandOverView }) {
  const { handOver: words } = useMessages().receiving;
  const { line_name: line, to_name: to, note } = proposed;
  return (
    <div className="proposed" data-proposal={proposed.proposal}>
      <h3>{words.pending}</h3>
      <p>{words.pendingText(line, to ?? null)}</p>
      {note === "" ? <p className="hint">{words.noNote}</p> : <blockquote className="said-before">{note}</blockquote>}
      <p role="status">
        <strong>{words.waitsFor(name)}</strong>
      </p>
      <div className="button-row">
        <ActionButton action={proposeHandOver} label={words.change} />
        <ActionButton action={withdrawHandOver} />
      </div>
    </div>
  );
}
