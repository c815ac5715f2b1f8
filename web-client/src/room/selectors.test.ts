import { expect, it } from "vitest";
import type { Permission, Place, Role, Switches } from "../protocol/generated";
import { group, personOf, PLENARY, queueOfPlace, sampleRoom } from "./sample";
import {
  floorHolder,
  iHaveFloor,
  iMay,
  iMayActAsSupervisor,
  iMayUnmute,
  isLowered,
  isSending,
  isSpeaking,
  myHandNumber,
  peopleHere,
  queueHere,
  isCompanion,
  isMineElsewhere,
  namesBeside,
  seenThrough,
} from "./selectors";
import { nextTurn } from "./turns";

it("shows only the people of my place, in seat order", () => {
  const room = sampleRoom({
    me: 2,
    people: [
      personOf(4, "Elli", { place: group(1), seat: 9 }),
      personOf(2, "Björn", { place: group(1), seat: 3 }),
      personOf(1, "Aino"),
      personOf(7, "Åsa", { place: group(2) }),
    ],
    groups: [1, 2],
  });
  expect(peopleHere(room).map((each) => each.name)).toEqual(["Björn", "Elli"]);
});

it("counts my place in the queue of the place I am in", () => {
  const people = [personOf(1, "Aino", { place: group(1) }), personOf(2, "Björn", { place: group(1) })];
  const queues = [queueOfPlace(PLENARY, [1]), queueOfPlace(group(1), [2, 1])];
  expect(myHandNumber(sampleRoom({ people, queues, groups: [1] }))).toBe(2);
  expect(myHandNumber(sampleRoom({ queues }))).toBe(1);
  expect(myHandNumber(sampleRoom({ me: 3, queues }))).toBeNull();
});

it("has an empty queue for a place it was told nothing of", () => {
  expect(queueHere(sampleRoom({ queues: [] })).hands).toEqual([]);
});

it("knows who has the floor", () => {
  const room = sampleRoom({ queues: [queueOfPlace(PLENARY, [], 2)] });
  expect(floorHolder(room)?.name).toBe("Björn");
  expect(iHaveFloor(room)).toBe(false);
  expect(iHaveFloor({ ...room, you: { participant: 2, device: 102 } })).toBe(true);
});

it("calls nobody who is dropped or elsewhere", () => {
  const dropped = personOf(2, "Björn", { presence: { type: "dropped", since: 1 } });
  const away = personOf(3, "Sirpa", { place: group(1) });
  const people = [personOf(1, "Aino", { role: "facilitator" }), dropped, away];
  expect(nextTurn(sampleRoom({ people, queues: [queueOfPlace(PLENARY, [2, 3])], groups: [1] }))).toBeUndefined();
  expect(nextTurn(sampleRoom({ queues: [queueOfPlace(PLENARY, [2])] }))?.name).toBe("Björn");
});

it("says who is heard by the device that carries them", () => {
  const room = sampleRoom({ sending: { 3: ["microphone"] } });
  expect(isSpeaking(room, [103], 3)).toBe(true);
  expect(isSpeaking(room, [103], 2)).toBe(false);
  expect(isSending(room, 3, "microphone")).toBe(true);
  expect(isSending(room, 3, "camera")).toBe(false);
});

it.each([
  ["supervisor", true, true],
  ["facilitator", true, true],
  ["participant", true, false],
  ["observer", false, false],
] as const)("lets a %s publish: %s, run groups: %s", (role, publish, run) => {
  const room = sampleRoom({ role });
  expect(iMay(room, "publish_microphone")).toBe(publish);
  expect(iMay(room, "raise_hand")).toBe(publish);
  for (const permission of ["run_groups", "run_turns", "lower_others_hands", "move_people"] as const) {
    expect(iMay(room, permission)).toBe(run);
  }
});

it("lets whoever acts as supervisor do what a supervisor may", () => {
  const people = [personOf(1, "Aino", { role: "assistant", acting: true }), personOf(2, "Björn", { role: "assistant" })];
  expect(iMay(sampleRoom({ people }), "change_roles")).toBe(true);
  expect(iMay(sampleRoom({ people, me: 2 }), "change_roles")).toBe(false);
});

it("lets whoever is helped try devices and talk with the helper, and nothing else", () => {
  const help: Place = { type: "help", help: 1 };
  const people = [personOf(1, "Aino", { place: help }), personOf(2, "Björn", { place: help, role: "assistant" })];
  const helped = sampleRoom({ people });
  expect(["publish_microphone", "chat_group"].map((each) => iMay(helped, each as Permission))).toEqual([true, true]);
  expect(["raise_hand", "chat_plenary", "publish_screen"].map((each) => iMay(helped, each as Permission))).toEqual([false, false, false]);
  expect(iMay(sampleRoom({ people, me: 2 }), "admit")).toBe(true);
});

const OFF: Switches = { unmute: false, camera: false, share: false, chat_privately: false, rename: false, speaking_shown: false, two_screens: false };
const SWITCHED: readonly Permission[] = ["publish_camera", "publish_screen", "publish_screen_sound", "chat_privately", "rename"];

it("binds participants by the switches of the session, and nobody else", () => {
  const of = (role: Role) => sampleRoom({ role, more: { switches: OFF } });
  expect(SWITCHED.filter((each) => iMay(of("participant"), each))).toEqual([]);
  expect(SWITCHED.filter((each) => iMay(of("speaker"), each))).toEqual(SWITCHED);
  expect(iMay(of("observer"), "rename")).toBe(false);
});

it("lets participants unmute when asked or with the floor where they may not by themselves", () => {
  const more = { switches: OFF };
  expect(iMayUnmute(sampleRoom())).toBe(true);
  expect(iMayUnmute(sampleRoom({ more }))).toBe(false);
  expect(iMayUnmute(sampleRoom({ more: { ...more, asked: ["microphone"] } }))).toBe(true);
  expect(iMayUnmute(sampleRoom({ more, queues: [queueOfPlace(PLENARY, [], 1)] }))).toBe(true);
  expect(iMayUnmute(sampleRoom({ more, sending: { 1: ["microphone"] } }))).toBe(true);
  expect(iMayUnmute(sampleRoom({ more, role: "interpreter" }))).toBe(true);
});

it("lets the next in line act as supervisor while none is here: facilitators, assistants, in a peer circle participants", () => {
  const facilitator = (more = {}) => personOf(2, "Björn", { role: "facilitator", ...more });
  const assistant = personOf(3, "Sirpa", { role: "assistant" });
  const dropped = { presence: { type: "dropped", since: 0 } as const };
  const may = (me: number, people: readonly ReturnType<typeof personOf>[], more = {}) =>
    iMayActAsSupervisor(sampleRoom({ me, people, more }));
  const without = [personOf(1, "Aino"), facilitator(), assistant];
  expect([may(1, without), may(2, without), may(3, without)]).toEqual([false, true, false]);
  expect(may(3, [personOf(1, "Aino"), facilitator(dropped), assistant])).toBe(true);
  expect(may(2, [personOf(1, "Aino", { role: "supervisor" }), facilitator()])).toBe(false);
  expect(may(3, [facilitator({ acting: true }), assistant])).toBe(false);
  expect(may(1, [personOf(1, "Aino")], { template: "peer_circle" })).toBe(true);
  expect(may(1, [personOf(1, "Aino")])).toBe(false);
});

it("lowers the plenary for whoever is backstage, and nobody else", () => {
  const backstage: Place = { type: "backstage" };
  const people = [personOf(1, "Aino", { place: backstage }), personOf(2, "Björn", { place: backstage }), personOf(3, "Sirpa")];
  const room = sampleRoom({ people });
  expect([isLowered(room, 102), isLowered(room, 103)]).toEqual([false, true]);
  expect(isLowered(sampleRoom(), 103)).toBe(false);
});

it("shows a person once, by any of their devices, and people of one device beside each other", () => {
  const people = [personOf(1, "Aino"), personOf(2, "Björn"), personOf(3, "Sirpa")];
  const room = sampleRoom({
    people,
    more: {
      devices: [
        { device: 101, people: [1, 3], sending: [] },
        { device: 104, people: [1], sending: ["microphone"], companion: true },
        { device: 102, people: [2], sending: [] },
        { device: 105, people: [2], sending: ["camera"] },
      ],
    },
  });
  expect(peopleHere(room).map((each) => each.name)).toEqual(["Aino", "Sirpa", "Björn"]);
  expect([isSending(room, 1, "microphone"), seenThrough(room, 2), seenThrough(room, 1)]).toEqual([true, 105, 101]);
  expect([namesBeside(room, 3), namesBeside(room, 2)]).toEqual([["Aino"], []]);
  expect([isMineElsewhere(room, 104), isMineElsewhere(room, 101), isMineElsewhere(room, 102)]).toEqual([true, false, false]);
  expect([isCompanion(room), isCompanion({ ...room, you: { participant: 1, device: 104 } })]).toEqual([false, true]);
});
