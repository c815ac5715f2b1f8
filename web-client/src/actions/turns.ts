// What can be done with turns: a direct reply, the turns of a round, the talking stick, the queue as a whole.
import { MAX_REPLIES } from "../protocol/generated";
import { iLead, iMayHere } from "../room/groups";
import { floorHolder, iAmStaff, iHaveFloor, iMay, myPlace, queueHere, turnsHere } from "../room/selectors";
import { isKeptFromTurns } from "../room/scenes";
import { hasTurns, iMayTakeStick, iRunTurns, myReplyWaits, roundHere } from "../room/turns";
import { isConnected, type Action, type Situation } from "./actions";

/** A short reply to what is said now: offered while somebody else has the floor. */
export const reply: Action = {
  id: "reply",
  label: (messages) => messages.turns.reply,
  isFor: ({ room }) => {
    const turns = turnsHere(room);
    const isOther = floorHolder(room) !== undefined && !iHaveFloor(room);
    // Those who lead speak without asking.
    return iMay(room, "raise_hand") && !iAmStaff(room) && !iLead(room) && !isKeptFromTurns(room, room.you.participant) && hasTurns(myPlace(room)) && isOther && (turns === "free" || turns === "queue");
  },
  isPossible: (now) => isConnected(now) && (myReplyWaits(now.room) || (queueHere(now.room).replies ?? []).length < MAX_REPLIES),
  isOn: ({ room }) => myReplyWaits(room),
  perform: ({ session }, { room }) => session.command({ type: myReplyWaits(room) ? "lower_hand" : "raise_hand", reply: true }),
};

/** Mine, or for whoever has it or is waited for. */
function isTurnOfRound({ room }: Situation): boolean {
  const round = roundHere(room);
  if (round === undefined) return false;
  return iHaveFloor(room) || (iRunTurns(room) && (queueHere(room).floor !== undefined || round.to_come.length > 0));
}

export const passTurn: Action = {
  id: "pass_turn",
  label: (messages) => messages.turns.pass,
  isFor: isTurnOfRound,
  isPossible: isConnected,
  perform: ({ session }) => session.command({ type: "pass_turn" }),
};

/** Once in a round, and only when somebody else is to come. */
export const takeTurnLater: Action = {
  id: "take_turn_later",
  label: (messages) => messages.turns.later,
  isFor: (now) => isTurnOfRound(now) && canBeLater(now),
  isPossible: isConnected,
  perform: ({ session }) => session.command({ type: "take_turn_later" }),
};

function canBeLater({ room }: Situation): boolean {
  const { floor, round } = queueHere(room);
  return floor !== undefined && round !== undefined && round.to_come.length > 0 && !round.later.includes(floor.participant);
}

export const endRound: Action = {
  id: "end_round",
  label: (messages) => messages.turns.endRound,
  isFor: ({ room }) => roundHere(room) !== undefined && iRunTurns(room),
  isPossible: isConnected,
  perform: ({ session }) => session.command({ type: "end_round" }),
};

export const endSilence: Action = {
  id: "end_silence",
  label: (messages) => messages.turns.endSilence,
  isFor: ({ room }) => turnsHere(room) === "silence" && iRunTurns(room),
  isPossible: isConnected,
  perform: ({ session }) => session.command({ type: "set_turns", turns: "free" }),
};

export const takeStick: Action = {
  id: "take_stick",
  label: (messages) => messages.turns.take,
  isFor: ({ room }) => iMayTakeStick(room),
  isPossible: isConnected,
  perform: ({ session }) => session.command({ type: "take_stick" }),
};

/** Offered when there are more than one. */
export const lowerAllHands: Action = {
  id: "lower_all_hands",
  label: (messages) => messages.turns.lowerAll,
  isFor: ({ room }) => {
    const { hands, replies = [] } = queueHere(room);
    return hasTurns(myPlace(room)) && iMayHere(room, "lower_others_hands") && hands.length + replies.length > 1;
  },
  isPossible: isConnected,
  perform: ({ session }) => session.command({ type: "lower_all_hands" }),
};
