import { cleanup, fireEvent, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import type { Question } from "../../actions/questions";
import { personOf, RUN, sampleRoom } from "../../room/sample";
import { renderInRoom } from "../testing";
import { Questions } from "./people/Questions";

afterEach(cleanup);

const PEOPLE = [personOf(1, "Aino", { role: "facilitator" }), personOf(2, "Björn"), personOf(3, "Sirpa")];
const ROOM = sampleRoom({
  people: PEOPLE,
  groups: [1, 2],
  more: {
    run: { ...RUN, round: 1, rounds: 3 },
    pause: { since: 5, ends_at: 60_000, coffee_table: true, back: [2] },
    own_task: { since: 5, ends_at: 60_000, ready: [2] },
    topics: { open: true, topics: [{ topic: 4, text: "Uni", support: 2, carried: false }] },
    results: [{ participant: 2, title: "Valo", shown: false, showing: false }],
  },
});

function ask(question: Question) {
  const closed: string[] = [];
  const all = renderInRoom(<Questions question={question} onClose={() => closed.push("closed")} />, ROOM, { answer: { type: "ok" } });
  return { ...all, closed };
}

it("says whom it is about before a break, an own task or a round ends, and does it only then", async () => {
  const user = userEvent.setup();
  const expected = [
    [{ type: "end_break" }, "2 ihmistä ei ole vielä palannut.", "Päätä tauko", { type: "end_break" }],
    [{ type: "end_own_task" }, "1 ihminen tekee sitä vielä.", "Päätä oma tehtävä", { type: "end_own_task" }],
    [{ type: "next_round" }, "Kaikki siirtyvät heti seuraaviin ryhmiin.", "Seuraava kierros", { type: "next_round" }],
    [{ type: "remove_result", participant: 2 }, "Kuvaa ja tekstiä ei saa enää takaisin.", "Poista", { type: "remove_result", participant: 2 }],
    [{ type: "remove_topic", topic: 4 }, "Aihetta ei saa enää takaisin. 2 ihmistä kannattaa sitä.", "Poista aihe", { type: "remove_topic", topic: 4 }],
  ] as const;
  for (const [question, words, button, command] of expected) {
    const { sent, closed } = ask(question);
    expect(screen.getByText(words)).toBeTruthy();
    await user.click(screen.getByRole("button", { name: button }));
    expect([sent, closed]).toEqual([[command], ["closed"]]);
    cleanup();
  }
});

it("asks no longer about what is over or another by now", () => {
  const round = ask({ type: "next_round" });
  round.tell({ type: "groups_changed", groups: ROOM.view.groups, run: { ...RUN, round: 2, rounds: 3 } });
  expect(round.closed).not.toEqual([]);
  cleanup();
  const pause = ask({ type: "end_break" });
  pause.tell({ type: "break_changed" });
  expect(pause.closed).not.toEqual([]);
  cleanup();
  const group = ask({ type: "group", group: 2 });
  group.tell({ type: "groups_changed", groups: ROOM.view.groups.slice(0, 1), run: RUN });
  expect(group.closed).not.toEqual([]);
});

it("keeps what was written for a group until it has arrived", async () => {
  const closed: string[] = [];
  const { runner } = renderInRoom(<Questions question={{ type: "group", group: 1 }} onClose={() => closed.push("closed")} />, ROOM, { answer: { type: "lost" } });
  fireEvent.change(screen.getByRole("textbox", { name: "Tehtävä" }), { target: { value: "Mikä auttoi?" } });
  await userEvent.click(screen.getByRole("button", { name: "Tallenna" }));
  expect([closed, runner.refused.get()]).toEqual([[], "lost"]);
  expect(screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Tehtävä" }).value).toBe("Mikä auttoi?");
});
