// Whom I follow as an interpreter, and what of the others that lowers. Pure; only this page does anything about it.
import type { DeviceId, ParticipantId, PersonView } from "../protocol/generated";
import { samePlace } from "./place";
import type { RoomState } from "./reduce";
import { isSpeaking, myPlace, person } from "./selectors";

/** Whether I could follow this person. */
export function mayFollow(state: RoomState, whom: PersonView): boolean {
  return whom.role === "interpreter" && whom.participant !== state.you.participant;
}

export function iFollow(state: RoomState, whom: ParticipantId): boolean {
  return state.view.interpreter === whom;
}

/** Whether a device is heard lowered: while the interpreter I follow speaks where I am, and it is not theirs. */
export function isUnderInterpreter(state: RoomState, speaking: readonly DeviceId[], device: DeviceId): boolean {
  const { interpreter, devices } = state.view;
  if (interpreter === undefined || !isSpeaking(state, speaking, interpreter)) return false;
  const place = person(state, interpreter)?.place;
  if (place === undefined || !samePlace(place, myPlace(state))) return false;
  return devices.some((each) => each.device === device && !each.people.includes(interpreter));
}
