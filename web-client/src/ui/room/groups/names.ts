// What groups and people in them are called.
import type { Messages } from "../../../i18n/fi";
import type { ParticipantId } from "../../../protocol/generated";
import { nameOf } from "../../../room/groups";
import type { RoomState } from "../../../room/reduce";

/** "Pienryhmä 3", or with its own name after it. */
export function groupName(group: { readonly number: number; readonly name?: string }, messages: Messages): string {
  return group.name === undefined ? messages.room.group(group.number) : messages.groups.named(group.number, group.name);
}

/** Who it is or was. */
export function whoName(room: RoomState, who: ParticipantId, messages: Messages): string {
  return nameOf(room, who) ?? messages.groups.run.nameUnknown;
}
