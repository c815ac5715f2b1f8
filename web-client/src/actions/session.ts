// What those who run the session do now and then, and what somebody does who was away.
import { iMayCall } from "../room/help";
import { iMay, iMayActAsSupervisor, isSteppedOut, me, myPlace } from "../room/selectors";
import { isConnected, type Action } from "./actions";

export const goBackstage: Action = {
  id: "go_backstage",
  label: (messages) => messages.person.goBackstage,
  isFor: ({ room }) => iMay(room, "enter_backstage") && ["plenary", "group"].includes(myPlace(room).type),
  isPossible: isConnected,
  perform: ({ session }) => session.command({ type: "go_backstage" }),
};

export const comeFromBackstage: Action = {
  id: "come_from_backstage",
  label: (messages) => messages.banner.comeBack,
  isFor: ({ room }) => myPlace(room).type === "backstage",
  isPossible: isConnected,
  perform: ({ session }) => session.command({ type: "come_from_backstage" }),
};

export const stepBack: Action = {
  id: "step_back",
  label: (messages) => messages.banner.back,
  isFor: ({ room }) => isSteppedOut(me(room)),
  isPossible: isConnected,
  perform: ({ session }) => session.command({ type: "step_back" }),
};

export const actAsSupervisor: Action = {
  id: "act_as_supervisor",
  label: (messages) => messages.banner.actAs,
  isFor: ({ room }) => iMayActAsSupervisor(room),
  isPossible: isConnected,
  perform: ({ session }) => session.command({ type: "act_as_supervisor" }),
};

export const stopActing: Action = {
  id: "stop_acting",
  label: (messages) => messages.banner.stopActing,
  isFor: ({ room }) => me(room)?.acting === true,
  isPossible: isConnected,
  perform: ({ session }) => session.command({ type: "stop_acting" }),
};

export const admitAll: Action = {
  id: "admit_all",
  label: (messages) => messages.banner.admit,
  isFor: ({ room }) => iMay(room, "admit") && (room.view.lobby?.count ?? 0) > 1,
  isPossible: isConnected,
  perform: ({ session }) => session.command({ type: "admit_all" }),
};

export const askForHelp: Action = {
  id: "ask_for_help",
  label: (messages) => messages.help.ask,
  isFor: ({ room }) => iMayCall(room),
  isPossible: isConnected,
  perform: ({ ask }) => ask({ type: "ask_for_help" }),
};

export const comeBack: Action = {
  id: "come_back",
  label: (messages) => messages.help.together.comeBack,
  isFor: ({ room }) => myPlace(room).type === "private_word",
  isPossible: isConnected,
  perform: ({ session }) => session.command({ type: "come_back" }),
};
