// What waits, in words.
import type { Messages } from "../../../i18n/fi";
import type { Place, QueueItemView } from "../../../protocol/generated";
import { nameOf } from "../../../room/groups";
import { samePlace } from "../../../room/place";
import type { RoomState } from "../../../room/reduce";
import type { Caller } from "../../../room/requestNews";
import { myPlace } from "../../../room/selectors";
import { placeName } from "../context";

/** Where somebody is; null when it goes without saying, because I am there too. */
export function elsewhere(place: Place, room: RoomState, messages: Messages): string | null {
  return samePlace(place, myPlace(room)) ? null : placeName(place, room, messages);
}

/** Those in the lobby are named there. */
export function callerName({ kind, participant }: QueueItemView, room: RoomState, { facilitatorQueue, questions }: Messages): string {
  const waiting = kind === "lobby" ? room.view.lobby?.waiting.find((each) => each.participant === participant) : undefined;
  const name = waiting?.name ?? (participant === undefined ? null : nameOf(room, participant));
  return name ?? (kind === "question" ? questions.anonymous : facilitatorQueue.somebody);
}

/** "Aino pyytää apua (Pienryhmä 2): ääni ei toimi." */
export function callSentence(caller: Caller, room: RoomState, messages: Messages): string {
  const { says } = messages.facilitatorQueue;
  const { kind, name } = caller;
  const place = elsewhere(caller.place, room, messages);
  if (kind === "quiet_signal") return says.quiet_signal(name, place);
  if (kind === "private_word") return caller.with === room.you.participant ? says.privateWordWithMe(name, place) : says.private_word(name, place);
  return (caller.forGroup ? says.groupHelp : says.help)(name, place, aboutWhat(caller, messages));
}

/** What help is for: in the words of whoever asks, where they have said it. */
export function aboutWhat({ problem, subject }: Pick<Caller, "problem" | "subject">, { facilitatorQueue }: Messages): string | null {
  return subject ?? (problem === undefined ? null : facilitatorQueue.problem[problem]);
}

/** The same in the list, where at the door it is said already. */
export function aboutHelp({ kind, ...about }: QueueItemView, messages: Messages): string | null {
  return kind === "help" ? aboutWhat(about, messages) : null;
}

/** What somebody waits for, as it is said beside their name. */
export function kindWords({ kind, problem }: Pick<QueueItemView, "kind" | "problem">, { facilitatorQueue }: Messages): string {
  return kind === "lobby" && problem !== undefined ? facilitatorQueue.lobbyHelp : facilitatorQueue.kind[kind];
}
