// Who is seen and heard: what those do who choose it, and sitting down in a fishbowl and getting up.
import { iAmOnBreak } from "../room/programme";
import { afterSwap, freeSeats, fishbowlHere, iMaySit, iSit, iStage, stagedHere } from "../room/scenes";
import { isConnected, type Action } from "./actions";

export const chooseScene: Action = {
  id: "choose_scene",
  label: (messages) => messages.scenes.change,
  isFor: ({ room }) => iStage(room),
  isPossible: isConnected,
  perform: ({ ask }) => ask({ type: "scene" }),
};

export const swapScene: Action = {
  id: "swap_scene",
  label: (messages) => messages.scenes.swap,
  isFor: ({ room }) => iStage(room) && stagedHere(room)?.scene.type === "reflecting_team",
  isPossible: (now) => isConnected(now) && afterSwap(now.room).length > 0,
  perform: ({ ask }) => ask({ type: "swap_scene" }),
};

export const takeSeat: Action = {
  id: "take_seat",
  label: (messages) => messages.scenes.sit,
  isFor: ({ room }) => iMaySit(room),
  isPossible: (now) => {
    const bowl = fishbowlHere(now.room);
    return isConnected(now) && !iAmOnBreak(now.room) && bowl !== undefined && freeSeats(bowl.view) > 0;
  },
  perform: ({ session }) => session.command({ type: "take_seat" }),
};

export const leaveSeat: Action = {
  id: "leave_seat",
  label: (messages) => messages.scenes.leaveSeat,
  isFor: ({ room }) => iSit(room),
  isPossible: isConnected,
  perform: ({ session }) => session.command({ type: "leave_seat" }),
};
