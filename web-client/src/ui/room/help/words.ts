// What a call for help is in words.
import type { Messages } from "../../../i18n/fi";
import type { HelpCallView, HelpProblem, Place } from "../../../protocol/generated";
import { nameOf } from "../../../room/groups";
import type { Caller } from "../../../room/helpNews";
import { samePlace } from "../../../room/place";
import type { RoomState } from "../../../room/reduce";
import { myPlace } from "../../../room/selectors";
import { placeName } from "../context";

/** Where somebody is; null when it goes without saying, because I am there too. */
export function elsewhere(place: Place, room: RoomState, messages: Messages): string | null {
  return samePlace(place, myPlace(room)) ? null : placeName(place, room, messages);
}

export function callerName(call: HelpCallView, room: RoomState): string {
  return nameOf(room, call.participant) ?? "?";
}

/** "Aino pyytää apua (Pienryhmä 2): ääni ei toimi." */
export function callSentence(caller: Caller, room: RoomState, messages: Messages): string {
  const { answer } = messages.help;
  const say = caller.forGroup ? answer.asksForGroup : answer.asks;
  return say(caller.name, elsewhere(caller.place, room, messages), problemWords(caller.problem, messages));
}

export function problemWords(problem: HelpProblem, { help }: Messages): string {
  return help.answer.problem[problem];
}
