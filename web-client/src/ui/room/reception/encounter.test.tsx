import { act, cleanup, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import { fi } from "../../../i18n/fi";
import type { EncounterView, Event } from "../../../protocol/generated";
import { deskRoom, encounterOf, encounterRoom, IN_ENCOUNTER, receptionOf, STAFF, summary } from "../../../room/receptionSample";
import { personOf, sampleRoom } from "../../../room/sample";
import { renderInRoom } from "../../testing";
import { sentence } from "../Announcer";
import { LeaveDialog } from "../dialogs";
import { Questions } from "../people/Questions";
import { ReceptionBanners } from "./ReceptionBanners";
import { ReceptionTab } from "./ReceptionTab";

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const SENT = { answer: { type: "ok" } } as const;
const told = (encounter: EncounterView): Event => ({ type: "encounter_changed", encounter });
const button = (name: string | RegExp) => screen.getByRole("button", { name });
const buttons = (within_: ParentNode) => [...within_.querySelectorAll("button")].map((each) => each.textContent);
const banner = (name: string) => document.querySelector(`[data-banner=${name}]`);
const text = (name: string) => banner(name)?.querySelector("p")?.textContent?.replace(/\s+/g, " ").trim();
const drawBanners = (encounter: EncounterView, options: Parameters<typeof renderInRoom>[2] = SENT) =>
  renderInRoom((session) => <ReceptionBanners session={session} />, encounterRoom(encounter), options);
const drawTab = (encounter: EncounterView, options: Parameters<typeof renderInRoom>[2] = SENT) => renderInRoom(<ReceptionTab />, encounterRoom(encounter), options);
const ask = (question: Parameters<typeof Questions>[0]["question"], encounter: EncounterView, close = vi.fn()) => ({
  close,
  ...renderInRoom(<Questions question={question} onClose={close} />, encounterRoom(encounter), SENT),
});
const LISTED = { ...SENT, now: { tab: "reception" } } as const;
const by = (participant: number) => ({ participant, by: 1 });

it("keeps in sight whom I am with, and ends only after a question", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true, now: 6 * 60_000 });
  const { asked, sent } = drawBanners(encounterOf([1]), LISTED);
  expect(text("encounter")).toBe("Käynti: Matti Sosiaalityö 6 min");
  expect(buttons(banner("encounter") as Element)).toEqual([`${fi.receiving.encounter.stepAside}Sivuun`, "Päätä käynti"]);
  await userEvent.click(button(/^Astu hetkeksi sivuun/));
  await userEvent.click(button("Päätä käynti"));
  expect([sent, asked]).toEqual([[{ type: "step_aside" }], [{ type: "end_encounter" }]]);
});

it("says clearly that one is aside, with whom, and the way to the visitor", async () => {
  const { sent, tell } = drawBanners(encounterOf([], { aside: [1, 2], alone: true }), LISTED);
  expect(text("encounter")).toBe("Olet sivussa. Matti ei näe eikä kuule sinua. Kanssasi: Björn. Matti odottaa yksin ja tietää, että tulette takaisin.");
  await userEvent.click(button("Mene asiakkaan luo"));
  expect(sent).toEqual([{ type: "go_to_visitor" }]);
  expect(buttons(banner("encounter") as Element)).toEqual(["Mene asiakkaan luo"]);
  tell(told(encounterOf([3], { aside: [1] })));
  expect(text("encounter")).toBe("Olet sivussa. Matti ei näe eikä kuule sinua. Täällä ei ole nyt muita.");
});

it("tells who waits aside, and calls them in", async () => {
  const { sent } = drawBanners(encounterOf([1], { aside: [2] }), LISTED);
  expect(text("encounter")).toMatch(/Björn on sivussa\. Asiakas ei tiedä siitä\.$/);
  await userEvent.click(button("Kutsu asiakkaan luo"));
  expect(sent).toEqual([{ type: "go_to_visitor" }]);
});

it("says that the visitor's connection is lost, and what is proposed", () => {
  const proposed = { proposal: 1, line: 1, line_name: "Terveysneuvonta", note: "" };
  const { tell } = drawBanners(encounterOf([1], { hand_over: proposed }), LISTED);
  expect(text("encounter")).toMatch(/Siirtoa ehdotettu: Terveysneuvonta\.$/);
  const lost = personOf(91, "Matti", { place: IN_ENCOUNTER, presence: { type: "dropped", since: 0 } });
  tell({ type: "people_changed", people: [...STAFF, lost] });
  expect(text("encounter")).toMatch(/Matti: yhteys katkesi\. Odota hetki, paikka säilyy\./);
});

it("asks me to join, one at a time, and says what it means", async () => {
  const encounters = [summary(7, [2], { asked: [{ participant: 1, by: 2 }] }), summary(8, [3], { asked: [{ participant: 1, by: 3 }] })];
  const { sent, tell } = renderInRoom((session) => <ReceptionBanners session={session} />, deskRoom(receptionOf([], { encounters })), SENT);
  expect(text("asked-to-join")).toBe("Björn pyytää sinua mukaan käyntiin. Jono: Sosiaalityö. Tulet ensin sivuun: asiakas ei näe eikä kuule sinua.");
  await userEvent.click(button("Tulen"));
  await userEvent.click(button("En ehdi nyt"));
  expect(sent).toEqual([{ type: "join_encounter", encounter: 7 }, { type: "decline_encounter", encounter: 7 }]);
  tell({ type: "reception_changed", reception: receptionOf([], { encounters: encounters.slice(1) }) });
  expect(text("asked-to-join")).toMatch(/^Sirpa pyytää sinua/);
  tell({ type: "reception_changed", reception: receptionOf([]) });
  expect(banner("asked-to-join")).toBe(null);
});

it("asks a speaker too, who has no desk, and lets nobody come from another encounter", () => {
  const reception = receptionOf([], { lines: [], serving: [], encounters: [summary(7, [1], { asked: [{ participant: 4, by: 1 }] })] });
  renderInRoom((session) => <ReceptionBanners session={session} />, sampleRoom({ me: 4, people: STAFF, more: { reception } }), SENT);
  expect(text("asked-to-join")).toBe("Aino pyytää sinua mukaan käyntiin. Tulet ensin sivuun: asiakas ei näe eikä kuule sinua.");
  expect(button("Tulen").getAttribute("aria-disabled")).toBe(null);
  cleanup();
  const room = encounterRoom(encounterOf([1]));
  const encounters = [summary(7, [1]), summary(8, [2], { asked: [{ participant: 1, by: 2 }] })];
  renderInRoom((session) => <ReceptionBanners session={session} />, { ...room, view: { ...room.view, reception: receptionOf([], { encounters }) } }, SENT);
  expect(text("asked-to-join")).toMatch(/Voit tulla, kun olet taas yhteisessä tilassa\.$/);
  expect(button("Tulen").getAttribute("aria-disabled")).toBe("true");
});

it("opens the chat with whoever would rather write, and else shows the visitor in an open panel", () => {
  const begin = (more: Partial<EncounterView>, panelOpen: boolean) => {
    const { tell, done } = renderInRoom((session) => <ReceptionBanners session={session} />, deskRoom(receptionOf([])), { ...SENT, now: { panelOpen } });
    tell(told(encounterOf([1], more)));
    const begun = [...done];
    tell({ type: "encounter_changed" });
    cleanup();
    return [begun, done.slice(begun.length)];
  };
  expect(begin({ in_writing: true }, false)).toEqual([["show chat"], []]);
  expect(begin({}, true)).toEqual([["show reception"], ["show reception"]]);
  expect(begin({}, false)).toEqual([[], []]);
});

it("shows what became of what was asked, until it is read or some time has passed", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const { session } = drawBanners(encounterOf([1]));
  act(() => session.tell({ type: "hand_over_stays", name: "Matti" }));
  expect(text("reception-news")).toBe("Siirtoa ei tehdä. Matti jatkaa täällä.");
  await userEvent.click(button("Sulje"));
  expect(banner("reception-news")).toBe(null);
  act(() => session.tell({ type: "colleague_declined", names: ["Björn"] }));
  act(() => session.tell({ type: "line_joined", names: ["Liisa"] }));
  expect(text("reception-news")).toBe("Björn ei tule nyt mukaan.");
  act(() => void vi.advanceTimersByTime(20_000));
  expect(banner("reception-news")).toBe(null);
});

it("costs nothing in a room without a reception, and shows a visitor nothing of it", () => {
  renderInRoom((session) => <ReceptionBanners session={session} />, sampleRoom({ role: "supervisor" }), SENT);
  const visitor = sampleRoom({ me: 91, people: [personOf(91, "Matti", { place: IN_ENCOUNTER })], more: { encounter: encounterOf([1]) } });
  renderInRoom((session) => <ReceptionBanners session={session} />, visitor, SENT);
  expect(document.querySelector("[data-banner]")).toBe(null);
});

it("shows what the visitor told at the door, and what the one before has written", () => {
  const answers = [{ question: "Mistä haluat puhua?", answer: "Rahasta" }];
  const { tell } = drawTab(encounterOf([1], { answers, note: "Sovimme suunnitelmasta.", in_writing: true }));
  expect(screen.getByRole("heading", { name: "Käynti: Matti" })).toBeTruthy();
  expect([...document.querySelectorAll(".answers > div > *")].map((each) => each.textContent)).toEqual(["Mistä haluat puhua?", "Rahasta"]);
  expect(document.querySelector("blockquote")?.textContent).toBe("Sovimme suunnitelmasta.");
  expect(button("Avaa viestit")).toBeTruthy();
  tell(told(encounterOf([1])));
  expect(screen.getByText("Hän ei ole kertonut vielä mitään.")).toBeTruthy();
  expect(document.querySelector("blockquote")).toBe(null);
});

it("asks a free colleague, and takes it back", async () => {
  const { sent, tell } = drawTab(encounterOf([1]));
  await userEvent.click(button("Pyydä mukaan: Sirpa"));
  tell(told(encounterOf([1], { asked: [by(3)] })));
  await userEvent.click(button("Peru pyyntö: Sirpa"));
  expect(sent).toEqual([{ type: "ask_colleague", participant: 3, on: true }, { type: "ask_colleague", participant: 3, on: false }]);
  const row = document.querySelector("[data-section=colleagues] [data-person='3']");
  expect(row?.textContent).toMatch(/pyydetty/);
  // They are aside now: no longer among those whom one could ask.
  tell(told(encounterOf([1], { aside: [3] })));
  expect(document.querySelector("[data-section=colleagues] [data-person='3']")).toBe(null);
  expect(document.querySelector("[data-section=encounter]")?.textContent).toMatch(/Sivussa: Sirpa/);
});

it("offers how it goes on: hand over and return, and leaving only when others stay", async () => {
  const { asked, sent, tell } = drawTab(encounterOf([1]));
  const ways = () => buttons(document.querySelector("[data-section=ways]") as Element);
  expect(ways()).toEqual(["Siirrä eteenpäin", "Palauta jonoon"]);
  await userEvent.click(button("Siirrä eteenpäin"));
  await userEvent.click(button("Palauta jonoon"));
  tell(told(encounterOf([1], { aside: [2] })));
  await userEvent.click(button("Jätä käynti muille"));
  expect([asked, sent]).toEqual([[{ type: "hand_over" }, { type: "return_to_line" }], [{ type: "leave_encounter" }]]);
});

it("has a speaker leave, and not say what becomes of the visitor", () => {
  const people = [...STAFF.map((each) => (each.participant === 4 ? { ...each, place: IN_ENCOUNTER } : each)), personOf(91, "Matti", { place: IN_ENCOUNTER })];
  renderInRoom(<ReceptionTab />, sampleRoom({ me: 4, people, more: { encounter: encounterOf([1, 4]) } }), SENT);
  expect(buttons(document.querySelector("[data-section=ways]") as Element)).toEqual(["Jätä käynti muille"]);
  expect([...document.querySelectorAll("[data-section]")].map((each) => each.getAttribute("data-section"))).toEqual(["encounter", "ways"]);
});

it("shows the proposal as the visitor reads it, until it is answered or taken back", async () => {
  const proposed = { proposal: 3, line: 1, line_name: "Terveysneuvonta", to: 2, to_name: "Björn", note: "Sovimme suunnitelmasta." };
  const { sent, asked } = drawTab(encounterOf([1], { hand_over: proposed }));
  const card = document.querySelector("[data-proposal='3']") as HTMLElement;
  expect([...card.querySelectorAll("p, blockquote")].map((each) => each.textContent)).toEqual(["Jono: Terveysneuvonta, Björn.", "Sovimme suunnitelmasta.", "Odotetaan vastausta: Matti."]);
  await userEvent.click(within(card).getByRole("button", { name: "Muuta ehdotusta" }));
  await userEvent.click(within(card).getByRole("button", { name: "Peru ehdotus" }));
  expect([asked, sent]).toEqual([[{ type: "hand_over" }], [{ type: "withdraw_hand_over" }]]);
});

it("proposes a line, somebody who receives it if one likes, and a note", async () => {
  const { sent, close } = ask({ type: "hand_over" }, encounterOf([1]));
  expect(button("Ehdota asiakkaalle").hasAttribute("disabled")).toBe(true);
  await userEvent.click(screen.getByRole("radio", { name: /^Terveysneuvonta ei odottajia/ }));
  await userEvent.click(screen.getByRole("radio", { name: "Björn" }));
  await userEvent.type(screen.getByLabelText("Viesti seuraavalle"), " Sovimme suunnitelmasta. ");
  await userEvent.click(button("Ehdota asiakkaalle"));
  expect([sent, close.mock.calls.length]).toEqual([[{ type: "propose_hand_over", line: 1, to: 2, note: "Sovimme suunnitelmasta." }], 1]);
});

it("begins with what is proposed already, forgets who receives no longer, and warns where nobody does", async () => {
  const proposed = { proposal: 3, line: 1, line_name: "Terveysneuvonta", to: 2, to_name: "Björn", note: "Näin." };
  const { sent, tell } = ask({ type: "hand_over" }, encounterOf([1], { hand_over: proposed }));
  expect(screen.getByRole<HTMLInputElement>("radio", { name: "Björn" }).checked).toBe(true);
  tell({ type: "reception_changed", reception: receptionOf([], { serving: [{ participant: 1, lines: [0] }] }) });
  expect(screen.queryByRole("radio", { name: "Björn" })).toBe(null);
  expect(screen.getByRole("status").textContent).toMatch(/^Tätä jonoa ei ota nyt vastaan kukaan/);
  await userEvent.click(button("Ehdota asiakkaalle"));
  expect(sent).toEqual([{ type: "propose_hand_over", line: 1, note: "Näin." }]);
});

it("closes what is asked of an encounter that is over", () => {
  for (const type of ["hand_over", "end_encounter", "return_to_line"] as const) {
    const { close, tell } = ask({ type }, encounterOf([1]));
    tell({ type: "encounter_changed", encounter: encounterOf([1], { encounter: 8 }) });
    expect(close, type).toHaveBeenCalled();
    cleanup();
  }
});

it("says what the end and the return mean before they are done", async () => {
  const end = ask({ type: "end_encounter" }, encounterOf([1]));
  expect(screen.getByText("Matti saa kiitoksen ja poistuu. Hänen vastauksensa ja käynnin viestit unohdetaan.")).toBeTruthy();
  await userEvent.click(button("Päätä käynti"));
  expect(end.sent).toEqual([{ type: "end_encounter" }]);
  cleanup();
  const back = ask({ type: "return_to_line" }, encounterOf([1]));
  await userEvent.click(button("Palauta jonoon"));
  expect(back.sent).toEqual([{ type: "return_to_line" }]);
});

it("tells who leaves the page as the last that the visitor goes back to the line", () => {
  const leaving = (encounter: EncounterView) => {
    renderInRoom((session) => <LeaveDialog session={session} onLeave={() => {}} onLeaveAlone={() => {}} onStay={() => {}} />, encounterRoom(encounter), SENT);
    const said = screen.queryByText(/Matti palaa jonoon samaan kohtaan/) !== null;
    cleanup();
    return said;
  };
  expect([leaving(encounterOf([1])), leaving(encounterOf([1, 2]))]).toEqual([true, false]);
});

it("finds the words for what is said aloud", () => {
  const room = deskRoom(receptionOf([]));
  const say = (news: Parameters<typeof sentence>[0]) => sentence(news, room, fi);
  expect(say({ type: "line_joined", names: ["Matti"] })).toBe("Matti tuli jonoosi.");
  expect(say({ type: "line_joined", names: ["A", "B", "C"] })).toBe("Jonoihisi tuli 3 uutta.");
  expect(say({ type: "asked_to_join", encounter: 7, name: "Björn", line: null })).toBe("Björn pyytää sinua mukaan käyntiin.");
  expect(say({ type: "colleague_came", names: ["Björn"] })).toBe("Sivuun tuli Björn.");
  expect(say({ type: "hand_over_done", line: "Terveysneuvonta" })).toBe("Asiakas suostui siirtoon ja on nyt jonossa Terveysneuvonta.");
  expect(say({ type: "encounter_over", isBackInLine: true })).toBe("Käynti on päättynyt. Asiakas on taas jonossa.");
});
