// What is going on now, in sight of everybody: the phase with its time left, and the timer of my place, large.
import type { TimerView } from "../../../protocol/generated";
import { currentPhase, iAmOnBreak, iRunTimer, myTimer } from "../../../room/programme";
import { myPlace, turnsHere } from "../../../room/selectors";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useRoom } from "../context";
import { TimeLeft } from "../timers/TimeLeft";

export function NowStrip() {
  const { agenda, rejected } = useMessages();
  const { now, tools } = useRoom();
  const { room } = now;
  // The break is told in place of the circle: another time beside it would be read as its end.
  const phase = iAmOnBreak(room) ? undefined : currentPhase(room);
  // In silence it is in the middle of the circle.
  const isSilent = turnsHere(room) === "silence" && room.view.own_task === undefined && !iAmOnBreak(room);
  const timer = isSilent ? undefined : myTimer(room);
  const { task, material, title = "" } = phase?.phase.plan ?? {};
  // What is to be done is in a part of the panel that is seldom open. A group has a task of its own, and its own way there.
  const what = myPlace(room).type === "group" ? null : task !== undefined ? agenda.task : material !== undefined ? agenda.materialShort : null;
  if (phase === undefined && timer === undefined) return null;
  return (
    <section className="now-strip" aria-label={agenda.nowLabel}>
      {phase !== undefined && (
        <p className="now-phase" data-now-phase={phase.phase.phase}>
          <span className="word">{agenda.now}</span> <strong>{phase.phase.plan.title}</strong> <TimeLeft endsAt={phase.current.ends_at} />
        </p>
      )}
      {what !== null && (
        <Press className="plain" aria-label={`${what}: ${title}`} onPress={() => tools.showTab("agenda")} data-action="show-phase">
          {what}
        </Press>
      )}
      {/* Only the crew is told. */}
      <div role="status">
        {phase?.current.failed !== undefined && (
          <p className="notice" data-failed>
            {agenda.failed(rejected[phase.current.failed])}
          </p>
        )}
      </div>
      {timer !== undefined && <Timer timer={timer} />}
    </section>
  );
}

function Timer({ timer }: { readonly timer: TimerView }) {
  const { timers } = useMessages();
  const { now, tools } = useRoom();
  return (
    <div className="now-timer" data-now-timer>
      <span className="timer-title">{timer.title ?? timers.title}</span>
      <TimeLeft endsAt={timer.ends_at} pausedWith={timer.paused_with} className="timer-large" bare />
      {timer.ends_at === undefined && <span className="word">{timers.paused}</span>}
      {iRunTimer(now.room) && (
        <Press className="plain" aria-label={timers.adjust} onPress={() => tools.showTab("agenda")} data-action="adjust-timer">
          {timers.adjustShort}
        </Press>
      )}
    </div>
  );
}
