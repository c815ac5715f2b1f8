import { act, cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import type { TimerView } from "../../../protocol/generated";
import { group, personOf, PLENARY, sampleRoom } from "../../../room/sample";
import { renderInRoom } from "../../testing";
import { NowStrip } from "../agenda/NowStrip";
import { faceOf } from "./TimeLeft";
import { TimerSection } from "./TimerSection";
import { TimesSpoken } from "./TimesSpoken";

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const NOON = Date.UTC(2026, 10, 22, 12);
const timer = (more: Partial<TimerView> = {}): TimerView => ({ place: PLENARY, title: "Kierros", seconds: 300, ends_at: 300_000, ...more });
const pass = (ms: number) => act(() => vi.advanceTimersByTime(ms));
const still = (): void => {
  vi.useFakeTimers();
  vi.setSystemTime(NOON);
};

it("shows the timer of my place large, and calmly how much it is over", () => {
  still();
  renderInRoom(<NowStrip />, { ...sampleRoom({ more: { timers: [timer({ ends_at: 65_000 })] } }), epoch: NOON });
  expect(screen.getByText("Kierros")).toBeTruthy();
  const face = screen.getByRole("timer");
  expect([face.textContent, face.getAttribute("aria-live")]).toEqual(["1:05", "off"]);
  pass(105_010);
  expect(face.textContent).toBe("yli 0:40");
  // Whoever takes part cannot change it.
  expect(screen.queryByRole("button")).toBeNull();
});

it("shows the same on two pages whose clocks differ", () => {
  still();
  const room = sampleRoom({ more: { timers: [timer()] } });
  // What a page with a clock 47 s behind has made of the same welcome.
  renderInRoom(<NowStrip />, { ...room, epoch: NOON - 20_000 });
  const one = screen.getByRole("timer").textContent;
  cleanup();
  vi.setSystemTime(NOON - 47_000);
  renderInRoom(<NowStrip />, { ...room, epoch: NOON - 47_000 - 20_000 });
  expect([one, screen.getByRole("timer").textContent]).toEqual(["4:40", "4:40"]);
});

it("says that it is paused, and does not count", () => {
  still();
  const { ends_at: _, ...paused } = timer();
  renderInRoom(<NowStrip />, { ...sampleRoom({ more: { timers: [{ ...paused, paused_with: 61_400 }] } }), epoch: NOON });
  pass(5_000);
  expect([screen.getByRole("timer").textContent, screen.getByText("pysäytetty")].map(String)[0]).toBe("1:01");
});

it("tells those who hear the page at the times that matter, and not what was only jumped over", () => {
  still();
  const room = { ...sampleRoom({ more: { timers: [timer({ ends_at: 62_000 })] } }), epoch: NOON };
  const { heard, tell } = renderInRoom(<TimesSpoken />, room);
  pass(1_010);
  expect(heard).toEqual([]);
  pass(1_000);
  expect(heard).toEqual([{ type: "time_left", of: "timer", seconds: 60 }]);
  // Made shorter: what was jumped over was not reached.
  tell({ type: "timers_changed", timers: [timer({ ends_at: 10_000 })] });
  expect(heard).toHaveLength(1);
  pass(8_000);
  expect(heard.slice(1)).toEqual([{ type: "time_left", of: "timer", seconds: 0 }]);
});

it("starts a timer of a ready length, with what it is for", async () => {
  const user = userEvent.setup();
  const { sent } = renderInRoom(<TimerSection />, sampleRoom({ role: "assistant" }));
  await user.click(screen.getByRole("radio", { name: "3 min" }));
  await user.type(screen.getByRole("textbox", { name: /Mitä varten aika on/ }), " Kierros ");
  await user.click(screen.getByRole("button", { name: "Käynnistä ajastin" }));
  expect(sent).toEqual([{ type: "start_timer", seconds: 180, title: "Kierros" }]);
});

it("takes a length of one's own, and says what is wrong with it", async () => {
  const user = userEvent.setup();
  const { sent } = renderInRoom(<TimerSection />, sampleRoom({ role: "facilitator" }));
  await user.click(screen.getByRole("radio", { name: "Muu aika" }));
  const start = screen.getByRole("button", { name: "Käynnistä ajastin" });
  expect(start.getAttribute("aria-disabled")).toBe("true");
  await user.type(screen.getByRole("textbox", { name: "Minuutit" }), "0");
  expect(screen.getByText("Kirjoita minuutit numerona, 1–480.")).toBeTruthy();
  await user.type(screen.getByRole("textbox", { name: "Minuutit" }), "{Backspace}7");
  await user.click(start);
  expect(sent).toEqual([{ type: "start_timer", seconds: 420 }]);
});

it("lets whoever leads the group change it, with room for a pause and a stop", async () => {
  const user = userEvent.setup();
  const people = [personOf(1, "Aino", { place: group(1) })];
  const more = { groups: [{ group: 1, number: 1, colour: "blue" as const, leader: 1 }], timers: [timer({ place: group(1), ends_at: Date.now() + 300_000 })] };
  const { sent, done } = renderInRoom(
    <>
      <NowStrip />
      <TimerSection />
    </>,
    sampleRoom({ people, more }),
  );
  await user.click(screen.getByRole("button", { name: "Säädä ajastinta" }));
  expect(done).toEqual(["show agenda"]);
  await user.click(screen.getByRole("button", { name: "Pidennä aikaa: +1 min" }));
  await user.click(screen.getByRole("button", { name: "Pysäytä hetkeksi" }));
  await user.click(screen.getByRole("button", { name: "Lopeta ajastin" }));
  expect(sent).toEqual([{ type: "extend_timer", seconds: 60 }, { type: "pause_timer" }, { type: "stop_timer" }]);
  cleanup();
  renderInRoom(<TimerSection />, sampleRoom({ people: [personOf(2, "Björn", { place: group(1) })], me: 2, more }));
  expect(screen.queryByRole("button")).toBeNull();
});

it("writes times as people read them", () => {
  expect([0, 9, 65, 3_600, 3_725].map(faceOf)).toEqual(["0:00", "0:09", "1:05", "1:00:00", "1:02:05"]);
});
