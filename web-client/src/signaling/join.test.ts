import { afterEach, expect, it, vi } from "vitest";
import { invitation, join, practice, sayCannotCome } from "./join";

afterEach(() => vi.unstubAllGlobals());

const asked: [string, unknown][] = [];

/** A server that gives this answer to everything; none at all without one. */
function answers(status?: number, body?: object): void {
  asked.length = 0;
  vi.stubGlobal("fetch", (path: string, { body: sent }: { body: string }) => {
    asked.push([path, JSON.parse(sent)]);
    if (status === undefined) return Promise.reject(new TypeError("no network"));
    return Promise.resolve(new Response(body === undefined ? null : JSON.stringify(body), { status }));
  });
}

it("asks what a link is an invitation to", async () => {
  const invited = { title: "Omaishoitajat", template: "peer_circle", role: "participant", name: "Aino", can_decline: true };
  answers(200, invited);
  expect(await invitation("s")).toEqual({ type: "invited", invited });
  expect(asked).toEqual([["/api/v1/invitation", { secret: "s" }]]);
});

it("tells a wrong link from a server that cannot say", async () => {
  answers(404, { code: "link_not_valid" });
  expect(await invitation("s")).toEqual({ type: "problem", problem: "link_not_valid" });
  answers(404, { code: "not_found" });
  expect(await invitation("s")).toEqual({ type: "problem", problem: "unreachable" });
  answers();
  expect(await invitation("s")).toEqual({ type: "problem", problem: "unreachable" });
});

it("gives a ticket for a link, and for a room to practise in without one", async () => {
  const entry = { ticket: "t", ws_url: "ws://here", title: "", template: "workshop", role: "supervisor" };
  answers(200, entry);
  expect(await join("s", "Aino")).toEqual({ type: "entry", entry });
  expect(await practice("Aino")).toEqual({ type: "entry", entry });
  expect(asked[1]).toEqual(["/api/v1/practice", { name: "Aino" }]);
  answers(404, { code: "link_not_valid" });
  expect(await join("s", "Aino")).toEqual({ type: "problem", problem: "link_not_valid" });
  answers(503, { code: "unavailable" });
  expect(await practice("Aino")).toEqual({ type: "problem", problem: "unreachable" });
});

it("takes word that somebody cannot come, and says whether it was heard", async () => {
  answers(204);
  expect(await sayCannotCome("s", true)).toBe(true);
  expect(asked).toEqual([["/api/v1/cannot_come", { secret: "s", cannot_come: true }]]);
  answers();
  expect(await sayCannotCome("s", false)).toBe(false);
});
