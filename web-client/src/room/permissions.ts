// Who may do what, as in signaling/src/role.rs. The server decides; this only spares people buttons that would refuse.
import type { Role } from "../protocol/generated";

export type Permission = "publish" | "raise_hand" | "call_next" | "lower_others_hands" | "run_groups" | "move_people";

export function isStaff(role: Role): boolean {
  return role === "supervisor" || role === "facilitator";
}

export function may(role: Role, permission: Permission): boolean {
  switch (permission) {
    case "publish":
    case "raise_hand":
      return role !== "observer";
    case "call_next":
    case "lower_others_hands":
    case "run_groups":
    case "move_people":
      return isStaff(role);
  }
}
