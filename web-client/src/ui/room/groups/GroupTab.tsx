// What is of my group (task, that we are ready, card, notes, visits), and what came back from groups that have ended.
import { useId } from "react";
import { useMessages } from "../../language";
import type { RoomState } from "../../../room/reduce";
import { groupById, iLead, iTakePart, myGroup, taskOf } from "../../../room/groups";
import { iMay } from "../../../room/selectors";
import { Press } from "../../Press";
import { useFrom } from "../../useStore";
import { useClock } from "../clock";
import { useCommand, useRoom } from "../context";
import { AskHelpButton } from "../help/AskHelpButton";
import { Card } from "./Card";
import { CardList } from "./CardList";
import { GroupMark } from "./GroupMark";
import { KeptNotes, LastGroups } from "./Kept";
import { groupName, whoName } from "./names";
import { Note } from "./Note";

/** Whether there is anything in it. */
export function hasGroupTab({ view }: RoomState): boolean {
  return view.inside !== undefined || view.groups.length > 0 || [view.cards, view.notes, view.last_groups].some((all) => (all ?? []).length > 0);
}

export function GroupTab() {
  const { after } = useMessages().groups;
  const { room } = useRoom().now;
  const { inside, note, cards, notes, last_groups: last } = room.view;
  const group = inside === undefined ? undefined : groupById(room, inside.group);
  const isEmpty = group === undefined && [cards, notes, last].every((all) => (all ?? []).length === 0);
  return (
    <>
      {inside !== undefined && group !== undefined && (
        <>
          <Work />
          {note !== undefined && note.group === inside.group && <Note key={`note-${inside.group}`} note={note} />}
          <Card key={`card-${inside.group}`} inside={inside} />
          <VisitLog />
        </>
      )}
      <CardList />
      <KeptNotes />
      {iMay(room, "run_groups") && <LastGroups />}
      {isEmpty && <p className="hint">{after.nothing}</p>}
    </>
  );
}

/** What we do, and that it is done. */
function Work() {
  const messages = useMessages();
  const { inside: words } = messages.groups;
  const { now, runner } = useRoom();
  const command = useCommand();
  const id = useId();
  const busy = useFrom(runner.busy, (all) => all.has("ready"));
  const { room, link } = now;
  const group = myGroup(room);
  if (group === undefined) return null;
  const isReady = group.ready_since !== undefined;
  return (
    <section className="panel-section" aria-labelledby={id}>
      <div className="group-title">
        <GroupMark number={group.number} colour={group.colour} />
        <h2 id={id}>{groupName(group, messages)}</h2>
      </div>
      <p className="work-task">{taskOf(room, group) ?? words.noTask}</p>
      {iLead(room) && <p className="word">{words.youLead}</p>}
      {iTakePart(room) && (
        <>
          <Press
            className={isReady ? "primary wide" : "plain wide"}
            aria-pressed={isReady}
            possible={link.type === "open"}
            busy={busy}
            onPress={() => command("ready", { type: "say_ready", ready: !isReady })}
            data-action="say_ready"
          >
            {words.ready}
          </Press>
          <p className="hint">{isReady ? words.readyIs : words.readyHint}</p>
        </>
      )}
      <AskHelpButton className="plain wide" />
    </section>
  );
}

/** Who has visited us, and when: nobody listens without it being seen. */
function VisitLog() {
  const messages = useMessages();
  const { visit: words } = messages.groups;
  const { room } = useRoom().now;
  const clock = useClock(room);
  const visits = room.view.inside?.visits ?? [];
  return (
    <details className="more visit-log">
      <summary>{words.log}</summary>
      {visits.length === 0 ? (
        <p className="hint">{words.logNone}</p>
      ) : (
        <ul>
          {visits.map((visit) => {
            const name = whoName(room, visit.participant, messages);
            const from = clock(visit.begins_at);
            return (
              <li key={`${visit.participant}-${visit.begins_at}`}>
                {visit.ended_at === undefined ? words.logNow(name, from) : words.logEntry(name, from, clock(visit.ended_at))}
                {visit.listening && <span className="word"> · {words.logListening}</span>}
              </li>
            );
          })}
        </ul>
      )}
    </details>
  );
}
