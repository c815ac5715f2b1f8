import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";
import type { Event, RoomView, ServerMessage } from "../protocol/generated";
import { actingState, welcomed } from "./party";
import { clockOf, reduce, type RoomState } from "./reduce";

const FIXTURES = resolve("../tests/fixtures/protocol");
const read = (name: string): ServerMessage => JSON.parse(readFileSync(resolve(FIXTURES, name), "utf8")) as ServerMessage;
const names = readdirSync(FIXTURES).filter((name) => /^server_event_.*\.json$/.test(name));

function eventOf(name: string): Event {
  const message = read(name);
  if (message.type !== "event") throw new Error("not an event");
  return message.event;
}

function entered(): RoomState {
  const message = read("server_welcome.json");
  if (message.type !== "welcome") throw new Error("not a welcome");
  const party = welcomed(null, message, 0);
  if (party === null) throw new Error("a welcome with a view gives a state");
  const state = actingState(party);
  return state;
}

/** Events that carry a part of the view whole: which part. A part that is absent in the event is absent in the view. */
const WHOLE: Partial<Record<Event["type"], keyof RoomView>> = {
  people_changed: "people",
  groups_changed: "groups",
  queues_changed: "queues",
  devices_changed: "devices",
  switches_changed: "switches",
  lobby_changed: "lobby",
  polls_changed: "polls",
  feedback_changed: "feedback",
  attendance_table: "attendance",
  technology_changed: "technology",
  requests_changed: "requests",
};

/** Events of the moment: nothing of them stays. */
const OF_THE_MOMENT: readonly Event["type"][] = ["person_left", "groups_warned", "older_messages", "reacted", "unmute_declined", "removed", "request_ended", "own_question_changed"];

it.each(names)("folds %s without touching what was before", (name) => {
  const event = eventOf(name);
  const before = entered();
  const copy: unknown = structuredClone(before);
  const after = reduce(before, event);
  expect(before).toEqual(copy);
  const part = WHOLE[event.type];
  if (OF_THE_MOMENT.includes(event.type)) expect(after).toBe(before);
  if (part === undefined) return;
  const carried = (event as unknown as Record<string, RoomView[typeof part]>)[part];
  const rest = { ...before.view };
  delete (rest as Partial<RoomView>)[part];
  // Groups come with how they run.
  if (event.type === "groups_changed") {
    delete rest.run;
    if (event.run !== undefined) rest.run = event.run;
  }
  expect(after.view).toEqual(carried === undefined ? rest : { ...rest, [part]: carried });
});

it("replaces the whole view, but not the objects of people about whom nothing changed", () => {
  const before = entered();
  const event = eventOf("server_event_view_replaced.json");
  if (event.type !== "view_replaced") throw new Error("another event");
  expect(reduce(before, event).view).toEqual(event.view);
  const again = reduce(before, { type: "view_replaced", view: structuredClone(before.view) });
  expect(again.view.people[0]).toBe(before.view.people[0]);
});

it("has nothing where nothing is said", () => {
  const before = entered();
  const off = eventOf("server_event_switches_changed.json");
  const switched = reduce(before, off);
  expect(switched.view.switches).toBeDefined();
  const allOn = { unmute: true, camera: true, share: true, chat_privately: true, rename: true, speaking_shown: false, two_screens: false };
  expect(reduce(switched, { type: "switches_changed", switches: allOn }).view).toEqual(before.view);
  expect(reduce(before, { type: "switches_changed", switches: { ...allOn, codec: "AV1" } }).view.switches?.codec).toBe("AV1");
  const asked = reduce(before, eventOf("server_event_unmute_asked.json"));
  expect(asked.view.asked?.length).toBeGreaterThan(0);
  expect(reduce(asked, { type: "unmute_asked", asked: [] }).view).toEqual(before.view);
});

it("asks to accept an agreement that changed, until it is accepted or gone", () => {
  const before = entered();
  const changed = reduce(before, eventOf("server_event_agreement_changed.json"));
  expect(changed.view.agreement_asked).toBe(true);
  const accepted = reduce(changed, eventOf("server_event_agreement_accepted.json"));
  expect(accepted.view.agreement_asked).toBeUndefined();
  expect(accepted.view.agreement).toEqual(changed.view.agreement);
  const gone = reduce(changed, eventOf("server_event_agreement_changed_none.json"));
  expect([gone.view.agreement, gone.view.agreement_asked]).toEqual([undefined, undefined]);
});

it("keeps the view over a resume that sends what was missed", () => {
  const message = read("server_welcome_resumed.json");
  if (message.type !== "welcome") throw new Error("not a welcome");
  expect(message.view).toBeUndefined();
  const before = entered();
  const party = { you: before.you, states: [before], acting: before.you.participant };
  expect(welcomed(party, message, 0)?.states[0]?.view).toBe(before.view);
  expect(welcomed(null, message, 0)).toBeNull();
});

it("keeps the objects of people about whom nothing changed", () => {
  const before = entered();
  const [first, ...others] = before.view.people;
  if (first === undefined || others.length === 0) throw new Error("the fixture has two people");
  const moved = { ...first, seat: first.seat + 100 };
  const copy: unknown = JSON.parse(JSON.stringify([moved, ...others]));
  const after = reduce(before, { type: "people_changed", people: copy as typeof before.view.people });
  expect(after.view.people[0]).toEqual(moved);
  expect(after.view.people[1]).toBe(others[0]);
});

it("tells moments as times of day", () => {
  const state = { ...entered(), epoch: Date.UTC(2026, 10, 22, 9, 0) };
  expect(clockOf(state, 90_000).toISOString()).toBe("2026-11-22T09:01:30.000Z");
});
