import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import { personOf, PLENARY, queueOfPlace, sampleRoom } from "../../room/sample";
import { QUIET, renderInRoom } from "../testing";
import { RoomToolbar } from "./Toolbar";

afterEach(cleanup);

const track = {} as MediaStreamTrack;
const names = () => screen.getAllByRole("button").map((each) => each.textContent);

it("has its buttons in their order, Leave last", () => {
  renderInRoom(<RoomToolbar shortcuts />, sampleRoom());
  expect(names()).toEqual(["Mikrofoni", "Kamera", "Pyydä vuoro", "Ihmiset", "Viestit", "Reagoi", "Poistu"]);
});

it("spares observers what they may not do", () => {
  renderInRoom(<RoomToolbar shortcuts />, sampleRoom({ role: "observer" }));
  expect(names()).toEqual(["Ihmiset", "Viestit", "Poistu"]);
});

it("shows the microphone as on only when it is on here and at the server", () => {
  const local = { ...QUIET, microphone: { ...QUIET.microphone, on: true, track } };
  renderInRoom(<RoomToolbar shortcuts />, sampleRoom(), { local });
  const waiting = screen.getByRole("button", { name: "Mikrofoni" });
  expect(waiting.getAttribute("aria-pressed")).toBe("false");
  expect(waiting.getAttribute("aria-busy")).toBe("true");
  cleanup();
  renderInRoom(<RoomToolbar shortcuts />, sampleRoom({ sending: { 1: ["microphone"] } }), { local });
  expect(screen.getByRole("button", { name: "Mikrofoni" }).getAttribute("aria-pressed")).toBe("true");
});

it("raises a hand, changes nothing itself, and lowers it again", async () => {
  const user = userEvent.setup();
  const { sent } = renderInRoom(<RoomToolbar shortcuts />, sampleRoom());
  await user.click(screen.getByRole("button", { name: "Pyydä vuoro" }));
  expect(sent).toEqual([{ type: "raise_hand" }]);
  expect(screen.getByRole("button", { name: "Pyydä vuoro" }).getAttribute("aria-pressed")).toBe("false");
  await user.click(screen.getByRole("button", { name: "Pyydä vuoro" }));
  expect(sent).toHaveLength(1); // still on its way
  cleanup();
  const up = renderInRoom(<RoomToolbar shortcuts />, sampleRoom({ queues: [queueOfPlace(PLENARY, [1])] }));
  expect(screen.getByRole("button", { name: "Pyydä vuoro" }).getAttribute("aria-pressed")).toBe("true");
  await user.click(screen.getByRole("button", { name: "Pyydä vuoro" }));
  expect(up.sent).toEqual([{ type: "lower_hand" }]);
});

it("can be muted while the connection is away, but not unmuted, and no hand be raised", async () => {
  const user = userEvent.setup();
  const local = { ...QUIET, microphone: { ...QUIET.microphone, on: true, track } };
  const link = { type: "lost", since: 0 } as const;
  const room = sampleRoom({ sending: { 1: ["microphone"] } });
  const { turned, sent } = renderInRoom(<RoomToolbar shortcuts />, room, { local, link });
  await user.click(screen.getByRole("button", { name: "Mikrofoni" }));
  expect(turned).toEqual([["microphone", false]]);
  for (const name of ["Kamera", "Pyydä vuoro"]) {
    const button = screen.getByRole("button", { name });
    expect(button.getAttribute("aria-disabled"), name).toBe("true");
    await user.click(button);
  }
  expect(turned).toHaveLength(1);
  expect(sent).toEqual([]);
});

it("tells its shortcuts only when they are in use", () => {
  renderInRoom(<RoomToolbar shortcuts />, sampleRoom());
  expect(screen.getByRole("button", { name: "Mikrofoni" }).getAttribute("aria-keyshortcuts")).toBe("m");
  cleanup();
  renderInRoom(<RoomToolbar shortcuts={false} />, sampleRoom());
  expect(screen.getByRole("button", { name: "Mikrofoni" }).getAttribute("aria-keyshortcuts")).toBeNull();
});

it("tells what waits in the panel while it is closed, and only then", () => {
  const lobby = { door: "knock", ended: false, welcome: "", count: 2, waiting: [] } as const;
  const room = sampleRoom({ role: "assistant", more: { lobby: { ...lobby, waiting: [] } } });
  renderInRoom(<RoomToolbar shortcuts unread={3} />, room, { now: { panelOpen: false } });
  expect(screen.getByRole("button", { name: "Viestit 3 uutta viestiä" })).toBeTruthy();
  expect(screen.getByRole("button", { name: "Ihmiset 2 odottaa ovella" })).toBeTruthy();
  cleanup();
  renderInRoom(<RoomToolbar shortcuts unread={3} />, room);
  expect(screen.getByRole("button", { name: "Viestit" })).toBeTruthy();
});

it("lets nobody unmute who is to be asked first", async () => {
  const switches = { unmute: false, camera: true, share: true, chat_privately: true, rename: true, speaking_shown: false, two_screens: false };
  const { turned } = renderInRoom(<RoomToolbar shortcuts />, sampleRoom({ more: { switches } }));
  const microphone = screen.getByRole("button", { name: "Mikrofoni" });
  expect(microphone.getAttribute("aria-disabled")).toBe("true");
  await userEvent.click(microphone);
  expect(turned).toEqual([]);
});

it("opens no microphone while I only listen to a group", async () => {
  const at = { type: "group", group: 1 } as const;
  const people = [personOf(1, "Aino", { role: "facilitator", place: at }), personOf(2, "Björn", { place: at })];
  const on = (listening: boolean) => {
    const groups = [{ group: 1, number: 1, colour: "blue" as const, visits: [{ participant: 1, listening, begins_at: 0 }] }];
    return renderInRoom(<RoomToolbar shortcuts />, sampleRoom({ people, more: { groups } }));
  };
  const { turned } = on(true);
  await userEvent.click(screen.getByRole("button", { name: "Mikrofoni" }));
  expect(turned).toEqual([]);
  cleanup();
  const taking = on(false);
  await userEvent.click(screen.getByRole("button", { name: "Mikrofoni" }));
  expect(taking.turned).toEqual([["microphone", true]]);
});
