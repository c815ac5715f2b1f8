// What professionals of a drop-in reception do: take the next, talk aside, hand over, end.
import { amAside, askedToJoin, desk, hindrance, iAmInCharge, iMayLeave, iMayTakeNext, myEncounter, myLines } from "../room/reception";
import { isConnected, type Action } from "./actions";

export const takeNext: Action = {
  id: "take_next",
  label: (messages) => messages.receiving.desk.take,
  isFor: ({ room }) => desk(room) !== undefined && myEncounter(room) === undefined && myLines(room).length > 0,
  isPossible: (now) => isConnected(now) && iMayTakeNext(now.room),
  perform: ({ session }) => session.command({ type: "take_next" }),
};

/** Every line at once, for whoever receives none. */
export const receiveAll: Action = {
  id: "receive_all",
  label: (messages) => messages.receiving.desk.receiveAll,
  isFor: ({ room }) => (desk(room)?.lines.length ?? 0) > 0 && myLines(room).length === 0,
  isPossible: isConnected,
  perform: ({ session }, { room }) => session.command({ type: "receive", lines: (desk(room)?.lines ?? []).map(({ line }) => line) }),
};

/** To the first encounter that I am asked to. */
export const joinEncounter: Action = {
  id: "join_encounter",
  label: (messages) => messages.receiving.asked.come,
  isFor: ({ room }) => askedToJoin(room).length > 0,
  isPossible: (now) => isConnected(now) && hindrance(now.room) === null,
  perform: ({ session }, { room }) => {
    const [first] = askedToJoin(room);
    return first === undefined ? undefined : session.command({ type: "join_encounter", encounter: first.encounter.encounter });
  },
};

export const declineEncounter: Action = {
  id: "decline_encounter",
  label: (messages) => messages.receiving.asked.decline,
  isFor: ({ room }) => askedToJoin(room).length > 0,
  isPossible: isConnected,
  perform: ({ session }, { room }) => {
    const [first] = askedToJoin(room);
    return first === undefined ? undefined : session.command({ type: "decline_encounter", encounter: first.encounter.encounter });
  },
};

export const stepAside: Action = {
  id: "step_aside",
  label: (messages) => messages.receiving.encounter.stepAside,
  isFor: ({ room }) => myEncounter(room) !== undefined && !amAside(room),
  isPossible: isConnected,
  perform: ({ session }) => session.command({ type: "step_aside" }),
};

/** All who are aside, so that whoever is with the visitor can call them in too. */
export const goToVisitor: Action = {
  id: "go_to_visitor",
  label: (messages) => messages.receiving.encounter.goToVisitor,
  isFor: ({ room }) => (myEncounter(room)?.aside.length ?? 0) > 0,
  isPossible: isConnected,
  perform: ({ session }) => session.command({ type: "go_to_visitor" }),
};

export const leaveEncounter: Action = {
  id: "leave_encounter",
  label: (messages) => messages.receiving.encounter.leave,
  isFor: ({ room }) => iMayLeave(room),
  isPossible: isConnected,
  perform: ({ session }) => session.command({ type: "leave_encounter" }),
};

export const proposeHandOver: Action = {
  id: "propose_hand_over",
  label: (messages) => messages.receiving.handOver.offer,
  isFor: ({ room }) => iAmInCharge(room),
  isPossible: isConnected,
  perform: ({ ask }) => ask({ type: "hand_over" }),
};

export const withdrawHandOver: Action = {
  id: "withdraw_hand_over",
  label: (messages) => messages.receiving.handOver.withdraw,
  isFor: ({ room }) => iAmInCharge(room) && myEncounter(room)?.hand_over !== undefined,
  isPossible: isConnected,
  perform: ({ session }) => session.command({ type: "withdraw_hand_over" }),
};

export const returnToLine: Action = {
  id: "return_to_line",
  label: (messages) => messages.receiving.encounter.returnToLine,
  isFor: ({ room }) => iAmInCharge(room),
  isPossible: isConnected,
  perform: ({ ask }) => ask({ type: "return_to_line" }),
};

/** With the visitor, so that they hear goodbye. */
export const endEncounter: Action = {
  id: "end_encounter",
  label: (messages) => messages.receiving.encounter.end,
  isFor: ({ room }) => iAmInCharge(room) && !amAside(room),
  isPossible: isConnected,
  perform: ({ ask }) => ask({ type: "end_encounter" }),
};
