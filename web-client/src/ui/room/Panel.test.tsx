import { cleanup, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import { group, personOf, PLENARY, queueOfPlace, RUN, sampleRoom } from "../../room/sample";
import { renderInRoom } from "../testing";
import { Panel } from "./Panel";

afterEach(cleanup);

const panel = <Panel isSheet={false} unread={0} onTab={() => {}} onClose={() => {}} />;
const PLAN = { names: [], warnings: [], countdown_seconds: 0, late: "plenary", observers: "dealt", notes: "keep" } as const;
const waiting = () => [...document.querySelectorAll("[data-waiting] .waiting-name")].map((each) => each.textContent?.trim());

it("shows the queue in order, and my own place in words", () => {
  renderInRoom(panel, sampleRoom({ queues: [queueOfPlace(PLENARY, [2, 1], 3)] }));
  expect(waiting()).toEqual(["Björn seuraava", "Aino (sinä)"]);
  expect(screen.getByText("Olet jonossa 2.")).toBeTruthy();
  expect(screen.getByText("puhuu nyt")).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Anna puheenvuoro seuraavalle" })).toBeNull();
  expect(screen.queryByRole("button", { name: /Laske käsi/ })).toBeNull();
  expect(screen.queryByRole("button", { name: /Päätä puheenvuoro/ })).toBeNull();
});

it("lets me finish my own turn", async () => {
  const { sent } = renderInRoom(panel, sampleRoom({ queues: [queueOfPlace(PLENARY, [], 1)] }));
  await userEvent.click(screen.getByRole("button", { name: "Päätä puheenvuoro" }));
  expect(sent).toEqual([{ type: "finish_turn" }]);
});

it("lets a facilitator call the next, end a turn and lower a hand", async () => {
  const { sent } = renderInRoom(panel, sampleRoom({ role: "facilitator", queues: [queueOfPlace(PLENARY, [2], 3)] }));
  await userEvent.click(screen.getByRole("button", { name: "Anna puheenvuoro seuraavalle" }));
  await userEvent.click(screen.getByRole("button", { name: "Päätä puheenvuoro: Sirpa" }));
  await userEvent.click(screen.getByRole("button", { name: "Laske käsi: Björn" }));
  expect(sent).toEqual([{ type: "call_next" }, { type: "finish_turn" }, { type: "lower_hand", participant: 2 }]);
});

it("lets whoever leads a group give the floor there, and nobody else of it", async () => {
  const here = [personOf(1, "Aino", { place: group(11) }), personOf(2, "Björn", { place: group(11) })];
  const led = (leader: number) =>
    sampleRoom({ people: here, queues: [queueOfPlace(group(11), [2])], more: { groups: [{ group: 11, number: 1, colour: "blue", leader }], run: RUN } });
  const { sent } = renderInRoom(panel, led(1));
  await userEvent.click(screen.getByRole("button", { name: "Anna puheenvuoro seuraavalle" }));
  await userEvent.click(screen.getByRole("button", { name: "Laske käsi: Björn" }));
  expect(sent).toEqual([{ type: "call_next" }, { type: "lower_hand", participant: 2 }]);
  cleanup();
  renderInRoom(panel, led(2));
  expect(screen.queryByRole("button", { name: /Anna puheenvuoro|Laske käsi/ })).toBeNull();
});

it("opens groups: how many, and at random or by hand", async () => {
  const { sent } = renderInRoom(panel, sampleRoom({ role: "supervisor" }));
  await userEvent.click(screen.getByRole("button", { name: "Enemmän" }));
  await userEvent.click(screen.getByRole("radio", { name: "Siirrän ihmiset itse" }));
  await userEvent.click(screen.getByRole("button", { name: "Avaa pienryhmät" }));
  expect(sent).toEqual([{ type: "open_groups", plan: { ...PLAN, shape: { type: "groups", groups: 3 }, assignment: { type: "by_hand" } } }]);
});

const people = [personOf(1, "Aino", { role: "supervisor" }), personOf(2, "Björn", { place: group(11) }), personOf(3, "Sirpa")];
const inGroups = sampleRoom({ people, groups: [11, 12], queues: [queueOfPlace(PLENARY, []), queueOfPlace(group(11), [2])] });

it("moves a person from a menu", async () => {
  const user = userEvent.setup();
  const { sent } = renderInRoom(panel, inGroups);
  await user.click(screen.getByRole("button", { name: /Siirrä: Sirpa/ }));
  const items = await screen.findAllByRole("menuitem");
  expect(items.map((each) => each.textContent)).toEqual(["Pienryhmä 11", "Pienryhmä 12"]);
  await user.click(screen.getByRole("menuitem", { name: "Pienryhmä 12" }));
  expect(sent).toEqual([{ type: "move_people", moves: [{ participant: 3, to: group(12) }] }]);
});

it("shows staff the hands that wait elsewhere, and calls everybody back", async () => {
  const { sent } = renderInRoom(panel, inGroups);
  expect(screen.getByText("Pienryhmä 11: 1 jonossa")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Kutsu kaikki yhteiseen tilaan" }));
  expect(sent).toEqual([{ type: "recall", seconds: 60 }]);
});

it("shows participants who is where, and nothing to move them with", () => {
  renderInRoom(panel, { ...inGroups, you: { participant: 3, device: 103 } });
  expect(within(screen.getByRole("list", { name: /Pienryhmä 11/ })).getByText("Björn")).toBeTruthy();
  expect(screen.queryByRole("button", { name: /Siirrä/ })).toBeNull();
});

it("says in words why something was not done", async () => {
  const answer = { type: "rejected", code: "queue_empty" } as const;
  renderInRoom(panel, sampleRoom({ role: "facilitator", queues: [queueOfPlace(PLENARY, [2])] }), { answer });
  await userEvent.click(screen.getByRole("button", { name: "Anna puheenvuoro seuraavalle" }));
  expect(await screen.findByText("Jonossa ei ole ketään, jolle vuoron voi antaa.")).toBeTruthy();
});
