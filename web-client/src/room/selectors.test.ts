import { expect, it } from "vitest";
import { group, personOf, PLENARY, queueOfPlace, sampleRoom } from "./sample";
import {
  floorHolder,
  iHaveFloor,
  iMay,
  isSending,
  isSpeaking,
  myHandNumber,
  peopleHere,
  queueHere,
  someoneCanBeCalled,
} from "./selectors";

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
  expect(someoneCanBeCalled(sampleRoom({ people, queues: [queueOfPlace(PLENARY, [2, 3])], groups: [1] }))).toBe(false);
  expect(someoneCanBeCalled(sampleRoom({ queues: [queueOfPlace(PLENARY, [2])] }))).toBe(true);
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
  expect(iMay(room, "publish")).toBe(publish);
  expect(iMay(room, "raise_hand")).toBe(publish);
  for (const permission of ["run_groups", "call_next", "lower_others_hands", "move_people"] as const) {
    expect(iMay(room, permission)).toBe(run);
  }
});
