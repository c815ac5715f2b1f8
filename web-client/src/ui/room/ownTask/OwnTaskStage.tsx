// The own task, in place of the circle: a page to leave open on a phone. What to do, until when, and what one can say.
import { useRef } from "react";
import { useLandmark } from "react-aria/useLandmark";
import type { OwnTaskView } from "../../../protocol/generated";
import { iAmReady, readiness } from "../../../room/programme";
import { iAmStaff, iMay } from "../../../room/selectors";
import { TickIcon } from "../../icons";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { NameList } from "../breaks/parts";
import { useClock } from "../clock";
import { useCommand, useRoom } from "../context";
import { AskHelpButton } from "../help/AskHelpButton";
import { FiveMinutes } from "../timers/FiveMinutes";
import { TimeLeft, useLeft } from "../timers/TimeLeft";
import { MyResult } from "./MyResult";

interface Props {
  readonly task: OwnTaskView;
  readonly onAside: () => void;
}

export function OwnTaskStage({ task, onAside }: Props) {
  const { ownTask: words, room: roomWords } = useMessages();
  const { room } = useRoom().now;
  const clock = useClock(room);
  const stage = useRef<HTMLElement>(null);
  const { landmarkProps } = useLandmark({ role: "main", "aria-label": roomWords.stage }, stage);
  const left = useLeft(task.ends_at) ?? 0;
  return (
    // It scrolls where it must, and the focus comes here when what had it is put away.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <main ref={stage} className="stage calm" data-own-task {...landmarkProps} tabIndex={0}>
      <div className="calm-page">
        <h2 className="calm-kind">{words.title}</h2>
        <p className="task-text">{task.task ?? words.gone}</p>
        <p className="calm-time">
          <span className="calm-when">{left < 0 ? words.soon : words.until(clock(task.ends_at))}</span> <TimeLeft endsAt={task.ends_at} className="calm-left" />
        </p>
        <div className="button-row">
          <ReadyButton />
          <AskHelpButton />
          <Press className="plain" onPress={onAside} data-action="show-people">
            {words.showPeople}
          </Press>
        </div>
        <OwnTaskControls task={task} />
        {iAmStaff(room) && <Readiness />}
        {iMay(room, "bring_results") && <MyResult />}
      </div>
    </main>
  );
}

/** That it goes on, where it is not on the screen itself. */
export function Going({ task }: { readonly task: OwnTaskView }) {
  const { ownTask: words } = useMessages();
  const clock = useClock(useRoom().now.room);
  const left = useLeft(task.ends_at) ?? 0;
  return <p>{left < 0 ? words.soon : words.going(clock(task.ends_at))}</p>;
}

function ReadyButton() {
  const { ownTask: words } = useMessages();
  const { room, link } = useRoom().now;
  const command = useCommand();
  const isReady = iAmReady(room);
  if (!iMay(room, "bring_results")) return null;
  return (
    <Press
      className={isReady ? "plain" : "primary"}
      aria-pressed={isReady}
      possible={link.type === "open"}
      onPress={() => command("task_ready", { type: "say_task_ready", ready: !isReady })}
      data-action="task-ready"
    >
      {isReady && <TickIcon />}
      <span>{words.ready}</span>
    </Press>
  );
}

/** For those who run the session: who is ready. */
export function Readiness() {
  const { ownTask: words } = useMessages();
  const { room } = useRoom().now;
  const { ready, busy } = readiness(room);
  return (
    <div className="come-back" data-readiness>
      <p className="come-back-count">{words.readyCount(ready.length, ready.length + busy.length)}</p>
      <div className="come-back-lists">
        <NameList title={words.readyList} names={ready} empty={words.nobodyReady} />
        {busy.length > 0 && <NameList title={words.busyList} names={busy} />}
      </div>
    </div>
  );
}

export function OwnTaskControls({ task }: { readonly task: OwnTaskView }) {
  const { ownTask: words } = useMessages();
  const { now, tools } = useRoom();
  const { room, link } = now;
  const command = useCommand();
  const left = useLeft(task.ends_at) ?? 0;
  const possible = link.type === "open";
  if (!iMay(room, "run_agenda")) return null;
  return (
    <div className="button-row">
      <FiveMinutes words={words} possible={possible} canShorten={left > 5 * 60} onChange={(minutes) => command("extend_own_task", { type: "extend_own_task", minutes })} />
      <Press className="plain" possible={possible} onPress={() => (left > 0 ? tools.ask({ type: "end_own_task" }) : command("own_task", { type: "end_own_task" }))} data-action="end-own-task">
        {words.end}
      </Press>
    </div>
  );
}
