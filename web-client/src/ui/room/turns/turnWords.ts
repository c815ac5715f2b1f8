// Whose turn it is, and what it means for me, in words: the same wherever it is shown.
import type { Messages } from "../../../i18n/fi";
import type { Situation } from "../../../actions/actions";
import type { RoomState } from "../../../room/reduce";
import { mySight } from "../../../room/scenes";
import { floorHolder, iHaveFloor, iMay, myHandNumber, person, queueHere, thisDeviceSends, turnsHere } from "../../../room/selectors";
import { aheadInRound, myReplyWaits, needsFloor, nextTurn, quietBy, roundHere } from "../../../room/turns";

/** Whose turn it is; null when nobody's and everybody may speak. */
export function whoseTurn(room: RoomState, messages: Messages): string | null {
  const { turns: words } = messages;
  const turns = turnsHere(room);
  const holder = floorHolder(room);
  if (turns === "silence") return words.silence;
  if (iHaveFloor(room)) return turns === "stick" ? words.mine.stick : words.mine.floor;
  if (turns === "round") return ofRound(room, messages);
  if (turns === "stick") return holder === undefined ? words.stickFree : words.stickOf(holder.name);
  if (holder !== undefined) return messages.room.turnOf(holder.name);
  return turns === "queue" ? words.floorFree : null;
}

function ofRound(room: RoomState, { turns: { ofRound: words } }: Messages): string {
  const holder = floorHolder(room);
  const next = nextTurn(room);
  if (holder === undefined) {
    const waited = roundHere(room)?.to_come.flatMap((who) => person(room, who) ?? [])[0];
    // Somebody is here to speak: a break.
    return next === undefined && waited !== undefined ? words.waits(waited.name) : words.rests;
  }
  if (next?.participant === room.you.participant) return words.thenYou(holder.name);
  if (next !== undefined) return words.then(holder.name, next.name);
  return (roundHere(room)?.to_come.length ?? 0) > 0 ? words.speaks(holder.name) : words.last(holder.name);
}

/** My own place among those who wait; null when I do not. */
export function myPlaceInTurns(room: RoomState, messages: Messages): string | null {
  const { turns: words } = messages;
  if (iHaveFloor(room)) return null;
  if (myReplyWaits(room)) return words.replyWaits;
  const round = roundHere(room);
  if (round !== undefined) {
    const ahead = aheadInRound(room);
    // That I am next is said beside whose turn it is.
    if (ahead !== null && ahead > 1) return words.ofRound.ahead(ahead);
  }
  const number = myHandNumber(room);
  return number === null ? null : messages.room.yourNumber(number);
}

/** That my turn of the round has been; null when it has not. */
export function myTurnWas(room: RoomState, { turns: { ofRound: words } }: Messages): string | null {
  const had = roundHere(room)?.had.find((turn) => turn.participant === room.you.participant);
  if (had === undefined) return null;
  return had.passed ? words.passed : words.had;
}

/** Whether the browser gives this page no microphone to speak with. */
export function hasNoMicrophone({ local }: Situation): boolean {
  return local.microphone.track === null && local.microphone.problem !== null;
}

/** Whether I am heard and what to do about it; null when that is as always. */
export function amIHeard(now: Situation, messages: Messages): string | null {
  const { turns: words } = messages;
  const { room } = now;
  const quiet = quietBy(room);
  const isOn = thisDeviceSends(room, "microphone");
  if (quiet !== null) {
    const why = isOn ? words.quiet[quiet].on : words.quiet[quiet].off;
    const asks = quiet === "queue" && myHandNumber(room) === null && !myReplyWaits(room) && iMay(room, "raise_hand");
    return asks ? `${why} ${words.askToSpeak}` : why;
  }
  if (!iHaveFloor(room) || queueHere(room).turns === undefined) return null;
  if (hasNoMicrophone(now)) return words.noMicrophone;
  // The line about who is seen says that I am heard.
  if (isOn) return mySight(room) === "seen" ? null : words.heard;
  return needsFloor(room) || turnsHere(room) === "round" ? words.heardOff : null;
}
