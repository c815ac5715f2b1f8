// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { FakePeer, fakeReceiver } from "./media/fakePeer";
import { Pages } from "./pages";
import { sampleRoom } from "./room/sample";
import { FakeSocket } from "./signaling/fakeSocket";

const ENTRY = { ticket: "t", ws_url: "ws://here", title: "", template: "workshop", role: "participant" };
let answer: (path: string) => Response = () => Response.json(ENTRY);

beforeEach(() => {
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.stubGlobal("RTCPeerConnection", FakePeer);
  vi.stubGlobal("RTCRtpReceiver", fakeReceiver);
  vi.stubGlobal("fetch", (path: string) => Promise.resolve(answer(path)));
  answer = (path) => (path.endsWith("invitation") ? Response.json({ title: "Omaishoitajat", can_decline: false }) : Response.json(ENTRY));
  sessionStorage.clear();
  FakeSocket.all = [];
});

afterEach(() => vi.unstubAllGlobals());

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
const open = (secret: string | null = "secret") => new Pages(secret, () => Promise.resolve());
const lobby = { type: "lobby", resume_token: "waiting", now: 0, view: { welcome: "", ahead: 0, door: { type: "knock" } } };

async function joined(secret: string | null = "secret") {
  const pages = open(secret);
  await pages.join("Aino");
  FakeSocket.last.opens();
  return pages;
}

function welcomed(): void {
  const { view, you } = sampleRoom();
  FakeSocket.last.says({ type: "welcome", version: 1, now: 0, you, resume_token: "token", seq: 0, view });
}

it("goes from the door through the agreement and the lobby into the room, and back to the lobby", async () => {
  const pages = await joined();
  expect(pages.page.get().type).toBe("entering");
  FakeSocket.last.says({ type: "agreement_needed", agreement: { version: 1, text: "Luottamus" } });
  expect(pages.page.get()).toMatchObject({ type: "agreement", agreement: { version: 1 } });
  FakeSocket.last.says(lobby);
  expect(pages.page.get()).toMatchObject({ type: "lobby", view: { ahead: 0 } });
  welcomed();
  expect(pages.page.get().type).toBe("room");
  FakeSocket.last.says(lobby);
  expect(pages.page.get().type).toBe("lobby");
});

it("knows at the door what the link is an invitation to, and that a link is wrong", async () => {
  const pages = open();
  await settle();
  expect(pages.invited.get()?.title).toBe("Omaishoitajat");
  answer = () => Response.json({ code: "link_not_valid" }, { status: 404 });
  const wrong = open();
  await settle();
  expect(wrong.page.get()).toEqual({ type: "end", kind: "link", reason: null });
});

it.each([
  [4403, { kind: "removed", reason: null }],
  [4411, { kind: "ended", reason: null }],
  [4412, { kind: "taken_over", reason: null }],
  [4423, { kind: "refused", reason: "full" }],
])("ends with %s on the page for it", async (code, expected) => {
  const pages = await joined();
  FakeSocket.last.says(lobby);
  if (code === 4423) FakeSocket.last.says({ type: "refused", reason: "full" });
  FakeSocket.last.ends(code);
  expect(pages.page.get()).toEqual({ type: "end", ...expected });
});

it("has a front page without a link, and a door to a room to practise in", async () => {
  const pages = open(null);
  expect(pages.page.get()).toEqual({ type: "front" });
  pages.toPractice();
  expect(pages.page.get()).toMatchObject({ type: "door", practice: true });
  const paths: string[] = [];
  answer = (path) => (paths.push(path), Response.json(ENTRY));
  await pages.join("Aino");
  expect(paths).toEqual(["/api/v1/practice"]);
  expect(pages.page.get().type).toBe("entering");
});

it("shows nothing at once when it leaves quickly, and forgets the way back", async () => {
  const gone: string[] = [];
  vi.stubGlobal("location", { replace: (to: string) => void gone.push(to) });
  sessionStorage.setItem("piiri.secret", "secret");
  const pages = await joined();
  welcomed();
  pages.leaveQuickly();
  expect(pages.page.get()).toEqual({ type: "blank" });
  expect([sessionStorage.getItem("piiri.secret"), sessionStorage.getItem("piiri.seat")]).toEqual([null, null]);
  const request = FakeSocket.last.sent.find((each) => each["type"] === "leave_quickly");
  FakeSocket.last.says({ type: "ok", id: Number(request?.["id"]) });
  await settle();
  expect(gone).toEqual(["about:blank"]);
  expect(pages.page.get()).toEqual({ type: "blank" });
});

it("brings a further device without a name, with nothing switched on, and has no door to come back to", async () => {
  const sent: unknown[] = [];
  vi.stubGlobal("fetch", (path: string, { body }: { body: string }) => {
    sent.push([path, JSON.parse(body)]);
    return Promise.resolve(path.endsWith("invitation") ? Response.json({ title: "Omaishoitajat", name: "Aino", further: "companion", can_decline: false }) : Response.json(ENTRY));
  });
  localStorage.setItem("piiri.name", "Sirpa");
  const pages = open("device:secret");
  expect(pages.isFurther).toBe(true);
  await settle();
  expect(pages.invited.get()?.further).toBe("companion");
  await pages.bringDevice();
  expect(sent).toEqual([
    ["/api/v1/invitation", { secret: "secret" }],
    ["/api/v1/join", { secret: "secret", name: "Aino" }],
  ]);
  const { microphone, camera } = pages.local.state.get();
  expect([microphone.on, camera.on, pages.knownName]).toEqual([false, false, "Sirpa"]);
  FakeSocket.last.opens();
  welcomed();
  expect(pages.page.get().type).toBe("room");
  // The seat is gone after a long absence, and the link has been used.
  FakeSocket.last.ends(4401);
  expect(pages.page.get()).toEqual({ type: "end", kind: "link", reason: null });
});

it("knows of a further device also by what the server says of a link", async () => {
  answer = () => Response.json({ title: "Omaishoitajat", name: "Aino", further: "take_over", can_decline: false });
  const pages = open("secret");
  await settle();
  expect(pages.isFurther).toBe(true);
});

it("asks again what a device link is for when the server could not be reached", async () => {
  answer = () => new Response(null, { status: 503 });
  const pages = open("device:secret");
  await settle();
  expect(pages.page.get()).toMatchObject({ type: "door", notice: "unreachable" });
  answer = () => Response.json({ title: "Omaishoitajat", name: "Aino", further: "take_over", can_decline: false });
  await pages.bringDevice();
  expect([pages.invited.get()?.further, FakeSocket.all.length]).toEqual(["take_over", 0]);
  expect(pages.page.get()).toMatchObject({ type: "door", notice: null });
});

const HOURS = { text: "Soita 112.", opens_at: "2026-11-24T06:00:00Z" };
const invitedTo = (more: object) => (path: string) =>
  path.endsWith("invitation") ? Response.json({ title: "Vastaanotto", template: "drop_in", role: "participant", can_decline: false, ...more }) : Response.json(ENTRY);

it("knows the closed hours of a reception, looks again, and comes to its door when it has opened", async () => {
  answer = invitedTo({ closed: HOURS });
  const pages = open();
  await settle();
  expect(pages.closed).toEqual(HOURS);
  answer = () => Promise.reject(new Error("no network")) as unknown as Response;
  expect(await pages.lookAgain()).toBe(false);
  expect(pages.closed).toEqual(HOURS);
  answer = invitedTo({});
  expect(await pages.lookAgain()).toBe(true);
  expect(pages.closed).toBeNull();
  expect(pages.page.get().type).toBe("door");
});

it("lets those who work in a reception come in its closed hours", async () => {
  answer = invitedTo({ closed: HOURS, role: "facilitator" });
  const pages = open();
  await settle();
  expect(pages.closed).toBeNull();
});

it("thanks whoever was received, and asks anew what is open when they come again", async () => {
  answer = invitedTo({});
  const pages = open();
  await settle();
  expect(pages.invited.get()?.template).toBe("drop_in");
  await pages.join("Onni");
  FakeSocket.last.opens();
  welcomed();
  FakeSocket.last.ends(4414);
  expect(pages.page.get()).toMatchObject({ type: "end", kind: "served" });
  answer = invitedTo({ closed: HOURS });
  await pages.goOn("served");
  await settle();
  expect(pages.closed).toEqual(HOURS);
});
