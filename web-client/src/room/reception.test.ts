import { expect, it } from "vitest";
import { MAX_PROFESSIONALS } from "../protocol/generated";
import {
  askedToJoin,
  canTake,
  colleagues,
  desk,
  hasReceptionTab,
  hindrance,
  iAmInCharge,
  iMayLeave,
  iMayTakeNext,
  jumpOf,
  mayAskMore,
  myEncounter,
  myLines,
  nextVisitor,
  receiversOf,
  servingNow,
  waitingInMyLines,
} from "./reception";
import { deskRoom, encounterOf, encounterRoom, receptionOf, SERVING, STAFF, summary, visitorOf } from "./receptionSample";
import { personOf, sampleRoom } from "./sample";

const MATTI = visitorOf(91, "Matti");
const LIISA = visitorOf(92, "Liisa");
const PEKKA = visitorOf(93, "Pekka", { line: 1 });
const who = (visitor: { readonly participant: number } | undefined) => visitor?.participant;

it("takes next whoever is first in the lines that I receive", () => {
  expect(who(nextVisitor(deskRoom(receptionOf([PEKKA, MATTI, LIISA]))))).toBe(91);
  expect(who(nextVisitor(deskRoom(receptionOf([PEKKA, MATTI])), [1]))).toBe(93);
  expect(waitingInMyLines(deskRoom(receptionOf([PEKKA, MATTI, LIISA])))).toBe(2);
});

it("skips who waits for another, has no connection, or is helped to get in; and not who waits for me", () => {
  const skipped = [visitorOf(91, "A", { wanted: 2 }), visitorOf(92, "B", { connected: false }), visitorOf(93, "C")];
  const lobby = { door: "knock", ended: false, welcome: "", count: 1, waiting: [{ participant: 93, name: "C", since: 0, invitation: "shared", marked: false, connected: true, help: "no_sound" }] } as const;
  const room = deskRoom(receptionOf([...skipped, visitorOf(94, "D", { wanted: 1 })]), { lobby: { ...lobby, waiting: [...lobby.waiting] } });
  expect(who(nextVisitor(room))).toBe(94);
  expect([91, 92, 93].map((_, index) => canTake(room, skipped[index] ?? MATTI))).toEqual([true, false, true]);
  expect(iMayTakeNext(deskRoom(receptionOf(skipped.slice(0, 2))))).toBe(false);
});

it("trusts the server when more wait than are shown", () => {
  const others = receptionOf([PEKKA]);
  const lines = others.lines.map((each) => ({ ...each, waiting: 40 }));
  expect(iMayTakeNext(deskRoom({ ...others, lines, count: 80 }))).toBe(true);
  expect(iMayTakeNext(deskRoom(others))).toBe(false);
});

it("takes nobody from an encounter, from a place for two, or where others are at the device", () => {
  expect(hindrance(encounterRoom(encounterOf([1])))).toBe("elsewhere");
  expect(hindrance(encounterRoom(encounterOf([], { aside: [1] })))).toBe("elsewhere");
  const room = deskRoom(receptionOf([MATTI]));
  expect([hindrance(room), iMayTakeNext(room)]).toEqual([null, true]);
  const devices = [{ device: 101, people: [1, 2], sending: [] }];
  const shared = { ...room, view: { ...room.view, devices } };
  expect([hindrance(shared), iMayTakeNext(shared)]).toEqual(["shared_device", false]);
});

it("knows who is passed over when somebody is taken before their turn", () => {
  const wanting = visitorOf(94, "Veera", { wanted: 2 });
  const lost = visitorOf(95, "Olli", { connected: false });
  const room = deskRoom(receptionOf([lost, PEKKA, MATTI, LIISA, wanting]));
  expect(jumpOf(room, MATTI)).toBe(null);
  expect(jumpOf(room, LIISA)).toEqual({ before: 1 });
  expect(jumpOf(room, wanting)).toEqual({ before: 2, wanted: 2 });
  expect(jumpOf(room, PEKKA)).toBe(null);
  expect(jumpOf(deskRoom(receptionOf([wanting])), wanting)).toEqual({ before: 0, wanted: 2 });
});

it("has a desk for those who let people in, and for a speaker only the encounter", () => {
  const reception = receptionOf([MATTI], { encounters: [summary(7, [1], { asked: [{ participant: 4, by: 1 }] })] });
  const asked = sampleRoom({ me: 4, people: STAFF, more: { reception } });
  expect([desk(asked), hasReceptionTab(asked), myLines(asked)]).toEqual([undefined, false, []]);
  expect(askedToJoin(asked).map(({ by, encounter }) => [by, encounter.encounter])).toEqual([[1, 7]]);
  const joined = sampleRoom({ me: 4, people: STAFF, more: { encounter: encounterOf([1], { aside: [4] }) } });
  expect([hasReceptionTab(joined), desk(joined), iAmInCharge(joined)]).toEqual([true, undefined, false]);
  expect(iAmInCharge(encounterRoom(encounterOf([1])))).toBe(true);
  expect(hasReceptionTab(sampleRoom({ people: STAFF }))).toBe(false);
});

it("is no encounter of mine when I am the visitor", () => {
  const room = sampleRoom({ me: 91, people: [personOf(91, "Matti")], more: { encounter: encounterOf([1]) } });
  expect([myEncounter(room), hasReceptionTab(room)]).toEqual([undefined, false]);
});

it("says of each who receives with whom they are, also of who receives no line", () => {
  const room = deskRoom(receptionOf([], { encounters: [summary(7, [2, 4])] }));
  expect(servingNow(room).map(({ participant, lines, encounter }) => [participant, lines, encounter?.encounter])).toEqual([
    [1, [0], undefined],
    [2, [0, 1], 7],
    [4, [], 7],
  ]);
});

it("offers colleagues: those who are asked first, then who is free, then the others; no visitor and no participant", () => {
  const encounter = encounterOf([1], { asked: [{ participant: 4, by: 1 }] });
  const room = encounterRoom(encounter);
  const people = [...room.view.people, personOf(8, "Olga", { role: "facilitator", presence: { type: "dropped", since: 0 } }), personOf(9, "Osallistuja")];
  const busy = { ...room, view: { ...room.view, people, reception: receptionOf([], { encounters: [summary(7, [1]), summary(8, [2])] }) } };
  expect(colleagues(busy).map(({ person, reach, lines }) => [person.name, reach, lines])).toEqual([
    ["Elli", "asked", []],
    ["Sirpa", "free", []],
    ["Björn", "busy", [0, 1]],
    ["Olga", "away", []],
  ]);
  expect(colleagues(encounterRoom(encounterOf([1], { aside: [2] })))[0]).toMatchObject({ person: { name: "Björn" }, reach: "here" });
});

it("asks no more than fit, and leaves a visitor to nobody", () => {
  const full = encounterOf(Array.from({ length: MAX_PROFESSIONALS - 1 }, (_, index) => index + 1), { asked: [{ participant: 50, by: 1 }] });
  expect([mayAskMore(full), mayAskMore({ ...full, asked: [] })]).toEqual([false, true]);
  expect(iMayLeave(encounterRoom(encounterOf([1])))).toBe(false);
  expect(iMayLeave(encounterRoom(encounterOf([1], { aside: [2] })))).toBe(true);
  // A speaker may not end it, and nobody knows whether one who is lost comes back.
  expect(iMayLeave(encounterRoom(encounterOf([1, 4])))).toBe(false);
  const room = encounterRoom(encounterOf([1, 2]));
  const people = room.view.people.map((each) => (each.participant === 2 ? { ...each, presence: { type: "dropped", since: 0 } as const } : each));
  expect(iMayLeave({ ...room, view: { ...room.view, people } })).toBe(false);
});

it("hands over to those who receive the line and are not with the visitor", () => {
  const room = encounterRoom(encounterOf([1]));
  expect(receiversOf(room, 0).map(({ name }) => name)).toEqual(["Björn"]);
  expect(receiversOf(encounterRoom(encounterOf([1, 2])), 1)).toEqual([]);
  expect(SERVING[0]?.participant).toBe(1);
});
