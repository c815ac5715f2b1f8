import { act, cleanup } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import type { GroupView } from "../../protocol/generated";
import type { Heard } from "../../room/announcements";
import { group, personOf, PLENARY, RUN, sampleRoom } from "../../room/sample";
import type { Session } from "../../session";
import { renderInRoom } from "../testing";
import { MovedNotice } from "./MovedNotice";

afterEach(cleanup);

const shown = () => document.querySelector(".banner-moved p")?.textContent ?? null;

/** Renders it, and says what the session has to say. */
function show(room: ReturnType<typeof sampleRoom>) {
  const listeners: ((heard: Heard) => void)[] = [];
  const listening = (session: Session) =>
    Object.assign(session, {
      onNews: (listener: (heard: Heard) => void) => {
        listeners.push(listener);
        return () => {};
      },
    });
  renderInRoom((session) => <MovedNotice session={listening(session)} />, room);
  return (heard: Heard) => act(() => listeners.forEach((listener) => listener(heard)));
}

const people = [personOf(1, "Aino", { place: group(1) }), personOf(2, "Björn", { place: group(1) })];
const kahvi: GroupView = { group: 1, number: 1, name: "Kahvi", colour: "blue", task: "Mikä auttoi?" };

it("shows where I am, with whom, what for and how long", () => {
  const room = sampleRoom({ people, more: { groups: [kahvi], run: { ...RUN, ends_at: 600_500 } } });
  const say = show({ ...room, epoch: Math.floor(Date.now() / 1_000) * 1_000 });
  say({ type: "moved", to: group(1), withMe: ["Björn"] });
  expect(shown()).toMatch(/^Olet nyt: Pienryhmä 1: Kahvi\. Kanssasi: Björn\. Tehtävä: Mikä auttoi\? Aikaa (10:00|9:59)\.$/);
});

it("tells whoever is moved of the end of their group where that comes before the others", () => {
  const room = sampleRoom({ people, more: { groups: [{ ...kahvi, ends_at: 300_500 }], run: { ...RUN, ends_at: 600_500 } } });
  const say = show({ ...room, epoch: Math.floor(Date.now() / 1_000) * 1_000 });
  say({ type: "moved", to: group(1), withMe: [] });
  expect(shown()).toMatch(/Aikaa (5:00|4:59)\.$/);
});

it("shows whoever comes back with whom they were, and that their card is shared", () => {
  const room = sampleRoom({ more: { inside: { group: 1, visits: [], shared: true, card: "Apu" } } });
  const say = show(room);
  say({ type: "moved", to: PLENARY, withMe: ["Sirpa"], wasWith: ["Björn"] });
  expect(shown()).toBe("Olet nyt: Yhteinen tila. Kanssasi: Sirpa. Ryhmässä kanssasi: Björn. Ryhmänne kortti on jaettu yhteiseen tilaan.");
});

it("leaves it to the banner of a visit to say where a visitor is", () => {
  const visits = [{ participant: 1, listening: false, begins_at: 0 }];
  const say = show(sampleRoom({ people, more: { groups: [{ ...kahvi, visits }], run: RUN } }));
  say({ type: "moved", to: group(1), withMe: ["Björn"] });
  expect(shown()).toBe(null);
});

it("leaves it to others to say where one is who comes to an encounter, and how it ended", () => {
  const say = show(sampleRoom({ people: [personOf(1, "Aino"), personOf(2, "Björn")] }));
  say({ type: "moved", to: { type: "aside", encounter: 7 }, withMe: ["Björn"] });
  expect(shown()).toBe(null);
  say({ type: "moved", to: PLENARY, withMe: ["Björn"], afterEncounter: true });
  expect(shown()).toBe(null);
  say({ type: "moved", to: PLENARY, withMe: ["Björn"] });
  expect(shown()).toBe("Olet nyt: Yhteinen tila. Kanssasi: Björn.");
});
