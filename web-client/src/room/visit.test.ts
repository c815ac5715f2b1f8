import { expect, it } from "vitest";
import type { Place } from "../protocol/generated";
import { conversations, scopeHere } from "./chat";
import { iMayCall } from "./help";
import { isSecluded, mayNow } from "./permissions";
import { placeKey } from "./place";
import { reduce, type RoomState } from "./reduce";
import { encounterOf, personOf, receptionOf, sampleRoom } from "./sample";
import { myPlace } from "./selectors";
import { newsBetween } from "./news";
import { scopeNow } from "./talk";
import { visitNews } from "./visit";

const encounter: Place = { type: "encounter", encounter: 5 };
const aside: Place = { type: "aside", encounter: 5 };

/** A visitor, 1, with a professional, 2; as `me` sees it. */
function received(me: number, where: Place = encounter): RoomState {
  const people = [personOf(1, "Onni", { place: encounter }), personOf(2, "Helmi", { role: "facilitator", place: where })];
  return sampleRoom({ me, people, more: { encounter: encounterOf() } });
}

it("keeps the reception and the encounter as they are told last, and nothing when they are over", () => {
  let room = sampleRoom();
  room = reduce(room, { type: "reception_changed", reception: receptionOf({ count: 2 }) });
  room = reduce(room, { type: "encounter_changed", encounter: encounterOf({ alone: true }) });
  expect(room.view.reception?.count).toBe(2);
  expect(room.view.encounter?.alone).toBe(true);
  room = reduce(room, { type: "encounter_changed", encounter: encounterOf() });
  expect(room.view.encounter).not.toHaveProperty("alone");
  room = reduce(reduce(room, { type: "encounter_changed" }), { type: "reception_changed" });
  expect(room.view).not.toHaveProperty("encounter");
  expect(room.view).not.toHaveProperty("reception");
});

it("tells encounters, and the two places of each, apart", () => {
  const all: Place[] = [encounter, aside, { type: "encounter", encounter: 6 }, { type: "aside", encounter: 6 }];
  expect(new Set(all.map(placeKey)).size).toBe(4);
});

it("lets the visitor talk and write with those they are with, and nothing else", () => {
  const room = received(1);
  const self = personOf(1, "Onni", { place: encounter });
  expect(isSecluded(self)).toBe(true);
  expect(["publish_microphone", "chat_group"].every((each) => mayNow(room.view, self, each as "chat_group"))).toBe(true);
  expect((["raise_hand", "chat_plenary", "react", "vote"] as const).some((each) => mayNow(room.view, self, each))).toBe(false);
  expect(conversations(room).map(({ scope }) => scope.type)).toEqual(["encounter"]);
  expect(iMayCall(room)).toBe(false);
});

it("does not shut in the professional, whose chat begins with that of the encounter", () => {
  const room = received(2);
  expect(isSecluded(personOf(2, "Helmi", { role: "facilitator", place: encounter }))).toBe(false);
  expect(scopeHere(room)).toEqual({ type: "encounter", encounter: 5 });
  expect(conversations(room)[0]).toMatchObject({ scope: { type: "encounter" }, mayWrite: true });
});

it("has nothing that is written aside go to everybody or to the visitor", () => {
  const room = received(2, aside);
  expect(myPlace(room)).toEqual(aside);
  const chosen = { scope: { type: "encounter", encounter: 5 }, here: "encounter-5" } as const;
  expect(scopeNow(room, { chosen, begun: [] })).toEqual({ type: "backstage" });
  const speaker = sampleRoom({ me: 3, people: [personOf(3, "Oiva", { role: "speaker", place: aside })] });
  expect(scopeHere(speaker)).toEqual({ type: "facilitators", participant: 3 });
});

const helmi = personOf(2, "Helmi", { role: "facilitator", place: encounter });
const oiva = personOf(3, "Oiva", { role: "speaker", place: encounter });
const onni = personOf(1, "Onni", { place: encounter });
const HAND_OVER = { proposal: 1, line: 1, line_name: "Terveysneuvonta", note: "" };
const after = (room: RoomState, ...events: Parameters<typeof reduce>[1][]): RoomState => events.reduce(reduce, room);

it("tells the visitor who came, who is still there, and that they are not forgotten alone", () => {
  const alone = received(1);
  const two = after(alone, { type: "people_changed", people: [onni, helmi, oiva] });
  expect(visitNews(alone, two)).toEqual([{ type: "visit_came", names: ["Oiva"] }]);
  expect(visitNews(two, after(two, { type: "people_changed", people: [onni, oiva] }))).toEqual([{ type: "visit_with", with: ["Oiva"] }]);
  const left = after(alone, { type: "people_changed", people: [onni] });
  expect(visitNews(alone, left)).toEqual([]);
  const told = after(left, { type: "encounter_changed", encounter: encounterOf({ alone: true, professionals: [] }) });
  expect(visitNews(left, told)).toEqual([{ type: "visit_alone" }]);
  // Once; and nobody who steps aside is said to have left.
  expect(visitNews(told, { ...told })).toEqual([]);
  expect([...newsBetween(alone, two), ...newsBetween(alone, left)]).toEqual([]);
});

it("tells the visitor of each proposal once", () => {
  const before = received(1);
  const asked = after(before, { type: "encounter_changed", encounter: encounterOf({ hand_over: HAND_OVER }) });
  expect(visitNews(before, asked)).toEqual([{ type: "hand_over_asked" }]);
  const more = after(asked, { type: "encounter_changed", encounter: encounterOf({ hand_over: HAND_OVER, in_writing: true }) });
  expect(visitNews(asked, more)).toEqual([]);
  const another = after(more, { type: "encounter_changed", encounter: encounterOf({ hand_over: { ...HAND_OVER, proposal: 2 } }) });
  expect(visitNews(more, another)).toEqual([{ type: "hand_over_asked" }]);
});

it("tells those who receive nothing of it", () => {
  const before = received(2);
  expect(visitNews(before, after(before, { type: "encounter_changed", encounter: encounterOf({ hand_over: HAND_OVER }) }))).toEqual([]);
});
