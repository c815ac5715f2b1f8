import { act, cleanup, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { GroupsRun, GroupView } from "../../../protocol/generated";
import { RUN, sampleRoom } from "../../../room/sample";
import { renderInRoom } from "../../testing";
import { GroupLength } from "./GroupLength";

const NOW = 1_000_000;
const keys = () => userEvent.setup({ advanceTimers: (ms) => vi.advanceTimersByTime(ms) });
const offered = () => screen.getAllByRole("radio").map((each) => each.closest("label")?.textContent);
const choice = (name: string) => screen.getByRole<HTMLInputElement>("radio", { name });
const save = () => keys().click(screen.getByRole("button", { name: "Tallenna" }));

function ask(run: Partial<GroupsRun>, end: Partial<GroupView> = {}, options: Parameters<typeof renderInRoom>[2] = {}) {
  const closed = vi.fn();
  const groups: GroupView[] = [{ group: 1, number: 1, name: "Kahvi", colour: "blue", ...end }, { group: 2, number: 2, colour: "green" }];
  const room = sampleRoom({ role: "supervisor", more: { groups, run: { ...RUN, ...run } } });
  return { closed, ...renderInRoom(<GroupLength group={1} onClose={closed} />, { ...room, epoch: 0 }, options) };
}

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  vi.setSystemTime(NOW);
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

it("lets a group end before the others, and closes when that has arrived", async () => {
  const { sent, closed } = ask({}, {}, { answer: { type: "ok" } });
  expect(screen.getByRole("dialog", { name: "Aika: Pienryhmä 1: Kahvi" })).toBeTruthy();
  expect(offered()).toEqual(["Päättyy muiden mukana", "5 min", "10 min", "15 min", "20 min", "Muu aika"]);
  expect(choice("Päättyy muiden mukana").checked).toBe(true);
  await keys().click(choice("10 min"));
  await save();
  expect(sent).toEqual([{ type: "set_group_length", group: 1, minutes: 10 }]);
  expect(closed).toHaveBeenCalled();
});

it("lets it end with them again", async () => {
  const { sent, closed } = ask({}, { ends_at: NOW + 272_000 });
  expect(screen.getByLabelText<HTMLInputElement>("Minuutit").value).toBe("5");
  await keys().click(choice("Päättyy muiden mukana"));
  await save();
  expect(sent).toEqual([{ type: "set_group_length", group: 1 }]);
  // What was chosen stays until it has arrived.
  expect(closed).not.toHaveBeenCalled();
});

it("offers only what ends before the others, also while their time stands still and as it runs out", async () => {
  const { sent } = ask({ ends_at: NOW + 601_000 });
  expect(offered()).toEqual(["Päättyy muiden mukana", "5 min", "10 min", "Muu aika"]);
  await keys().click(choice("10 min"));
  act(() => vi.advanceTimersByTime(2_000));
  expect(offered()).toEqual(["Päättyy muiden mukana", "5 min", "Muu aika"]);
  await save();
  expect(sent).toEqual([]);
  await keys().click(choice("Muu aika"));
  await keys().type(screen.getByLabelText("Minuutit"), "10");
  expect(screen.getByText("Kirjoita minuutit numerona, 1–9.")).toBeTruthy();
  cleanup();
  ask({ paused_with: 300_000 });
  expect(offered()).toEqual(["Päättyy muiden mukana", "Muu aika"]);
  cleanup();
  ask({ paused_with: 60_000 });
  expect(offered()).toEqual(["Päättyy muiden mukana"]);
  expect(screen.getByText(/Muilla on aikaa enää vähän/)).toBeTruthy();
});

it("is asked no longer when the group is gone", () => {
  const { closed, tell } = ask({});
  tell({ type: "groups_changed", groups: [{ group: 2, number: 2, colour: "green" }], run: RUN });
  expect(closed).toHaveBeenCalled();
  expect(screen.queryByRole("dialog")).toBeNull();
});
