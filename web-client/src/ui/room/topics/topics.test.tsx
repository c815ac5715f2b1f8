import { cleanup, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import { sampleRoom } from "../../../room/sample";
import { renderInRoom } from "../../testing";
import { ChooseTopic } from "./ChooseTopic";
import { TopicsSection } from "./TopicsSection";

afterEach(cleanup);

const TOPICS = {
  open: true,
  topics: [
    { topic: 1, text: "Uni", by: 2, support: 2, carried: true },
    { topic: 2, text: "Sisarukset", support: 0, carried: false, phase: 9 },
  ],
};
const MINE = { proposed: [2], supported: [1] };
const row = (topic: number) => within(document.querySelector<HTMLElement>(`[data-topic='${topic}']`) ?? document.body);

it("marks what is carried, chosen, supported and one's own", () => {
  renderInRoom(<TopicsSection />, sampleRoom({ more: { topics: TOPICS, my_topics: MINE } }));
  expect(row(1).getByText("ehdotti Björn · edelliseltä kerralta")).toBeTruthy();
  expect(row(1).getByRole("button", { name: "Kannatan: Uni" }).getAttribute("aria-pressed")).toBe("true");
  expect(row(1).queryByRole("button", { name: "Valinnat: Uni" })).toBeNull();
  expect(row(2).getByText("oma ehdotuksesi · otettu ohjelmaan")).toBeTruthy();
});

it("proposes without a name unless it is wished, supports, and takes one's own away", async () => {
  const user = userEvent.setup();
  const { sent, asked } = renderInRoom(<TopicsSection />, sampleRoom({ more: { topics: TOPICS, my_topics: MINE } }), { answer: { type: "ok" } });
  await user.type(screen.getByRole("textbox", { name: "Aihe" }), " Lepo ");
  await user.click(screen.getByRole("button", { name: "Ehdota" }));
  await user.click(row(1).getByRole("button", { name: "Kannatan: Uni" }));
  await user.click(row(2).getByRole("button", { name: "Valinnat: Sisarukset" }));
  await user.click(await screen.findByRole("menuitem", { name: "Poista aihe" }));
  expect(sent).toEqual([
    { type: "propose_topic", text: "Lepo", named: false },
    { type: "support_topic", topic: 1, on: false },
  ]);
  expect(asked).toEqual([{ type: "remove_topic", topic: 2 }]);
});

it("lets those who run the agenda close it and make a phase of a topic", async () => {
  const user = userEvent.setup();
  const { sent, asked } = renderInRoom(<TopicsSection />, sampleRoom({ role: "facilitator", more: { topics: TOPICS } }));
  await user.click(screen.getByRole("button", { name: "Sulje aiheiden ehdottaminen" }));
  await user.click(row(1).getByRole("button", { name: "Valinnat: Uni" }));
  await user.click(await screen.findByRole("menuitem", { name: "Ota ohjelmaan" }));
  expect([sent, asked]).toEqual([[{ type: "open_topics", open: false }], [{ type: "choose_topic", topic: 1 }]]);
  cleanup();
  const chosen = renderInRoom(<ChooseTopic topic={1} onClose={() => {}} />, sampleRoom({ role: "facilitator", more: { topics: TOPICS } }));
  await user.click(screen.getByRole("radio", { name: "20 min" }));
  await user.click(screen.getByRole("button", { name: "Ota ohjelmaan" }));
  expect(chosen.sent).toEqual([{ type: "choose_topic", topic: 1, minutes: 20 }]);
});

it("is there for nobody who could do nothing with it", () => {
  renderInRoom(<TopicsSection />, sampleRoom());
  expect(screen.queryByText("Aiheet")).toBeNull();
});
