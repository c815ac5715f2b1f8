import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import type { DeviceView } from "../../../protocol/generated";
import { personOf, sampleRoom } from "../../../room/sample";
import { renderInRoom } from "../../testing";
import { Listening } from "../Listening";
import { PersonMenu } from "../people/PersonMenu";
import { DeviceDialog } from "./DeviceDialog";
import { draw } from "./QrCode";
import { SoundHere } from "./SoundHere";

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const AINO = personOf(1, "Aino");
const aino = (more: Partial<DeviceView> = {}): DeviceView => ({ device: 101, people: [1], sending: [], ...more });
const phone: DeviceView = { device: 104, people: [1], sending: [], companion: true };

it("shows the way in as a picture and as text, how long it is good, and that it is for oneself", async () => {
  const { done } = renderInRoom(<DeviceDialog who={1} further="companion" onClose={() => {}} />, sampleRoom());
  expect(await screen.findByRole("img", { name: /kameralla/ })).toBeTruthy();
  expect(screen.getByRole("textbox", { name: "Linkki" })).toHaveProperty("value", `${location.origin}${location.pathname}#device:bGFpdGU`);
  expect(screen.getByText(/yhden kerran, 10 minuutin ajan/)).toBeTruthy();
  expect(screen.getByText(/vain sinulle/)).toBeTruthy();
  expect(done).toEqual(["invite 1 companion"]);
});

it("closes by itself when the device has come, and says so", async () => {
  let closed = 0;
  const { tell, heard } = renderInRoom(<DeviceDialog who={1} further="companion" onClose={() => (closed += 1)} />, sampleRoom());
  await screen.findByRole("img");
  tell({ type: "devices_changed", devices: [aino({ sending: ["camera"] })] });
  expect(closed).toBe(0);
  tell({ type: "devices_changed", devices: [aino(), phone] });
  expect([closed, heard]).toEqual([1, [{ type: "device_came" }]]);
});

it("says why there is none, and asks again", async () => {
  const { done } = renderInRoom(<DeviceDialog who={1} further="take_over" onClose={() => {}} />, sampleRoom(), {
    invited: { type: "rejected", code: "unavailable" },
  });
  await userEvent.click(await screen.findByRole("button", { name: "Tee uusi linkki" }));
  expect(done).toEqual(["invite 1 take_over", "invite 1 take_over"]);
});

it("draws the same picture for the same link, with its three corners", () => {
  const { size, path } = draw("https://piiri.example.org/#device:bGFpdGU");
  expect(size).toBeGreaterThanOrEqual(21);
  // Each corner is a ring of seven around a core of three.
  for (const [x, y] of [[0, 0], [size - 7, 0], [0, size - 7]] as const) {
    expect(path).toContain(`M${x} ${y}h1`);
    expect(path).toContain(`M${x + 3} ${y + 3}h1`);
    expect(path).not.toContain(`M${x + 1} ${y + 1}h1`);
  }
});

it("plays nothing on a companion until it is asked to, and then warns of howling", async () => {
  vi.spyOn(HTMLMediaElement.prototype, "srcObject", "set").mockImplementation(() => {});
  const track = { id: "a", kind: "audio" } as MediaStreamTrack;
  const room = sampleRoom({ more: { devices: [aino({ companion: true }), { device: 105, people: [1], sending: [] }] } });
  const { session, heard } = renderInRoom(
    (made) => (
      <>
        <SoundHere session={made} />
        <Listening session={made} />
      </>
    ),
    room,
    { tracks: [track] },
  );
  const voices = () => document.querySelectorAll("audio").length;
  expect(voices()).toBe(0);
  await userEvent.click(screen.getByRole("button", { name: "Ääni päälle tällä laitteella" }));
  expect([session.sound.get(), voices()]).toEqual([true, 1]);
  expect(screen.getByText(/sulje siitä mikrofoni ja ääni, ettei ääni ala kiertää/)).toBeTruthy();
  expect(heard).toEqual([{ type: "sound_on" }]);
  await userEvent.click(screen.getByRole("button", { name: "Ääni pois tältä laitteelta" }));
  expect(voices()).toBe(0);
});

it("plays at once on any other page", () => {
  vi.spyOn(HTMLMediaElement.prototype, "srcObject", "set").mockImplementation(() => {});
  renderInRoom((made) => <Listening session={made} />, sampleRoom(), { tracks: [{ id: "a", kind: "audio" } as MediaStreamTrack] });
  expect(document.querySelectorAll("audio")).toHaveLength(1);
});

it("offers both ways on in one's own menu, and no more companions than there may be", async () => {
  const { asked } = renderInRoom(<PersonMenu person={AINO} />, sampleRoom());
  await userEvent.click(screen.getByRole("button", { name: "Omat valinnat" }));
  await userEvent.click(screen.getByRole("menuitem", { name: "Lisää puhelin ääntä varten" }));
  expect(asked).toEqual([{ type: "device", participant: 1, further: "companion" }]);
  cleanup();
  const devices = [aino(), phone, { ...phone, device: 105 }, { ...phone, device: 106 }];
  const full = sampleRoom({ more: { devices } });
  renderInRoom(<PersonMenu person={AINO} />, full);
  await userEvent.click(screen.getByRole("button", { name: "Omat valinnat" }));
  expect(screen.queryByRole("menuitem", { name: "Lisää puhelin ääntä varten" })).toBeNull();
  expect(screen.getByRole("menuitem", { name: "Jatka toisella laitteella" })).toBeTruthy();
});
