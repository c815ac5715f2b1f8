import { cleanup, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import type { DeviceState, Event, TechnologyView } from "../../../protocol/generated";
import { sampleRoom } from "../../../room/sample";
import { talkNewsOf } from "../../../room/talkNews";
import { reduce } from "../../../room/reduce";
import { renderInRoom } from "../../testing";
import { DeviceStates } from "../devices/DeviceStates";
import { MyRound } from "./MyRound";
import { TechnologySection } from "./TechnologySection";

afterEach(cleanup);

const changed = (technology: TechnologyView): Event => ({ type: "technology_changed", technology });
const ROUND: TechnologyView = {
  steps: ["microphone_on", "camera", "hand"],
  finished: false,
  progress: [
    { participant: 2, done: ["microphone_on"], open: ["camera", "hand"] },
    { participant: 3, done: ["microphone_on", "camera", "hand"], open: [] },
  ],
};

it("starts with the steps that are chosen, sharing only when asked for, and never with none", async () => {
  const user = userEvent.setup();
  const { sent } = renderInRoom(<TechnologySection />, sampleRoom({ role: "assistant" }), { answer: { type: "ok" } });
  await user.click(screen.getByRole("checkbox", { name: "Kamera päälle" }));
  await user.click(screen.getByRole("button", { name: "Aloita tekniikkakierros" }));
  expect(sent).toEqual([{ type: "start_technology_round", steps: ["microphone_on", "microphone_off", "hand"] }]);
  for (const name of ["Mikrofoni päälle", "Mikrofoni pois", "Pyydä vuoro"]) await user.click(screen.getByRole("checkbox", { name }));
  expect(screen.getByText("Valitse vähintään yksi kohta.")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Aloita tekniikkakierros" }));
  expect(sent).toHaveLength(1);
});

it("shows who has done what, marks by hand what is open, and ends", async () => {
  const user = userEvent.setup();
  const { sent, tell } = renderInRoom(<TechnologySection />, sampleRoom({ role: "facilitator" }), { answer: { type: "ok" } });
  tell(changed(ROUND));
  expect(screen.getByText("Valmiina 1 / 2")).toBeTruthy();
  expect(screen.getByText("Kokeilematta: kamera päälle, pyydä vuoro")).toBeTruthy();
  expect(screen.getByText("kaikki kokeiltu")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: /Merkitse tehdyksi: Björn/ }));
  expect((await screen.findAllByRole("menuitem")).map((each) => each.textContent)).toEqual(["Kamera päälle", "Pyydä vuoro"]);
  await user.click(screen.getByRole("menuitem", { name: "Pyydä vuoro" }));
  await user.click(screen.getByRole("button", { name: "Lopeta tekniikkakierros" }));
  expect(sent).toEqual([{ type: "mark_step", participant: 2, step: "hand" }, { type: "end_technology_round" }]);
  tell(changed({ ...ROUND, finished: true, progress: ROUND.progress.slice(1) }));
  expect(screen.getByText("Kaikki ovat kokeilleet kaiken.")).toBeTruthy();
});

it("is a calm list for those who take part, ticked by itself, put away when done", async () => {
  const { tell } = renderInRoom(<><MyRound /><TechnologySection /></>, sampleRoom());
  const mine = (done: TechnologyView["steps"], open: TechnologyView["steps"]) =>
    tell(changed({ steps: ["microphone_on", "camera"], finished: false, progress: [{ participant: 1, done, open }] }));
  mine([], ["microphone_on", "camera"]);
  const steps = () => within(screen.getByRole("region", { name: /Kokeillaan|Kaikki kokeiltu/ })).getAllByRole("list")[0];
  expect(steps()?.textContent).toBe("Mikrofoni päällekokeilemattaKamera päällekokeilematta");
  mine(["microphone_on"], ["camera"]);
  expect(steps()?.textContent).toBe("Mikrofoni päälletehtyKamera päällekokeilematta");
  expect(screen.queryByRole("button")).toBeNull();
  mine(["microphone_on", "camera"], []);
  await userEvent.click(screen.getByRole("button", { name: "Sulje" }));
  expect(screen.queryByRole("region")).toBeNull();
  expect(screen.queryByRole("button", { name: /Lopeta/ })).toBeNull();
});

it("tells a participant each step, and those who run it the end, once", () => {
  const say = (me: number, before: TechnologyView | undefined, after: TechnologyView) => {
    const room = sampleRoom({ me, ...(before === undefined ? {} : { more: { technology: before } }) });
    const event = changed(after);
    return talkNewsOf(event, room, reduce(room, event));
  };
  const mine = (done: TechnologyView["steps"], open: TechnologyView["steps"]): TechnologyView => ({ ...ROUND, progress: [{ participant: 2, done, open }] });
  expect(say(2, undefined, mine([], ["camera"]))).toEqual([{ type: "technology_started" }]);
  expect(say(2, mine([], ["camera", "hand"]), mine(["camera"], ["hand"]))).toEqual([{ type: "technology_done", steps: ["camera"] }]);
  expect(say(2, mine(["camera"], ["hand"]), mine(["camera", "hand"], []))).toEqual([{ type: "technology_mine_done" }]);
  expect(say(1, ROUND, { ...ROUND, finished: true })).toEqual([{ type: "technology_finished", count: 2 }]);
  expect(say(1, { ...ROUND, finished: true }, { ...ROUND, finished: true })).toEqual([]);
  expect(say(2, mine(["camera"], ["hand"]), { ...mine(["camera"], ["hand"]), finished: true })).toEqual([]);
});

const state = (device: number, participant: number, more: Partial<DeviceState> = {}): Event => ({
  type: "device_states_changed",
  states: [{ device, participant, state: { microphone: "heard", camera: "permitted", connection: "good", ...more } }],
  gone: [],
});

it("tells those who help how a device fares, in words", () => {
  const { tell } = renderInRoom(<DeviceStates participant={2} name="Björn" />, sampleRoom({ role: "assistant" }));
  tell(state(102, 2, { microphone: "denied", connection: "weak" }));
  expect(screen.getByRole("list", { name: "Laitteen tila: Björn" }).textContent).toBe("mikrofoni estetty selaimessa, kamera kunnossa, yhteys heikko");
  tell(state(105, 2));
  expect(screen.getAllByRole("listitem")[1]?.textContent).toBe("Laite 2: laite kunnossa, mikrofoni kuuluu");
  tell({ type: "device_states_changed", states: [], gone: [102, 105] });
  expect(screen.queryByRole("list")).toBeNull();
});

it("tells nobody else", () => {
  const { tell } = renderInRoom(<DeviceStates participant={2} name="Björn" />, sampleRoom());
  tell(state(102, 2));
  expect(screen.queryByRole("list")).toBeNull();
});
