// Which roles somebody may be given. The server decides; this only spares people a choice that would be refused.
import { ROLE_PERMISSIONS, type PersonView, type Role } from "../protocol/generated";
import { isSecluded, isStaff } from "./permissions";
import type { RoomState } from "./reduce";
import { iMay, me } from "./selectors";

/** All of them, in their order. */
export const ROLES = Object.keys(ROLE_PERMISSIONS) as readonly Role[];

export interface Roles {
  /** What I may make of them now; the role that they have is not among these. */
  readonly open: readonly Role[];
  /** What only a supervisor may make of them, while I act as one. */
  readonly kept: readonly Role[];
}

const NONE: Roles = { open: [], kept: [] };

/**
 * As signaling/src/room/roles.rs, but for the last supervisor: that refusal says what to do first. What lasts longer
 * than the acting is not given by it.
 */
export function rolesFor(state: RoomState, whom: PersonView): Roles {
  const self = me(state);
  if (self === undefined || !iMay(state, "change_roles") || isSecluded(whom)) return NONE;
  const others = ROLES.filter((each) => each !== whom.role);
  if (self.acting !== true) return { open: others, kept: [] };
  if (whom.participant === self.participant || whom.role === "supervisor") return NONE;
  return { open: others.filter((each) => !isStaff(each)), kept: others.filter(isStaff) };
}
