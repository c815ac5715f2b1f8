import { assert, array, integer, property, record } from "fast-check";
import { expect, it } from "vitest";
import { ASKED_EVERY, LEFT_OUT, QUESTION, WayOut, type Sending } from "./wayOut";

const needed = (sizes: number): number => [0, 140_000, 380_000, 1_100_000][sizes] ?? Number.POSITIVE_INFINITY;
const LOOK = 1_000;

/** Looks once a second; `sees` is told how long it has lasted. */
function during(way: WayOut, from: number, millis: number, sees: (past: number) => Partial<Sending>): number {
  for (let now = from; now < from + millis; now += LOOK) way.take(now, { estimate: 250_000, wanted: 3, sent: 1, ...sees(now - from) }, needed);
  return from + millis;
}

it("asks for everything until a size is left out for a while", () => {
  const way = new WayOut();
  const now = during(way, 0, 20_000, () => ({ estimate: 2_000_000, sent: 3 }));
  during(way, now, LEFT_OUT, () => ({}));
  expect(way.asked.sizes).toBe(Number.POSITIVE_INFINITY);
  during(way, now + LEFT_OUT, LOOK, () => ({}));
  expect(way.asked).toEqual({ sizes: 1, more: false });
});

it("waits as long as the estimate grows", () => {
  const way = new WayOut();
  during(way, 0, 20_000, (past) => ({ estimate: 250_000 * 1.08 ** (past / 1_000) }));
  expect(way.asked.sizes).toBe(Number.POSITIVE_INFINITY);
});

it("does nothing where the browser does not say what it believes, nor where it is not the network", () => {
  const way = new WayOut();
  during(way, 0, 20_000, () => ({ estimate: null }));
  during(way, 20_000, 20_000, () => ({ estimate: 5_000_000 }));
  during(way, 40_000, 20_000, () => ({ sent: 0 }));
  expect(way.asked.sizes).toBe(Number.POSITIVE_INFINITY);
});

function narrow(): { way: WayOut; now: number } {
  const way = new WayOut();
  const now = during(way, 0, LEFT_OUT + LOOK, () => ({}));
  expect(way.asked.sizes).toBe(1);
  return { way, now };
}

it("asks now and then whether there is room, for a moment", () => {
  const { way, now } = narrow();
  const asking: number[] = [];
  during(way, now, 30_000, (past) => {
    if (way.asked.more) asking.push(past);
    return {};
  });
  expect(way.asked.sizes).toBe(1);
  expect(asking.length).toBeGreaterThan(3);
  // A look that came too early does not end it.
  expect(asking.length * LOOK).toBeLessThan((30_000 * (QUESTION + LOOK)) / ASKED_EVERY);
});

it("goes on asking while there is more and more, and asks for everything when there is room", () => {
  const { way, now } = narrow();
  const later = during(way, now, ASKED_EVERY, () => ({}));
  expect(way.asked).toEqual({ sizes: 1, more: true });
  const rising = (past: number): number => 250_000 * 1.08 ** (past / 1_000);
  during(way, later, 5_000, (past) => ({ estimate: rising(past) }));
  expect(way.asked).toEqual({ sizes: 1, more: true });
  during(way, later + 5_000, 2_000, () => ({ estimate: 390_000 }));
  expect(way.asked).toEqual({ sizes: Number.POSITIVE_INFINITY, more: false });
});

it("asks for nothing when nobody watches more", () => {
  const { way, now } = narrow();
  during(way, now, 30_000, () => {
    expect(way.asked).toEqual({ sizes: 1, more: false });
    return { wanted: 1 };
  });
});

it("leaves out what the network has no room for, one size after the other", () => {
  const way = new WayOut();
  const now = during(way, 0, LEFT_OUT + LOOK, () => ({ estimate: 700_000, sent: 2 }));
  expect(way.asked.sizes).toBe(2);
  during(way, now, LEFT_OUT + LOOK, () => ({ estimate: 200_000, sent: 1 }));
  expect(way.asked.sizes).toBe(1);
});

it("never asks for fewer sizes than are sent, and changes at most once a second and a half", () => {
  const sending = record({ estimate: integer({ min: 30_000, max: 3_000_000 }), wanted: integer({ min: 0, max: 3 }), sent: integer({ min: 0, max: 3 }) });
  assert(
    property(array(sending, { minLength: 20, maxLength: 80 }), (all) => {
      const way = new WayOut();
      let [changes, before] = [0, way.asked];
      for (const [index, each] of all.entries()) {
        const asked = way.take(index * LOOK, each, needed);
        expect(asked.sizes).toBeGreaterThanOrEqual(1);
        if (asked.sizes < before.sizes) expect(asked.sizes).toBe(each.sent);
        if (asked.sizes !== before.sizes) changes += 1;
        before = asked;
      }
      // It takes a while to leave a size out, so that sizes do not come and go.
      expect(changes).toBeLessThanOrEqual((2 * all.length * LOOK) / LEFT_OUT + 1);
    }),
  );
});
