import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";
import type { Event, RoomView, ServerMessage } from "../protocol/generated";
import { reduce, welcome } from "./reduce";

const FIXTURES = resolve("../tests/fixtures/protocol");
const read = (name: string): ServerMessage => JSON.parse(readFileSync(resolve(FIXTURES, name), "utf8")) as ServerMessage;
const events = readdirSync(FIXTURES).filter((name) => /^server_event_.*\.json$/.test(name));

/** Which part of the view an event replaces. */
const PART: Record<Event["type"], keyof RoomView | null> = {
  people_changed: "people",
  groups_changed: "groups",
  queues_changed: "queues",
  devices_changed: "devices",
  person_left: null,
};

function entered() {
  const message = read("server_welcome.json");
  if (message.type !== "welcome") throw new Error("not a welcome");
  const state = welcome(null, message);
  if (state === null) throw new Error("a welcome with a view gives a state");
  return state;
}

it.each(events)("folds %s by replacing one part", (name) => {
  const message = read(name);
  if (message.type !== "event") throw new Error("not an event");
  const before = entered();
  const after = reduce(before, message.event);
  const part = PART[message.event.type];
  if (part === null) {
    expect(after).toBe(before);
    return;
  }
  const carried = (message.event as unknown as Record<string, unknown>)[part];
  expect(after.view).toEqual({ ...before.view, [part]: carried });
});

it("keeps the view over a resume that sends what was missed", () => {
  const message = read("server_welcome_resumed.json");
  if (message.type !== "welcome") throw new Error("not a welcome");
  expect(message.view).toBeUndefined();
  const before = entered();
  expect(welcome(before, message)?.view).toBe(before.view);
  expect(welcome(null, message)).toBeNull();
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
