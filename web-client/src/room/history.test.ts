import { array, assert, constantFrom, property } from "fast-check";
import { expect, it } from "vitest";
import { MAX_SHOWN_MESSAGES, type ChatMessage, type Event, type RoomView, type Scope } from "../protocol/generated";
import { historyAfter, NO_HISTORY, shown, type History } from "./history";
import { reduceView } from "./reduce";
import { sampleRoom } from "./sample";

const PLENARY: Scope = { type: "plenary" };
const GROUP: Scope = { type: "group", group: 4 };
const AINO: Scope = { type: "person", participant: 2 };
const BJORN: Scope = { type: "person", participant: 3 };

const message = (number: number, scope: Scope = PLENARY): ChatMessage => ({
  scope,
  message: number,
  from: 2,
  at: number,
  words: { name: "Björn", text: String(number) },
});
const sent = (number: number, scope: Scope = PLENARY): Event => ({ type: "message_sent", message: message(number, scope) });
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

interface Known {
  readonly view: RoomView;
  readonly history: History;
}

function fold(events: readonly Event[], from: Known = { view: sampleRoom().view, history: NO_HISTORY }): Known {
  return events.reduce<Known>(
    ({ view, history }, event) => ({ view: reduceView(view, event), history: historyAfter(history, view.chat, event) }),
    from,
  );
}

const numbers = ({ view, history }: Known, scope: Scope = PLENARY) => shown(view.chat, history, scope).messages.map((each) => each.message);
const olderThan = ({ view, history }: Known, scope: Scope = PLENARY) => shown(view.chat, history, scope).olderThan;

it("keeps what slid out of the view", () => {
  const all = fold(range(1, MAX_SHOWN_MESSAGES + 20).map((number) => sent(number)));
  expect(numbers(all)).toEqual(range(1, MAX_SHOWN_MESSAGES + 20));
  expect(olderThan(all)).toBeUndefined();
});

it("keeps what slid out of the private part, each thread by itself", () => {
  const all = fold([sent(1, AINO), sent(2, AINO), ...range(1, MAX_SHOWN_MESSAGES).map((number) => sent(number, BJORN))]);
  expect(numbers(all, AINO)).toEqual([1, 2]);
  expect(numbers(all, BJORN)).toEqual(range(1, MAX_SHOWN_MESSAGES));
});

it("can ask for a private thread of which the view holds nothing", () => {
  const messages = range(1, MAX_SHOWN_MESSAGES).map((number) => message(number, BJORN));
  const known = fold([{ type: "chat_shown", chat: { part: { type: "private" }, messages, lines: [] } }]);
  expect(numbers(known, AINO)).toEqual([]);
  expect(olderThan(known, AINO)).toBeGreaterThan(1_000_000);
  expect(olderThan(fold([{ type: "older_messages", scope: AINO, messages: [], more: false }], known), AINO)).toBeUndefined();
});

it("takes deleted words and forgotten messages out of what it keeps", () => {
  const older: Event = { type: "older_messages", scope: PLENARY, messages: [message(1), message(2)], more: false };
  const known = fold([
    { type: "chat_shown", chat: { part: PLENARY, messages: [message(3)], lines: [] } },
    older,
    { type: "message_deleted", scope: PLENARY, message: 2 },
    { type: "message_forgotten", scope: PLENARY, message: 1 },
  ]);
  expect(numbers(known)).toEqual([2, 3]);
  expect(shown(known.view.chat, known.history, PLENARY).messages[0]).not.toHaveProperty("words");
});

it("forgets a group that is put away, and everything with a new view", () => {
  const older = (scope: Scope): Event => ({ type: "older_messages", scope, messages: [message(1, scope)], more: false });
  const known = fold([older(GROUP), older(PLENARY), { type: "chat_shown", chat: { part: GROUP, messages: [], lines: [] } } as Event]);
  expect(Object.keys(known.history)).toEqual(["plenary"]);
  expect(fold([{ type: "view_replaced", view: known.view }], known).history).toEqual({});
});

it("shows no gap: after a time away the older ones are asked for again", () => {
  const before = fold(range(1, MAX_SHOWN_MESSAGES + 5).map((number) => sent(number)));
  // A new view came with the welcome, and no event said so.
  const messages = range(200, 249).map((number) => message(number));
  const view: RoomView = { ...before.view, chat: { slow_mode: 0, parts: [{ part: PLENARY, messages, lines: [] }] } };
  const known = { view, history: before.history };
  expect(numbers(known)).toEqual(range(200, 249));
  expect(olderThan(known)).toBe(200);
  const page: Event = { type: "older_messages", scope: PLENARY, messages: range(150, 199).map((number) => message(number)), more: true };
  expect(numbers(fold([page], known))).toEqual(range(150, 249));
});

it("never shows a gap, a double or another order, whatever comes", () => {
  const scopes = constantFrom(PLENARY, GROUP, AINO, BJORN);
  assert(
    property(array(scopes, { maxLength: 200 }), (writes) => {
      const last = new Map<Scope, number>();
      const known = fold(
        writes.map((scope) => {
          const number = (last.get(scope) ?? 0) + 1;
          last.set(scope, number);
          return sent(number, scope);
        }),
      );
      for (const [scope, number] of last) expect(numbers(known, scope)).toEqual(range(1, number));
    }),
    { numRuns: 30 },
  );
});
