import { act, cleanup, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import type { ChatMessage, Event, Scope } from "../../../protocol/generated";
import { group, personOf, sampleRoom } from "../../../room/sample";
import { forgetful, renderInRoom } from "../../testing";
import { ChatTab } from "./ChatTab";

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const PLENARY: Scope = { type: "plenary" };
const NAMES = ["", "Aino", "Björn", "Sirpa"];
const message = (number: number, from: number, text: string, scope: Scope = PLENARY): ChatMessage => ({
  scope,
  message: number,
  from,
  at: number * 60_000,
  words: { name: NAMES[from] ?? "?", text },
});
const sent = (one: ChatMessage): Event => ({ type: "message_sent", message: one });
const ok = { answer: { type: "ok" } as const };

const field = () => screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Kirjoita viesti" });
const choice = () => screen.getByRole<HTMLSelectElement>("combobox", { name: "Kenelle" });
const choices = () => within(choice()).getAllByRole("option").map((each) => each.textContent);
const texts = () => [...document.querySelectorAll(".message-text")].map((each) => each.firstChild?.textContent);

it("sends with Enter, makes a new line with Shift and Enter, and empties the field when it was done", async () => {
  const user = userEvent.setup();
  const { sent: commands } = renderInRoom(<ChatTab />, sampleRoom(), ok);
  await user.type(field(), "Hei{Shift>}{Enter}{/Shift}kaikki{Enter}");
  expect(commands).toEqual([{ type: "send_message", scope: PLENARY, text: "Hei\nkaikki" }]);
  expect(field().value).toBe("");
});

it("keeps what was refused, and says why", async () => {
  const user = userEvent.setup();
  const { runner } = renderInRoom(<ChatTab />, sampleRoom(), { answer: { type: "rejected", code: "too_fast" } });
  await user.type(field(), "Hei{Enter}");
  expect(field().value).toBe("Hei");
  expect(runner.refused.get()).toBe("too_fast");
});

it("sends nothing twice while it is on the way, and nothing that is empty", async () => {
  const user = userEvent.setup();
  const { sent: commands } = renderInRoom(<ChatTab />, sampleRoom());
  await user.type(field(), "  {Enter}Hei{Enter}{Enter}");
  expect(commands).toHaveLength(1);
});

it("offers a participant: all, the facilitators, and each other person", () => {
  renderInRoom(<ChatTab />, sampleRoom());
  expect(choices()).toEqual(["Kaikille", "Ohjaajille", "Kahden kesken: Björn", "Kahden kesken: Sirpa"]);
  expect(screen.getByText("Kaikki tapaamisessa näkevät viestin.")).toBeTruthy();
});

it("offers nobody in private where that is switched off", () => {
  const switches = { unmute: true, camera: true, share: true, chat_privately: false, rename: true, speaking_shown: false, two_screens: false };
  renderInRoom(<ChatTab />, sampleRoom({ more: { switches } }));
  expect(choices()).toEqual(["Kaikille", "Ohjaajille"]);
});

it("gives staff the backstage and the threads of those who wrote to them", () => {
  const room = sampleRoom({ role: "assistant" });
  const { tell } = renderInRoom(<ChatTab />, room);
  tell(sent(message(1, 2, "En kuule", { type: "facilitators", participant: 2 })));
  expect(choices()).toEqual([
    "Kaikille",
    "Takahuoneeseen",
    "Björn ja ohjaajat",
    "Kahden kesken: Björn",
    "Kahden kesken: Sirpa",
  ]);
});

it("keeps a thread that staff have begun to be found, with what is half written there, until the other runs the session too", async () => {
  const user = userEvent.setup();
  const room = sampleRoom({ role: "assistant" });
  const { talk, tell } = renderInRoom(<ChatTab />, room);
  act(() => talk.write({ type: "facilitators", participant: 3 }, room));
  await user.type(field(), "kesken");
  await user.selectOptions(choice(), "Kaikille");
  expect(field().value).toBe("");
  await user.selectOptions(choice(), "Sirpa ja ohjaajat");
  expect(field().value).toBe("kesken");
  tell({ type: "people_changed", people: [personOf(1, "Aino", { role: "assistant" }), personOf(3, "Sirpa", { role: "assistant" })] });
  expect(choices()).toEqual(["Kaikille", "Takahuoneeseen", "Kahden kesken: Sirpa"]);
});

it("gives nobody the focus of another field when the one whom they would write to is gone", async () => {
  const room = sampleRoom({ role: "assistant" });
  const { talk, tell } = renderInRoom(<ChatTab />, room);
  tell({ type: "people_changed", people: [personOf(1, "Aino", { role: "assistant" })] });
  act(() => talk.write({ type: "person", participant: 3 }, room));
  expect(document.activeElement).toBe(document.body);
  expect(talk.state.get().eager).toBeNull();
});

it("gives somebody who is helped only the place where they are: there is nothing to choose", async () => {
  const place = { type: "help", help: 3 } as const;
  const people = [personOf(1, "Aino", { place }), personOf(2, "Björn", { role: "assistant", place })];
  const { sent: commands } = renderInRoom(<ChatTab />, sampleRoom({ people }), ok);
  expect(screen.queryByRole("combobox")).toBeNull();
  expect(screen.getByText("Vain te, jotka olette tässä, näette viestin.")).toBeTruthy();
  await userEvent.type(field(), "Hei{Enter}");
  expect(commands).toEqual([{ type: "send_message", scope: place, text: "Hei" }]);
});

it("lets an observer read all and write to the facilitators only", async () => {
  renderInRoom(<ChatTab />, sampleRoom({ role: "observer" }));
  expect(screen.queryByRole("textbox")).toBeNull();
  expect(screen.getByText(/mutta et kirjoittaa siihen/)).toBeTruthy();
  await userEvent.selectOptions(choice(), "Ohjaajille");
  expect(field()).toBeTruthy();
});

it("speaks to the group as soon as one is in it, and keeps each draft with its scope", async () => {
  const user = userEvent.setup();
  const { tell } = renderInRoom(<ChatTab />, sampleRoom({ groups: [11] }), ok);
  await user.type(field(), "kaikille tarkoitettu");
  tell({ type: "people_changed", people: [personOf(1, "Aino", { place: group(11) }), personOf(2, "Björn")] });
  expect(choice().selectedOptions[0]?.textContent).toBe("Pienryhmälle 11");
  expect(field().value).toBe("");
  await user.selectOptions(choice(), "Kaikille yhteiseen tilaan");
  expect(field().value).toBe("kaikille tarkoitettu");
});

it("keeps to a chosen person over a move, but speaks to those at the new place where a place was chosen", async () => {
  const user = userEvent.setup();
  const { tell } = renderInRoom(<ChatTab />, sampleRoom({ groups: [11, 12] }));
  const moveTo = (id: number) => tell({ type: "people_changed", people: [personOf(1, "Aino", { place: group(id) }), personOf(2, "Björn")] });
  moveTo(11);
  await user.selectOptions(choice(), "Kaikille yhteiseen tilaan");
  moveTo(12);
  expect(choice().selectedOptions[0]?.textContent).toBe("Pienryhmälle 12");
  await user.selectOptions(choice(), "Kahden kesken: Björn");
  moveTo(11);
  expect(choice().selectedOptions[0]?.textContent).toBe("Kahden kesken: Björn");
});

it("keeps a draft when the panel is closed", async () => {
  const room = sampleRoom();
  const { talk } = renderInRoom(<ChatTab />, room);
  await userEvent.type(field(), "kesken");
  expect(talk.state.get().drafts["plenary"]).toBe("kesken");
  expect(talk.state.get().open).toBe("plenary");
});

it("shows messages with name and time; a link is text that opens elsewhere, and no text is markup", () => {
  const { tell } = renderInRoom(<ChatTab />, sampleRoom());
  tell(sent(message(1, 2, "<b>Katso</b> https://thl.fi/a?b=1.")));
  expect(texts()).toEqual(["<b>Katso</b> "]);
  expect(document.querySelector(".message b")).toBeNull();
  const link = screen.getByRole("link");
  expect(link.getAttribute("href")).toBe("https://thl.fi/a?b=1");
  expect(link.getAttribute("target")).toBe("_blank");
  expect(link.getAttribute("rel")).toBe("noopener noreferrer");
  expect(screen.getByText("Björn")).toBeTruthy();
});

it("deletes my own after a question, and nobody else's", async () => {
  const user = userEvent.setup();
  const { tell, sent: commands } = renderInRoom(<ChatTab />, sampleRoom());
  tell(sent(message(1, 1, "oma")), sent(message(2, 2, "toisen")));
  const [button, ...others] = screen.getAllByRole("button", { name: /Poista viesti/ });
  expect(others).toEqual([]);
  if (button !== undefined) await user.click(button);
  expect(document.activeElement?.textContent).toBe("Älä poista");
  expect(commands).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Poista" }));
  expect(commands).toEqual([{ type: "delete_message", scope: PLENARY, message: 1 }]);
  tell({ type: "message_deleted", scope: PLENARY, message: 1 });
  expect(screen.getByText("Viesti on poistettu.")).toBeTruthy();
  expect(texts()).toEqual(["toisen"]);
});

it("lets those who moderate delete others' messages, but not in a thread of two", async () => {
  const { tell } = renderInRoom(<ChatTab />, sampleRoom({ role: "facilitator" }));
  tell(sent(message(1, 2, "julkinen")), sent(message(1, 2, "kahden", { type: "person", participant: 2 })));
  expect(screen.getByRole("button", { name: /Poista viesti: Björn/ })).toBeTruthy();
  await userEvent.selectOptions(choice(), "Kahden kesken: Björn");
  expect(texts()).toEqual(["kahden"]);
  expect(screen.queryByRole("button", { name: /Poista viesti/ })).toBeNull();
});

it("counts what is new elsewhere, and leads there", async () => {
  const { tell } = renderInRoom(<ChatTab />, sampleRoom());
  const thread: Scope = { type: "person", participant: 2 };
  // The third is my own, from another page.
  tell(sent(message(1, 2, "yksi", thread)), sent(message(2, 2, "kaksi", thread)), sent(message(3, 1, "oma", thread)), sent(message(1, 3, "julkinen")));
  await userEvent.click(screen.getByRole("button", { name: "Kahden kesken: Björn: 2 uutta" }));
  expect(texts()).toEqual(["yksi", "kaksi", "oma"]);
  expect(screen.queryByRole("button", { name: /uutta|1 uusi/ })).toBeNull();
});

it("fetches older ones on demand, puts them before, and stops when there are none", async () => {
  const { tell, sent: commands } = renderInRoom(<ChatTab />, sampleRoom(), ok);
  tell({ type: "chat_shown", chat: { part: { type: "plenary" }, messages: [message(3, 2, "c"), message(4, 2, "d")], lines: [] } });
  await userEvent.click(screen.getByRole("button", { name: "Näytä vanhemmat viestit" }));
  expect(commands).toEqual([{ type: "read_messages", scope: PLENARY, before: 3 }]);
  tell({ type: "older_messages", scope: PLENARY, messages: [message(2, 2, "b")], more: true });
  expect(texts()).toEqual(["b", "c", "d"]);
  await userEvent.click(screen.getByRole("button", { name: "Näytä vanhemmat viestit" }));
  tell({ type: "older_messages", scope: PLENARY, messages: [message(1, 2, "a")], more: false });
  expect(texts()).toEqual(["a", "b", "c", "d"]);
  expect(screen.queryByRole("button", { name: "Näytä vanhemmat viestit" })).toBeNull();
});

it("says slow mode plainly and how long to wait", async () => {
  vi.useFakeTimers({ now: 61_000 });
  const { tell } = renderInRoom(<ChatTab />, sampleRoom());
  tell({ type: "slow_mode_changed", seconds: 30 }, sent(message(1, 1, "eka")));
  expect(screen.getByText("Viestejä on hidastettu: yksi viesti, sitten tauko 30 sekuntia.")).toBeTruthy();
  expect(screen.getByText("Voit lähettää seuraavan viestin 29 sekunnin kuluttua.")).toBeTruthy();
  expect(screen.getByRole("button", { name: "Lähetä" }).getAttribute("aria-disabled")).toBe("true");
  await act(() => vi.advanceTimersByTimeAsync(30_000));
  expect(screen.queryByText(/seuraavan viestin/)).toBeNull();
});

it("says how many characters are left near the limit, and how many are too many", () => {
  const { talk, tell } = renderInRoom(<ChatTab />, sampleRoom());
  act(() => talk.draft(PLENARY, "ä".repeat(1_990)));
  expect(screen.getByText("10 merkkiä jäljellä.")).toBeTruthy();
  act(() => talk.draft(PLENARY, "👩".repeat(2_001)));
  tell();
  expect(screen.getByText("Viestissä on 1 merkki liikaa.")).toBeTruthy();
});

it("shows the writing only when I have switched it on, and takes it away with the chat", async () => {
  const user = userEvent.setup();
  const { sent: commands, talk } = renderInRoom(<ChatTab />, sampleRoom(), ok);
  await user.type(field(), "eka");
  expect(commands).toEqual([]);
  await user.click(screen.getByText("Keskustelun asetukset"));
  await user.click(screen.getByRole("switch", { name: "Kirjoitus näkyy merkki merkiltä" }));
  // What was there before is a draft still.
  expect(commands).toEqual([]);
  await user.type(field(), "!");
  expect(commands).toEqual([{ type: "type_text", scope: PLENARY, text: "eka!" }]);
  expect(talk.state.get().live).toBe(true);
  cleanup();
  expect(commands.at(-1)).toEqual({ type: "type_text", scope: PLENARY, text: "" });
});

it("shows the lines of others and says them when they pause, and of the message only the rest", async () => {
  vi.useFakeTimers();
  const { tell, heard, talk } = renderInRoom(<ChatTab />, sampleRoom());
  const line = (text: string): Event => ({ type: "typing", line: { scope: PLENARY, participant: 2, text } });
  tell(line("Hei"), line("Hei kaikki"));
  expect(screen.getByText("Björn kirjoittaa")).toBeTruthy();
  expect(screen.getByText("Hei kaikki")).toBeTruthy();
  expect(heard).toEqual([]);
  await act(() => vi.advanceTimersByTimeAsync(2_100));
  expect(heard).toEqual([{ type: "line", name: "Björn", text: "Hei kaikki" }]);
  const told = { scope: "plenary", from: 2, name: "Björn", isOpen: false };
  expect(talk.toSay([{ ...told, text: "Hei kaikki tutut" }])).toEqual([{ ...told, isOpen: true, text: "tutut" }]);
  expect(talk.toSay([{ ...told, scope: "backstage", text: "muualla" }])).toEqual([{ ...told, scope: "backstage", text: "muualla" }]);
});

it("knows after a reload what was not read", () => {
  const storage = forgetful();
  const chat = { slow_mode: 0, parts: [{ part: PLENARY, messages: [message(1, 2, "vanha")], lines: [] }] };
  const { tell } = renderInRoom(<p />, sampleRoom({ more: { chat } }), { storage });
  tell(sent(message(2, 2, "uusi")));
  cleanup();
  const after = sampleRoom({ more: { chat: { ...chat, parts: [{ part: PLENARY, messages: [message(1, 2, "vanha"), message(2, 2, "uusi")], lines: [] }] } } });
  const { talk } = renderInRoom(<p />, after, { storage });
  expect(talk.state.get().read).toEqual({ plenary: 1 });
});
