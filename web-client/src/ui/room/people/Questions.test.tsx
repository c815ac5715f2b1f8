import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import type { Question } from "../../../actions/questions";
import { personOf, sampleRoom } from "../../../room/sample";
import { renderInRoom } from "../../testing";
import { Questions } from "./Questions";

afterEach(cleanup);

function ask(question: Question, room = sampleRoom({ role: "supervisor" })) {
  let closed = 0;
  const rendered = renderInRoom(<Questions question={question} onClose={() => (closed += 1)} />, room);
  return { ...rendered, user: userEvent.setup(), closed: () => closed };
}

it("changes my own name, and another's", async () => {
  const mine = ask({ type: "rename", participant: 1 });
  await mine.user.clear(screen.getByRole("textbox", { name: "Nimi" }));
  await mine.user.type(screen.getByRole("textbox", { name: "Nimi" }), " Aili {Enter}");
  expect(mine.sent).toEqual([{ type: "rename", name: "Aili" }]);
  cleanup();
  const theirs = ask({ type: "rename", participant: 2 });
  await theirs.user.type(screen.getByRole("textbox"), " B.");
  await theirs.user.click(screen.getByRole("button", { name: "Tallenna" }));
  expect(theirs.sent).toEqual([{ type: "rename", participant: 2, name: "Björn B." }]);
});

it("steps out with a note, or without", async () => {
  const { sent, user } = ask({ type: "step_out" });
  await user.type(screen.getByRole("textbox"), "haen kahvia");
  await user.click(screen.getByRole("button", { name: "Olen hetken poissa" }));
  cleanup();
  const other = ask({ type: "step_out" });
  await other.user.click(screen.getByRole("button", { name: "Olen hetken poissa" }));
  expect([...sent, ...other.sent]).toEqual([{ type: "step_out", note: "haen kahvia" }, { type: "step_out" }]);
});

it("says what a new role takes away before it is given", async () => {
  const { sent, user, closed } = ask({ type: "role", participant: 2 });
  const change = screen.getByRole("button", { name: "Vaihda rooli" });
  expect(change.hasAttribute("disabled")).toBe(true);
  await user.click(screen.getByRole("radio", { name: "havainnoija" }));
  expect(screen.getByText("Hän ei voi enää puhua, näyttää kuvaa, kirjoittaa muille tai vastata kyselyihin.")).toBeTruthy();
  await user.click(change);
  expect(sent).toEqual([{ type: "change_role", participant: 2, role: "observer" }]);
  expect(closed()).toBe(1);
});

it("offers whoever only acts as supervisor what they may give, and says why the rest is not there", async () => {
  const people = [personOf(1, "Aino", { role: "facilitator", acting: true }), personOf(2, "Björn", { role: "assistant" })];
  const { sent, user } = ask({ type: "role", participant: 2 }, sampleRoom({ people }));
  expect(screen.getAllByRole("radio").map((each) => each.parentElement?.textContent)).toEqual(["apuohjaaja", "osallistuja", "vierailija", "havainnoija", "tulkki"]);
  expect(screen.getByText(/Siksi et voi antaa näitä rooleja: työnohjaaja ja ohjaaja\. Vetäjä voi antaa ne\./)).toBeTruthy();
  await user.click(screen.getByRole("radio", { name: "osallistuja" }));
  await user.click(screen.getByRole("button", { name: "Vaihda rooli" }));
  expect(sent).toEqual([{ type: "change_role", participant: 2, role: "participant" }]);
});

it("says nothing of missing roles to a supervisor", () => {
  ask({ type: "role", participant: 2 });
  expect(screen.getAllByRole("radio")).toHaveLength(7);
  expect(screen.queryByText(/et voi antaa/)).toBeNull();
});

it.each([
  ["nothing", /kutsunsa lakkaa toimimasta/],
  ["shared_link", /ei estä häntä yrittämästä uudelleen: hän tuli yhteisellä linkillä/],
  ["unknown", /Jos hän tuli yhteisellä linkillä/],
] as const)("says before a removal what it cannot stop: %s", async (remains, words) => {
  const { sent, user } = ask({ type: "remove", participant: 2, name: "Björn", remains });
  expect(screen.getByText(words)).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Poista" }));
  expect(sent).toEqual([{ type: "remove", participant: 2 }]);
});

it("ends the session only after a yes", async () => {
  const { sent, user } = ask({ type: "end_session" });
  await user.click(screen.getByRole("button", { name: "Peruuta" }));
  expect(sent).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Päätä tapaaminen" }));
  expect(sent).toEqual([{ type: "end_session" }]);
});

it("asks for feedback before the session ends, once more if somebody has, and the session goes on", async () => {
  const { sent, user, closed } = ask({ type: "end_session" });
  await user.click(screen.getByRole("button", { name: "Pyydä ensin palautetta" }));
  expect([sent, closed()]).toEqual([[{ type: "ask_feedback" }], 1]);
  cleanup();
  const feedback = { given: 4, counted: 3, figures: { counts: [0, 0, 0, 1, 1, 1], words: [] } };
  ask({ type: "end_session" }, sampleRoom({ role: "supervisor", more: { feedback_asked: true, feedback } }));
  expect(screen.queryByRole("button", { name: "Pyydä ensin palautetta" })).toBeNull();
  expect(screen.getByRole("button", { name: "Pyydä palautetta uudelleen" })).toBeTruthy();
  expect(screen.getByText("4 palautetta")).toBeTruthy();
});
