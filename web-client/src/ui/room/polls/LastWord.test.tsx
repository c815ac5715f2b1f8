import { act, cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import { personOf, sampleRoom } from "../../../room/sample";
import type { RoomState } from "../../../room/reduce";
import type { Answer } from "../../../signaling/socket";
import { renderInRoom } from "../../testing";
import { LeaveDialog } from "../dialogs";

afterEach(cleanup);

const FAILED = "Palaute ei lähtenyt. Voit yrittää uudelleen tai poistua ilman palautetta.";

function leave(answer?: Answer | Promise<Answer>, room: RoomState = sampleRoom()) {
  const chosen: string[] = [];
  const rendered = renderInRoom(
    (session) => (
      <LeaveDialog session={session} onLeave={() => chosen.push("all")} onLeaveAlone={() => chosen.push("alone")} onStay={() => chosen.push("stay")} />
    ),
    room,
    { ...(answer === undefined ? {} : { answer }), party: { you: room.you, states: room.view.people.slice(0, room.view.devices[0]?.people.length ?? 1).map(({ participant }) => ({ ...room, you: { ...room.you, participant } })), acting: 1 } },
  );
  return { ...rendered, chosen, user: userEvent.setup() };
}

const press = (name: string) => screen.getByRole("button", { name });
const score = (name: string) => screen.getByRole("radio", { name });

it("lets people leave with one press who do not answer, and begins where one stays", async () => {
  const { sent, chosen, user } = leave({ type: "ok" });
  expect(score("1, ei hyvä")).toBeTruthy();
  expect(document.activeElement?.tagName).not.toBe("INPUT");
  await user.click(press("Poistu"));
  expect([chosen, sent]).toEqual([["all"], []]);
});

it("gives what was chosen, and leaves when it has been heard", async () => {
  let answer: (answer: Answer) => void = () => {};
  const { sent, chosen, user } = leave(new Promise((resolve) => (answer = resolve)));
  await user.click(score("5"));
  await user.type(screen.getByRole("textbox", { name: "Sana, jos haluat" }), "lämmin");
  await user.click(press("Poistu"));
  expect([chosen, sent]).toEqual([[], [{ type: "give_feedback", score: 5, word: "lämmin" }]]);
  await act(async () => answer({ type: "ok" }));
  expect(chosen).toEqual(["all"]);
});

it("leaves when it was given from another device meanwhile", async () => {
  const { chosen, user } = leave({ type: "rejected", code: "already_voted" });
  await user.click(score("5"));
  await user.click(press("Poistu"));
  expect(chosen).toEqual(["all"]);
});

it("says that it was not sent, and then leaves without it", async () => {
  const { sent, chosen, user } = leave({ type: "lost" });
  await user.click(score("5"));
  await user.click(press("Poistu"));
  expect(screen.getByRole("alert").textContent).toBe(FAILED);
  expect(chosen).toEqual([]);
  await user.click(press("Poistu"));
  expect([chosen, sent.length]).toEqual([["all"], 1]);
});

it("sends it again where one wants it, also with another answer", async () => {
  const { sent, chosen, user } = leave({ type: "rejected", code: "unavailable" });
  await user.click(score("5"));
  await user.click(press("Poistu"));
  await user.click(press("Lähetä uudelleen ja poistu"));
  expect(document.activeElement).toBe(press("Lähetä uudelleen ja poistu"));
  await user.click(score("4"));
  expect(screen.queryByText(FAILED)).toBeNull();
  await user.click(press("Poistu"));
  expect(sent.map((each) => each.type === "give_feedback" && each.score)).toEqual([5, 5, 4]);
  expect(chosen).toEqual([]);
});

it("stays with whoever chooses to stay while it is on the way", async () => {
  let answer: (answer: Answer) => void = () => {};
  const { chosen, user } = leave(new Promise((resolve) => (answer = resolve)));
  await user.click(score("5"));
  await user.click(press("Poistu"));
  await user.click(press("Jää tänne"));
  cleanup();
  await act(async () => answer({ type: "ok" }));
  expect(chosen).toEqual(["stay"]);
});

it("asks nobody who may not answer, has answered, or only puts a device away", () => {
  const devices = [{ device: 101, people: [1], sending: [], companion: true }, { device: 102, people: [1], sending: [] }];
  for (const room of [sampleRoom({ role: "observer" }), sampleRoom({ more: { gave_feedback: true } }), sampleRoom({ more: { devices } })]) {
    leave(undefined, room);
    expect(screen.queryByRole("radio")).toBeNull();
    cleanup();
  }
});

it("is of the one who acts where several are at the device, however they leave", async () => {
  const people = [personOf(1, "Aino"), personOf(7, "Pekka")];
  const room = sampleRoom({ people, more: { devices: [{ device: 101, people: [1, 7], sending: [] }] } });
  const { by, sent, chosen, user } = leave({ type: "ok" }, room);
  expect(screen.getByText("Tämä koskee: Aino, ei: Pekka")).toBeTruthy();
  await user.click(score("6, oikein hyvä"));
  await user.click(press("Vain Aino poistuu"));
  expect([chosen, sent, by]).toEqual([["alone"], [{ type: "give_feedback", score: 6 }], [1]]);
});
