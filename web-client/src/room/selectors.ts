// Questions to the room state. Pure; each answers one thing that the interface shows.
import type { DeviceId, DeviceView, ParticipantId, PersonView, Place, QueueView, Role, SourceKind, TurnMode } from "../protocol/generated";
import { actsAs, ALL_ON, isHelped, isReceived, isSecluded, isStaff, mayNow, type Permission } from "./permissions";
import { PLENARY, samePlace } from "./place";
import type { RoomState } from "./reduce";

export function person(state: RoomState, who: ParticipantId): PersonView | undefined {
  return state.view.people.find((each) => each.participant === who);
}

export function me(state: RoomState): PersonView | undefined {
  return person(state, state.you.participant);
}

/** Whether this person runs the session, or acts as somebody who does. */
export function iAmStaff(state: RoomState): boolean {
  const self = me(state);
  return self !== undefined && isStaff(actsAs(self));
}

/** Whether this person is let into the place where they are helped, and nowhere else. */
export function iAmHelped(state: RoomState): boolean {
  const self = me(state);
  return self !== undefined && isHelped(self);
}

/** Whether I am in for those I am with, and know nobody else. */
export function iAmSecluded(state: RoomState): boolean {
  const self = me(state);
  return self !== undefined && isSecluded(self);
}

/** Whether I am the visitor whom somebody receives. */
export function iAmReceived(state: RoomState): boolean {
  const self = me(state);
  return self !== undefined && isReceived(self);
}

export function iMay(state: RoomState, permission: Permission): boolean {
  const self = me(state);
  return self !== undefined && mayNow(state.view, self, permission);
}

/** What a source needs to be sent. */
export function permissionToSend(kind: SourceKind): Permission {
  switch (kind) {
    case "microphone":
      return "publish_microphone";
    case "camera":
      return "publish_camera";
    case "screen":
    case "second_screen":
      return "publish_screen";
    case "screen_sound":
    case "second_screen_sound":
      return "publish_screen_sound";
  }
}

/** Whether I could turn my microphone on now: where participants may not by themselves, when asked or with the floor. */
export function iMayUnmute(state: RoomState): boolean {
  const self = me(state);
  if (self === undefined || !mayNow(state.view, self, "publish_microphone")) return false;
  if ((state.view.switches ?? ALL_ON).unmute || actsAs(self) !== "participant") return true;
  const isAsked = state.view.asked?.includes("microphone") ?? false;
  return isAsked || thisDeviceSends(state, "microphone") || state.view.queues.some((queue) => queue.floor?.participant === self.participant);
}

export function myPlace(state: RoomState): Place {
  return me(state)?.place ?? PLENARY;
}

/** Those whom this page carries, in its order; whoever acts is `you`. */
export function carriedHere(state: RoomState): readonly ParticipantId[] {
  return ownDevice(state)?.people ?? [state.you.participant];
}

/** Whether this page is a companion of another device of its person. */
export function isCompanion(state: RoomState): boolean {
  return ownDevice(state)?.companion === true;
}

function ownDevice(state: RoomState): DeviceView | undefined {
  return state.view.devices.find((device) => device.device === state.you.device);
}

/** My devices beside this one. */
export function myOtherDevices(state: RoomState): readonly DeviceView[] {
  return devicesOf(state, state.you.participant).filter(({ device }) => device !== state.you.device);
}

/** Whether it is another device of somebody whom this page carries: nobody wants to hear themselves. */
export function isMineElsewhere(state: RoomState, device: DeviceId): boolean {
  if (device === state.you.device) return false;
  const here = carriedHere(state);
  return state.view.devices.some((each) => each.device === device && each.people.some((who) => here.includes(who)));
}

/** Through which device somebody is seen: one that sends a picture, else any. */
export function seenThrough(state: RoomState, who: ParticipantId): DeviceId | undefined {
  const devices = devicesOf(state, who);
  return (devices.find((each) => each.sending.includes("camera")) ?? devices[0])?.device;
}

/** The others at the device of somebody, by name. */
export function namesBeside(state: RoomState, who: ParticipantId): readonly string[] {
  const all = devicesOf(state, who).flatMap(({ people }) => people);
  return [...new Set(all)].filter((each) => each !== who).flatMap((each) => person(state, each)?.name ?? []);
}

/** Those in a place, in seat order. */
export function peopleIn(state: RoomState, place: Place): readonly PersonView[] {
  return state.view.people.filter((each) => samePlace(each.place, place)).toSorted((a, b) => a.seat - b.seat);
}

/** Those around my table, in seat order, and people who share a device beside each other. */
export function peopleHere(state: RoomState): readonly PersonView[] {
  const inOrder = peopleIn(state, myPlace(state));
  const shared = state.view.devices.filter(({ people }) => people.length > 1);
  if (shared.length === 0) return inOrder;
  const placed = new Set<PersonView>();
  for (const each of inOrder) {
    placed.add(each);
    const sharing = shared.find(({ people }) => people.includes(each.participant))?.people ?? [];
    for (const other of inOrder) if (sharing.includes(other.participant)) placed.add(other);
  }
  return [...placed];
}

export function queueOf(state: RoomState, place: Place): QueueView {
  return state.view.queues.find((queue) => samePlace(queue.place, place)) ?? { place, hands: [] };
}

/** Who may speak there, as far as I am told. */
export function turnsIn(state: RoomState, place: Place): TurnMode {
  return queueOf(state, place).turns ?? "free";
}

/** Who may speak where I am. */
export function turnsHere(state: RoomState): TurnMode {
  return turnsIn(state, myPlace(state));
}

export function queueHere(state: RoomState): QueueView {
  return queueOf(state, myPlace(state));
}

/** 1 is the next; null without a raised hand. */
export function handNumber(queue: QueueView, who: ParticipantId): number | null {
  const index = queue.hands.findIndex((hand) => hand.participant === who);
  return index === -1 ? null : index + 1;
}

export function myHandNumber(state: RoomState): number | null {
  return handNumber(queueHere(state), state.you.participant);
}

export function floorHolder(state: RoomState): PersonView | undefined {
  const { floor } = queueHere(state);
  return floor === undefined ? undefined : person(state, floor.participant);
}

export function iHaveFloor(state: RoomState): boolean {
  return queueHere(state).floor?.participant === state.you.participant;
}

/** The devices that carry somebody. */
export function devicesOf(state: RoomState, who: ParticipantId): readonly DeviceView[] {
  return state.view.devices.filter((device) => device.people.includes(who));
}

/** Whether any device of this person sends it. */
export function isSending(state: RoomState, who: ParticipantId, kind: SourceKind): boolean {
  return devicesOf(state, who).some((device) => device.sending.includes(kind));
}

/** Whether it is on at this device, in the server's eyes: also when it is passed on only with the floor. */
export function thisDeviceSends(state: RoomState, kind: SourceKind): boolean {
  const own = state.view.devices.find((device) => device.device === state.you.device);
  return own !== undefined && (own.sending.includes(kind) || (own.held?.includes(kind) ?? false));
}

/** `speaking`: the devices heard now. It changes often, so it is kept apart from the room. */
export function isSpeaking(state: RoomState, speaking: readonly DeviceId[], who: ParticipantId): boolean {
  return devicesOf(state, who).some((device) => speaking.includes(device.device));
}

export function isSteppedOut(each: PersonView | undefined): boolean {
  return each?.presence.type === "stepped_out";
}

/** Facilitators before assistants, and in a peer circle participants after both; as signaling/src/room/acting.rs. */
const LINE: Partial<Record<Role, number>> = { facilitator: 0, assistant: 1, participant: 2 };

/** Whether no supervisor is here, nobody acts as one, and I am of those who may. */
export function iMayActAsSupervisor(state: RoomState): boolean {
  const { people, template } = state.view;
  const self = me(state);
  const place = (who: PersonView): number => {
    const isInLine = who.role !== "participant" || template === "peer_circle";
    return (isInLine ? LINE[who.role] : undefined) ?? Infinity;
  };
  if (self === undefined || place(self) === Infinity || isSecluded(self)) return false;
  const isTaken = people.some((who) => who.role === "supervisor" || (who.acting === true && !isDropped(who)));
  return !isTaken && !people.some((who) => !isDropped(who) && place(who) < place(self));
}

export function isDropped(each: PersonView): boolean {
  return each.presence.type === "dropped";
}

/** Whether somebody is in my place, with a connection, and not away by their own choice. */
export function isHere(state: RoomState, each: PersonView): boolean {
  return each.presence.type === "here" && samePlace(each.place, myPlace(state));
}

/** Whether this device is heard lowered: whoever is backstage hears the plenary behind those who are with them. */
export function isLowered(state: RoomState, device: DeviceId): boolean {
  if (myPlace(state).type !== "backstage") return false;
  const carried = state.view.devices.find((each) => each.device === device)?.people ?? [];
  return carried.some((who) => person(state, who)?.place.type === "plenary");
}
