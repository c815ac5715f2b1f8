import { act, cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import { personOf, sampleRoom } from "../../../room/sample";
import { renderInRoom } from "../../testing";
import { FeedbackNotice } from "./FeedbackNotice";

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const ASKED = { feedback_asked: true };
const show = (room = sampleRoom({ more: ASKED }), options = {}) => renderInRoom((session) => <FeedbackNotice session={session} />, room, { now: { panelOpen: false }, ...options });
const question = () => screen.queryByRole("group", { name: "Millainen tämä tapaaminen oli sinulle?" });

it("shows the question when it is asked, without taking the focus, and sends the answer", async () => {
  const { tell, sent } = show(sampleRoom());
  expect(question()).toBeNull();
  tell({ type: "feedback_asked" });
  expect(question()).not.toBeNull();
  expect(document.activeElement).toBe(document.body);
  const give = screen.getByRole("button", { name: "Anna palaute" });
  expect(give.getAttribute("aria-disabled")).toBe("true");
  expect(screen.queryByRole("textbox")).toBeNull();
  await userEvent.click(screen.getByRole("radio", { name: "1, ei hyvä" }));
  await userEvent.type(screen.getByRole("textbox", { name: "Sana, jos haluat" }), " raskas ");
  await userEvent.click(give);
  expect(sent).toEqual([{ type: "give_feedback", score: 1, word: "raskas" }]);
});

it("thanks whoever gave it, for a while", () => {
  vi.useFakeTimers();
  const { tell } = show();
  tell({ type: "feedback_given" });
  expect(question()).toBeNull();
  expect(screen.getByText("Kiitos palautteesta!")).toBeTruthy();
  act(() => void vi.advanceTimersByTime(10_000));
  expect(document.querySelector(".banner")).toBeNull();
});

it("can be put aside, until it is asked once more", async () => {
  const { tell, sent } = show();
  await userEvent.click(screen.getByRole("button", { name: "Ei nyt" }));
  expect([question(), sent]).toEqual([null, []]);
  tell({ type: "slow_mode_changed", seconds: 30 });
  expect(question()).toBeNull();
  tell({ type: "feedback_asked" });
  expect(question()).not.toBeNull();
});

it("is not for those who may not answer, have answered, or have the question before them", () => {
  show(sampleRoom({ role: "observer", more: ASKED }));
  expect(question()).toBeNull();
  cleanup();
  show(sampleRoom({ more: { ...ASKED, gave_feedback: true } }));
  expect(document.querySelector(".banner")).toBeNull();
  cleanup();
  show(undefined, { now: { panelOpen: true, tab: "polls" } });
  expect(question()).toBeNull();
});

it("says for whom it is where several are at the device", () => {
  const people = [personOf(1, "Aino"), personOf(7, "Pekka")];
  show(sampleRoom({ people, more: { ...ASKED, devices: [{ device: 101, people: [1, 7], sending: [] }] } }));
  expect(screen.getByText("Tämä koskee: Aino, ei: Pekka")).toBeTruthy();
});
