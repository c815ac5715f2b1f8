// The break in the panel: starting it, and who is back, also for those who are not on it.
import { useId } from "react";
import { iAmOnBreak } from "../../../room/programme";
import { iAmStaff, iMay } from "../../../room/selectors";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useRoom } from "../context";
import { BackList, BreakControls, Resuming } from "./parts";

export function BreakSection() {
  const { breaks: words } = useMessages();
  const { now, tools } = useRoom();
  const id = useId();
  const { pause } = now.room.view;
  const runs = iMay(now.room, "run_agenda");
  // Whoever is on it sees all of this on the stage.
  const isElsewhere = pause !== undefined && !iAmOnBreak(now.room) && iAmStaff(now.room);
  if (!(runs && pause === undefined) && !isElsewhere) return null;
  return (
    <section className="panel-section" aria-labelledby={id} data-break-section>
      <h2 id={id}>{words.title}</h2>
      {pause === undefined ? (
        <Press className="plain wide" possible={now.link.type === "open"} onPress={() => tools.ask({ type: "start_break" })} data-action="start-break">
          {words.start}
        </Press>
      ) : (
        <>
          <p>
            <Resuming pause={pause} />
          </p>
          <BackList />
          <BreakControls pause={pause} />
        </>
      )}
    </section>
  );
}
