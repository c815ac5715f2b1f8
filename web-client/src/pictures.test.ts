import { afterEach, expect, it, vi } from "vitest";
import { sizeWithin } from "./media/shrink";
import { Pictures } from "./pictures";

afterEach(() => vi.unstubAllGlobals());

const JPEG = new Blob(["x"], { type: "image/jpeg" });
const reply = (status: number, body: unknown = {}) => new Response(JSON.stringify(body), { status });

function pictures(replies: readonly (Response | Error)[], keys: readonly (string | null)[] = ["one", "two"]) {
  const asked: [string, string, string | undefined][] = [];
  let [sent, given] = [0, 0];
  vi.stubGlobal("fetch", (address: string, { method, headers }: { method: string; headers: Record<string, string> }) => {
    asked.push([method, address, headers["authorization"]]);
    const next = replies[sent++];
    return next instanceof Response ? Promise.resolve(next) : Promise.reject(next ?? new Error("no reply"));
  });
  return { asked, all: new Pictures(() => Promise.resolve(keys[given++] ?? null)), given: () => given };
}

it("sends with the key in the header, and asks for a key once", async () => {
  const { asked, all, given } = pictures([reply(201, { picture: 3 }), reply(201, { picture: 4 })]);
  expect(await all.upload(JPEG)).toEqual({ type: "uploaded", picture: 3 });
  expect(await all.upload(JPEG)).toEqual({ type: "uploaded", picture: 4 });
  expect([asked[1], given()]).toEqual([["POST", "/api/v1/pictures", "Bearer one"], 1]);
});

it("asks for a new key once when the old one is good no more", async () => {
  const { asked, all } = pictures([reply(401), reply(201, { picture: 3 })]);
  expect(await all.upload(JPEG)).toEqual({ type: "uploaded", picture: 3 });
  expect(asked.map(([, , key]) => key)).toEqual(["Bearer one", "Bearer two"]);
  const never = pictures([reply(401), reply(401)]);
  expect(await never.all.upload(JPEG)).toEqual({ type: "problem", problem: "not_now" });
  expect(never.asked).toHaveLength(2);
});

it("tells what went wrong, and never throws", async () => {
  const problemOf = async (answer: Response | Error) => pictures([answer]).all.upload(JPEG);
  expect(await problemOf(reply(413))).toEqual({ type: "problem", problem: "too_large" });
  expect(await problemOf(reply(415))).toEqual({ type: "problem", problem: "not_a_picture" });
  expect(await problemOf(reply(503))).toEqual({ type: "problem", problem: "full" });
  expect(await problemOf(reply(409))).toEqual({ type: "problem", problem: "not_now" });
  expect(await problemOf(new Error("offline"))).toEqual({ type: "problem", problem: "unreachable" });
  expect(await pictures([], [null]).all.upload(JPEG)).toEqual({ type: "problem", problem: "unreachable" });
});

it("fetches a picture once, tries again what failed, and forgets what nobody may see", async () => {
  const { asked, all } = pictures([new Error("offline"), new Response("x"), new Response("x")]);
  const revoked = vi.spyOn(URL, "revokeObjectURL");
  expect(await all.address(3)).toBeNull();
  const address = await all.address(3);
  expect(address).toMatch(/^blob:/);
  expect(await all.address(3)).toBe(address);
  expect(asked.map(([, path]) => path)).toEqual(["/api/v1/pictures/3", "/api/v1/pictures/3"]);
  all.keepOnly(new Set([9]));
  await Promise.resolve();
  expect(revoked).toHaveBeenCalledWith(address);
  expect(await all.address(3)).not.toBeNull();
  expect(asked).toHaveLength(3);
});

it("draws no picture larger than it is, and none larger than a screen", () => {
  expect([sizeWithin(4_000, 3_000, 1_600), sizeWithin(3_000, 4_000, 1_600), sizeWithin(800, 600, 1_600), sizeWithin(9_000, 2, 1_600)]).toEqual([
    { width: 1_600, height: 1_200 },
    { width: 1_200, height: 1_600 },
    { width: 800, height: 600 },
    { width: 1_600, height: 1 },
  ]);
});
