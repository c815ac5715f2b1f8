// Opening groups, for those who may.
import { useState } from "react";
import { MAX_GROUPS, type Assignment } from "../../protocol/generated";
import { recall } from "../../actions/actions";
import { iMay } from "../../room/selectors";
import { isStaff } from "../../room/permissions";
import { useMessages } from "../language";
import { useFrom } from "../useStore";
import { Press } from "../Press";
import { ActionButton } from "./ActionButton";
import { useCommand, useRoom } from "./context";

export function Groups() {
  const messages = useMessages();
  const { now } = useRoom();
  if (!iMay(now.room, "run_groups")) return null;
  return (
    <section className="panel-section" aria-labelledby="groups-title">
      <h2 id="groups-title">{messages.panel.groups}</h2>
      {now.room.view.groups.length === 0 ? (
        <Opening />
      ) : (
        <>
          <ActionButton action={recall} className="primary wide" />
          <p className="hint">{messages.panel.moveHint}</p>
        </>
      )}
    </section>
  );
}

const ASSIGNMENTS: readonly Assignment[] = ["random", "by_hand"];

function Opening() {
  const messages = useMessages();
  const { now, runner } = useRoom();
  const command = useCommand();
  const busy = useFrom(runner.busy, (all) => all.has("open_groups"));
  const guests = now.room.view.people.filter((each) => !isStaff(each.role)).length;
  const [count, setCount] = useState(() => Math.min(MAX_GROUPS, Math.max(2, Math.ceil(guests / 4))));
  const [assignment, setAssignment] = useState<Assignment>("random");
  return (
    <form
      className="opening"
      // Enter in a field presses the button, which sends.
      onSubmit={(event) => event.preventDefault()}
    >
      <fieldset className="stepper">
        <legend>{messages.panel.groupCount}</legend>
        <Press className="icon-button" aria-label={messages.panel.fewer} possible={count > 1} onPress={() => setCount(count - 1)}>
          −
        </Press>
        <output aria-live="polite">{count}</output>
        <Press
          className="icon-button"
          aria-label={messages.panel.more}
          possible={count < MAX_GROUPS}
          onPress={() => setCount(count + 1)}
        >
          +
        </Press>
      </fieldset>
      <fieldset className="choices">
        <legend>{messages.panel.assignment}</legend>
        {ASSIGNMENTS.map((each) => (
          <label key={each}>
            <input
              type="radio"
              name="assignment"
              value={each}
              checked={assignment === each}
              onChange={() => setAssignment(each)}
            />
            <span>{each === "random" ? messages.panel.random : messages.panel.byHand}</span>
          </label>
        ))}
      </fieldset>
      <Press
        type="submit"
        className="primary wide"
        possible={now.link.type === "open"}
        busy={busy}
        onPress={() => command("open_groups", { type: "open_groups", count, assignment })}
      >
        {messages.action.openGroups}
      </Press>
    </form>
  );
}
