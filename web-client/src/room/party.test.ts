import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { ServerMessage } from "../protocol/generated";
import { actedBy, actingState, folded, mustSayWho, stateOf, welcomed, type Party } from "./party";
import { personOf, sampleRoom } from "./sample";

const PEOPLE = [personOf(1, "Aino"), personOf(7, "Pekka"), personOf(2, "Björn")];
const view = (carried: readonly number[]) =>
  sampleRoom({ people: PEOPLE, more: { devices: [{ device: 101, people: [...carried], sending: [] }] } }).view;
const you = { participant: 1, device: 101 };
const party = (...carried: readonly number[]): Party => ({
  you,
  states: carried.map((participant) => ({ you: { participant, device: 101 }, view: view(carried), epoch: 0 })),
  acting: 1,
});
const people = (of: Party) => of.states.map((each) => each.you.participant);

it("starts with a view for each from the welcome of two", () => {
  const text = readFileSync("../tests/fixtures/protocol/server_welcome_of_two.json", "utf8");
  const message = JSON.parse(text) as Extract<ServerMessage, { type: "welcome" }>;
  const both = welcomed(null, message, 5);
  expect(both?.acting).toBe(message.you.participant);
  expect(both?.states.map(({ you: each }) => each)).toEqual([message.you, { participant: message.beside?.[0]?.participant, device: message.you.device }]);
});

it("goes on after a reload with the one who acted, if the device carries them still", () => {
  const beside = [{ participant: 7, view: view([1, 7]) }];
  const message = { type: "welcome" as const, version: 1, you, resume_token: "t", seq: 0, now: 0, view: view([1, 7]), beside };
  expect(welcomed(null, message, 0, 7)?.acting).toBe(7);
  expect(welcomed(null, message, 0, 2)?.acting).toBe(1);
  // What this page itself knows is newer than what was kept.
  expect(welcomed(party(1, 7), message, 0, 7)?.acting).toBe(1);
});

it("has somebody new from their first view on", () => {
  const before = party(1);
  const after = folded(before, { type: "view_replaced", view: view([1, 7]) }, [7]);
  expect(people(after)).toEqual([1, 7]);
  expect(after.states[0]).toBe(before.states[0]);
  expect([mustSayWho(before, 1), mustSayWho(after, 1)]).toEqual([false, true]);
});

it("loses whoever is no longer at the device, and lets another act", () => {
  const both = actedBy(party(1, 7), 7);
  const after = folded(both, { type: "devices_changed", devices: view([1]).devices }, []);
  expect([people(after), after.acting]).toEqual([[1], 1]);
  const his = folded(party(1, 7), { type: "devices_changed", devices: view([7]).devices }, []);
  expect([his.acting, mustSayWho(his, 7)]).toEqual([7, true]);
});

it("tells each only what is for them", () => {
  const after = folded(party(1, 7), { type: "unmute_asked", asked: ["camera"] }, [7]);
  expect([stateOf(after, 1)?.view.asked, stateOf(after, 7)?.view.asked]).toEqual([undefined, ["camera"]]);
  expect(folded(after, { type: "lobby_changed", lobby: { door: "open", ended: false, welcome: "", count: 0, waiting: [] } }, []).states.every((each) => each.view.lobby !== undefined)).toBe(true);
});

it("lets act only whom the device carries", () => {
  expect(actedBy(party(1, 7), 2).acting).toBe(1);
  expect(actingState(actedBy(party(1, 7), 7)).you.participant).toBe(7);
});

it("goes on with everybody when the missed events follow", () => {
  const both = actedBy(party(1, 7), 7);
  const after = welcomed(both, { type: "welcome", version: 1, you, resume_token: "t", seq: 3, now: 9 }, 4);
  expect([after && people(after), after?.acting, after?.states[1]?.epoch]).toEqual([[1, 7], 7, 4]);
  expect(after?.states[1]?.view).toBe(both.states[1]?.view);
});
