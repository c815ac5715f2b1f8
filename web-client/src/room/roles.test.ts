import { expect, it } from "vitest";
import { ROLE_PERMISSIONS, type PersonView, type Role } from "../protocol/generated";
import { rolesFor } from "./roles";
import { personOf, sampleRoom } from "./sample";

const ALL = Object.keys(ROLE_PERMISSIONS) as readonly Role[];
const rolesOf = (self: Partial<PersonView>, whom: PersonView) => {
  const mine = personOf(1, "Aino", self);
  return rolesFor(sampleRoom({ people: whom.participant === 1 ? [mine] : [mine, whom] }), whom.participant === 1 ? mine : whom);
};
const LASTING = ["supervisor", "facilitator", "assistant"];

it.each(ALL)("lets a supervisor make anything else of a %s", (role) => {
  expect(rolesOf({ role: "supervisor" }, personOf(2, "Björn", { role }))).toEqual({ open: ALL.filter((each) => each !== role), kept: [] });
});

it.each(ALL)("lets whoever only acts make of a %s nobody who runs the session", (role) => {
  const { open, kept } = rolesOf({ role: "facilitator", acting: true }, personOf(2, "Björn", { role }));
  const isAbove = role === "supervisor";
  expect(open).toEqual(isAbove ? [] : ALL.filter((each) => each !== role && !LASTING.includes(each)));
  expect(kept).toEqual(isAbove ? [] : ALL.filter((each) => each !== role && LASTING.includes(each)));
});

it("lets nobody who acts change what they are, a supervisor do it, and others nothing", () => {
  expect(rolesOf({ role: "assistant", acting: true }, personOf(1, "Aino")).open).toEqual([]);
  expect(rolesOf({ role: "supervisor" }, personOf(1, "Aino")).open).toContain("participant");
  expect(rolesOf({ role: "facilitator" }, personOf(2, "Björn")).open).toEqual([]);
});

it("makes nothing of somebody who is being helped in", () => {
  expect(rolesOf({ role: "supervisor" }, personOf(2, "Björn", { place: { type: "help", help: 1 } })).open).toEqual([]);
});
