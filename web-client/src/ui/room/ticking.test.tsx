import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { isTicking, reached, timeLeft, useTimeLeft } from "./ticking";

const NOON = Date.UTC(2026, 10, 22, 12);

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime(NOON);
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

function Left({ epoch, endsAt }: { readonly epoch: number; readonly endsAt: number | null }) {
  return <p data-testid="left">{String(useTimeLeft({ epoch }, endsAt))}</p>;
}

const shown = () => screen.getAllByTestId("left").map((each) => each.textContent);
const pass = (ms: number) => act(() => vi.advanceTimersByTime(ms));

it("turns on the whole seconds of the session, also when pages have clocks that differ", () => {
  // What a page with a clock 7.3 s ahead makes of the same welcome is an epoch that much later: both see one session.
  const [session, ahead] = [123_400, 7_300];
  const turns = (offset: number): readonly string[] => {
    vi.setSystemTime(NOON + offset);
    render(<Left epoch={NOON + offset - session} endsAt={183_400} />);
    const seen: string[] = [];
    for (let passed = 0; passed < 3_000; passed += 50) {
      seen.push(shown()[0] ?? "");
      pass(50);
    }
    cleanup();
    return seen;
  };
  const [one, other] = [turns(0), turns(ahead)];
  expect(other).toEqual(one);
  expect([...new Set(one)]).toEqual(["60", "59", "58", "57"]);
  // 600 ms after the beginning the session has its next whole second; within the 100 ms all pages turn.
  expect([one.indexOf("59"), one.lastIndexOf("59")]).toEqual([13, 32]);
});

it("counts on below nothing when it is over", () => {
  render(<Left epoch={NOON} endsAt={1_000} />);
  pass(3_010);
  expect(shown()).toEqual(["-2"]);
});

it("has one timer for all that is counted, and none when nothing is", () => {
  const { rerender } = render(<Left epoch={NOON} endsAt={null} />);
  expect([shown(), isTicking()]).toEqual([["null"], false]);
  rerender(
    <>
      <Left epoch={NOON} endsAt={5_000} />
      <Left epoch={NOON} endsAt={9_000} />
    </>,
  );
  expect(vi.getTimerCount()).toBe(1);
  pass(1_010);
  expect([shown(), vi.getTimerCount()]).toEqual([["4", "8"], 1]);
  cleanup();
  expect([isTicking(), vi.getTimerCount()]).toEqual([false, 0]);
});

it("is right at once when the page is looked at again", () => {
  render(<Left epoch={NOON} endsAt={60_000} />);
  vi.setSystemTime(NOON + 30_000);
  act(() => void document.dispatchEvent(new Event("visibilitychange")));
  expect(shown()).toEqual(["30"]);
});

it("says when a time to tell was reached, the nearest to the end when it slept over several", () => {
  expect([reached(301, 300), reached(300, 299), reached(400, 9), reached(1, 0), reached(0, -1)]).toEqual([300, null, 10, 0, null]);
  expect(reached(5, 305)).toBe(null);
  expect(timeLeft({ epoch: NOON }, 999)).toBe(0);
});
