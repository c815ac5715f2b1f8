// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { sampleRoom } from "../room/sample";
import { FakeSocket } from "./fakeSocket";
import { SessionSocket, waitBefore, type LinkState, type Push } from "./socket";

const { view } = sampleRoom();
const you = { participant: 1, device: 101 };
let states: LinkState["type"][] = [];
let pushed: Push[] = [];
let tokens: string[] = [];
let ending: string | null = null;
let open: SessionSocket | null = null;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeSocket);
  FakeSocket.all = [];
  [states, pushed, tokens, ending] = [[], [], [], null];
});

afterEach(() => {
  open?.close();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function start(proof: { type: "ticket"; ticket: string } | { type: "resume"; token: string } = { type: "ticket", ticket: "t" }) {
  open = new SessionSocket({
    url: "ws://here/v1/session",
    proof,
    onState: (state) => {
      states.push(state.type);
      if (state.type === "over") ending = state.ending;
    },
    onPush: (message) => pushed.push(message),
    onToken: (token) => tokens.push(token),
    random: () => 0,
  });
  return open;
}

function welcomed(seq = 10, token = "one") {
  FakeSocket.last.opens();
  FakeSocket.last.says({ type: "welcome", version: 1, now: 0, you, resume_token: token, seq, view });
}

const event = (seq: number) => ({ type: "event" as const, seq, event: { type: "groups_changed" as const, groups: [] } });

it("says hello with the ticket first, and is open when welcomed", () => {
  start();
  FakeSocket.last.opens();
  expect(FakeSocket.last.sent).toEqual([{ version: 1, proof: { type: "ticket", ticket: "t" } }]);
  expect(states).toEqual([]);
  welcomed();
  expect(states).toEqual(["open"]);
  expect(tokens).toEqual(["one"]);
});

it("asks for the whole view after a reload", () => {
  start({ type: "resume", token: "kept" });
  FakeSocket.last.opens();
  expect(FakeSocket.last.sent).toEqual([{ version: 1, proof: { type: "resume", token: "kept", seen: null } }]);
});

it("gives each request its answer", async () => {
  const socket = start();
  welcomed();
  const raise = socket.request({ type: "raise_hand" });
  const call = socket.request({ type: "call_next" });
  const media = socket.request({ type: "media_send", sdp: "offer" });
  expect(FakeSocket.last.sent.slice(1)).toEqual([
    { id: 1, type: "raise_hand" },
    { id: 2, type: "call_next" },
    { id: 3, type: "media_send", sdp: "offer" },
  ]);
  FakeSocket.last.says({ type: "rejected", id: 2, code: "not_allowed" });
  FakeSocket.last.says({ type: "ok", id: 1 });
  FakeSocket.last.says({ type: "media", id: 3, answer: "a", offer: "o" });
  expect(await raise).toEqual({ type: "ok" });
  expect(await call).toEqual({ type: "rejected", code: "not_allowed" });
  expect(await media).toEqual({ type: "media", answer: "a", offer: "o" });
});

it("comes back with the newest token and the last number seen", async () => {
  const socket = start();
  welcomed(10);
  FakeSocket.last.says(event(11));
  const asked = socket.request({ type: "raise_hand" });
  FakeSocket.last.ends(1006);
  expect(await asked).toEqual({ type: "lost" });
  expect(await socket.request({ type: "raise_hand" })).toEqual({ type: "lost" });
  expect(states).toEqual(["open", "lost"]);
  vi.advanceTimersByTime(300);
  FakeSocket.last.opens();
  expect(FakeSocket.last.sent).toEqual([{ version: 1, proof: { type: "resume", token: "one", seen: 11 } }]);
  FakeSocket.last.says({ type: "welcome", version: 1, now: 0, you, resume_token: "two", seq: 11 });
  FakeSocket.last.says(event(12));
  expect(states).toEqual(["open", "lost", "open"]);
  expect(pushed.filter((each) => each.type === "event").map((each) => each.seq)).toEqual([11, 12]);
  FakeSocket.last.ends(4503);
  vi.advanceTimersByTime(300);
  FakeSocket.last.opens();
  expect(FakeSocket.last.sent[0]).toMatchObject({ proof: { token: "two", seen: 12 } });
});

it("counts on from a whole view that came with a resume", () => {
  start();
  welcomed(10);
  FakeSocket.last.ends(1006);
  vi.advanceTimersByTime(300);
  welcomed(90, "two");
  FakeSocket.last.says(event(91));
  expect(pushed.at(-1)).toEqual(event(91));
});

it("leaves out an event it has seen and comes back for one that is missing", () => {
  start();
  welcomed(10);
  FakeSocket.last.says(event(10));
  expect(pushed).toHaveLength(1);
  const first = FakeSocket.last;
  first.says(event(12));
  expect(pushed).toHaveLength(1);
  expect(first.closed).toBe(true);
  expect(states.at(-1)).toBe("lost");
  vi.advanceTimersByTime(300);
  FakeSocket.last.opens();
  expect(FakeSocket.last.sent[0]).toMatchObject({ proof: { seen: 10 } });
  first.says(event(11)); // what was given up is not heard any more
  expect(pushed).toHaveLength(1);
});

it("counts what it does not know, without losing the order", () => {
  const socket = start();
  welcomed(10);
  FakeSocket.last.says({ type: "event", seq: 11, event: { type: "poll_opened" } });
  FakeSocket.last.says({ type: "weather" });
  FakeSocket.last.says(event(12));
  expect(socket.skipped).toBe(2);
  expect(pushed.at(-1)).toEqual(event(12));
});

it.each([
  [4400, "outdated"],
  [4401, "unauthenticated"],
  [4406, "outdated"],
  [4409, "replaced"],
  [4410, "left"],
])("is over for good after %i (%s)", (code, why) => {
  start();
  welcomed();
  FakeSocket.last.ends(code);
  expect(ending).toBe(why);
  vi.advanceTimersByTime(60_000);
  dispatchEvent(new Event("online"));
  expect(FakeSocket.all).toHaveLength(1);
});

it.each([1001, 1006, 1011, 4408, 4429, 4503])("comes back after %i", (code) => {
  start();
  welcomed();
  FakeSocket.last.ends(code);
  vi.advanceTimersByTime(5_000);
  expect(FakeSocket.all).toHaveLength(2);
});

it("waits longer each time, and not at all when the network is back", () => {
  start();
  for (const wait of [300, 300, 600, 1_200, 2_400, 2_500, 2_500]) {
    FakeSocket.last.ends(1006);
    const made = FakeSocket.all.length;
    vi.advanceTimersByTime(wait - 1);
    expect(FakeSocket.all).toHaveLength(made);
    vi.advanceTimersByTime(1);
    expect(FakeSocket.all).toHaveLength(made + 1);
  }
  FakeSocket.last.ends(1006);
  const made = FakeSocket.all.length;
  dispatchEvent(new Event("online"));
  expect(FakeSocket.all).toHaveLength(made + 1);
  welcomed();
  expect(states.at(-1)).toBe("open");
});

it("keeps the wait between 0.3 and 5 seconds", () => {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    for (const random of [0, 0.5, 0.999]) {
      const wait = waitBefore(attempt, random);
      expect(wait).toBeGreaterThanOrEqual(300);
      expect(wait).toBeLessThanOrEqual(5_000);
    }
  }
  expect(waitBefore(9, 0.999)).toBeGreaterThan(4_900);
});

it("gives up a connection that does not answer", async () => {
  const socket = start();
  welcomed();
  const asked = socket.request({ type: "raise_hand" });
  const first = FakeSocket.last;
  vi.advanceTimersByTime(15_000);
  expect(await asked).toEqual({ type: "lost" });
  expect(first.closed).toBe(true);
  expect(states.at(-1)).toBe("lost");
});

it("gives up a connection that is never welcomed", () => {
  start();
  FakeSocket.last.opens();
  vi.advanceTimersByTime(10_300);
  expect(FakeSocket.all).toHaveLength(2);
});

it("comes back to the lobby with the token it got there, and asks for the whole view", () => {
  start();
  FakeSocket.last.opens();
  FakeSocket.last.says({ type: "lobby", resume_token: "waiting", now: 0, view: { welcome: "", ahead: 0, door: { type: "closed" } } });
  expect(states).toEqual(["open"]);
  FakeSocket.last.says({ type: "lobby", now: 0, view: { welcome: "", ahead: 0, door: { type: "knock" } } });
  expect(tokens).toEqual(["waiting"]);
  FakeSocket.last.ends(1006);
  vi.advanceTimersByTime(400);
  FakeSocket.last.opens();
  expect(FakeSocket.last.sent).toEqual([{ version: 1, proof: { type: "resume", token: "waiting", seen: null } }]);
});

it("forgets what it had seen of a room when it is sent to the lobby", () => {
  start();
  welcomed(10);
  FakeSocket.last.says({ type: "lobby", now: 0, view: { welcome: "", ahead: 0, door: { type: "knock" } } });
  FakeSocket.last.ends(1006);
  vi.advanceTimersByTime(400);
  FakeSocket.last.opens();
  expect(FakeSocket.last.sent).toEqual([{ version: 1, proof: { type: "resume", token: "one", seen: null } }]);
});

it.each([
  [4403, "removed"],
  [4411, "ended"],
  [4423, "refused"],
])("is over with %s: %s", (code, why) => {
  start();
  welcomed();
  FakeSocket.last.ends(code);
  expect([states.at(-1), ending]).toEqual(["over", why]);
});

it("sends nothing on a socket that is closing", async () => {
  const socket = start();
  welcomed();
  FakeSocket.last.readyState = 2;
  const before = FakeSocket.last.sent.length;
  expect(await socket.request({ type: "raise_hand" })).toEqual({ type: "lost" });
  expect(FakeSocket.last.sent).toHaveLength(before);
});
