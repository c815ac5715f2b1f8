import { expect, it } from "vitest";
import type { Event } from "../protocol/generated";
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
