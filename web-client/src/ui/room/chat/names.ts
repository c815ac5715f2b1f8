// What a scope is called, and who sees what is written there.
import type { Messages } from "../../../i18n/fi";
import type { ParticipantId, Scope } from "../../../protocol/generated";
import { allMessages, scopeHere } from "../../../room/chat";
import { groupNumber } from "../../../room/place";
import type { RoomState } from "../../../room/reduce";
import { person } from "../../../room/selectors";

export function scopeName(scope: Scope, room: RoomState, { chat }: Messages): string {
  switch (scope.type) {
    case "plenary":
      return scopeHere(room).type === "plenary" ? chat.everyone : chat.plenary;
    case "group":
      return chat.group(groupNumber({ type: "group", group: scope.group }, room.view.groups) ?? scope.group);
    case "help":
      return chat.help;
    case "encounter":
      return chat.encounter;
    case "backstage":
      return chat.backstage;
    case "facilitators":
      return scope.participant === room.you.participant
        ? chat.facilitators
        : chat.facilitatorsWith(nameOf(scope.participant, room));
    case "person":
      return chat.person(nameOf(scope.participant, room));
  }
}

export function seenBy(scope: Scope, room: RoomState, { chat }: Messages): string {
  switch (scope.type) {
    case "plenary":
    case "group":
    case "help":
    case "encounter":
    case "backstage":
      return chat.seenBy[scope.type];
    case "facilitators":
      return scope.participant === room.you.participant
        ? chat.seenBy.facilitators
        : chat.seenBy.facilitatorsWith(nameOf(scope.participant, room));
    case "person":
      return chat.seenBy.person(nameOf(scope.participant, room));
  }
}

/** Somebody who has left is still called what they were called in their messages. */
export function nameOf(who: ParticipantId, room: RoomState): string {
  const here = person(room, who);
  if (here !== undefined) return here.name;
  return allMessages(room.view.chat).findLast((each) => each.from === who)?.words?.name ?? "?";
}

/** Seconds as people say them. */
export function pauseName(seconds: number, { chat }: Messages): string {
  return seconds >= 60 && seconds % 60 === 0 ? chat.slowMinutes(seconds / 60) : chat.slowSeconds(seconds);
}
