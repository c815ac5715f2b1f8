// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { FakePeer, fakeReceiver } from "./media/fakePeer";
import { LocalMedia } from "./media/local";
import { personOf, sampleRoom } from "./room/sample";
import type { SceneView, SourceKind } from "./protocol/generated";
import { Session } from "./session";
import { FakeSocket } from "./signaling/fakeSocket";
import { keptSeat } from "./signaling/seat";

class FakeTrack extends EventTarget {
  enabled = true;
  readyState = "live";
  constructor(readonly kind: string) {
    super();
  }
  stop(): void {
    this.readyState = "ended";
  }
}

let local: LocalMedia;
let session: Session;

beforeEach(async () => {
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.stubGlobal("RTCPeerConnection", FakePeer);
  vi.stubGlobal("RTCRtpReceiver", fakeReceiver);
  const stream = {
    getAudioTracks: () => [new FakeTrack("audio")],
    getVideoTracks: () => [new FakeTrack("video")],
  };
  vi.stubGlobal("navigator", {
    mediaDevices: { getUserMedia: () => Promise.resolve(stream), enumerateDevices: () => Promise.resolve([]) },
  });
  sessionStorage.clear();
  FakeSocket.all = [];
  FakePeer.all = [];
  local = new LocalMedia(sessionStorage, sessionStorage);
  await local.open();
  session = new Session("ws://here", { type: "ticket", ticket: "t" }, local, sessionStorage);
  FakeSocket.last.opens();
});

afterEach(() => {
  session.close();
  vi.unstubAllGlobals();
});

function welcomed(sending: readonly SourceKind[] = [], role: "participant" | "observer" = "participant"): void {
  const { view, you } = sampleRoom({ role, sending: { 1: sending } });
  FakeSocket.last.says({ type: "welcome", version: 1, now: 0, you, resume_token: "token", seq: 0, view });
}

const asked = (type: string) => FakeSocket.last.sent.filter((each) => each["type"] === type);
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

it("asks the server to let through what is switched on, and keeps the seat for a reload", () => {
  welcomed();
  expect(asked("set_sending").map(({ kind, on }) => [kind, on])).toEqual([
    ["microphone", true],
    ["camera", true],
  ]);
  expect(keptSeat(sessionStorage)).toEqual({ url: "ws://here", token: "token" });
});

it("asks for nothing that is so already", () => {
  welcomed(["microphone", "camera"]);
  expect(asked("set_sending")).toEqual([]);
});

it("silences at once, also while the connection is away, and tells the server on return", async () => {
  welcomed(["microphone", "camera"]);
  FakeSocket.last.ends(1006);
  await local.turn("microphone", false);
  expect(local.state.get().microphone.track?.enabled).toBe(false);
  dispatchEvent(new Event("online"));
  FakeSocket.last.opens();
  FakeSocket.last.says({ type: "welcome", version: 1, now: 0, you: { participant: 1, device: 101 }, resume_token: "next", seq: 0 });
  expect(asked("set_sending")).toEqual([{ id: expect.any(Number) as number, type: "set_sending", kind: "microphone", on: false }]);
});

it("switches off here what the server refuses", async () => {
  welcomed(["microphone"]);
  const [request] = asked("set_sending");
  FakeSocket.last.says({ type: "rejected", id: Number(request?.["id"]), code: "not_allowed" });
  await settle();
  expect(local.state.get().camera.on).toBe(false);
  expect(asked("set_sending")).toHaveLength(1);
});

it("leaves the microphone on that waits for the floor, and turns off what was muted", async () => {
  welcomed(["microphone", "camera"]);
  const device = (sending: string[], held?: string[]) => ({ device: 101, people: [1], sending, held });
  const tell = (seq: number, devices: object[]) => {
    FakeSocket.last.says({ type: "event", seq, event: { type: "devices_changed", devices } });
  };
  tell(1, [device(["camera"], ["microphone"])]);
  await settle();
  expect(local.state.get().microphone.on).toBe(true);
  expect(asked("set_sending")).toEqual([]);
  tell(2, [device(["camera"])]);
  await settle();
  expect(local.state.get().microphone.on).toBe(false);
});

it("lets go of an observer's devices and sends nothing", () => {
  welcomed([], "observer");
  expect(asked("set_sending")).toEqual([]);
  expect(local.state.get().camera.track).toBeNull();
  expect(local.state.get().microphone.track).toBeNull();
});

it("sends nothing of an observer whose microphone is opened all the same", async () => {
  welcomed([], "observer");
  await local.turn("microphone", true);
  expect(local.state.get().microphone.track).not.toBeNull();
  expect(asked("set_sending")).toEqual([]);
  expect(FakePeer.all.flatMap((peer) => peer.transceivers).every((each) => each.sender.track === null)).toBe(true);
});

it("tells what happened, also what was missed", () => {
  const heard: string[] = [];
  session.onNews((each) => heard.push(each.type));
  welcomed(["microphone", "camera"]);
  const people = [...sampleRoom().view.people, personOf(9, "Elli")];
  FakeSocket.last.says({ type: "event", seq: 1, event: { type: "people_changed", people } });
  FakeSocket.last.ends(1006);
  dispatchEvent(new Event("online"));
  FakeSocket.last.opens();
  const { view, you } = sampleRoom({ sending: { 1: ["microphone", "camera"] } });
  FakeSocket.last.says({ type: "welcome", version: 1, now: 0, you, resume_token: "next", seq: 5, view });
  expect(heard).toEqual(["joined", "link_lost", "left", "link_back"]);
});

it("keeps on what is on while nothing of it is passed on, and says so", async () => {
  const heard: string[] = [];
  session.onNews((each) => heard.push(each.type));
  welcomed(["microphone", "camera"]);
  const scenes: SceneView[] = [{ place: { type: "plenary" }, scene: { type: "stage" }, seen: [2] }];
  FakeSocket.last.says({ type: "event", seq: 1, event: { type: "scenes_changed", scenes } });
  const { devices: before } = sampleRoom().view;
  const held = before.map((each) => (each.device === 101 ? { ...each, sending: [], held: ["microphone", "camera"] } : each));
  FakeSocket.last.says({ type: "event", seq: 2, event: { type: "devices_changed", devices: held } });
  await settle();
  expect([local.state.get().microphone.on, local.state.get().camera.on]).toEqual([true, true]);
  expect(asked("set_sending")).toEqual([]);
  expect(heard).toEqual(["scene"]);
});

it("is over after goodbye: the seat is forgotten and the lights go out", async () => {
  welcomed();
  const leaving = session.leave();
  const [request] = asked("leave");
  FakeSocket.last.says({ type: "ok", id: Number(request?.["id"]) });
  await leaving;
  expect(session.link.get()).toEqual({ type: "over", ending: "left" });
  expect(keptSeat(sessionStorage)).toBeNull();
  expect(local.state.get().camera.track).toBeNull();
});

it("keeps nothing of a seat that is gone, but all of one that another page has", () => {
  welcomed();
  FakeSocket.last.ends(4409);
  expect(session.link.get()).toEqual({ type: "over", ending: "replaced" });
  expect(keptSeat(sessionStorage)).not.toBeNull();
});

const lobby = (more: object = {}) => ({
  type: "lobby",
  resume_token: "waiting",
  now: 0,
  view: { welcome: "Hei", ahead: 1, door: { type: "knock" } },
  ...more,
});

it("waits in the lobby without media, and asks for it when let in", async () => {
  FakeSocket.last.says(lobby());
  await settle();
  expect(session.stage.get()).toMatchObject({ type: "lobby", view: { ahead: 1 } });
  expect(asked("media_send")).toEqual([]);
  expect(asked("set_sending")).toEqual([]);
  expect(keptSeat(sessionStorage)?.token).toBe("waiting");
  void session.command({ type: "ask_for_help", problem: "no_sound" });
  expect(asked("ask_for_help")).toHaveLength(1);
  welcomed();
  await settle();
  expect([session.stage.get().type, session.hasWaited]).toEqual(["room", true]);
  expect(asked("media_send")).toHaveLength(1);
});

it("knows nothing of the room and has no media when it is sent back, and gets both again", async () => {
  welcomed(["microphone", "camera"]);
  await settle();
  FakeSocket.last.says(lobby());
  expect(session.stage.get().type).toBe("lobby");
  expect(session.room.get()).toBeNull();
  expect(FakePeer.all.every((peer) => peer.connectionState === "closed")).toBe(true);
  expect(local.state.get().camera.track).not.toBeNull();
  welcomed();
  await settle();
  expect(FakePeer.all.filter((peer) => peer.connectionState !== "closed")).toHaveLength(2);
  expect(asked("media_send")).toHaveLength(2);
});

it("shows an agreement before anything else, and why it was not let in", () => {
  FakeSocket.last.says({ type: "agreement_needed", agreement: { version: 2, text: "Luottamus" } });
  expect(session.stage.get()).toEqual({ type: "agreement", agreement: { version: 2, text: "Luottamus" } });
  void session.command({ type: "accept_agreement", version: 2 });
  expect(asked("accept_agreement")).toHaveLength(1);
  FakeSocket.last.says({ type: "refused", reason: "full" });
  FakeSocket.last.ends(4423);
  expect(session.link.get()).toEqual({ type: "over", ending: "refused" });
  expect(session.refusal).toBe("full");
  expect(keptSeat(sessionStorage)).toBeNull();
});

const devices = (seq: number, sending: readonly SourceKind[]) =>
  FakeSocket.last.says({ type: "event", seq, event: { type: "devices_changed", devices: sampleRoom({ sending: { 1: sending } }).view.devices } });

it("turns off all that is stopped at once, and asks for none of it again", async () => {
  welcomed(["microphone", "camera"]);
  devices(1, []);
  await settle();
  expect(local.state.get()).toMatchObject({ microphone: { on: false }, camera: { on: false, track: null } });
  expect(asked("set_sending")).toEqual([]);
});

const TASK = { task: "Kävele", since: 0, ends_at: 600_000, ready: [] };

it("is off for whoever comes while people are at an own task, until they turn it on", async () => {
  const { view, you } = sampleRoom({ more: { own_task: TASK } });
  FakeSocket.last.says({ type: "welcome", version: 1, now: 0, you, resume_token: "token", seq: 0, view });
  await settle();
  expect(local.state.get()).toMatchObject({ microphone: { on: false }, camera: { on: false, track: null } });
  expect(asked("set_sending")).toEqual([]);
  await local.turn("microphone", true);
  expect(asked("set_sending").map(({ kind, on }) => [kind, on])).toEqual([["microphone", true]]);
});

it("leaves the devices of those who run the session alone in an own task", () => {
  const { view, you } = sampleRoom({ role: "facilitator", more: { own_task: TASK } });
  FakeSocket.last.says({ type: "welcome", version: 1, now: 0, you, resume_token: "token", seq: 0, view });
  expect(asked("set_sending")).toHaveLength(2);
});

it("obeys when somebody turns its microphone off, and turns it on again only by itself", async () => {
  const heard: string[] = [];
  session.onNews((each) => heard.push(each.type));
  welcomed(["microphone", "camera"]);
  devices(1, ["camera"]);
  await settle();
  expect(local.state.get().microphone.on).toBe(false);
  expect(asked("set_sending")).toEqual([]);
  expect(heard).toEqual(["muted"]);
  await local.turn("microphone", true);
  expect(asked("set_sending").map(({ kind, on }) => [kind, on])).toEqual([["microphone", true]]);
});

it("stays off when it was turned off while the connection was away, also when all that is told is how things are now", async () => {
  welcomed(["microphone", "camera"]);
  welcomed(["camera"]);
  await settle();
  expect(local.state.get().microphone.on).toBe(false);
  expect(asked("set_sending")).toEqual([]);
});

it("does not take its own switching off for somebody else's", async () => {
  const heard: string[] = [];
  session.onNews((each) => heard.push(each.type));
  welcomed(["microphone", "camera"]);
  await local.turn("microphone", false);
  devices(1, ["camera"]);
  expect(heard).toEqual([]);
});

it("lets go of the devices when it may not send any more, and leaves them off when it may again", async () => {
  welcomed(["microphone", "camera"]);
  const say = (seq: number, role: "observer" | "participant") =>
    FakeSocket.last.says({ type: "event", seq, event: { type: "view_replaced", view: sampleRoom({ role }).view } });
  say(1, "observer");
  await settle();
  const { microphone, camera } = local.state.get();
  expect([microphone.track, camera.track]).toEqual([null, null]);
  say(2, "participant");
  await settle();
  expect([local.state.get().microphone.on, asked("set_sending")]).toEqual([false, []]);
});

it("is silent at once when it leaves quickly", async () => {
  welcomed(["microphone", "camera"]);
  const leaving = session.leaveQuickly();
  expect(FakePeer.all.every((peer) => peer.connectionState === "closed")).toBe(true);
  expect(local.state.get().microphone.track).toBeNull();
  const [request] = asked("leave_quickly");
  FakeSocket.last.says({ type: "ok", id: Number(request?.["id"]) });
  await leaving;
  expect(keptSeat(sessionStorage)).toBeNull();
});

const AINO = 1;
const PEKKA = 7;
const shared = (people: readonly number[]) =>
  sampleRoom({ people: [personOf(AINO, "Aino"), personOf(PEKKA, "Pekka"), personOf(2, "Björn")], more: { devices: [{ device: 101, people: [...people], sending: [] }] } });

function welcomedBoth(): void {
  const { view, you } = shared([AINO, PEKKA]);
  FakeSocket.last.says({ type: "welcome", version: 1, now: 0, you, resume_token: "token", seq: 0, view, beside: [{ participant: PEKKA, view }] });
}

it("asks on behalf of whoever acts, and lets one leave alone", async () => {
  welcomedBoth();
  void session.command({ type: "raise_hand" });
  session.act(PEKKA);
  expect(session.room.get()?.you).toEqual({ participant: PEKKA, device: 101 });
  void session.command({ type: "raise_hand" });
  void session.leaveAlone(AINO);
  await settle();
  const said = asked("as").map(({ participant, command }) => [participant, (command as { type: string }).type]);
  expect(said.filter(([, type]) => type !== "set_sending" && type !== "report_device")).toEqual([
    [AINO, "raise_hand"],
    [PEKKA, "raise_hand"],
    [AINO, "leave"],
  ]);
  // She has left: the page is his alone, and still says so, for the connection is hers.
  FakeSocket.last.says({ type: "event", seq: 1, event: { type: "devices_changed", devices: shared([PEKKA]).view.devices } });
  expect(session.party.get()?.states).toHaveLength(1);
  void session.command({ type: "lower_hand" });
  expect(asked("as").at(-1)).toMatchObject({ participant: PEKKA, command: { type: "lower_hand" } });
});

it("lets the one who was chosen last act after a reload, and nobody whom it does not carry", () => {
  welcomedBoth();
  session.act(PEKKA);
  const reload = (): void => {
    session.close();
    session = new Session("ws://here", { type: "resume", token: "token" }, local, sessionStorage);
    FakeSocket.last.opens();
  };
  reload();
  welcomedBoth();
  expect(session.room.get()?.you).toEqual({ participant: PEKKA, device: 101 });
  reload();
  welcomed();
  expect(session.room.get()?.you).toEqual({ participant: AINO, device: 101 });
});

it("folds what is for one of them into their view only", () => {
  welcomedBoth();
  FakeSocket.last.says({ type: "event", seq: 1, event: { type: "unmute_asked", asked: ["microphone"] }, whom: [PEKKA] });
  expect(session.room.get()?.view.asked).toBeUndefined();
  session.act(PEKKA);
  expect(session.room.get()?.view.asked).toEqual(["microphone"]);
});

it("says goodbye for everybody at the device", async () => {
  welcomedBoth();
  const leaving = session.leave();
  const goodbyes = asked("as").filter(({ command }) => (command as { type: string }).type === "leave");
  expect(goodbyes.map(({ participant }) => participant)).toEqual([AINO, PEKKA]);
  FakeSocket.last.ends(4410);
  await leaving;
  expect(session.link.get()).toEqual({ type: "over", ending: "left" });
});

it("gives the way in of a further device, which comes before the answer", async () => {
  welcomed();
  const invited = session.inviteDevice(1, "companion");
  const [request] = asked("invite_device");
  FakeSocket.last.says({ type: "device_invitation", participant: 1, further: "companion", secret: "s" });
  FakeSocket.last.says({ type: "ok", id: Number(request?.["id"]) });
  expect(await invited).toEqual({ type: "invited", secret: "s" });
  const refused = session.inviteDevice(1, "companion");
  FakeSocket.last.says({ type: "rejected", id: Number(asked("invite_device")[1]?.["id"]), code: "out_of_range" });
  expect(await refused).toEqual({ type: "rejected", code: "out_of_range" });
});

it("does not come back by itself when another device took over", () => {
  welcomed();
  FakeSocket.last.ends(4412);
  dispatchEvent(new Event("online"));
  expect(session.link.get()).toEqual({ type: "over", ending: "taken_over" });
  expect([FakeSocket.all.length, keptSeat(sessionStorage)]).toEqual([1, null]);
});

it("puts away a companion without saying goodbye to the session", async () => {
  const { view, you } = sampleRoom({ more: { devices: [{ device: 101, people: [1], sending: [], companion: true }, { device: 102, people: [1], sending: [] }] } });
  FakeSocket.last.says({ type: "welcome", version: 1, now: 0, you, resume_token: "token", seq: 0, view });
  const leaving = session.leave();
  FakeSocket.last.ends(4410);
  await leaving;
  expect(session.link.get()).toEqual({ type: "over", ending: "put_away" });
});

it("uses the servers of the welcome for both connections, and says how the network does", async () => {
  const { view, you } = sampleRoom({});
  const ice_servers = [{ urls: ["turns:turn.example:443"], username: "1:a", credential: "b" }];
  const heard: string[] = [];
  session.onNews(({ type }) => void heard.push(type));
  FakeSocket.last.says({ type: "welcome", version: 1, now: 0, you, resume_token: "token", seq: 0, view, ice_servers });
  await settle();
  expect(FakePeer.all.slice(-2).map(({ configuration }) => configuration.iceServers)).toEqual([ice_servers, ice_servers]);
  expect(asked("media_send")).toHaveLength(1);
  FakeSocket.last.says({ type: "network", quality: "weak", reason: "delay" });
  await settle();
  expect(session.media.network.state.get()).toEqual({ quality: "weak", reason: "delay" });
  expect(heard).toEqual(["network"]);
});
