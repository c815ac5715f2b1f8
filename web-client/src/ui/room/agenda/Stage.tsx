// What takes the middle of the page: the circle, or calmly the break or the own task in its place; and above it what is
// shown to everybody.
import { useEffect, useRef, useState, type ReactNode } from "react";
import type { Moment } from "../../../protocol/generated";
import { iAmOnBreak, iHaveOwnTask, showing } from "../../../room/programme";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { BreakStage } from "../breaks/BreakStage";
import { useRoom } from "../context";
import { Going, OwnTaskStage } from "../ownTask/OwnTaskStage";
import { ShownResult } from "../ownTask/ShownResult";
import { stage } from "../useKeptFocus";

export function Stage({ children }: { readonly children: ReactNode }) {
  const { ownTask: words } = useMessages();
  const { room } = useRoom().now;
  /** The task that somebody has put aside to see the others, by when it began. */
  const [aside, setAside] = useState<Moment | null>(null);
  const { pause, own_task: task } = room.view;
  const isBreak = pause !== undefined && iAmOnBreak(room);
  const hasTask = task !== undefined && iHaveOwnTask(room);
  useFocusOn(isBreak ? "break" : hasTask && aside !== task.since ? "task" : "circle");
  if (isBreak) return <BreakStage pause={pause} />;
  if (hasTask && aside !== task.since) return <OwnTaskStage key={room.you.participant} task={task} onAside={() => setAside(task.since)} />;
  const shown = showing(room);
  return (
    <div className="stage-stack">
      {hasTask && (
        <section className="banner aside-task" aria-label={words.title}>
          <Going task={task} />
          <Press className="plain" onPress={() => setAside(null)} data-action="show-task">
            {words.showTask}
          </Press>
        </section>
      )}
      {shown !== undefined && <ShownResult key={shown.participant} result={shown} />}
      {children}
    </div>
  );
}

/** What takes the place of the middle takes away the button that brought it there: the focus goes to what is there now. */
function useFocusOn(what: "break" | "task" | "circle"): void {
  const last = useRef(what);
  useEffect(() => {
    if (last.current === what) return;
    last.current = what;
    if (document.activeElement === null || document.activeElement === document.body) stage()?.focus();
  }, [what]);
}
