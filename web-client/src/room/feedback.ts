// Feedback on the session, as one person has it. Pure.
import type { RoomState } from "./reduce";
import { iMay } from "./selectors";

/** Each gives it once. */
export function mayGiveFeedback(state: RoomState): boolean {
  return iMay(state, "vote") && state.view.gave_feedback !== true;
}

/** Whether I may ask everybody for it, also once more. When the guests are gone nobody is left to ask. */
export function mayAskForFeedback(state: RoomState): boolean {
  return iMay(state, "run_polls") && state.view.lobby?.ended !== true;
}
