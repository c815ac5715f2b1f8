// What is said quietly beside a name: who runs the session or only watches, and who is not here just now.
import type { PersonView } from "../../../protocol/generated";
import type { Messages } from "../../../i18n/fi";
import { isStaff } from "../../../room/permissions";
import type { RoomState } from "../../../room/reduce";
import { useMessages } from "../../language";
import { useClock } from "../clock";
import { roleName, useRoom } from "../context";

/** The role in words, of those whose role matters to the others. */
export function shownRole(person: PersonView, room: RoomState, messages: Messages): string | null {
  if (person.acting === true) return messages.person.acting;
  return isStaff(person.role) || person.role === "observer" ? roleName(person, room, messages) : null;
}

export function PresenceWords({ person }: { readonly person: PersonView }) {
  const messages = useMessages();
  const clock = useClock(useRoom().now.room);
  const { presence, note } = person;
  if (presence.type === "here") return null;
  const words =
    presence.type === "dropped"
      ? messages.person.droppedSince(clock(presence.since))
      : messages.person.steppedOutSince(clock(presence.since));
  return (
    <span className="word" data-presence={presence.type}>
      {words}
      {note !== undefined && `: ${note}`}
    </span>
  );
}
