// The phases with their times: which is now, which are over, which are passed over; and for those who run it how it goes on.
import { useId } from "react";
import type { AgendaView, PhaseView } from "../../../protocol/generated";
import { currentPhase, isWebAddress, nameOfSubject, nextPhase, phaseBefore, stageOf, timesOf, type Times } from "../../../room/programme";
import { iMay } from "../../../room/selectors";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useClock } from "../clock";
import { useCommand, useRoom } from "../context";
import { RowMenu } from "../RowMenu";
import { FiveMinutes } from "../timers/FiveMinutes";
import { TimeLeft, useLeft } from "../timers/TimeLeft";
import { kindOfPhase } from "./kinds";

export function AgendaSection() {
  const { agenda: words } = useMessages();
  const { now, tools } = useRoom();
  const id = useId();
  const { agenda } = now.room.view;
  const runs = iMay(now.room, "run_agenda");
  const phases = agenda?.phases ?? [];
  return (
    <section className="panel-section" aria-labelledby={id} data-agenda>
      <h2 id={id}>{words.title}</h2>
      {(agenda === undefined || phases.length === 0) && <p className="hint">{runs ? words.noneStaff : words.none}</p>}
      {agenda !== undefined && phases.length > 0 && (
        <>
          {runs && <Controls agenda={agenda} />}
          <Phases agenda={agenda} labelledBy={id} runs={runs} />
        </>
      )}
      {runs && (
        <Press className="plain wide" possible={now.link.type === "open"} onPress={() => tools.ask({ type: "edit_agenda" })} data-action="edit-agenda">
          {phases.length === 0 ? words.make : words.edit}
        </Press>
      )}
    </section>
  );
}

/** What the one who runs it needs again and again: on, back, and more time. */
function Controls({ agenda }: { readonly agenda: AgendaView }) {
  const { agenda: words } = useMessages();
  const { now, tools } = useRoom();
  const command = useCommand();
  const { current } = agenda;
  const possible = now.link.type === "open";
  const left = useLeft(current?.ends_at);
  const next = nextPhase(agenda);
  const then = agenda.phases.find((each) => each.phase === current?.then);
  return (
    <div className="agenda-controls">
      {then !== undefined && <p className="my-number">{words.waitsForGroups(then.plan.title)}</p>}
      {current !== undefined && next === undefined && <p className="hint">{words.last}</p>}
      <Press
        className="primary wide"
        possible={possible && next !== undefined && then === undefined}
        onPress={() => tools.ask({ type: "go_to_phase", direction: "next" })}
        data-action="next-phase"
      >
        {current === undefined ? words.begin : words.next}
      </Press>
      {current !== undefined && (
        <div className="button-row">
          <Press
            className="plain"
            possible={possible && phaseBefore(agenda) !== undefined}
            onPress={() => tools.ask({ type: "go_to_phase", direction: "previous" })}
            data-action="previous-phase"
          >
            {words.previous}
          </Press>
          {/* The end stays at least a minute away. */}
          <FiveMinutes
            words={words}
            possible={possible}
            canShorten={left !== null && left > 6 * 60}
            onChange={(minutes) => command("extend_phase", { type: "extend_phase", minutes })}
          />
        </div>
      )}
    </div>
  );
}

interface PhasesProps {
  readonly agenda: AgendaView;
  readonly labelledBy: string;
  readonly runs: boolean;
}

function Phases({ agenda, labelledBy, runs }: PhasesProps) {
  const { room } = useRoom().now;
  // While the time is over, those that come are later by the minute; until then nothing moves.
  const left = useLeft(agenda.current?.ends_at);
  const over = left !== null && left < 0 ? Math.ceil(-left / 60) : 0;
  const times = timesOf(agenda, (agenda.current?.ends_at ?? room.view.now) + over * 60_000);
  return (
    <ol className="phases" aria-labelledby={labelledBy}>
      {agenda.phases.map((phase) => (
        <PhaseRow key={phase.phase} agenda={agenda} phase={phase} times={times.get(phase.phase)} runs={runs} />
      ))}
    </ol>
  );
}

interface RowProps {
  readonly agenda: AgendaView;
  readonly phase: PhaseView;
  readonly times: Times | undefined;
  readonly runs: boolean;
}

function PhaseRow({ agenda, phase, times, runs }: RowProps) {
  const messages = useMessages();
  const { agenda: words } = messages;
  const { room } = useRoom().now;
  const command = useCommand();
  const clock = useClock(room);
  const stage = stageOf(agenda, phase);
  const { plan } = phase;
  const what = [
    times === undefined ? null : times.until === undefined ? words.from(clock(times.from)) : words.span(clock(times.from), clock(times.until)),
    plan.minutes === undefined ? null : words.length(plan.minutes),
    kindOfPhase(plan, messages),
    plan.groups === undefined ? null : words.withGroups,
  ].filter((each) => each !== null);
  const choices =
    runs && (stage === "to_come" || stage === "skipped")
      ? [
          {
            id: "skip",
            label: stage === "skipped" ? words.unskip : words.skip,
            onChoose: () => command(`skip-${String(phase.phase)}`, { type: "skip_phase", phase: phase.phase, skipped: stage !== "skipped" }),
          },
        ]
      : [];
  return (
    <li className="phase" data-phase={phase.phase} data-stage={stage} aria-current={stage === "now" ? "step" : undefined}>
      <div className="phase-words">
        <p className="phase-title">
          <span>{plan.title}</span> {stage !== "to_come" && <span className="phase-stage">{words.stage[stage]}</span>}
        </p>
        {what.length > 0 && <p className="word">{what.join(" · ")}</p>}
        {stage === "now" && <Now />}
        {stage === "now" && <TaskAndMaterial phase={phase} />}
        <Crew phase={phase} />
      </div>
      <RowMenu label={words.choices(plan.title)} choices={choices} />
    </li>
  );
}

function Now() {
  const { agenda: words } = useMessages();
  const { room } = useRoom().now;
  const endsAt = currentPhase(room)?.current.ends_at;
  if (endsAt === undefined) return <p className="word">{words.noEnd}</p>;
  return (
    <p className="phase-left">
      <TimeLeft endsAt={endsAt} />
    </p>
  );
}

function TaskAndMaterial({ phase }: { readonly phase: PhaseView }) {
  const { agenda: words } = useMessages();
  const { task, material } = phase.plan;
  return (
    <>
      {task !== undefined && <p className="phase-task">{task}</p>}
      {material?.address !== undefined && isWebAddress(material.address) ? (
        <p>
          <a className="material" href={material.address} target="_blank" rel="noopener noreferrer">
            {words.material(material.title)} <span className="word">({words.newTab})</span>
          </a>
        </p>
      ) : (
        material !== undefined && <p>{words.shownByHand(material.title)}</p>
      )}
    </>
  );
}

/** Who does what, and the note: for those to whom the server tells it. */
function Crew({ phase }: { readonly phase: PhaseView }) {
  const { agenda: words } = useMessages();
  const { room } = useRoom().now;
  const { leads, helps, brings, note, question } = phase.plan;
  const name = (subject: NonNullable<typeof leads>): string => nameOfSubject(room, subject) ?? words.someone;
  const lines = [
    leads === undefined ? null : words.leads(name(leads)),
    helps.length === 0 ? null : words.helps(helps.map(name)),
    brings === undefined ? null : words.brings(name(brings)),
    question === undefined ? null : words.question(question.question),
  ].filter((each) => each !== null);
  if (lines.length === 0 && note === undefined) return null;
  return (
    <details className="crew">
      <summary>{words.crew}</summary>
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
      {note !== undefined && <p className="crew-note">{note}</p>}
    </details>
  );
}
