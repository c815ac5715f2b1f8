// What groups that have ended left: their notes, and who was in them.
import { useId } from "react";
import { nameOf } from "../../../room/groups";
import { useMessages } from "../../language";
import { useRoom } from "../context";
import { CopyButton } from "./CopyButton";
import { GroupMark } from "./GroupMark";
import { groupName } from "./names";

export function KeptNotes() {
  const messages = useMessages();
  const { after } = messages.groups;
  const { room } = useRoom().now;
  const id = useId();
  const notes = room.view.notes ?? [];
  if (notes.length === 0) return null;
  return (
    <section className="panel-section" aria-labelledby={id}>
      <h2 id={id}>{after.notes}</h2>
      {notes.map((note) => (
        <details key={note.group} className="more" data-kept-note={note.group}>
          <summary>{groupName(note, messages)}</summary>
          <p className="kept-text">{note.text}</p>
          <div className="button-row">
            <CopyButton text={note.text} label={groupName(note, messages)} />
          </div>
        </details>
      ))}
    </section>
  );
}

export function LastGroups() {
  const messages = useMessages();
  const { after } = messages.groups;
  const { room } = useRoom().now;
  const last = room.view.last_groups ?? [];
  if (last.length === 0) return null;
  return (
    <details className="more last-groups">
      <summary>{after.last}</summary>
      <ul>
        {last.map((group) => (
          <li key={group.group}>
            <GroupMark number={group.number} colour={group.colour} />
            <span>
              <strong>{groupName(group, messages)}</strong> {group.people.map((who) => nameOf(room, who) ?? after.left).join(", ")}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
