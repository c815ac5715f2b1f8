import { expect, it } from "vitest";
import { Announcements, type Heard, type Spoken } from "./announcements";
import { mergeNews } from "./news";
import type { RoomState } from "./reduce";
import { requestNews } from "./requestNews";
import { type Asked, group, personOf, PLENARY, requested, sampleRoom } from "./sample";

const PEOPLE = [
  personOf(1, "Aino", { role: "supervisor" }),
  personOf(2, "Björn", { role: "assistant" }),
  personOf(3, "Sirpa", { place: group(2) }),
  personOf(4, "Elli", { place: group(2) }),
  personOf(5, "Juhani"),
];
const room = (me: number, all: readonly Asked[]): RoomState => sampleRoom({ me, people: PEOPLE, groups: [1, 2], more: requested(all) });
const news = (me: number, before: readonly Asked[], now: readonly Asked[]) => requestNews(room(me, before), room(me, now));
const answering = (me: number, before: readonly Asked[], now: readonly Asked[]) => news(me, before, now).filter(({ type }) => type === "queue_new" || type === "quiet_signal_came");
const caller = (name: string, more: object) => ({ kind: "help", name, place: PLENARY, forGroup: false, problem: "no_sound", ...more });

it("tells those who may answer of new requests only, and never of their own", () => {
  const first: Asked = { request: 3, participant: 3, place: group(2), for_group: true, problem: "something_else", subject: "Miten jatkamme?" };
  const second: Asked = { request: 5, participant: 5, kind: "private_word", with: 1 };
  expect(answering(1, [], [first])).toEqual([
    { type: "queue_new", callers: [caller("Sirpa", { place: group(2), forGroup: true, problem: "something_else", subject: "Miten jatkamme?" })] },
  ]);
  expect(answering(1, [first], [first, second])).toEqual([{ type: "queue_new", callers: [{ kind: "private_word", name: "Juhani", place: PLENARY, forGroup: false, with: 1 }] }]);
  expect(answering(1, [first], [{ ...first, claimed_by: 2 }])).toEqual([]);
  expect(answering(1, [{ ...first, claimed_by: 2 }], [first])).toEqual([]);
  // Taken while I was away: nobody has to go.
  expect(answering(1, [], [{ ...first, claimed_by: 2 }])).toEqual([]);
  expect(answering(1, [], [{ request: 1, participant: 1 }])).toEqual([]);
  expect(answering(5, [], [first])).toEqual([]);
  const merged = mergeNews(answering(1, [], [first]), answering(1, [first], [first, second]));
  expect(merged).toMatchObject([{ callers: [{ name: "Sirpa" }, { name: "Juhani" }] }]);
});

it("says nothing of hands and of the door, which have news of their own", () => {
  const items = [
    { item: { type: "hand", participant: 5, place: PLENARY }, kind: "hand", participant: 5, place: PLENARY, since: 0 } as const,
    { item: { type: "lobby", participant: 9 }, kind: "lobby", participant: 9, since: 0 } as const,
  ];
  const now = sampleRoom({ me: 1, people: PEOPLE, more: { facilitator_queue: { items, figures: [] } } });
  expect(requestNews(room(1, []), now)).toEqual([]);
});

it("tells of a quiet signal at once, and never whose it is", () => {
  const came = answering(1, [], [{ request: 5, participant: 5, kind: "quiet_signal" }]);
  expect(came).toEqual([{ type: "quiet_signal_came" }]);
  const spoken: Spoken[] = [];
  const announcements = new Announcements((each) => void spoken.push(each));
  announcements.add({ type: "joined", names: ["Elli"] });
  for (const heard of came) announcements.add(heard as Heard);
  announcements.stop();
  expect(spoken.map(({ urgent }) => urgent)).toEqual([[], [{ type: "quiet_signal_came" }]]);
});

it("tells whoever asked what becomes of it, and each number once", () => {
  const mine: Asked = { request: 9, participant: 5, ahead: 2 };
  expect(news(5, [], [mine])).toEqual([{ type: "request_asked", kind: "help", ahead: 2 }]);
  expect(news(5, [mine], [{ ...mine, ahead: 1 }])).toEqual([{ type: "request_ahead", ahead: 1 }]);
  expect(news(5, [mine], [{ ...mine, subject: "x" }])).toEqual([]);
  expect(news(5, [mine], [{ ...mine, claimed_by: 2 }])).toEqual([{ type: "request_taken", kind: "help", name: "Björn", how: "here" }]);
  // While somebody is at it, who is before does not matter.
  expect(news(5, [{ ...mine, claimed_by: 2 }], [{ ...mine, ahead: 0, claimed_by: 2 }])).toEqual([]);
  expect(news(5, [{ ...mine, claimed_by: 2 }], [mine])).toEqual([{ type: "request_waits" }]);
  const word: Asked = { request: 8, participant: 5, kind: "private_word" };
  expect(news(5, [mine], [mine, word])).toEqual([{ type: "request_asked", kind: "private_word", ahead: 0 }]);
  const both = mergeNews(news(5, [], [mine]), news(5, [mine], [mine, word]));
  expect(both).toHaveLength(2);
  const ours: Asked = { request: 7, participant: 3, for_group: true, place: group(2) };
  expect(news(4, [], [ours])).toEqual([{ type: "help_asked_for_us" }]);
  expect(news(4, [{ ...ours, ahead: 2 }], [ours])).toEqual([]);
});
