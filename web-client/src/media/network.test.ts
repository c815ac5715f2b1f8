// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { AudioOnly } from "./audioOnly";
import { GOOD, NetworkState, SAID_EVERY } from "./network";
import { onNetworkChange } from "./networkChange";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function make() {
  const said: string[] = [];
  return { said, network: new NetworkState(({ quality }) => void said.push(quality)) };
}

it("shows at once and says at most every half minute what it has come to", () => {
  const { network, said } = make();
  network.become({ quality: "weak", reason: "delay" });
  expect(network.state.get()).toEqual({ quality: "weak", reason: "delay" });
  vi.advanceTimersByTime(100);
  expect(said).toEqual(["weak"]);
  for (const quality of ["poor", "weak", "good", "poor"] as const) {
    network.become({ quality });
    vi.advanceTimersByTime(2_000);
  }
  expect(network.state.get().quality).toBe("poor");
  expect(said).toEqual(["weak"]);
  vi.advanceTimersByTime(SAID_EVERY);
  expect(said).toEqual(["weak", "poor"]);
});

it("does not say what was over by the time it could be said, nor another reason for the same", () => {
  const { network, said } = make();
  network.become({ quality: "weak", reason: "delay" });
  vi.advanceTimersByTime(1_000);
  network.become(GOOD);
  vi.advanceTimersByTime(1_000);
  network.become({ quality: "weak", reason: "narrow" });
  vi.advanceTimersByTime(SAID_EVERY * 2);
  expect(said).toEqual(["weak"]);
  expect(network.state.get().reason).toBe("narrow");
});

it("forgets without a word", () => {
  const { network, said } = make();
  network.become({ quality: "poor" });
  network.forget();
  vi.advanceTimersByTime(SAID_EVERY);
  expect([network.state.get(), said]).toEqual([GOOD, []]);
});

it("takes another kind of network for another network, and another speed not", () => {
  const connection = Object.assign(new EventTarget(), { type: "wifi" });
  vi.stubGlobal("navigator", { connection });
  let changes = 0;
  const stop = onNetworkChange(() => void (changes += 1));
  connection.dispatchEvent(new Event("change"));
  expect(changes).toBe(0);
  connection.type = "cellular";
  connection.dispatchEvent(new Event("change"));
  expect(changes).toBe(1);
  dispatchEvent(new Event("online"));
  expect(changes).toBe(2);
  stop();
  dispatchEvent(new Event("online"));
  connection.type = "wifi";
  connection.dispatchEvent(new Event("change"));
  expect(changes).toBe(2);
});

it("remembers that voices only are wanted", () => {
  const kept = new Map<string, string>();
  const storage = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) } as unknown as Storage;
  const wanted = new AudioOnly(storage);
  expect(wanted.get()).toBe(false);
  wanted.set(true);
  expect(new AudioOnly(storage).get()).toBe(true);
  wanted.set(false);
  expect(new AudioOnly(storage).get()).toBe(false);
});
