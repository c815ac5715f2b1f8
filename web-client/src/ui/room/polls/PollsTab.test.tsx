import { cleanup, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import type { Event, PollKind, PollView, Role, RoomView } from "../../../protocol/generated";
import { group, personOf, sampleRoom } from "../../../room/sample";
import { renderInRoom } from "../../testing";
import { PollNotice } from "./PollNotice";
import { PollsTab } from "./PollsTab";

afterEach(cleanup);

const SINGLE: PollKind = { type: "single", options: ["Joo", "Ei"] };
const MOOD: PollKind = { type: "mood", low: "raskaalla", high: "kevyellä" };

const pollOf = (more: Partial<PollView> = {}): PollView => ({
  poll: 1,
  question: "Jatketaanko?",
  kind: SINGLE,
  anonymous: true,
  stage: "open",
  reopened: false,
  voted: false,
  ballots: [],
  ...more,
});
const changed = (more: Partial<PollView> = {}): Event => ({ type: "poll_changed", poll: pollOf(more) });
const card = () => within(screen.getByRole("article"));

it("says before one votes that it is anonymous, votes once, and then says so", async () => {
  const user = userEvent.setup();
  const { tell, sent } = renderInRoom(<PollsTab />, sampleRoom());
  tell(changed());
  expect(card().getByText(/Nimetön: kukaan ei näe/)).toBeTruthy();
  const vote = card().getByRole("button", { name: "Vastaa" });
  expect(vote.getAttribute("aria-disabled")).toBe("true");
  await user.click(card().getByRole("radio", { name: "Ei" }));
  await user.click(vote);
  expect(sent).toEqual([{ type: "vote", poll: 1, choice: { type: "single", option: 1 } }]);
  tell({ type: "voted", poll: 1 });
  expect(card().getByText("Olet vastannut. Kiitos!")).toBeTruthy();
  expect(card().queryByRole("radio")).toBeNull();
});

it("lets a named answer be changed, and tells who sees it", async () => {
  const user = userEvent.setup();
  const { tell, sent } = renderInRoom(<PollsTab />, sampleRoom());
  tell(changed({ anonymous: false, kind: { type: "multiple", options: ["A", "B", "C"] } }));
  expect(card().getByText(/Omalla nimellä: ohjaajat näkevät/)).toBeTruthy();
  await user.click(card().getByRole("checkbox", { name: "C" }));
  await user.click(card().getByRole("checkbox", { name: "A" }));
  await user.click(card().getByRole("button", { name: "Vastaa" }));
  expect(sent.at(-1)).toEqual({ type: "vote", poll: 1, choice: { type: "multiple", options: [0, 2] } });
  tell({ type: "voted", poll: 1, mine: { type: "multiple", options: [0, 2] } });
  expect(card().getByText("Vastauksesi on tallessa.")).toBeTruthy();
  await user.click(card().getByRole("checkbox", { name: "A" }));
  expect(card().getByRole("button", { name: "Muuta vastausta" }).getAttribute("aria-disabled")).toBeNull();
});

it("has a scale whose ends are words, and a word that may be left out", async () => {
  const user = userEvent.setup();
  const { tell, sent } = renderInRoom(<PollsTab />, sampleRoom());
  tell(changed({ kind: MOOD }));
  expect(card().getAllByRole("radio").map((each) => each.getAttribute("aria-label"))).toEqual(["1, raskaalla", "2", "3", "4", "5", "6, kevyellä"]);
  await user.click(card().getByRole("radio", { name: "6, kevyellä" }));
  await user.click(card().getByRole("button", { name: "Vastaa" }));
  expect(sent.at(-1)).toEqual({ type: "vote", poll: 1, choice: { type: "mood", score: 6 } });
});

it("sends the word trimmed", async () => {
  const user = userEvent.setup();
  const { tell, sent } = renderInRoom(<PollsTab />, sampleRoom());
  tell(changed({ kind: MOOD }));
  await user.click(card().getByRole("radio", { name: "4" }));
  await user.type(card().getByRole("textbox", { name: "Sana, jos haluat" }), " toiveikas ");
  await user.click(card().getByRole("button", { name: "Vastaa" }));
  expect(sent.at(-1)).toEqual({ type: "vote", poll: 1, choice: { type: "mood", score: 4, word: "toiveikas" } });
});

it("shows figures as words and numbers", () => {
  const { tell } = renderInRoom(<PollsTab />, sampleRoom());
  tell(changed({ kind: MOOD, stage: "shown", votes: 4, figures: { counts: [0, 1, 0, 0, 1, 2], words: [{ word: "väsynyt", times: 2 }] } }));
  const rows = card().getAllByRole("listitem").map((each) => each.textContent);
  expect(rows).toEqual(["1, raskaalla0 (0 %)", "21 (25 %)", "30 (0 %)", "40 (0 %)", "51 (25 %)", "6, kevyellä2 (50 %)", "väsynyt (2 kertaa)"]);
  expect(card().getByText("Keskiarvo 4,8")).toBeTruthy();
  expect(card().getByText(/tulokset näkyvät kaikille/)).toBeTruthy();
});

it("says why there are no figures", () => {
  const { tell } = renderInRoom(<PollsTab />, sampleRoom({ role: "supervisor" }));
  tell(changed({ stage: "closed", votes: 2 }));
  expect(card().getByText(/Vastauksia oli liian vähän/)).toBeTruthy();
  cleanup();
  const guest = renderInRoom(<PollsTab />, sampleRoom());
  guest.tell(changed({ stage: "closed" }));
  expect(card().getByText("Tulokset näkyvät tässä, kun ohjaaja näyttää ne.")).toBeTruthy();
});

it("says that a poll began again after a crash", () => {
  const { tell } = renderInRoom(<PollsTab />, sampleRoom());
  tell(changed({ reopened: true }));
  expect(card().getByText(/hävisivät. Vastaa uudelleen/)).toBeTruthy();
});

it("lets those who run polls close, show and remove one, and see who answered what in a named one only", async () => {
  const user = userEvent.setup();
  const { tell, sent } = renderInRoom(<PollsTab />, sampleRoom({ role: "facilitator" }), { answer: { type: "ok" } });
  tell(changed({ anonymous: false, votes: 0 }), {
    type: "vote_counted",
    poll: 1,
    votes: 1,
    ballot: { participant: 2, choice: { type: "single", option: 0 } },
  });
  expect(card().getByText("1 vastaus", { exact: false })).toBeTruthy();
  expect(card().getByText("Björn").nextSibling?.textContent).toBe("Joo");
  await user.click(card().getByRole("button", { name: "Sulje kysely: Jatketaanko?" }));
  tell(changed({ anonymous: false, stage: "closed", votes: 1, figures: { counts: [1, 0], words: [] } }));
  await user.click(card().getByRole("button", { name: "Näytä tulokset kaikille: Jatketaanko?" }));
  await user.click(card().getByRole("button", { name: "Poista kysely: Jatketaanko?" }));
  expect(sent).toHaveLength(2);
  await user.click(card().getByRole("button", { name: "Poista kysely: Jatketaanko?" }));
  expect(sent).toEqual([{ type: "close_poll", poll: 1 }, { type: "show_poll", poll: 1 }, { type: "remove_poll", poll: 1 }]);
});

it("asks a ready-made question, anonymous unless chosen otherwise, 6 the best", async () => {
  const user = userEvent.setup();
  const { sent } = renderInRoom(<PollsTab />, sampleRoom({ role: "supervisor" }), { answer: { type: "ok" } });
  await user.click(screen.getByRole("button", { name: "Avaa kysely" }));
  expect(sent).toEqual([{ type: "open_poll", question: "Millä mielellä olet nyt?", kind: MOOD, anonymous: true }]);
  await user.click(screen.getByRole("radio", { name: /Omalla nimellä/ }));
  await user.click(screen.getByRole("button", { name: "Kysy: missä mennään?" }));
  expect(sent.at(-1)).toEqual({ type: "open_poll", question: "Missä mennään?", kind: { type: "pulse" }, anonymous: false });
});

it("asks one's own question, and says what is missing", async () => {
  const user = userEvent.setup();
  const { sent } = renderInRoom(<PollsTab />, sampleRoom({ role: "supervisor" }));
  await user.selectOptions(screen.getByRole("combobox", { name: "Valmiit kysymykset" }), "Oma kysymys");
  const open = screen.getByRole("button", { name: "Avaa kysely" });
  await user.click(open);
  expect(screen.getByText("Kirjoita kysymys.")).toBeTruthy();
  await user.type(screen.getByRole("textbox", { name: "Kysymys" }), "Milloin tauko?");
  await user.type(screen.getByRole("textbox", { name: "Vaihtoehto 1" }), "Heti");
  await user.click(open);
  expect(screen.getByText("Kirjoita vähintään kaksi vaihtoehtoa.")).toBeTruthy();
  await user.type(screen.getByRole("textbox", { name: "Vaihtoehto 2" }), "Kohta");
  await user.click(screen.getByRole("button", { name: "Lisää vaihtoehto" }));
  await user.click(open);
  expect(sent).toEqual([{ type: "open_poll", question: "Milloin tauko?", kind: { type: "single", options: ["Heti", "Kohta"] }, anonymous: true }]);
});

const inGroup = (role: Role, more: Partial<RoomView> = {}) =>
  sampleRoom({ groups: [1, 2], people: [personOf(1, "Aino", { role, place: group(2) }), personOf(2, "Björn")], more });

it("asks only the group one is in unless chosen otherwise, and says so", async () => {
  const user = userEvent.setup();
  const { sent } = renderInRoom(<PollsTab />, inGroup("facilitator"), { answer: { type: "ok" } });
  const whom = within(screen.getByRole("group", { name: "Keneltä kysytään?" }));
  expect((whom.getByRole("radio", { name: "Tältä ryhmältä (Pienryhmä 2)" }) as HTMLInputElement).checked).toBe(true);
  expect(whom.getByText(/Se poistuu, kun ryhmä päättyy/)).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Avaa kysely" }));
  expect(sent.at(-1)).toEqual({ type: "open_poll", question: "Millä mielellä olet nyt?", kind: MOOD, anonymous: true, here: true });
  await user.click(whom.getByRole("radio", { name: "Kaikilta" }));
  expect(whom.queryByText(/Se poistuu/)).toBeNull();
  await user.click(screen.getByRole("button", { name: "Kysy: missä mennään?" }));
  expect(sent.at(-1)).toEqual({ type: "open_poll", question: "Missä mennään?", kind: { type: "pulse" }, anonymous: true });
});

it("asks everybody in the plenary, and from a group to which one only listens", async () => {
  const visits = [{ participant: 1, listening: true, begins_at: 0 }];
  const listening = inGroup("facilitator");
  const groups = listening.view.groups.map((each) => (each.group === 2 ? { ...each, visits } : each));
  for (const room of [inGroup("facilitator", { groups }), sampleRoom({ role: "facilitator", groups: [1, 2] })]) {
    const { sent } = renderInRoom(<PollsTab />, room, { answer: { type: "ok" } });
    expect(screen.queryByText("Keneltä kysytään?")).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Avaa kysely" }));
    expect(sent.at(-1)).not.toHaveProperty("here");
    cleanup();
  }
});

it("says on a poll of a group who sees it, its answers and what came out", async () => {
  const { tell } = renderInRoom(<PollsTab />, inGroup("facilitator"));
  tell(changed({ group: 2, anonymous: false, votes: 0 }));
  expect(card().getByText(/^vain Pienryhmä 2 · avoin · omalla nimellä/)).toBeTruthy();
  expect(card().getByText(/ohjaajat, jotka ovat ryhmässäsi tai tulevat sinne/)).toBeTruthy();
  tell(changed({ group: 2, anonymous: false, stage: "closed", votes: 0, figures: { counts: [0, 0], words: [] } }));
  expect(card().getByRole("button", { name: "Näytä tulokset ryhmälle: Jatketaanko?" })).toBeTruthy();
  tell(changed({ group: 2, anonymous: false, stage: "shown", votes: 0, figures: { counts: [0, 0], words: [] } }));
  expect(card().getByText(/tulokset näkyvät ryhmälle/)).toBeTruthy();
});

it("is gone from sight when one goes out of the group", () => {
  const { tell } = renderInRoom(<><PollNotice /><PollsTab /></>, inGroup("participant"));
  tell(changed({ group: 2 }));
  expect(screen.getByText("Kysely ryhmällesi: Jatketaanko?")).toBeTruthy();
  tell({ type: "polls_changed", polls: [] });
  expect(screen.queryByText(/Jatketaanko/)).toBeNull();
});

it("gives nobody but those who run polls a way to ask", () => {
  renderInRoom(<PollsTab />, sampleRoom({ role: "assistant" }));
  expect(screen.queryByRole("button", { name: "Avaa kysely" })).toBeNull();
});

it("answers a pulse with one press, wherever one is", async () => {
  const user = userEvent.setup();
  const { tell, sent } = renderInRoom(<PollNotice />, sampleRoom());
  tell(changed({ kind: { type: "pulse" }, anonymous: true }));
  await user.click(screen.getByRole("button", { name: "Tarvitsen tauon" }));
  expect(sent).toEqual([{ type: "vote", poll: 1, choice: { type: "pulse", pulse: "need_break" } }]);
  tell({ type: "voted", poll: 1 });
  expect(screen.queryByRole("button")).toBeNull();
});

it("leads from the notice to the poll, and can be put aside until it begins again", async () => {
  const user = userEvent.setup();
  const { tell, done } = renderInRoom(<PollNotice />, sampleRoom());
  tell(changed());
  await user.click(screen.getByRole("button", { name: "Vastaa kyselyyn" }));
  expect(done).toEqual(["polls"]);
  await user.click(screen.getByRole("button", { name: "Myöhemmin" }));
  expect(screen.queryByText(/Jatketaanko/)).toBeNull();
  tell(changed({ reopened: true }));
  expect(screen.getByText(/Jatketaanko/)).toBeTruthy();
});

it("takes feedback once, and shows figures to those who may see them", async () => {
  const user = userEvent.setup();
  const { tell, sent } = renderInRoom(<PollsTab />, sampleRoom());
  await user.click(screen.getByRole("radio", { name: "6, oikein hyvä" }));
  await user.type(screen.getByRole("textbox", { name: "Sana, jos haluat" }), "lämmin");
  await user.click(screen.getByRole("button", { name: "Anna palaute" }));
  expect(sent).toEqual([{ type: "give_feedback", score: 6, word: "lämmin" }]);
  tell({ type: "feedback_given" });
  expect(screen.getByText("Kiitos palautteesta!")).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Anna palaute" })).toBeNull();
  cleanup();
  const leader = renderInRoom(<PollsTab />, sampleRoom({ role: "supervisor" }));
  leader.tell({ type: "feedback_changed", feedback: { given: 4, counted: 3, figures: { counts: [0, 0, 0, 1, 0, 2], words: [] } } });
  expect(screen.getByText("4 palautetta")).toBeTruthy();
  expect(screen.getByText(/Luvuissa on 3/)).toBeTruthy();
  expect(screen.getByText("2 (67 %)")).toBeTruthy();
});

const LOBBY = { door: "open", ended: false, welcome: "", count: 0, waiting: [] } as const;
const lobby = (ended: boolean) => ({ lobby: { ...LOBBY, ended, waiting: [] } });
const askAll = () => screen.queryByRole("button", { name: "Pyydä kaikilta palautetta" });

it("lets those who run polls ask everybody for feedback, and once more, while there is somebody to ask", async () => {
  const { tell, sent } = renderInRoom(<PollsTab />, sampleRoom({ role: "facilitator", more: lobby(false) }), {
    answer: { type: "ok" },
  });
  await userEvent.click(askAll() ?? document.body);
  expect(sent).toEqual([{ type: "ask_feedback" }]);
  tell({ type: "feedback_asked" });
  expect(askAll()).toBeNull();
  expect(screen.getByText("Palautetta on pyydetty kaikilta.")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Pyydä palautetta uudelleen" }));
  expect(sent).toHaveLength(2);
  cleanup();
  for (const room of [sampleRoom({ role: "assistant" }), sampleRoom(), sampleRoom({ role: "supervisor", more: lobby(true) })]) {
    renderInRoom(<PollsTab />, room);
    expect(askAll()).toBeNull();
    cleanup();
  }
});
