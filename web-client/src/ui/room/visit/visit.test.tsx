import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import { TOOLBAR } from "../../../actions/actions";
import type { EncounterView, Place } from "../../../protocol/generated";
import type { RoomState } from "../../../room/reduce";
import { encounterOf, personOf, sampleRoom } from "../../../room/sample";
import type { Answer } from "../../../signaling/socket";
import { fakeSession } from "../../fakeSession";
import { QUIET, renderInFinnish, renderInRoom } from "../../testing";
import { Header } from "../Header";
import { tabsFor } from "../tabs";
import { RoomToolbar } from "../Toolbar";
import { HandOverQuestion } from "./HandOverQuestion";
import { LeaveVisit } from "./LeaveVisit";

afterEach(cleanup);

const encounter: Place = { type: "encounter", encounter: 5 };
const NOTE = "Vuokravelkaa kaksi kuukautta.\n\nPelkää asunnon menettämistä.";
const HAND_OVER = { proposal: 3, line: 1, line_name: "Terveysneuvonta", note: NOTE };

function visit(more: Partial<EncounterView> = {}): RoomState {
  const people = [personOf(1, "Onni", { place: encounter }), personOf(2, "Helmi", { role: "facilitator", place: encounter })];
  return sampleRoom({ people, more: { template: "drop_in", encounter: encounterOf(more) } });
}

const ok: Answer = { type: "ok" };

it("asks whether one goes on, with the note in full, and sends which proposal was read", async () => {
  const { sent } = renderInRoom(<HandOverQuestion />, visit({ hand_over: HAND_OVER }), { answer: ok });
  expect(screen.getByText(/jatkat jonossa: Terveysneuvonta/)).toBeTruthy();
  expect(document.querySelector("[data-note]")?.textContent).toBe(NOTE);
  const answers = [...document.querySelectorAll<HTMLElement>("[data-answer]")];
  expect(answers.map((each) => each.dataset["answer"])).toEqual(["carry", "tell_again", "stay"]);
  for (const each of answers) await userEvent.click(each);
  expect(sent).toEqual(["carry", "tell_again", "stay"].map((answer) => ({ type: "answer_hand_over", answer, proposal: 3 })));
});

it("sends one answer, however often it is pressed while it is on the way", async () => {
  const { sent } = renderInRoom(<HandOverQuestion />, visit({ hand_over: HAND_OVER }));
  await userEvent.click(screen.getByRole("button", { name: /tietoni saa kertoa/ }));
  await userEvent.click(screen.getByRole("button", { name: /tietoni saa kertoa/ }));
  const other = screen.getByRole("button", { name: /Ei, jatkan tässä/ });
  expect(other.getAttribute("aria-disabled")).toBe("true");
  await userEvent.click(other);
  expect(sent).toHaveLength(1);
});

it("says with whom one would go on, and that nothing is written when nothing is", () => {
  renderInRoom(<HandOverQuestion />, visit({ hand_over: { ...HAND_OVER, to: 9, to_name: "Oiva", note: "" } }));
  expect(screen.getByText(/ammattilaisen kanssa: Oiva, Terveysneuvonta/)).toBeTruthy();
  expect(screen.getByText("Seuraavalle ei ole kirjoitettu mitään.")).toBeTruthy();
});

it("asks nothing when nothing is proposed, and nothing of those who receive", () => {
  renderInRoom(<HandOverQuestion />, visit());
  expect(document.querySelector(".hand-over")).toBeNull();
  cleanup();
  const theirs = visit({ hand_over: HAND_OVER });
  renderInRoom(<HandOverQuestion />, { ...theirs, you: { participant: 2, device: 102 } });
  expect(document.querySelector(".hand-over")).toBeNull();
});

it("has the devices, the messages and the way out, and no tool of a circle", () => {
  const room = visit();
  expect(tabsFor(room)).toEqual(["chat"]);
  const now = { room, link: { type: "open" }, local: QUIET, panelOpen: false, tab: "chat", tabs: tabsFor(room) } as const;
  expect(TOOLBAR.filter((each) => each.isFor(now)).map(({ id }) => id)).toEqual(["microphone", "camera", "chat", "leave"]);
  renderInRoom(<RoomToolbar shortcuts={false} />, room, { now: { tabs: tabsFor(room), panelOpen: false } });
  expect(document.querySelector("[data-action=react]")).toBeNull();
});

it("tells in the header where one is, and offers the quick way out", () => {
  renderInRoom(<Header />, visit());
  expect(screen.getByText("Olet: Vastaanotolla")).toBeTruthy();
  expect(document.querySelector("[data-action=leave_quickly]")).not.toBeNull();
  expect(screen.queryByRole("button", { name: "Pikanäppäimet" })).toBeNull();
});

it("asks once before one leaves, and nothing besides", async () => {
  const { session, left } = fakeSession();
  const stayed: string[] = [];
  renderInFinnish(<LeaveVisit session={session} onStay={() => stayed.push("stayed")} />);
  expect(screen.getByRole("alertdialog").querySelectorAll("input, textarea, select")).toHaveLength(0);
  await userEvent.click(screen.getByRole("button", { name: "Jää tähän" }));
  expect([stayed, left]).toEqual([["stayed"], []]);
  await userEvent.click(screen.getByRole("button", { name: "Poistu käynniltä" }));
  expect(left).toEqual(["left"]);
});
