import { expect, it } from "vitest";
import type { Event, PollView } from "../protocol/generated";
import { reduce, type RoomState } from "./reduce";
import { sampleRoom } from "./sample";
import { talkNewsOf } from "./talkNews";

const newsOf = (event: Event, before: RoomState) => talkNewsOf(event, before, reduce(before, event)).map(({ type }) => type);

it("says that feedback is asked to those who may give it and have not, and thanks them", () => {
  const asked: Event = { type: "feedback_asked" };
  expect(newsOf(asked, sampleRoom())).toEqual(["feedback_asked"]);
  expect(newsOf(asked, sampleRoom({ role: "observer" }))).toEqual([]);
  expect(newsOf(asked, sampleRoom({ more: { gave_feedback: true } }))).toEqual([]);
  expect(newsOf({ type: "feedback_given" }, sampleRoom())).toEqual(["feedback_given"]);
});

it("says what is asked in the group one came into, and nothing twice", () => {
  const poll: PollView = { poll: 7, group: 2, question: "Jatketaanko?", kind: { type: "pulse" }, anonymous: true, stage: "open", reopened: false, voted: false, ballots: [] };
  const came: Event = { type: "polls_changed", polls: [{ ...poll, poll: 1 }, poll, { ...poll, poll: 8, voted: true }, { ...poll, poll: 9, stage: "shown" }] };
  delete came.polls[0]?.group;
  const before = sampleRoom();
  const news = talkNewsOf(came, before, reduce(before, came));
  expect(news).toEqual([{ type: "poll_opened", question: "Jatketaanko?", reopened: false, ofGroup: true }]);
  const there = reduce(before, came);
  expect(newsOf({ type: "polls_changed", polls: [poll] }, there)).toEqual([]);
  expect(newsOf({ type: "poll_changed", poll: { ...poll, stage: "shown" } }, there)).toEqual(["poll_shown"]);
});
