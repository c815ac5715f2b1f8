import { act, cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Event, Reaction } from "../../../protocol/generated";
import { Reactions } from "../../../room/reactions";
import { sampleRoom } from "../../../room/sample";
import { renderInRoom } from "../../testing";
import { ReactionMenu } from "./ReactionMenu";
import { ReactionsContext, TileReaction } from "./reactions";

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000, shouldAdvanceTime: true }));

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const reacted = (participant: number, reaction: Reaction, until: number): Event => ({ type: "reacted", participant, reaction, until });

it("offers words beside the pictures", async () => {
  const user = userEvent.setup({ advanceTimers: vi.advanceTimersByTime });
  const { sent } = renderInRoom(<ReactionMenu />, sampleRoom());
  await user.click(screen.getByRole("button", { name: "Reagoi" }));
  const items = await screen.findAllByRole("menuitem");
  expect(items.map((each) => each.textContent)).toEqual(["Kiitos", "Samaa mieltä", "Hienoa", "Lämpöä", "Naurattaa", "Vau"]);
  expect(document.querySelectorAll(".reaction-picture[aria-hidden=true]")).toHaveLength(6);
  await user.click(screen.getByRole("menuitem", { name: "Hienoa" }));
  expect(sent).toEqual([{ type: "react", reaction: "applause" }]);
});

it("is not for those who only look on", () => {
  renderInRoom(<ReactionMenu />, sampleRoom({ role: "observer" }));
  expect(screen.queryByRole("button")).toBeNull();
});

it("shows on the tile until it is over, the newest of each person", () => {
  const reactions = new Reactions();
  // The session's clock began 990 seconds ago.
  const epoch = 10_000;
  renderInRoom(
    <ReactionsContext value={reactions.shown}>
      <TileReaction participant={2} />
    </ReactionsContext>,
    sampleRoom(),
  );
  act(() => reactions.hear(reacted(2, "heart", 995_000), epoch));
  expect(screen.getByText("Lämpöä")).toBeTruthy();
  act(() => vi.advanceTimersByTime(3_000));
  act(() => reactions.hear(reacted(2, "wow", 998_000), epoch));
  act(() => vi.advanceTimersByTime(4_000));
  expect(screen.getByText("Vau")).toBeTruthy();
  act(() => vi.advanceTimersByTime(1_500));
  expect(screen.queryByText("Vau")).toBeNull();
});

it("shows nothing that is told late, and nothing for ever when clocks differ", () => {
  const reactions = new Reactions();
  reactions.hear(reacted(2, "heart", 980_000), 10_000);
  expect(reactions.shown.get()).toEqual({});
  reactions.hear(reacted(2, "heart", 9_999_999), 10_000);
  vi.advanceTimersByTime(10_001);
  expect(reactions.shown.get()).toEqual({});
});
