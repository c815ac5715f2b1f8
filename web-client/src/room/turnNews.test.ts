import { expect, it } from "vitest";
import { fi } from "../i18n/fi";
import type { QueueView, Role, RoundView, TurnMode } from "../protocol/generated";
import { turnSentence } from "../ui/room/turns/turnSentence";
import { newsBetween } from "./news";
import { group, personOf, PLENARY, queueOfPlace, sampleRoom } from "./sample";
import { turnNews } from "./turnNews";

const queue = (turns: TurnMode, more: Partial<QueueView> = {}): QueueView => ({ ...queueOfPlace(PLENARY, []), ...(turns === "free" ? {} : { turns }), ...more });
const of = (turns: TurnMode, more: Partial<QueueView> = {}, role: Role = "participant") => sampleRoom({ role, queues: [queue(turns, more)] });
const floor = (participant: number) => ({ floor: { participant, since: 0 } });
const round = (to_come: number[]): { readonly round: RoundView } => ({ round: { backwards: false, hard: false, to_come, later: [], had: [] } });

it("tells the mode when it changes, whether I am heard, and that a round is over", () => {
  expect(turnNews(of("free"), of("queue"))).toEqual([{ type: "turns", turns: "queue", quiet: true }]);
  expect(turnNews(of("free"), of("queue", {}, "facilitator"))).toEqual([{ type: "turns", turns: "queue", quiet: false }]);
  expect(turnNews(of("free"), of("round", { ...floor(2), ...round([3, 1]) }))).toEqual([{ type: "turns", turns: "round", quiet: true, ahead: 2 }]);
  expect(turnNews(of("round", round([])), of("free"))).toEqual([{ type: "round_over" }]);
  expect(turnNews(of("silence"), of("free"))).toEqual([{ type: "turns", turns: "free", quiet: false }]);
  expect(turnNews(of("silence"), of("silence"))).toEqual([]);
});

it("tells whoever is next so, once, and nobody of each turn of a round", () => {
  const [first, second, third] = [of("round", { ...floor(3), ...round([2, 1]) }), of("round", { ...floor(2), ...round([1]) }), of("round", { ...floor(1), ...round([]) })];
  expect([turnNews(first, second), newsBetween(first, second)]).toEqual([[{ type: "next" }], []]);
  expect([turnNews(second, second), turnNews(second, third), newsBetween(second, third)]).toEqual([[], [], [{ type: "my_turn" }]]);
  // In a queue it takes the place of the number.
  const [last, next] = [of("queue", { hands: queueOfPlace(PLENARY, [2, 1]).hands }), of("queue", { ...floor(2), hands: queueOfPlace(PLENARY, [1]).hands })];
  expect([turnNews(last, next), newsBetween(last, next)]).toEqual([[{ type: "next" }], [{ type: "floor", name: "Björn" }]]);
});

it("tells that the stick is free, and not of the floor", () => {
  const [held, free] = [of("stick", floor(2)), of("stick")];
  expect([turnNews(held, free), newsBetween(held, free), turnNews(free, held), newsBetween(free, held)]).toEqual([[{ type: "stick_free" }], [], [], []]);
});

it("tells those who run turns of direct replies as of hands", () => {
  const asked = { replies: queueOfPlace(PLENARY, [3]).hands };
  expect(newsBetween(of("queue", {}, "facilitator"), of("queue", asked, "facilitator"))).toEqual([{ type: "asked", names: ["Sirpa"] }]);
});

it("says nothing of the queue somebody was moved from", () => {
  const moved = sampleRoom({ people: [personOf(1, "Aino", { place: group(1) })], groups: [1], queues: [queueOfPlace(group(1), [])] });
  expect(turnNews(of("silence"), moved)).toEqual([]);
});

it("says it in words, with what it means for me", () => {
  const say = (news: Parameters<typeof turnSentence>[0]) => turnSentence(news, fi);
  expect(say({ type: "turns", turns: "queue", quiet: true })).toBe("Nyt puhutaan vuorotellen. Mikrofonisi kuuluu, kun saat puheenvuoron.");
  expect(say({ type: "turns", turns: "queue", quiet: false })).toBe("Nyt puhutaan vuorotellen.");
  expect(say({ type: "turns", turns: "round", quiet: true, ahead: 2 })).toBe("Kierros alkaa. Jokainen saa vuoron kerran. Sinua ennen puhuu 2.");
  expect(say({ type: "next" })).toBe("Seuraavana sinä.");
});
