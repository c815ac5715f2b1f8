import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Scope } from "../protocol/generated";
import type { Answer } from "../signaling/socket";
import { EVERY, LiveLine } from "./liveLine";

const PLENARY: Scope = { type: "plenary" };
const GROUP: Scope = { type: "group", group: 4 };
let sent: [string, string][] = [];
let answer: Answer = { type: "ok" };

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  answer = { type: "ok" };
});

afterEach(() => vi.useRealTimers());

const line = () =>
  new LiveLine((scope, text) => {
    sent.push([scope.type, text]);
    return Promise.resolve(answer);
  });

it("sends the first letter at once, then the whole line at most every 300 ms, and the last one too", () => {
  const live = line();
  for (const text of ["h", "he", "hei"]) live.write(PLENARY, text);
  expect(sent).toEqual([["plenary", "h"]]);
  vi.advanceTimersByTime(EVERY);
  expect(sent.at(-1)).toEqual(["plenary", "hei"]);
  vi.advanceTimersByTime(10 * EVERY);
  expect(sent).toHaveLength(2);
});

it("never lags by more than 500 ms, however somebody types", () => {
  const live = line();
  let text = "";
  const typed: number[] = [];
  const shown: number[] = [];
  for (let at = 0; at < 5_000; at += 70) {
    text += "x";
    typed.push(at);
    live.write(PLENARY, text);
    vi.advanceTimersByTime(70);
    shown.push(sent.at(-1)?.[1].length ?? 0);
  }
  // After each 70 ms, what was typed 500 ms ago is shown.
  shown.forEach((length, index) => expect(length).toBeGreaterThanOrEqual(index + 1 - Math.ceil(500 / 70)));
  expect(sent.length).toBeLessThan(5_000 / EVERY + 2);
});

it("takes the line away when the text is deleted or the writer goes elsewhere, and only once", () => {
  const live = line();
  live.write(GROUP, "salaisuus");
  live.write(GROUP, "");
  live.stop();
  vi.advanceTimersByTime(5 * EVERY);
  expect(sent).toEqual([["group", "salaisuus"], ["group", ""]]);
});

it("says nothing more of a line that was sent as a message", () => {
  const live = line();
  live.write(PLENARY, "hei");
  live.write(PLENARY, "hei kaikki");
  live.forget();
  vi.advanceTimersByTime(5 * EVERY);
  expect(sent).toEqual([["plenary", "hei"]]);
});

it("sends again what was refused", async () => {
  const live = line();
  answer = { type: "rejected", code: "too_fast" };
  live.write(PLENARY, "hei");
  await Promise.resolve();
  answer = { type: "ok" };
  await vi.advanceTimersByTimeAsync(EVERY);
  expect(sent).toEqual([["plenary", "hei"], ["plenary", "hei"]]);
  await vi.advanceTimersByTimeAsync(5 * EVERY);
  expect(sent).toHaveLength(2);
});

it("shows the end of a long line", () => {
  const live = line();
  live.write(PLENARY, `${"a".repeat(600)}loppu`);
  expect([...(sent[0]?.[1] ?? "")]).toHaveLength(500);
  expect(sent[0]?.[1].startsWith("…")).toBe(true);
  expect(sent[0]?.[1].endsWith("loppu")).toBe(true);
});
