import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { CALM_AFTER, Flow, IceRestarter, SILENCE, type Way } from "./iceRestart";
import type { Outcome } from "./pair";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function make(change: Partial<Way> = {}) {
  const counts = { receive: 0, send: 0 };
  const asked: number[] = [];
  const world = { pictures: true, anything: true, sends: true, outcome: "agreed" as Outcome, gaveUp: 0 };
  const restarter = new IceRestarter({
    counts: () => Promise.resolve({ ...counts }),
    expectsPictures: () => world.pictures,
    expectsAnything: () => world.anything,
    sends: () => world.sends,
    restart: () => {
      asked.push(Date.now() - began);
      return Promise.resolve(world.outcome);
    },
    giveUp: () => {
      world.gaveUp += 1;
      restarter.end();
    },
    now: () => Date.now(),
    ...change,
  });
  const began = Date.now();
  restarter.begin();
  /** Time passes with so many bytes a tenth of a second. */
  const pass = async (milliseconds: number, receive: number, send = receive): Promise<void> => {
    for (let passed = 0; passed < milliseconds; passed += 100) {
      counts.receive += receive;
      counts.send += send;
      await vi.advanceTimersByTimeAsync(100);
    }
  };
  return { restarter, asked, world, pass, counts };
}

it("asks once, soon after pictures stopped, and is calm when they go on", async () => {
  const { asked, pass } = make();
  await pass(3_000, 1_000);
  await pass(1_000, 0);
  expect(asked).toHaveLength(1);
  const after = (asked[0] ?? 0) - 3_000;
  expect(after).toBeGreaterThanOrEqual(SILENCE - 200);
  expect(after).toBeLessThanOrEqual(SILENCE + 200);
  await pass(60_000, 1_000);
  expect(asked).toHaveLength(1);
});

it("is calm in a room where hardly anything comes", async () => {
  const { asked, pass, world } = make();
  world.pictures = false;
  await pass(2_000, 500);
  // Silent microphones, a packet now and then, and then none.
  for (let i = 0; i < 10; i += 1) {
    await pass(100, 60);
    await pass(300, 0);
  }
  await pass(5_000, 0);
  expect(asked).toEqual([]);
});

it("does not take a voice that ended for a dead way while the server answers what is sent", async () => {
  const { asked, pass, world } = make();
  world.pictures = false;
  await pass(3_000, 500);
  await pass(5_000, 0, 40);
  expect(asked).toEqual([]);
  await pass(3_000, 500);
  await pass(1_000, 0, 0);
  expect(asked).toHaveLength(1);
});

it("asks when only what this page sends is not answered any more", async () => {
  const { asked, pass, world } = make();
  await pass(3_000, 1_000, 50);
  await pass(1_000, 1_000, 0);
  expect(asked).toHaveLength(1);
  // Whoever has turned off microphone and camera is answered nothing.
  await pass(3_000, 1_000, 50);
  world.sends = false;
  await pass(5_000, 1_000, 0);
  expect(asked).toHaveLength(1);
});

it("does not wait for answers to a microphone that is silent", async () => {
  const { asked, pass } = make();
  await pass(2_000, 1_000, 50);
  for (let i = 0; i < 5; i += 1) {
    await pass(100, 1_000, 60);
    await pass(300, 1_000, 0);
  }
  await pass(5_000, 1_000, 0);
  expect(asked).toEqual([]);
});

it("expects nothing where nobody is in a slot", async () => {
  const { asked, pass, world } = make();
  await pass(3_000, 1_000);
  world.anything = false;
  await pass(5_000, 0);
  expect(asked).toEqual([]);
});

it("knows nothing of the time a page slept", async () => {
  const { asked, pass, counts } = make({ now: () => now });
  let now = 0;
  for (let i = 0; i < 10; i += 1) {
    now += 200;
    await pass(200, 1_000);
  }
  counts.receive += 10;
  now += 60_000;
  await pass(200, 0);
  now += 900;
  await pass(600, 0);
  expect(asked).toEqual([]);
});

it("asks again later each time, and gives up when nothing ever comes", async () => {
  const { asked, pass, world } = make();
  await pass(3_000, 1_000);
  await pass(20_000, 0);
  const [first = 0, ...others] = asked;
  expect(others.map((at) => Math.round((at - first) / 100) * 100)).toEqual([2_000, 6_000]);
  expect(world.gaveUp).toBe(1);
});

it("keeps to the server's pace on a way that breaks again and again", async () => {
  const { asked, pass } = make();
  for (let i = 0; i < 20; i += 1) {
    await pass(1_000, 1_000);
    await pass(1_000, 0);
  }
  // Two descriptions each: five at once and then one every two seconds, of which two were for joining.
  for (const [index, at] of asked.entries()) expect(2 * (index + 1)).toBeLessThanOrEqual(5 + at / 2_000);
  expect(asked.length).toBeGreaterThan(3);
  await pass(CALM_AFTER + 20_000, 1_000);
  const before = asked.length;
  // After a long calm it begins anew: quickly, and not as the last try.
  await pass(8_000, 0);
  expect(asked).toHaveLength(before + 3);
});

it("waits for the link, without counting what nobody was asked", async () => {
  const { restarter, asked, pass, world } = make();
  await pass(1_000, 1_000);
  world.outcome = "lost";
  restarter.wish();
  await pass(300, 0);
  expect(asked).toHaveLength(1);
  world.outcome = "agreed";
  restarter.linkOpened();
  await pass(100, 0);
  expect(asked).toHaveLength(2);
  restarter.linkOpened();
  await pass(1_000, 1_000);
  expect(asked).toHaveLength(2);
});

it("gives up at once when the server refuses, and does nothing before it has begun or after its end", async () => {
  const { restarter, asked, pass, world } = make();
  world.outcome = "refused";
  restarter.wish();
  await pass(100, 0);
  expect([asked.length, world.gaveUp]).toEqual([1, 1]);
  restarter.wish();
  await pass(10_000, 0);
  expect(asked).toHaveLength(1);
});

it("takes what ends between two looks for the end of what flowed", () => {
  const flow = new Flow();
  for (let at = 0; at <= 1_000; at += 200) flow.take(at, at * 5);
  flow.take(1_200, 5_010);
  flow.take(1_400, 5_010);
  expect(flow.wasSteady).toBe(true);
  expect(flow.silence(1_400)).toBe(200);
  flow.take(1_600, 5_020);
  expect(flow.wasSteady).toBe(false);
});
