import { act, cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { fi } from "../../../i18n/fi";
import type { SlotView } from "../../../protocol/generated";
import { sampleRoom } from "../../../room/sample";
import { Store } from "../../../store";
import type { MediaState } from "../../../media/session";
import { QUIET, renderInRoom } from "../../testing";
import { sentence } from "../Announcer";
import { Tile } from "../Tile";
import { ConnectionDialog } from "./ConnectionDialog";
import { ConnectionSign } from "./ConnectionSign";

beforeEach(() => {
  vi.spyOn(HTMLMediaElement.prototype, "play").mockResolvedValue();
  vi.stubGlobal("MediaStream", vi.fn());
  const video = HTMLVideoElement.prototype;
  Object.defineProperty(video, "srcObject", { configurable: true, writable: true, value: null });
  video.requestVideoFrameCallback = () => 1;
  video.cancelVideoFrameCallback = () => {};
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

it("is quiet while all is well, and says in a word when it is not", async () => {
  const { network, audioOnly, asked } = renderInRoom(<ConnectionSign />, sampleRoom());
  const sign = screen.getByRole("button", { name: "Yhteys kunnossa" });
  act(() => network.set({ quality: "weak", reason: "delay" }));
  expect(sign.textContent).toBe("Yhteys on heikko");
  act(() => audioOnly.set(true));
  expect(sign.textContent).toBe("Yhteys on heikko · Vain ääni");
  act(() => network.set({ quality: "good" }));
  expect(sign.textContent).toBe("Vain ääni");
  await userEvent.click(sign);
  expect(asked).toEqual([{ type: "connection" }]);
});

it("tells of a lost link before anything else, and then nothing can be pressed", () => {
  const { network } = renderInRoom(<ConnectionSign />, sampleRoom(), { link: { type: "lost", since: 0 } });
  act(() => network.set({ quality: "poor" }));
  expect(screen.getByText("Yhdistetään uudelleen…").getAttribute("data-link")).toBe("lost");
  expect(screen.queryByRole("button")).toBeNull();
});

it("tells why and what helps, only when something is wrong", () => {
  const { network } = renderInRoom(<ConnectionDialog onClose={() => {}} />, sampleRoom());
  expect(screen.queryByText(fi.connection.helpsTitle)).toBeNull();
  act(() => network.set({ quality: "poor", reason: "narrow" }));
  expect(screen.getByText("Yhteys on huono")).toBeTruthy();
  expect(screen.getByText(fi.connection.reason.narrow)).toBeTruthy();
  expect(screen.getAllByRole("listitem")).toHaveLength(3);
  act(() => network.set({ quality: "poor" }));
  expect(screen.queryByText(fi.connection.reason.narrow)).toBeNull();
});

it("chooses voices only", async () => {
  const { audioOnly } = renderInRoom(<ConnectionDialog onClose={() => {}} />, sampleRoom());
  await userEvent.click(screen.getByRole("switch", { name: "Vain ääni" }));
  expect(audioOnly.get()).toBe(true);
  expect(screen.getByRole<HTMLInputElement>("switch").checked).toBe(true);
});

it("says it in a sentence", () => {
  expect((["good", "weak", "poor"] as const).map((quality) => sentence({ type: "network", quality }, sampleRoom(), fi))).toEqual([
    "Yhteys on taas hyvä.",
    "Yhteys on heikko.",
    "Yhteys on huono.",
  ]);
});

function showTile(slot: Partial<SlotView>) {
  const room = sampleRoom({ sending: { 2: ["camera"] } });
  const person = room.view.people.find(({ participant }) => participant === 2);
  const track = { kind: "video", id: "t" } as MediaStreamTrack;
  const state = (more: Partial<SlotView>): MediaState => ({
    type: "up",
    tracks: [track],
    slots: { generation: 1, slots: [{ line: 0, device: 102, kind: "camera", ...more }] },
  });
  const media = new Store(state(slot));
  if (person === undefined) throw new Error("nobody");
  const shown = renderInRoom(<Tile person={person} room={room} media={media} local={QUIET} />, room, { tracks: [track] });
  return { ...shown, say: (more: Partial<SlotView>) => act(() => media.set(state(more))) };
}

it("says on a picture that it pauses for the network, and takes it back by itself", () => {
  const { say } = showTile({ from_timestamp: 1 });
  expect(screen.queryByText("Kuva tauolla, yhteys on heikko")).toBeNull();
  say({ from_timestamp: 1, paused: true });
  expect(screen.getByText("Kuva tauolla, yhteys on heikko")).toBeTruthy();
  expect(document.querySelector(".face[data-paused] video")).not.toBeNull();
  say({ from_timestamp: 1 });
  expect(screen.queryByText("Kuva tauolla, yhteys on heikko")).toBeNull();
});

it("shows nobody's picture, and asks for none, when voices only are wanted", () => {
  const { audioOnly, watched } = showTile({ from_timestamp: 1 });
  expect(watched()).toEqual([0]);
  act(() => audioOnly.set(true));
  expect(document.querySelector(".tile video")).toBeNull();
  expect(watched()).toEqual([]);
  act(() => audioOnly.set(false));
  expect(watched()).toEqual([0]);
});
