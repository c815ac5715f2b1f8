// @vitest-environment happy-dom
import { beforeEach, expect, it } from "vitest";
import { askSeat, forgetSeat, forgetSecret, keepActing, keepSeat, keptActing, keptSeat, lendSeat, takeSecret } from "./seat";

const address = (hash: string) => ({ hash, pathname: "/", search: "" }) as Location;
let shown: string[] = [];
const past = { replaceState: (_state: unknown, _title: string, url: string) => shown.push(url) } as unknown as History;

beforeEach(() => {
  sessionStorage.clear();
  shown = [];
});

it("takes the secret out of the address and knows it after a reload", () => {
  expect(takeSecret(address("#abc"), past, sessionStorage)).toBe("abc");
  expect(shown).toEqual(["/"]);
  expect(takeSecret(address(""), past, sessionStorage)).toBe("abc");
  expect(shown).toEqual(["/"]);
});

it("has none without a link", () => {
  expect(takeSecret(address(""), past, sessionStorage)).toBeNull();
});

it("keeps the seat for a reload and for the same link, not for another link", () => {
  takeSecret(address("#abc"), past, sessionStorage);
  keepSeat(sessionStorage, { url: "ws://x", token: "t" });
  expect(keptSeat(sessionStorage)).toEqual({ url: "ws://x", token: "t" });
  takeSecret(address("#abc"), past, sessionStorage);
  expect(keptSeat(sessionStorage)).not.toBeNull();
  takeSecret(address("#other"), past, sessionStorage);
  expect(keptSeat(sessionStorage)).toBeNull();
});

it("knows who acted in the seat as long as it knows the seat", () => {
  expect(keptActing(sessionStorage)).toBeNull();
  takeSecret(address("#abc"), past, sessionStorage);
  const acted = () => {
    keepActing(sessionStorage, 7);
    return keptActing(sessionStorage);
  };
  const ways = [() => forgetSeat(sessionStorage), () => forgetSecret(sessionStorage), () => takeSecret(address("#other"), past, sessionStorage)];
  for (const forget of ways) {
    expect(acted()).toBe(7);
    forget();
    expect(keptActing(sessionStorage)).toBeNull();
  }
  sessionStorage.setItem("piiri.acting", "Pekka");
  expect(keptActing(sessionStorage)).toBeNull();
});

it("has no seat when what is kept cannot be read", () => {
  sessionStorage.setItem("piiri.seat", "{");
  expect(keptSeat(sessionStorage)).toBeNull();
  forgetSeat(sessionStorage);
  expect(keptSeat(sessionStorage)).toBeNull();
});

it("lends the seat to the page that asks for the same person only", async () => {
  const stop = lendSeat(7, () => ({ url: "ws://x", token: "newest" }));
  expect(await askSeat(7)).toEqual({ url: "ws://x", token: "newest" });
  expect(await askSeat(8, 30)).toBeNull();
  stop();
  expect(await askSeat(7, 30)).toBeNull();
});
