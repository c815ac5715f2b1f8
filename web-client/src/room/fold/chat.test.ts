import { expect, it } from "vitest";
import type { ChatMessage, ChatPart, Event, RoomView, Scope } from "../../protocol/generated";
import { MAX_SHOWN_MESSAGES } from "../../protocol/generated";
import { reduceView } from "../reduce";
import { sampleRoom } from "../sample";
import { chatOf } from "./chat";

const PLENARY: Scope = { type: "plenary" };
const message = (number: number, scope: Scope = PLENARY): ChatMessage => ({
  scope,
  message: number,
  from: 2,
  at: number,
  words: { name: "Björn", text: `viesti ${number}` },
});
const sent = (one: ChatMessage): Event => ({ type: "message_sent", message: one });
const fold = (...events: readonly Event[]): RoomView => events.reduce(reduceView, sampleRoom().view);
const parts = (view: RoomView) => chatOf(view).parts.map(({ part, messages }) => [part.type, messages.map((each) => each.message)]);

it("puts a message into the part where it is shown, in the order of the parts", () => {
  const view = fold(
    sent(message(1, { type: "person", participant: 2 })),
    sent(message(1, { type: "group", group: 12 })),
    sent(message(1, { type: "group", group: 3 })),
    sent(message(1)),
    sent(message(2, { type: "facilitators", participant: 1 })),
    sent(message(2)),
  );
  expect(parts(view)).toEqual([
    ["plenary", [1, 2]],
    ["group", [1]],
    ["group", [1]],
    ["private", [1, 2]],
  ]);
  expect(chatOf(view).parts[1]?.part).toEqual({ type: "group", group: 3 });
});

it("shows the newest messages of a part and no more", () => {
  const all = Array.from({ length: MAX_SHOWN_MESSAGES + 2 }, (_, index) => sent(message(index + 1)));
  const numbers = chatOf(fold(...all)).parts[0]?.messages.map((each) => each.message);
  expect([numbers?.length, numbers?.[0]]).toEqual([MAX_SHOWN_MESSAGES, 3]);
});

it("takes the words of a deleted message, and all of one that is forgotten", () => {
  const person: Scope = { type: "person", participant: 2 };
  const view = fold(
    sent(message(1)),
    sent(message(1, person)),
    { type: "message_deleted", scope: PLENARY, message: 1 },
    { type: "message_forgotten", scope: person, message: 1 },
  );
  expect(parts(view)).toEqual([["plenary", [1]]]);
  expect(chatOf(view).parts[0]?.messages[0]).not.toHaveProperty("words");
});

it("has one line for each writer, in order of person, until it is over", () => {
  const line = (participant: number, text: string): Event => ({ type: "typing", line: { scope: PLENARY, participant, text } });
  const view = fold(line(3, "He"), line(2, "J"), line(3, "Hei"));
  expect(chatOf(view).parts[0]?.lines.map(({ participant, text }) => [participant, text])).toEqual([[2, "J"], [3, "Hei"]]);
  expect(fold(line(3, "He"), line(3, "")).chat).toBeUndefined();
});

it("replaces a part that is shown, and forgets one that is put away", () => {
  const part: ChatPart = { type: "group", group: 4 };
  const shown = (messages: ChatMessage[]): Event => ({ type: "chat_shown", chat: { part, messages, lines: [] } });
  const there = shown([message(7, { type: "group", group: 4 })]);
  expect(parts(fold(there))).toEqual([["group", [7]]]);
  expect(fold(there, shown([])).chat).toBeUndefined();
});

it("knows how slow the chat is", () => {
  expect(chatOf(fold({ type: "slow_mode_changed", seconds: 30 })).slow_mode).toBe(30);
  expect(fold({ type: "slow_mode_changed", seconds: 30 }, { type: "slow_mode_changed", seconds: 0 }).chat).toBeUndefined();
});
