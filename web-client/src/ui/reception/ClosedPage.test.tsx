import { act, cleanup, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { renderInFinnish } from "../testing";
import { ClosedPage } from "./ClosedPage";

const NOW = new Date("2026-11-23T05:00:00Z");

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime(NOW);
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

function open(opensAt?: string, answers = true) {
  const looked: number[] = [];
  const onAgain = () => {
    looked.push(Date.now() - NOW.getTime());
    return Promise.resolve(answers);
  };
  renderInFinnish(<ClosedPage closed={{ text: "Soita 112.", ...(opensAt === undefined ? {} : { opens_at: opensAt }) }} title="Kohtaamispaikka" onAgain={onAgain} />);
  return looked;
}

const pass = (milliseconds: number) => act(() => vi.advanceTimersByTimeAsync(milliseconds));

it("tells where to turn and when it opens, and begins with its heading", () => {
  open("2026-11-23T08:00:00+02:00");
  expect(document.activeElement?.textContent).toBe("Vastaanotto on nyt kiinni");
  expect(screen.getByText("Soita 112.")).toBeTruthy();
  expect(screen.getByText(/^Avautuu tänään kello/)).toBeTruthy();
});

it("looks again by itself when it opens, not before, and then once a minute", async () => {
  const looked = open("2026-11-23T06:00:00Z");
  await pass(3_599_000);
  expect(looked).toEqual([]);
  await pass(7_000);
  expect(looked).toHaveLength(1);
  await pass(50_000);
  expect(looked).toHaveLength(1);
  await pass(20_000);
  expect(looked).toHaveLength(2);
});

it("waits for a day that is further away than a timer of a browser, and asks nothing meanwhile", async () => {
  const looked = open("2027-01-10T06:00:00Z");
  await pass(30 * 24 * 3_600_000);
  expect(looked).toEqual([]);
});

it("does not ask by itself when nobody knows when it opens, but when one wishes", async () => {
  const looked = open();
  await pass(24 * 3_600_000);
  expect(looked).toEqual([]);
  act(() => screen.getByRole("button", { name: "Kokeile uudelleen" }).click());
  await pass(1);
  expect(looked).toHaveLength(1);
  expect(screen.getByRole("status").textContent).toBe("Vastaanotto on yhä kiinni.");
});

it("says when the server cannot be asked", async () => {
  open(undefined, false);
  act(() => screen.getByRole("button", { name: "Kokeile uudelleen" }).click());
  await pass(1);
  expect(screen.getByRole("status").textContent).toMatch(/Palvelimeen ei saada yhteyttä/);
});
