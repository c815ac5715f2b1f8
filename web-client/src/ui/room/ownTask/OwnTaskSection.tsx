// The own task in the panel, for those who run the session: starting it, who is ready, more time, the end.
import { useId } from "react";
import { iAmStaff, iMay } from "../../../room/selectors";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useRoom } from "../context";
import { Going, OwnTaskControls, Readiness } from "./OwnTaskStage";

export function OwnTaskSection() {
  const { ownTask: words } = useMessages();
  const { now, tools } = useRoom();
  const id = useId();
  const { own_task: task } = now.room.view;
  const runs = iMay(now.room, "run_agenda");
  if (task === undefined ? !runs : !iAmStaff(now.room)) return null;
  return (
    <section className="panel-section" aria-labelledby={id} data-own-task-section>
      <h2 id={id}>{words.title}</h2>
      {task === undefined ? (
        <Press className="plain wide" possible={now.link.type === "open"} onPress={() => tools.ask({ type: "start_own_task" })} data-action="start-own-task">
          {words.start}
        </Press>
      ) : (
        <>
          <Going task={task} />
          <Readiness />
          <OwnTaskControls task={task} />
        </>
      )}
    </section>
  );
}
