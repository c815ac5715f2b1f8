import { act, cleanup, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import type { QueueView, RoundView, Role, TurnMode } from "../../../protocol/generated";
import { group, personOf, PLENARY, queueOfPlace, sampleRoom } from "../../../room/sample";
import { QUIET, renderInRoom } from "../../testing";
import { NowStrip } from "../agenda/NowStrip";
import { Circle } from "../Circle";
import { RoomContext, useRoom } from "../context";
import { PersonMenu } from "../people/PersonMenu";
import { Queue } from "../Queue";
import { TimesSpoken } from "../timers/TimesSpoken";
import { RoomToolbar } from "../Toolbar";
import { useStage } from "../useStage";
import { MoveSeat } from "./MoveSeat";
import { StartRound } from "./StartRound";
import { TurnBar } from "./TurnBar";

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const NOON = Date.UTC(2026, 10, 22, 12);
const hands = (...all: number[]) => queueOfPlace(PLENARY, all).hands;
const queue = (turns: TurnMode, more: Partial<QueueView> = {}): QueueView => ({ ...queueOfPlace(PLENARY, []), ...(turns === "free" ? {} : { turns }), ...more });
const floor = (participant: number) => ({ floor: { participant, since: 0 } });
const round = (to_come: number[], more: Partial<RoundView> = {}): { readonly round: RoundView } => ({ round: { backwards: false, hard: false, to_come, later: [], had: [], ...more } });
const room = (turns: TurnMode, more: Partial<QueueView> = {}, role: Role = "participant") => sampleRoom({ role, queues: [queue(turns, more)] });
const changed = (turns: TurnMode, more: Partial<QueueView> = {}) => ({ type: "queues_changed" as const, queues: [queue(turns, more)] });
const SENT = { answer: { type: "ok" } } as const;
const bar = () => document.querySelector("[data-turn-bar]");
const says = () => [...document.querySelectorAll(".turn-words p")].map((each) => each.textContent);
const names = (within_: ParentNode = document) => [...within_.querySelectorAll("button")].map((each) => each.getAttribute("aria-label") ?? each.textContent);

it("costs nothing while everybody may speak and nobody has the floor", () => {
  renderInRoom(<TurnBar />, room("free", { hands: hands(2) }));
  expect(bar()).toBeNull();
});

it("says whose turn it is, where I am in the queue, and why I am not heard", () => {
  const { tell } = renderInRoom(<TurnBar />, room("queue", { ...floor(2), hands: hands(3, 1) }));
  expect(says()).toEqual(["Puheenvuoro: Björn", "Olet jonossa 2.", "Mikrofonisi kuuluu, kun saat puheenvuoron."]);
  tell(changed("queue"));
  expect(says()).toEqual(["Puheenvuoro on vapaa.", "Mikrofonisi kuuluu, kun saat puheenvuoron. Kun haluat puhua, paina Pyydä vuoro."]);
  tell(changed("queue", floor(1)));
  expect(says()).toEqual(["Sinun vuorosi", "Avaa mikrofoni, niin sinut kuullaan."]);
});

it("offers a short reply while somebody else has the floor, and takes it back", async () => {
  const { sent, tell } = renderInRoom(<TurnBar />, room("queue", floor(2)), SENT);
  await userEvent.click(screen.getByRole("button", { name: "Vastaa lyhyesti", pressed: false }));
  tell(changed("queue", { ...floor(2), replies: hands(1) }));
  expect(says()[1]).toBe("Pyysit lyhyttä vastausta. Saat sen ennen jonoa.");
  await userEvent.click(screen.getByRole("button", { name: "Vastaa lyhyesti", pressed: true }));
  expect(sent).toEqual([{ type: "raise_hand", reply: true }, { type: "lower_hand", reply: true }]);
  // Three wait already.
  tell(changed("queue", { ...floor(2), replies: hands(3, 4, 5) }));
  expect(screen.getByRole("button", { name: "Vastaa lyhyesti" }).getAttribute("aria-disabled")).toBe("true");
  tell(changed("round", { ...floor(2), ...round([1]) }));
  expect(screen.queryByRole("button", { name: "Vastaa lyhyesti" })).toBeNull();
});

it("describes the microphone with why it is not heard", () => {
  const more = { queues: [queue("silence")], sending: { 1: ["microphone" as const] } };
  const track = {} as MediaStreamTrack;
  const { tell } = renderInRoom(<RoomToolbar shortcuts />, sampleRoom(more), { local: { ...QUIET, microphone: { ...QUIET.microphone, on: true, track } } });
  const microphone = screen.getByRole("button", { name: "Mikrofoni" });
  const why = () => document.getElementById(microphone.getAttribute("aria-describedby") ?? "none")?.textContent;
  expect([why(), microphone.hasAttribute("data-quiet")]).toEqual(["Mikrofonisi on päällä, mutta se ei kuulu hiljaisuuden aikana.", true]);
  tell(changed("stick", floor(2)));
  expect(why()).toBe("Mikrofonisi on päällä. Se kuuluu muille, kun puhekapula on sinulla.");
  tell(changed("round", { ...floor(2), ...round([1]) }));
  expect([says()[0], why()]).toEqual(["Kierros: Björn puhuu, sitten sinä.", "Mikrofonisi on päällä. Se kuuluu muille, kun on sinun vuorosi."]);
  tell(changed("free"));
  expect([microphone.hasAttribute("aria-describedby"), microphone.hasAttribute("data-quiet")]).toEqual([false, false]);
});

it("lets whoever's turn of the round it is speak, pass, wait, or let another go first", async () => {
  const user = userEvent.setup();
  const { sent, tell } = renderInRoom(<TurnBar />, room("round", { ...floor(1), ...round([3]) }), SENT);
  await user.click(screen.getByRole("button", { name: "Puhuin, kiitos" }));
  await user.click(screen.getByRole("button", { name: "Ohita" }));
  await user.click(screen.getByRole("button", { name: "Myöhemmin" }));
  await user.click(screen.getByRole("button", { name: "Anna toiselle" }));
  expect((await screen.findAllByRole("menuitem")).map((each) => each.textContent)).toEqual(["Sirpa"]);
  await user.click(screen.getByRole("menuitem", { name: "Sirpa" }));
  expect(sent).toEqual([{ type: "finish_turn" }, { type: "pass_turn" }, { type: "take_turn_later" }, { type: "give_turn", to: 3 }]);
  // Later once, and not when nobody else is to come.
  tell(changed("round", { ...floor(1), ...round([3], { later: [1] }) }));
  expect(screen.queryByRole("button", { name: "Myöhemmin" })).toBeNull();
  tell(changed("round", { ...floor(1), ...round([]) }));
  expect(names()).toEqual(["Puhuin, kiitos", "Ohita"]);
  tell(changed("round", { ...floor(2), ...round([], { had: [{ participant: 1, passed: true }] }) }));
  expect([says(), names()]).toEqual([["Kierros: Björn puhuu viimeisenä.", "Ohitit vuorosi.", "Mikrofonisi kuuluu, kun on sinun vuorosi."], []]);
});

it("tells whoever has no microphone to write, and brings them there", async () => {
  const local = { ...QUIET, microphone: { ...QUIET.microphone, problem: "missing" as const } };
  const { done } = renderInRoom(<TurnBar />, room("round", { ...floor(1), ...round([]) }), { local });
  expect(says()[1]).toBe("Mikrofonisi ei toimi. Kirjoita vuorosi viestinä.");
  await userEvent.click(screen.getByRole("button", { name: "Kirjoita viesti" }));
  expect(done).toEqual(["show chat"]);
});

it("keeps the focus by the microphone when the buttons of a turn are gone", async () => {
  const { tell } = renderInRoom(<RoomToolbar shortcuts />, room("round", { ...floor(1), ...round([]) }));
  await userEvent.click(screen.getByRole("button", { name: "Ohita" }));
  tell(changed("free"));
  expect((document.activeElement as HTMLElement).dataset["action"]).toBe("microphone");
});

it("fills a ring, and says once and calmly that the time is full", () => {
  vi.useFakeTimers();
  vi.setSystemTime(NOON);
  const now = { ...room("round", { ...floor(1), ...round([2], { seconds: 60 }) }), epoch: NOON };
  const { heard } = renderInRoom(
    <>
      <TurnBar />
      <TimesSpoken />
    </>,
    now,
  );
  const time = () => [document.querySelector("[data-turn-time]")?.getAttribute("data-turn-time"), screen.getByRole("timer").textContent];
  const pass = (ms: number) => act(() => vi.advanceTimersByTime(ms));
  pass(15_010);
  expect([time(), document.querySelector(".turn-ring-gone")?.getAttribute("stroke-dasharray")]).toEqual([["fine", "0:45 jäljellä"], "25 100"]);
  pass(35_000);
  expect(time()).toEqual(["soon", "0:10, aika loppuu pian"]);
  pass(60_000);
  // No seconds are counted against anybody.
  expect(time()).toEqual(["over", "aika on täynnä"]);
  expect(heard).toEqual([{ type: "time_left", of: "turn", seconds: 10 }, { type: "time_left", of: "turn", seconds: 0 }]);
});

it("speaks of the time of a turn only to whoever has it", () => {
  vi.useFakeTimers();
  vi.setSystemTime(NOON);
  const { heard } = renderInRoom(<TimesSpoken />, { ...room("round", { ...floor(2), ...round([1], { seconds: 15 }) }), epoch: NOON });
  act(() => vi.advanceTimersByTime(20_000));
  expect(heard).toEqual([]);
});

it("passes the stick from hand to hand", async () => {
  const user = userEvent.setup();
  const { sent, tell } = renderInRoom(<TurnBar />, room("stick", floor(1)), SENT);
  expect(says()[0]).toBe("Puhekapula on sinulla");
  await user.click(screen.getByRole("button", { name: "Anna kapula" }));
  await user.click(await screen.findByRole("menuitem", { name: "Björn" }));
  await user.click(screen.getByRole("button", { name: "Laske kapula" }));
  tell(changed("stick", floor(2)));
  expect([says()[0], names()]).toEqual(["Puhekapula: Björn", []]);
  tell(changed("stick"));
  expect(says()[0]).toBe("Puhekapula on vapaa.");
  await user.click(screen.getByRole("button", { name: "Ota kapula" }));
  expect(sent).toEqual([{ type: "give_turn", to: 2 }, { type: "finish_turn" }, { type: "take_stick" }]);
});

it("lets a facilitator take the stick back, and run a round and a silence from the bar while the panel is closed", async () => {
  const closed = { now: { panelOpen: false } } as const;
  const { sent } = renderInRoom(<TurnBar />, room("stick", floor(2), "facilitator"), SENT);
  await userEvent.click(screen.getByRole("button", { name: "Ota kapula takaisin" }));
  expect(sent).toEqual([{ type: "take_stick" }]);
  cleanup();
  renderInRoom(<TurnBar />, room("round", { ...floor(2), ...round([3]) }, "facilitator"), closed);
  expect(names()).toEqual(["Seuraava vuoro", "Ohita: Björn", "Lopeta kierros"]);
  cleanup();
  const silent = renderInRoom(<TurnBar />, room("silence", {}, "facilitator"), { ...SENT, ...closed });
  await userEvent.click(screen.getByRole("button", { name: "Lopeta hiljaisuus" }));
  expect(silent.sent).toEqual([{ type: "set_turns", turns: "free" }]);
  cleanup();
  renderInRoom(<TurnBar />, room("silence", {}, "facilitator"));
  expect(names()).toEqual([]);
});

it("waits for whoever of the round is away", () => {
  const people = [personOf(1, "Aino", { role: "facilitator" }), personOf(2, "Björn", { presence: { type: "dropped", since: 0 } })];
  renderInRoom(<TurnBar />, sampleRoom({ people, queues: [queue("round", round([2]))] }));
  expect(says()[0]).toBe("Kierros odottaa: Björn. Vuoro säilyy, kunnes hän palaa.");
});

it("lets those who run turns choose the mode from a menu, in which a round is asked about first", async () => {
  const user = userEvent.setup();
  const { sent, asked } = renderInRoom(<Queue />, room("free", {}, "facilitator"), SENT);
  const choose = async (name: RegExp) => {
    await user.click(screen.getByRole("button", { name: /^Vaihda tapaa/ }));
    await user.click(await screen.findByRole("menuitem", { name }));
  };
  await choose(/^Hiljaisuus/);
  await choose(/^Kierros/);
  // What is so already is not asked again.
  await choose(/^Vapaa keskustelu/);
  expect([sent, asked]).toEqual([[{ type: "set_turns", turns: "silence" }], [{ type: "start_round" }]]);
});

it("explains the mode to everybody in one sentence, and the free one to nobody", () => {
  const { tell } = renderInRoom(<Queue />, room("free"));
  expect(document.querySelector("[data-turns]")).toBeNull();
  tell(changed("stick"));
  expect(document.querySelector("[data-turns]")?.textContent).toBe("Puhekapula Vain se kuuluu, jolla on kapula. Hän antaa sen seuraavalle.");
});

it("lets whoever is of a group that runs itself choose its mode", () => {
  const people = [personOf(1, "Aino", { place: group(1) }), personOf(2, "Björn", { place: group(1) })];
  renderInRoom(<Queue />, sampleRoom({ people, groups: [1], queues: [queueOfPlace(group(1), [2])] }));
  expect(screen.getByRole("button", { name: /^Vaihda tapaa/ })).toBeTruthy();
  expect(screen.getByRole("button", { name: "Anna puheenvuoro seuraavalle" })).toBeTruthy();
});

it("lists replies before hands, and lets a facilitator call out of order, take one down, all down, and order the queue", async () => {
  const user = userEvent.setup();
  const people = ["Aino", "Björn", "Sirpa", "Elli"].map((name, index) => personOf(index + 1, name, index === 0 ? { role: "facilitator" } : {}));
  const { sent } = renderInRoom(<Queue />, sampleRoom({ people, queues: [queue("queue", { hands: hands(2, 3), replies: hands(4) })] }), SENT);
  const rows = [...document.querySelectorAll("[data-waiting]")].map((each) => each.textContent?.trim());
  expect(rows).toEqual(["Elli vastaa lyhyesti seuraava", "1Björn", "2Sirpa"]);
  await user.click(screen.getByRole("button", { name: "Anna puheenvuoro: Sirpa" }));
  // The one button below calls the first.
  expect(screen.queryByRole("button", { name: "Anna puheenvuoro: Elli" })).toBeNull();
  await user.click(screen.getByRole("button", { name: "Poista vastaus: Elli" }));
  await user.click(screen.getByRole("button", { name: "Laske kaikki kädet" }));
  await user.click(screen.getByRole("button", { name: "Vähiten puhuneet ensin", pressed: false }));
  await user.click(screen.getByRole("button", { name: "Pyyntöjärjestys", pressed: true }));
  expect(sent).toEqual([
    { type: "call_person", participant: 3 },
    { type: "lower_hand", participant: 4, reply: true },
    { type: "lower_all_hands" },
    { type: "set_queue_order", order: "least_spoken" },
  ]);
});

it("tells those who wait by what rule they are called", () => {
  renderInRoom(<Queue />, room("queue", { order: "least_spoken", hands: hands(1, 2) }));
  expect(screen.getByText("Vähiten puhuneet ensin")).toBeTruthy();
  expect(screen.queryByRole("button")).toBeNull();
});

it("shows the order of the round to everybody, and its controls to those who run it", async () => {
  const more = { ...floor(2), ...round([3], { had: [{ participant: 1, passed: false }] }) };
  const { sent } = renderInRoom(<Queue />, room("round", more, "facilitator"), SENT);
  const rows = within(screen.getByRole("list", { name: "Kierroksen järjestys" })).getAllByRole("listitem");
  expect(rows.map((each) => [each.textContent, each.getAttribute("aria-current")])).toEqual([["1Aino (sinä) puhui", null], ["2Björn puhuu nyt", "step"], ["3Sirpa seuraava", null]]);
  await userEvent.click(screen.getByRole("button", { name: "Seuraava vuoro" }));
  await userEvent.click(screen.getByRole("button", { name: "Lopeta kierros" }));
  expect(sent).toEqual([{ type: "call_next" }, { type: "end_round" }]);
  cleanup();
  renderInRoom(<Queue />, room("round", more));
  expect(screen.getByRole("list", { name: "Kierroksen järjestys" })).toBeTruthy();
  expect(names()).toEqual([]);
});

it("starts a round: from whom, which way, how long", async () => {
  const user = userEvent.setup();
  const closed: string[] = [];
  const { sent } = renderInRoom(<StartRound onClose={() => void closed.push("closed")} />, room("free", {}, "facilitator"), SENT);
  const order = () => document.querySelector(".round-preview")?.textContent;
  expect(order()).toBe("Järjestys: Aino, Björn, Sirpa");
  await user.selectOptions(screen.getByLabelText("Kuka aloittaa?"), "Björn");
  await user.click(screen.getByRole("radio", { name: "Vastapäivään" }));
  expect(order()).toBe("Järjestys: Björn, Aino, Sirpa");
  // Without a length nothing can end by itself.
  expect(screen.queryByRole("checkbox")).toBeNull();
  await user.click(screen.getByRole("radio", { name: "2 min" }));
  await user.click(screen.getByRole("checkbox", { name: "Vuoro vaihtuu itsestään, kun aika on täynnä" }));
  await user.click(screen.getByRole("button", { name: "Aloita kierros" }));
  expect([sent, closed]).toEqual([[{ type: "start_round", from: 2, backwards: true, seconds: 120, hard: true }], ["closed"]]);
});

it("starts a round without a limit as it is, and asks no longer when another began one", async () => {
  const closed: string[] = [];
  const { sent, tell } = renderInRoom(<StartRound onClose={() => void closed.push("closed")} />, room("free", {}, "facilitator"), SENT);
  await userEvent.click(screen.getByRole("button", { name: "Aloita kierros" }));
  expect(sent).toEqual([{ type: "start_round", from: 1, backwards: false, hard: false }]);
  tell(changed("round", { ...floor(1), ...round([2, 3]) }));
  expect(closed).toEqual(["closed", "closed"]);
});

it("moves a seat from the menu of a person, and keeps it where it is unless another is chosen", async () => {
  const user = userEvent.setup();
  const { asked } = renderInRoom(<PersonMenu person={personOf(2, "Björn")} />, room("queue", {}, "facilitator"), SENT);
  await user.click(screen.getByRole("button", { name: "Valinnat: Björn" }));
  expect((await screen.findAllByRole("menuitem")).map((each) => each.textContent)).toContain("Anna puheenvuoro");
  await user.click(screen.getByRole("menuitem", { name: "Siirrä istumapaikkaa" }));
  expect(asked).toEqual([{ type: "move_seat", participant: 2 }]);
  cleanup();
  const { sent } = renderInRoom(<MoveSeat who={2} onClose={() => {}} />, room("queue", {}, "facilitator"), SENT);
  expect(screen.getByRole<HTMLInputElement>("radio", { name: "Sirpa" }).checked).toBe(true);
  await user.click(screen.getByRole("radio", { name: "Aino" }));
  await user.click(screen.getByRole("button", { name: "Siirrä" }));
  cleanup();
  const last = renderInRoom(<MoveSeat who={2} onClose={() => {}} />, room("queue", {}, "facilitator"), SENT);
  await user.click(screen.getByRole("radio", { name: "Viimeiseksi" }));
  await user.click(screen.getByRole("button", { name: "Siirrä" }));
  expect([sent, last.sent]).toEqual([[{ type: "move_seat", participant: 2, before: 1 }], [{ type: "move_seat", participant: 2 }]]);
});

it("shows how long each has spoken to those who are told, in seat order, and says who sees it", () => {
  const speaking_times = [{ participant: 3, seconds: 100 }, { participant: 2, seconds: 12 }, { participant: 9, seconds: 5 }];
  const shares = () => [...document.querySelectorAll("[data-shares] li")].map((each) => each.textContent);
  renderInRoom(<Queue />, sampleRoom({ role: "facilitator", more: { speaking_times } }));
  expect([shares(), screen.queryByText("Näkyy vain ohjaajille.") !== null]).toEqual([["Björn12 sekuntia", "Sirpa2 minuuttia"], true]);
  cleanup();
  const switches = { unmute: true, camera: true, share: true, chat_privately: true, rename: true, speaking_shown: true, two_screens: false };
  renderInRoom(<Queue />, sampleRoom({ more: { speaking_times, switches } }));
  expect(screen.getByText("Näkyy kaikille.")).toBeTruthy();
  cleanup();
  renderInRoom(<Queue />, sampleRoom());
  expect(document.querySelector("[data-shares]")).toBeNull();
});

it("is calm in silence: the time in the middle of the circle and once, and nothing that calls", () => {
  const people = [personOf(1, "Aino"), personOf(2, "Björn")];
  const timers = [{ place: PLENARY, seconds: 180, ends_at: Date.now() + 90_500 }];
  const Shown = () => (
    <RoomContext value={useStage(useRoom())}>
      <Circle />
    </RoomContext>
  );
  const { tell } = renderInRoom(
    <>
      <NowStrip />
      <Shown />
    </>,
    { ...sampleRoom({ people, queues: [queue("silence")], more: { timers } }), epoch: 0 },
  );
  expect([document.querySelector(".table")?.textContent, screen.getAllByRole("timer").length]).toEqual([expect.stringMatching(/^HiljaisuusOllaan hetki yhdessä hiljaa\.1:[23]\d$/), 1]);
  expect(document.querySelector("main")?.getAttribute("data-turns")).toBe("silence");
  tell(changed("free"));
  expect([document.querySelector(".table")?.textContent, screen.getAllByRole("timer").length]).toEqual(["Puheenvuoro on vapaa.", 1]);
});

it("marks by word and ring who speaks and who is next", () => {
  const { tell } = renderInRoom(<Circle />, room("queue", { ...floor(2), hands: hands(3) }));
  const marks = () => [...document.querySelectorAll<HTMLElement>(".tile")].map((tile) => [tile.dataset["floor"], tile.dataset["next"], tile.querySelector(".tile-marks")?.textContent]);
  expect(marks()).toEqual([[undefined, undefined, ""], ["true", undefined, "puheenvuoro"], [undefined, "true", "seuraava"]]);
  tell(changed("stick", { ...floor(1), replies: hands(2, 3) }));
  expect(marks()).toEqual([["true", undefined, "puhekapula"], [undefined, "true", "seuraava"], [undefined, undefined, "vastaa lyhyesti"]]);
});
