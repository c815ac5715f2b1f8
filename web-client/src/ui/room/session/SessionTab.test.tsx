import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import type { LobbyList, Role } from "../../../protocol/generated";
import { sampleRoom } from "../../../room/sample";
import { renderInRoom } from "../../testing";
import { tabsFor } from "../tabs";
import { SessionTab } from "./SessionTab";

afterEach(cleanup);

const LOBBY: LobbyList = { door: "open", ended: false, welcome: "Tervetuloa!", count: 0, waiting: [] };
const show = (role: Role, more = {}) =>
  renderInRoom(<SessionTab />, sampleRoom({ role, more: { lobby: LOBBY, ...more } }), { answer: { type: "ok" } });
const MINE = ["Ovi", "Takahuone", "Osallistujat saavat itse", "Yhteinen sopimus", "Odotustilan teksti", "Tapaamisen päättäminen"];
const titles = () => screen.getAllByRole("heading").map((each) => each.textContent).filter((title) => MINE.includes(title ?? ""));

it("is for those who run the session, each with what they may", () => {
  expect(tabsFor(sampleRoom({ role: "participant" }))).not.toContain("session");
  expect(tabsFor(sampleRoom({ role: "facilitator" }))).toContain("session");
  show("facilitator");
  expect(titles()).toEqual(["Ovi", "Takahuone", "Tapaamisen päättäminen"]);
  cleanup();
  show("supervisor");
  expect(titles()).toEqual(MINE);
});

it("sets the door, and shows what the server says", async () => {
  const { sent } = show("facilitator");
  const chosen = () => screen.getAllByRole<HTMLInputElement>("radio").find(({ checked, name }) => checked && name === "door")?.value;
  expect(chosen()).toBe("open");
  await userEvent.click(screen.getByRole("button", { name: "Muuta oven asetus" }));
  await userEvent.click(screen.getByRole("radio", { name: /Auki/ }));
  await userEvent.keyboard("{ArrowDown}{ArrowDown}{ArrowUp}");
  expect(chosen()).toBe("knock");
  expect(sent, "arrow keys change nothing").toEqual([]);
  await userEvent.click(screen.getByRole("button", { name: "Muuta oven asetus" }));
  expect(sent).toEqual([{ type: "set_door", door: "knock" }]);
});

it("opens the door of an ended session as it was before", async () => {
  const { sent } = show("facilitator", { lobby: { ...LOBBY, ended: true } });
  await userEvent.click(screen.getByRole("button", { name: "Muuta oven asetus" }));
  expect(sent).toEqual([{ type: "set_door", door: "open" }]);
});

it("sets one switch and leaves the others", async () => {
  const switches = { unmute: true, camera: false, share: true, chat_privately: true, rename: true, speaking_shown: false, two_screens: false };
  const { sent } = show("supervisor", { switches });
  await userEvent.click(screen.getByRole("switch", { name: "avata mikrofonin" }));
  expect(sent).toEqual([{ type: "set_switches", switches: { ...switches, unmute: false } }]);
});

it("sets what pictures are coded in, beside the switches as they are", async () => {
  const switches = { unmute: true, camera: false, share: true, chat_privately: true, rename: true, speaking_shown: false, two_screens: false };
  const { sent } = show("supervisor", { switches });
  expect(screen.getByRole<HTMLInputElement>("radio", { name: "VP8" }).checked).toBe(true);
  await userEvent.click(screen.getByRole("radio", { name: "VP8" }));
  await userEvent.keyboard("{ArrowDown}{ArrowDown}{ArrowDown}");
  expect(screen.getByRole<HTMLInputElement>("radio", { name: "H.264" }).checked).toBe(true);
  expect(sent, "arrow keys change nothing").toEqual([]);
  await userEvent.click(screen.getByRole("button", { name: "Vaihda kaikille" }));
  expect(sent).toEqual([{ type: "set_switches", switches: { ...switches, codec: "H264" } }]);
});

it("saves the texts, and takes the agreement away", async () => {
  const user = userEvent.setup();
  const { sent } = show("supervisor", { agreement: { version: 1, text: "Vanha" } });
  const welcome = screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Odotustilan teksti" });
  expect(welcome.value).toBe("Tervetuloa!");
  await user.clear(welcome);
  await user.type(welcome, "Hei!");
  await user.click(screen.getAllByRole("button", { name: "Tallenna" })[1] ?? document.body);
  expect(await screen.findByText("Tallennettu.")).toBeTruthy();
  await user.type(screen.getByRole("textbox", { name: "Yhteinen sopimus" }), " ja uusi");
  await user.click(screen.getAllByRole("button", { name: "Tallenna" })[0] ?? document.body);
  await user.click(screen.getByRole("button", { name: "Poista sopimus" }));
  expect(sent).toEqual([
    { type: "set_welcome", text: "Hei!" },
    { type: "set_agreement", text: "Vanha ja uusi" },
    { type: "set_agreement" },
  ]);
});

it("asks before it ends the session, and not again when it has ended", async () => {
  const { asked, sent } = show("facilitator");
  await userEvent.click(screen.getByRole("button", { name: "Päätä tapaaminen" }));
  expect([asked, sent]).toEqual([[{ type: "end_session" }], []]);
  cleanup();
  show("facilitator", { lobby: { ...LOBBY, ended: true } });
  expect(titles()).not.toContain("Tapaamisen päättäminen");
});
