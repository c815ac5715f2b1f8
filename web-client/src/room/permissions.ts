// Who may do what, as in signaling/src/room/permissions.rs: the table of roles, on top of it what the session has
// switched off for participants. The server decides; this only spares people buttons that would refuse.
import { ROLE_PERMISSIONS, type Permission, type PersonView, type Role, type RoomView, type Switches } from "../protocol/generated";

export type { Permission } from "../protocol/generated";

/** What participants may when nothing is said of it. */
export const ALL_ON: Switches = { unmute: true, camera: true, share: true, chat_privately: true, rename: true, speaking_shown: false, two_screens: false };

/** Those who run the session. */
export function isStaff(role: Role): boolean {
  return role === "supervisor" || role === "facilitator" || role === "assistant";
}

/** What the role alone allows. */
export function may(role: Role, permission: Permission): boolean {
  const all: readonly Permission[] = ROLE_PERMISSIONS[role];
  return all.includes(permission);
}

/** What somebody is, or acts as. */
export function actsAs(person: PersonView): Role {
  return person.acting === true ? "supervisor" : person.role;
}

/** Whether this person is let into the place where they are helped, and nowhere else. */
export function isHelped(person: PersonView): boolean {
  return person.place.type === "help" && !isStaff(actsAs(person));
}

/** Whether this person is a visitor of the drop-in reception whom somebody receives. */
export function isReceived(person: PersonView): boolean {
  return person.place.type === "encounter" && actsAs(person) === "participant";
}

/** Whether this person is in for those they are with, and knows nobody else. */
export function isSecluded(person: PersonView): boolean {
  return isHelped(person) || isReceived(person);
}

/** Whether this person may do this in this session. */
export function mayNow(view: RoomView, person: PersonView, permission: Permission): boolean {
  if (isSecluded(person) && !FOR_SECLUDED.has(permission)) return false;
  const role = actsAs(person);
  return may(role, permission) && !isSwitchedOff(view.switches ?? ALL_ON, role, permission);
}

/** What somebody may who is helped to get in or received: use their devices, and talk with those they are with. */
const FOR_SECLUDED: ReadonlySet<Permission> = new Set<Permission>(["publish_microphone", "publish_camera", "chat_group", "rename"]);

/** The microphone is not among these: who may speak may be asked to, or given the floor. */
function isSwitchedOff(switches: Switches, role: Role, permission: Permission): boolean {
  if (role !== "participant" && role !== "observer") return false;
  switch (permission) {
    case "publish_camera":
      return !switches.camera;
    case "publish_screen":
    case "publish_screen_sound":
      return !switches.share;
    case "chat_privately":
      return !switches.chat_privately;
    case "rename":
      return !switches.rename;
    default:
      return false;
  }
}
