import { cleanup, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import type { LobbyList, Role, WaitingView } from "../../../protocol/generated";
import { personOf, sampleRoom } from "../../../room/sample";
import { renderInRoom } from "../../testing";
import { Waiting } from "./Waiting";

afterEach(cleanup);

const waiting = (participant: number, name: string, more: Partial<WaitingView> = {}): WaitingView => ({
  participant,
  name,
  since: 0,
  invitation: "shared",
  marked: false,
  connected: true,
  ...more,
});
const lobby = (all: WaitingView[], count = all.length): LobbyList => ({ door: "knock", ended: false, welcome: "", count, waiting: all });
const VESA = waiting(21, "Vesa", { help: "no_sound" });
const ELLI = waiting(22, "Elli");

const show = (list: LobbyList, role: Role = "assistant") =>
  renderInRoom(<Waiting />, sampleRoom({ role, more: { lobby: list } }));
const row = (name: string) => within(screen.getByText(name).closest("li") ?? document.body);

it("is not there when nobody waits", () => {
  show(lobby([]));
  expect(screen.queryByRole("heading")).toBeNull();
});

it("lets one in, and all", async () => {
  const { sent } = show(lobby([VESA, ELLI]));
  await userEvent.click(screen.getByRole("button", { name: "Päästä sisään: Elli" }));
  await userEvent.click(screen.getByRole("button", { name: "Päästä kaikki sisään (2)" }));
  expect(sent).toEqual([{ type: "admit", participants: [22] }, { type: "admit_all" }]);
});

it("says who asks for help and with what, and goes with them", async () => {
  const { sent } = show(lobby([VESA, ELLI]));
  expect(row("Vesa").getByText("pyytää apua: ääni ei toimi")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Auta kahden kesken: Vesa" }));
  expect(sent).toEqual([{ type: "take_to_help", participant: 21 }]);
  expect(screen.queryByRole("button", { name: "Auta kahden kesken: Elli" })).toBeNull();
});

it("helps one at a time, and nobody whose connection is gone", () => {
  const people = [personOf(1, "Aino", { role: "assistant", place: { type: "help", help: 1 } })];
  renderInRoom(<Waiting />, sampleRoom({ people, more: { lobby: lobby([VESA]) } }));
  expect(screen.getByRole("button", { name: /Auta/ }).getAttribute("aria-disabled")).toBe("true");
  cleanup();
  show(lobby([{ ...VESA, connected: false }]));
  expect(screen.getByText("yhteys katkennut")).toBeTruthy();
  expect(screen.getByRole("button", { name: /Auta/ }).getAttribute("aria-disabled")).toBe("true");
});

it("refuses with one of the reasons", async () => {
  const { sent } = show(lobby([ELLI]));
  await userEvent.click(screen.getByRole("button", { name: "Valinnat: Elli" }));
  expect(screen.queryByRole("menuitem", { name: "Poista tapaamisesta" })).toBeNull();
  await userEvent.click(screen.getByRole("menuitem", { name: "Älä päästä: tapaaminen on täynnä" }));
  expect(sent).toEqual([{ type: "refuse", participant: 22, reason: "full" }]);
});

it("marks those who came after a removal, and says what that means", () => {
  show(lobby([ELLI]));
  expect(screen.queryByText(/Merkityt/)).toBeNull();
  cleanup();
  show(lobby([{ ...ELLI, marked: true }]));
  expect(row("Elli").getByText("tuli poiston jälkeen")).toBeTruthy();
  expect(screen.getByText(/Merkityt ovat tulleet yhteisellä linkillä/)).toBeTruthy();
});

it("knows of a personal invitation that its end is for good", async () => {
  const { asked } = show(lobby([{ ...ELLI, invitation: "personal" }]), "facilitator");
  await userEvent.click(screen.getByRole("button", { name: "Valinnat: Elli" }));
  await userEvent.click(screen.getByRole("menuitem", { name: "Poista tapaamisesta" }));
  expect(asked).toEqual([{ type: "remove", participant: 22, name: "Elli", remains: "nothing" }]);
});

it("says how many more wait than are shown", () => {
  show(lobby([ELLI], 140));
  expect(screen.getByText("Lisäksi odottaa 139.")).toBeTruthy();
});
