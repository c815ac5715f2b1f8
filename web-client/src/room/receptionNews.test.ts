import { expect, it } from "vitest";
import type { ColleagueAsked, EncounterView, HandOverView, ReceptionView } from "../protocol/generated";
import { newsBetween } from "./news";
import { receptionNews } from "./receptionNews";
import { deskRoom, encounterOf, encounterRoom, IN_ENCOUNTER, receptionOf, STAFF, summary, visitorOf } from "./receptionSample";
import type { RoomState } from "./reduce";
import { personOf } from "./sample";

const MATTI = visitorOf(91, "Matti");
const LIISA = visitorOf(92, "Liisa");
const PEKKA = visitorOf(93, "Pekka", { line: 1 });
const PROPOSED: HandOverView = { proposal: 1, line: 1, line_name: "Terveysneuvonta", note: "" };
const by = (participant: number, asker = 1): ColleagueAsked => ({ participant, by: asker });
const between = (was: ReceptionView, is: ReceptionView) => receptionNews(deskRoom(was), deskRoom(is));
const inside = (was: EncounterView, is: EncounterView) => receptionNews(encounterRoom(was), encounterRoom(is));
/** After the encounter, with these in the lines. */
const back = (was: EncounterView, is: ReceptionView) => receptionNews(encounterRoom(was), deskRoom(is));

it("tells of who is new in a line that I receive, and of no other", () => {
  expect(between(receptionOf([MATTI]), receptionOf([MATTI, LIISA, PEKKA]))).toEqual([{ type: "line_joined", names: ["Liisa"] }]);
  expect(between(receptionOf([MATTI]), receptionOf([MATTI, PEKKA]))).toEqual([]);
  expect(between(receptionOf([MATTI, LIISA]), receptionOf([LIISA]))).toEqual([]);
});

it("calls nobody away from a visitor, and tells nothing of who moves up in a long line or was there before", () => {
  const room = (visitors: ReceptionView): RoomState => {
    const base = encounterRoom(encounterOf([1]));
    return { ...base, view: { ...base.view, reception: visitors } };
  };
  expect(receptionNews(room(receptionOf([])), room(receptionOf([LIISA])))).toEqual([]);
  expect(between(receptionOf([MATTI], { count: 60 }), receptionOf([LIISA], { count: 59 }))).toEqual([]);
  const pausing = { serving: [{ participant: 1, lines: [] }] };
  expect(between(receptionOf([], pausing), receptionOf([MATTI]))).toEqual([]);
});

it("tells once that I am asked to join", () => {
  const asked = { encounters: [summary(7, [2], { asked: [by(1, 2)] })] };
  expect(between(receptionOf([]), receptionOf([], asked))).toEqual([{ type: "asked_to_join", encounter: 7, name: "Björn", line: "Sosiaalityö" }]);
  expect(between(receptionOf([], asked), receptionOf([MATTI], asked))).toEqual([{ type: "line_joined", names: ["Matti"] }]);
});

it("tells what became of whom I asked", () => {
  const asked = encounterOf([1], { asked: [by(2), by(3, 2)] });
  expect(inside(asked, encounterOf([1], { aside: [2], asked: [by(3, 2)] }))).toEqual([{ type: "colleague_came", names: ["Björn"] }]);
  expect(inside(asked, encounterOf([1], { asked: [by(3, 2)] }))).toEqual([{ type: "colleague_declined", names: ["Björn"] }]);
  // Another asked them: that one is told.
  expect(inside(asked, encounterOf([1], { asked: [by(2)] }))).toEqual([]);
  // Whoever steps aside has been there before.
  expect(inside(encounterOf([1, 2]), encounterOf([1], { aside: [2] }))).toEqual([]);
});

it("tells the answer to a hand-over", () => {
  const asked = encounterOf([1], { hand_over: PROPOSED });
  expect(inside(asked, encounterOf([1]))).toEqual([{ type: "hand_over_stays", name: "Matti" }]);
  const gone = visitorOf(91, "Matti", { line: 1, handed_over: true });
  expect(back(asked, receptionOf([gone]))).toEqual([{ type: "hand_over_done", line: "Terveysneuvonta" }]);
});

it("tells that the encounter is over, and whether the visitor is in the line again", () => {
  const was = encounterOf([1]);
  expect(back(was, receptionOf([]))).toEqual([{ type: "encounter_over", isBackInLine: false }]);
  const returned = visitorOf(91, "Matti", { returned: true });
  expect(back(was, receptionOf([returned, LIISA]))).toEqual([
    { type: "line_joined", names: ["Liisa"] },
    { type: "encounter_over", isBackInLine: true },
  ]);
});

it("says of whoever comes back that it is from an encounter: how it ended is told by itself", () => {
  expect(newsBetween(encounterRoom(encounterOf([1])), deskRoom(receptionOf([])))).toContainEqual({ type: "moved", to: { type: "plenary" }, withMe: ["Björn", "Sirpa", "Elli"], afterEncounter: true });
  expect(newsBetween(deskRoom(receptionOf([])), encounterRoom(encounterOf([1])))[0]).toEqual({ type: "moved", to: IN_ENCOUNTER, withMe: ["Matti"] });
});

it("does not tell everybody of every visitor who comes and goes", () => {
  const room = (...more: readonly ReturnType<typeof personOf>[]): RoomState => {
    const base = deskRoom(receptionOf([]));
    return { ...base, view: { ...base.view, people: [...STAFF, ...more] } };
  };
  const visitor = personOf(91, "Matti", { place: IN_ENCOUNTER });
  expect(newsBetween(room(), room(visitor))).toEqual([]);
  expect(newsBetween(room(visitor), room())).toEqual([]);
  const colleague = personOf(9, "Olga", { role: "facilitator" });
  expect(newsBetween(room(), room(colleague))).toEqual([{ type: "joined", names: ["Olga"] }]);
});
