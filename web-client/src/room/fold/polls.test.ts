import { expect, it } from "vitest";
import type { Event, PollView, RoomView } from "../../protocol/generated";
import { reduceView } from "../reduce";
import { sampleRoom } from "../sample";

const poll = (id: number, more: Partial<PollView> = {}): PollView => ({
  poll: id,
  question: "Jatketaanko?",
  kind: { type: "single", options: ["Joo", "Ei"] },
  anonymous: false,
  stage: "open",
  reopened: false,
  voted: false,
  ballots: [],
  ...more,
});
const changed = (one: PollView): Event => ({ type: "poll_changed", poll: one });
const fold = (...events: readonly Event[]): RoomView => events.reduce(reduceView, sampleRoom().view);
const yes = { type: "single", option: 0 } as const;
const no = { type: "single", option: 1 } as const;

it("keeps polls in their order, the newest word of each", () => {
  const view = fold(changed(poll(2)), changed(poll(1)), changed(poll(2, { stage: "closed" })));
  expect(view.polls?.map(({ poll: id, stage }) => [id, stage])).toEqual([[1, "open"], [2, "closed"]]);
  expect(fold(changed(poll(1)), { type: "poll_removed", poll: 1 }).polls).toBeUndefined();
  expect(fold(changed(poll(1)), { type: "polls_changed", polls: [poll(5)] }).polls?.map((each) => each.poll)).toEqual([5]);
});

it("knows that I have voted, and what, unless it is secret", () => {
  expect(fold(changed(poll(1)), { type: "voted", poll: 1, mine: yes }).polls?.[0]).toMatchObject({ voted: true, mine: yes });
  const secret = fold(changed(poll(1, { anonymous: true })), { type: "voted", poll: 1 }).polls?.[0];
  expect(secret?.voted).toBe(true);
  expect(secret).not.toHaveProperty("mine");
});

it("counts votes, one ballot for each person", () => {
  const view = fold(
    changed(poll(1)),
    { type: "vote_counted", poll: 1, votes: 1, ballot: { participant: 3, choice: yes } },
    { type: "vote_counted", poll: 1, votes: 2, ballot: { participant: 2, choice: yes } },
    { type: "vote_counted", poll: 1, votes: 2, ballot: { participant: 3, choice: no } },
  );
  expect(view.polls?.[0]?.votes).toBe(2);
  expect(view.polls?.[0]?.ballots).toEqual([{ participant: 2, choice: yes }, { participant: 3, choice: no }]);
  expect(fold(changed(poll(1)), { type: "vote_counted", poll: 1, votes: 4 }).polls?.[0]?.ballots).toEqual([]);
});

it("knows that feedback is asked, and that I have given it", () => {
  expect(sampleRoom().view.feedback_asked).toBeUndefined();
  expect(fold({ type: "feedback_asked" })).toMatchObject({ feedback_asked: true });
  expect(fold({ type: "feedback_asked" }, { type: "feedback_given" })).toMatchObject({ feedback_asked: true, gave_feedback: true });
});
