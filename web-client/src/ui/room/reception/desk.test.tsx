import { act, cleanup, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import { TABS, tabsFor } from "../tabs";
import type { Event, ReceptionView, VisitorView } from "../../../protocol/generated";
import { deskRoom, encounterOf, encounterRoom, lineState, receptionOf, STAFF, summary, visitorOf } from "../../../room/receptionSample";
import { personOf, sampleRoom } from "../../../room/sample";
import { renderInRoom } from "../../testing";
import { Panel } from "../Panel";
import { People } from "../People";
import { Questions } from "../people/Questions";
import { DeskBar } from "./DeskBar";
import { ReceptionTab } from "./ReceptionTab";

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const MINUTE = 60_000;
const MATTI = visitorOf(91, "Matti");
const LIISA = visitorOf(92, "Liisa");
const PEKKA = visitorOf(93, "Pekka", { line: 1 });
const SENT = { answer: { type: "ok" } } as const;
const told = (reception: ReceptionView): Event => ({ type: "reception_changed", reception });
const button = (name: string | RegExp) => screen.getByRole("button", { name });
const next = () => document.querySelector("[data-next] .desk-name")?.textContent;
const visitors = () => [...document.querySelectorAll<HTMLElement>("[data-visitor]")];
const drawBar = (reception: ReceptionView, options: Parameters<typeof renderInRoom>[2] = SENT) => renderInRoom(<DeskBar />, deskRoom(reception), options);
const drawTab = (reception: ReceptionView, options: Parameters<typeof renderInRoom>[2] = SENT) => renderInRoom(<ReceptionTab />, deskRoom(reception), options);
const says = () => [...document.querySelectorAll(".desk-words p")].map((each) => [...each.children].map((part) => part.textContent).join(" ") || each.textContent);

it("says at the desk who is next, and takes them with one press", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true, now: 12 * MINUTE });
  const wanting: VisitorView = visitorOf(91, "Matti", { in_writing: true, handed_over: true, wanted: 1 });
  const { sent } = drawBar(receptionOf([PEKKA, wanting, LIISA]));
  expect(says()).toEqual(["Seuraavana Matti", "Sosiaalityö odottanut 12 min toivoo juuri sinua siirretty käynnistä haluaa kirjoittaa", "Lisäksi 1 odottaa jonoissasi."]);
  await userEvent.click(button("Ota seuraava"));
  expect(sent).toEqual([{ type: "take_next" }]);
});

it("changes with the line, and has nothing to press when nobody can be taken", () => {
  const { tell } = drawBar(receptionOf([MATTI]));
  expect(next()).toBe("Matti");
  tell(told(receptionOf([LIISA])));
  expect(next()).toBe("Liisa");
  tell(told(receptionOf([])));
  expect([says(), button("Ota seuraava").getAttribute("aria-disabled")]).toEqual([["Jonoissasi ei odota nyt ketään."], "true"]);
  tell(told(receptionOf([visitorOf(91, "Matti", { wanted: 2 })])));
  expect(says()[0]).toMatch(/^Jonoissasi odottavia ei voi juuri nyt ottaa/);
  expect(button("Ota seuraava").getAttribute("aria-disabled")).toBe("true");
});

it("begins with choosing lines, or all of them", async () => {
  const { sent, done } = drawBar(receptionOf([MATTI], { serving: [] }), { ...SENT, now: { panelOpen: false } });
  expect(screen.queryByRole("button", { name: "Ota seuraava" })).toBe(null);
  expect(says()[0]).toBe("Et ota nyt asiakkaita vastaan.");
  await userEvent.click(button("Valitse jonosi"));
  await userEvent.click(button("Ota kaikista jonoista"));
  expect([done, sent]).toEqual([["show reception"], [{ type: "receive", lines: [0, 1] }]]);
});

it("says why nobody is taken where others are at the device, and that the reception is closed", () => {
  const room = deskRoom(receptionOf([MATTI], { open: false }));
  const shared = { ...room, view: { ...room.view, devices: [{ device: 101, people: [1, 2], sending: [] }] } };
  renderInRoom(<DeskBar />, shared, SENT);
  expect(screen.getByText(/Tällä laitteella on muitakin/)).toBeTruthy();
  expect(screen.getByText(/Vastaanotto on suljettu: jonoihin ei tule uusia/)).toBeTruthy();
  expect(button("Ota seuraava").getAttribute("aria-disabled")).toBe("true");
});

it("is away during an encounter, and has the focus after it, but not on the button", () => {
  const room = encounterRoom(encounterOf([1]));
  const { tell } = renderInRoom(<DeskBar />, room, SENT);
  expect(screen.queryByRole("heading")).toBe(null);
  tell({ type: "people_changed", people: [...STAFF] }, told(receptionOf([LIISA])), { type: "encounter_changed" });
  expect(document.activeElement).toBe(screen.getByRole("heading", { name: "Vastaanotto avoinna" }));
  expect(next()).toBe("Liisa");
});

it("is nobody's who receives no visitors", () => {
  renderInRoom(<DeskBar />, sampleRoom({ role: "supervisor" }), SENT);
  expect(document.querySelector("[data-desk]")).toBe(null);
  expect(tabsFor(sampleRoom({ role: "supervisor" }))[0]).toBe("people");
  expect(tabsFor(deskRoom(receptionOf([])))[0]).toBe("reception");
});

it("shows each line with its figures, and switches what I receive and what is open", async () => {
  const lines = [
    lineState(0, "Sosiaalityö", { waiting: 3, estimate: { from: 10, to: 20 }, served: 4, median_wait: 95, longest_wait: 1260 }),
    lineState(1, "Terveysneuvonta", { open: false }),
  ];
  const { sent } = drawTab(receptionOf([], { lines, serving: [{ participant: 1, lines: [0] }] }));
  const rows = [...document.querySelectorAll("li[data-line]")].map((row) => [...row.querySelectorAll("p")].map((each) => each.textContent));
  expect(rows).toEqual([["3 odottaa, odotusarvio 10–20 min", "4 käyntiä, odotus yleensä enintään 95\u00a0s, pisin 21\u00a0min"], ["ei odottajia, kukaan ei ota nyt vastaan"]]);
  const on = (name: string) => screen.getByRole<HTMLInputElement>("switch", { name });
  expect([on("Otan vastaan: Sosiaalityö").checked, on("Otan vastaan: Terveysneuvonta").checked, on("Jono on auki: Terveysneuvonta").checked]).toEqual([true, false, false]);
  await userEvent.click(on("Otan vastaan: Terveysneuvonta"));
  await userEvent.click(on("Otan vastaan: Sosiaalityö"));
  await userEvent.click(on("Jono on auki: Terveysneuvonta"));
  expect(sent).toEqual([
    { type: "receive", lines: [0, 1] },
    { type: "receive", lines: [] },
    { type: "open_line", line: 1, open: true },
  ]);
});

it("takes the next of one line", async () => {
  const { sent } = drawTab(receptionOf([MATTI, PEKKA]));
  await userEvent.click(button("Jonon valinnat: Terveysneuvonta"));
  await userEvent.click(screen.getByRole("menuitem", { name: "Ota seuraava tästä jonosta" }));
  expect(sent).toEqual([{ type: "take_next", line: 1 }]);
});

it("lists who waits with what is out of the ordinary, and marks who is next", () => {
  drawTab(receptionOf([visitorOf(91, "Matti", { connected: false }), visitorOf(92, "Liisa", { wanted: 2, returned: true }), PEKKA, visitorOf(94, "Olga")]));
  expect(visitors().map((row) => [...row.querySelectorAll("p > *")].map((part) => part.textContent).filter((text) => !/odottanut|tuli/.test(text ?? "")))).toEqual([
    ["Matti", "Sosiaalityö", "yhteys katkennut"],
    ["Liisa", "Sosiaalityö", "toivoo: Björn", "palannut jonoon"],
    ["Pekka", "Terveysneuvonta"],
    ["Olga", "seuraavana", "Sosiaalityö"],
  ]);
  expect(screen.getByRole("heading", { name: "Odottavat 4 odottaa" })).toBeTruthy();
});

it("takes out of order only after a question, in turn without one, and refuses kindly", async () => {
  const { sent, asked } = drawTab(receptionOf([MATTI, LIISA]));
  await userEvent.click(button("Valinnat: Matti"));
  await userEvent.click(screen.getByRole("menuitem", { name: "Ota vastaan" }));
  await userEvent.click(button("Valinnat: Liisa"));
  await userEvent.click(screen.getByRole("menuitem", { name: "Ota vastaan nyt" }));
  await userEvent.click(button("Valinnat: Liisa"));
  await userEvent.click(screen.getByRole("menuitem", { name: "Pyydä tulemaan myöhemmin" }));
  expect(sent).toEqual([{ type: "take_visitor", participant: 91 }, { type: "refuse", participant: 92, reason: "later" }]);
  expect(asked).toEqual([{ type: "take_visitor", participant: 92 }]);
});

it("asks about a jump with whom it passes over, and asks no longer when another has taken them", async () => {
  const close = vi.fn();
  const wanting = visitorOf(93, "Veera", { wanted: 2 });
  const ask = (<Questions question={{ type: "take_visitor", participant: 93 }} onClose={close} />);
  const { sent, tell } = renderInRoom(ask, deskRoom(receptionOf([MATTI, LIISA, wanting])), SENT);
  const dialog = screen.getByRole("dialog", { name: "Otetaanko Veera ennen vuoroaan?" });
  expect([...dialog.querySelectorAll("p")].map((each) => each.textContent)).toEqual([
    "Hän ohittaa 2, jotka ovat odottaneet kauemmin.",
    "Hän odottaa juuri tätä ammattilaista: Björn.",
    "Tee näin, jos asia on kiireellinen.",
  ]);
  await userEvent.click(button("Ota vastaan"));
  expect(sent).toEqual([{ type: "take_visitor", participant: 93 }]);
  close.mockClear();
  tell(told(receptionOf([MATTI, LIISA])));
  expect(close).toHaveBeenCalled();
});

it("shows the first of many, those of my lines alone when asked, and says how many there are more", async () => {
  const many = Array.from({ length: 10 }, (_, index) => visitorOf(100 + index, `Jonottaja ${String(index)}`, { line: index % 2 }));
  drawTab(receptionOf(many, { count: 57 }));
  expect(visitors()).toHaveLength(8);
  await userEvent.click(button("Omat jonot 5"));
  expect(visitors()).toHaveLength(5);
  await userEvent.click(button("Kaikki 10"));
  await userEvent.click(button("Näytä loput 2"));
  expect(visitors()).toHaveLength(10);
  expect(screen.getByText("Jonossa on vielä 47.")).toBeTruthy();
});

it("says who receives and who is with a visitor", () => {
  vi.useFakeTimers({ now: 5 * MINUTE });
  drawTab(receptionOf([], { encounters: [summary(7, [2], { line: 1 })] }));
  const list = screen.getByRole("list", { name: "Vastaanottamassa" });
  expect(within(list).getAllByRole("listitem").map((row) => [...row.querySelectorAll("p > *")].map((part) => part.textContent))).toEqual([
    ["Aino (sinä)", "vapaana", "Sosiaalityö"],
    ["Björn", "käynti: Terveysneuvonta", "5 min", "Sosiaalityö, Terveysneuvonta"],
  ]);
});

it("counts on its tab who waits in my lines and that I am asked", () => {
  const asked = { encounters: [summary(7, [2], { asked: [{ participant: 1, by: 2 }] })] };
  const options = { ...SENT, now: { tab: "reception", tabs: TABS.map(({ id }) => id) } } as const;
  renderInRoom(<Panel isSheet={false} unread={0} onTab={() => {}} onClose={() => {}} />, deskRoom(receptionOf([MATTI, LIISA, PEKKA], asked)), options);
  expect(screen.getByRole("tab", { name: "Vastaanotto sinua pyydetään mukaan käyntiin, 2 odottaa jonoissasi" })).toBeTruthy();
});

it("tells the encounters apart in the list of people, each by its visitor", () => {
  const at = (encounter: number) => ({ place: { type: "encounter", encounter } as const });
  const people = [STAFF[0] ?? personOf(1, "Aino"), personOf(91, "Matti", at(7)), personOf(2, "Björn", { role: "facilitator", ...at(7) }), personOf(92, "Liisa", at(8)), personOf(3, "Sirpa", { role: "assistant", ...at(8) })];
  renderInRoom(<People />, deskRoom(receptionOf([]), { people }), SENT);
  expect(screen.getAllByRole("heading", { level: 3 }).map((each) => each.textContent)).toEqual(["Yhteinen tila 1 ihminen · olet täällä", "Käynti: Matti 2 ihmistä", "Käynti: Liisa 2 ihmistä"]);
});

it("keeps counting the minutes", () => {
  vi.useFakeTimers({ now: MINUTE });
  drawBar(receptionOf([MATTI]));
  expect(screen.getByText("odottanut 1 min")).toBeTruthy();
  act(() => void vi.advanceTimersByTime(MINUTE + 100));
  expect(screen.getByText("odottanut 2 min")).toBeTruthy();
});

it("knows the people by name who are not there any more", () => {
  const people = [STAFF[0] ?? personOf(1, "Aino")];
  renderInRoom(<ReceptionTab />, deskRoom(receptionOf([visitorOf(91, "Matti", { wanted: 2 })]), { people }), SENT);
  expect(screen.getByText("toivoo: Joku")).toBeTruthy();
});
