import { expect, it } from "vitest";
import { taskOf } from "./groups";
import { RUN, sampleRoom } from "./sample";

it("says what a group does: its own task, or else what all of them do", () => {
  const [own, other] = [
    { group: 1, number: 1, colour: "blue", task: "Laulakaa" } as const,
    { group: 2, number: 2, colour: "green" } as const,
  ];
  const withTask = sampleRoom({ more: { groups: [own, other], run: { ...RUN, task: "Kertokaa" } } });
  expect([taskOf(withTask, own), taskOf(withTask, other)]).toEqual(["Laulakaa", "Kertokaa"]);
  expect(taskOf(sampleRoom({ more: { groups: [own, other], run: RUN } }), other)).toBeUndefined();
});
