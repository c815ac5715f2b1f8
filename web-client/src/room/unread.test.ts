import { expect, it } from "vitest";
import type { Event } from "../protocol/generated";
import { NONE_UNREAD, unreadAfter } from "./unread";

const scope = { type: "plenary" } as const;
const sent = (message: number, from: number): Event => ({
  type: "message_sent",
  message: { scope, message, from, at: 0, words: { name: "Björn", text: "Hei" } },
});
const after = (...events: readonly Event[]) => events.reduce((unread, event) => unreadAfter(unread, event, 1), NONE_UNREAD).size;

it("counts what others wrote, until it is deleted", () => {
  expect(after(sent(1, 2), sent(2, 1), sent(3, 3))).toBe(2);
  expect(after(sent(1, 2), { type: "message_deleted", scope, message: 1 })).toBe(0);
  expect(after(sent(1, 2), { type: "message_forgotten", scope, message: 7 })).toBe(1);
});
