import { cleanup, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { BreakView } from "../../../protocol/generated";
import { personOf, sampleRoom } from "../../../room/sample";
import { QUIET, renderInRoom } from "../../testing";
import { NowStrip } from "../agenda/NowStrip";
import { Stage } from "../agenda/Stage";
import { BreakBanners } from "./BreakBanners";
import { RoomContext, useRoom } from "../context";
import { StartBreak } from "./StartBreak";

const NOW = Date.UTC(2026, 10, 22, 12);

// Only what time it is stands still; what waits goes on.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
  vi.setSystemTime(NOW);
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const pause = (more: Partial<BreakView> = {}): BreakView => ({ since: 0, ends_at: NOW + 300_000, coffee_table: true, back: [], ...more });
const stage = (
  <Stage>
    <p>piiri</p>
  </Stage>
);

it("takes the place of the circle: when it goes on, that all is off, and who is back", async () => {
  const user = userEvent.setup();
  const { sent, tell } = renderInRoom(stage, sampleRoom({ more: { pause: pause() } }));
  expect(screen.queryByText("piiri")).toBeNull();
  expect(screen.getByText(/^Jatkamme klo \d\d\.\d\d\.$/)).toBeTruthy();
  expect(screen.getByRole("timer").textContent).toBe("5:00 jäljellä");
  expect(screen.getByText(/Kukaan ei kuule eikä näe sinua/)).toBeTruthy();
  const back = screen.getByRole("button", { name: "Olen palannut" });
  expect(back.getAttribute("aria-pressed")).toBe("false");
  await user.click(back);
  await user.click(screen.getByRole("button", { name: "Mene kahvipöytään" }));
  expect(sent).toEqual([
    { type: "say_back", back: true },
    { type: "sit_at_coffee", sit: true },
  ]);
  tell({ type: "break_changed", pause: pause({ back: [1, 3] }) });
  expect(back.getAttribute("aria-pressed")).toBe("true");
  const list = within(document.querySelector<HTMLElement>("[data-come-back]") ?? document.body);
  expect(list.getByText("2 / 3 palannut")).toBeTruthy();
  expect(list.getAllByRole("listitem").map((each) => each.textContent)).toEqual(["Aino", "Sirpa", "Björn"]);
  expect(screen.queryByRole("button", { name: "Päätä tauko" })).toBeNull();
  tell({ type: "break_changed", pause: pause({ back: [1, 2, 3], ends_at: NOW - 30_000 }) });
  expect(screen.getByText("Jatkamme kohta.")).toBeTruthy();
  expect(screen.getByText("Kaikki ovat palanneet.")).toBeTruthy();
  tell({ type: "break_changed" });
  expect(screen.getByText("piiri")).toBeTruthy();
});

it("is the only time that is counted in place of the circle", () => {
  const plan = { title: "Kuulumiset", scene: "everyone", turns: "free", cut: false, coffee_table: false, own_task: false, helps: [] } as const;
  const agenda = { phases: [{ phase: 1, plan: { ...plan, helps: [] }, skipped: false, done: false }], current: { phase: 1, since: 0, ends_at: NOW + 600_000 } };
  const { tell } = renderInRoom(<NowStrip />, sampleRoom({ more: { agenda, pause: pause() } }));
  expect(screen.queryByText("Kuulumiset")).toBeNull();
  tell({ type: "break_changed" });
  expect(screen.getByText("Kuulumiset")).toBeTruthy();
});

it("lets those who run the session have it longer or end it", async () => {
  const user = userEvent.setup();
  const { sent, asked, tell } = renderInRoom(stage, sampleRoom({ role: "facilitator", more: { pause: pause() } }));
  await user.click(screen.getByRole("button", { name: "Pidennä taukoa: +5 min" }));
  await user.click(screen.getByRole("button", { name: "Päätä tauko" }));
  expect([asked, sent]).toEqual([[{ type: "end_break" }], [{ type: "extend_break", minutes: 5 }]]);
  // When its time is over nobody asks why.
  tell({ type: "break_changed", pause: pause({ ends_at: NOW - 1_000 }) });
  await user.click(screen.getByRole("button", { name: "Päätä tauko" }));
  expect(sent.at(-1)).toEqual({ type: "end_break" });
});

it("shows the people at the coffee table, and the break beside them", async () => {
  const people = [personOf(1, "Aino", { place: { type: "coffee" } }), personOf(2, "Björn")];
  const { sent } = renderInRoom(
    <>
      <BreakBanners />
      {stage}
    </>,
    sampleRoom({ people, more: { pause: pause() } }),
  );
  expect(screen.getByText("piiri")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Lähde kahvipöydästä" }));
  expect(sent).toEqual([{ type: "sit_at_coffee", sit: false }]);
});

it("says after it that one turns on by oneself what one wants on", async () => {
  const { tell } = renderInRoom(<BreakBanners />, sampleRoom({ more: { pause: pause() } }));
  tell({ type: "break_changed" });
  expect(screen.getByText(/Avaa ne itse, kun haluat/)).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Sulje" }));
  expect(screen.queryByText(/Avaa ne itse/)).toBeNull();
  cleanup();
  const local = { ...QUIET, microphone: { ...QUIET.microphone, on: true } };
  renderInRoom(<BreakBanners />, sampleRoom({ more: { pause: pause() } }), { local }).tell({ type: "break_changed" });
  expect(screen.queryByText(/Avaa ne itse/)).toBeNull();
});

it("does not come back when somebody turns their microphone off again later", () => {
  const on = { ...QUIET, microphone: { ...QUIET.microphone, on: true } };
  const room = sampleRoom({ more: { pause: pause() } });
  const Local = ({ local }: { readonly local: typeof QUIET }) => {
    const work = useRoom();
    return (
      <RoomContext value={{ ...work, now: { ...work.now, local } }}>
        <BreakBanners />
      </RoomContext>
    );
  };
  let local = QUIET;
  const { tell } = renderInRoom(() => <Local local={local} />, room);
  tell({ type: "break_changed" });
  expect(screen.getByText(/Avaa ne itse/)).toBeTruthy();
  local = on;
  tell({ type: "break_changed" });
  local = QUIET;
  tell({ type: "break_changed" });
  expect(screen.queryByText(/Avaa ne itse/)).toBeNull();
});

it("starts one of a ready length, without a coffee table if that is wished, and not while groups are open", async () => {
  const user = userEvent.setup();
  const { sent } = renderInRoom(<StartBreak onClose={() => {}} />, sampleRoom({ role: "facilitator" }));
  await user.click(screen.getByRole("radio", { name: "45 min, ruokatauko" }));
  await user.click(screen.getByRole("checkbox", { name: /Kahvipöytä/ }));
  await user.click(screen.getByRole("button", { name: "Aloita tauko" }));
  expect(sent).toEqual([{ type: "start_break", minutes: 45, coffee_table: false }]);
  cleanup();
  renderInRoom(<StartBreak onClose={() => {}} />, sampleRoom({ role: "facilitator", groups: [1] }));
  expect(screen.getByText(/Kutsu ensin pienryhmät takaisin/)).toBeTruthy();
  expect(screen.getByRole("button", { name: "Aloita tauko" }).hasAttribute("disabled")).toBe(true);
});

it("reminds those who run the session gently, and not again for the same stretch", async () => {
  const user = userEvent.setup();
  const { asked, tell } = renderInRoom(<BreakBanners />, sampleRoom({ role: "facilitator", more: { break_due_since: 1_000 } }));
  await user.click(screen.getByRole("button", { name: "Pidä tauko" }));
  expect(asked).toEqual([{ type: "start_break" }]);
  await user.click(screen.getByRole("button", { name: "Ei nyt" }));
  expect(screen.queryByText(/Pieni tauko/)).toBeNull();
  tell({ type: "break_due_changed", since: 1_000 });
  expect(screen.queryByText(/Pieni tauko/)).toBeNull();
  tell({ type: "break_due_changed", since: 9_000 });
  expect(screen.getByText(/Pieni tauko/)).toBeTruthy();
});
