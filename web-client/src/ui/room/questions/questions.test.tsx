import { act, cleanup, renderHook, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import { fi } from "../../../i18n/fi";
import { OwnQuestions } from "../../../ownQuestions";
import type { Command, Event, QuestionView } from "../../../protocol/generated";
import type { Heard } from "../../../room/announcements";
import { personOf, sampleRoom } from "../../../room/sample";
import type { Session } from "../../../session";
import type { LinkState } from "../../../signaling/socket";
import { Store } from "../../../store";
import { renderInRoom } from "../../testing";
import { sentence } from "../Announcer";
import { FacilitatorQueue } from "../facilitatorQueue/FacilitatorQueue";
import { AnsweredNotice } from "./AnsweredNotice";
import { AnswerQuestion } from "./AnswerQuestion";
import { AskForHelp } from "../help/AskForHelp";
import { useOwnQuestionsOf } from "./ownQuestions";
import { QuestionsSection } from "./QuestionsSection";
import { ShownQuestion } from "./ShownQuestion";

afterEach(cleanup);

const PEOPLE = [personOf(1, "Virpi", { role: "supervisor" }), personOf(2, "Aino"), personOf(3, "Sirpa")];
const view = (question: number, more: Partial<QuestionView> = {}): QuestionView => ({ question, text: `Kysymys ${question}?`, since: Date.now(), votes: 0, ...more });
const room = (me: number, questions: readonly QuestionView[] = [], votes: readonly number[] = []) =>
  sampleRoom({ me, people: PEOPLE, more: { questions: [...questions], question_votes: [...votes], facilitator_queue: { items: questions.map(({ question }) => ({ item: { type: "question", question }, kind: "question", since: Date.now() })), figures: [] } } });
const button = (name: string | RegExp) => screen.getByRole("button", { name });
const rows = () => [...document.querySelectorAll<HTMLElement>("[data-question]")];
const OK = { answer: { type: "ok" } } as const;

it("asks with a name, and says who sees it", async () => {
  const { sent, done, heard, own } = renderInRoom(<AskForHelp onClose={() => {}} />, room(2), OK);
  await userEvent.click(button("Kysy ohjaajilta"));
  const field = screen.getByRole("textbox", { name: "Kysymyksesi" });
  expect([document.activeElement, screen.getByText(/Ohjaajat näkevät nimesi/)]).toEqual([field, expect.anything()]);
  await userEvent.click(button("Lähetä kysymys"));
  expect(sent).toEqual([]);
  await userEvent.type(field, " Miksi? ");
  await userEvent.click(button("Lähetä kysymys"));
  expect([sent, own.keys, done, heard]).toEqual([[{ type: "ask_question", text: "Miksi?" }], [], ["show polls"], [{ type: "question_sent" }]]);
});

it("asks without a name by a key that only this page keeps", async () => {
  const asked = view(4);
  const { sent, own } = renderInRoom(<AskForHelp onClose={() => {}} />, room(2), { answer: { type: "own_questions", questions: [asked] } });
  await userEvent.click(button("Kysy ohjaajilta"));
  await userEvent.type(screen.getByRole("textbox", { name: "Kysymyksesi" }), "Miksi?");
  await userEvent.click(screen.getByRole("radio", { name: /^Nimettömänä/ }));
  expect(screen.getByText(/eivät ohjaajatkaan/)).toBeTruthy();
  await userEvent.click(button("Lähetä kysymys"));
  expect(sent).toEqual([{ type: "ask_question", text: "Miksi?", key: own.keys[0] }]);
  expect(own.state.get()).toEqual([{ key: own.keys[0], view: asked }]);
});

it("lists what one sees and the anonymous ones of this page, and takes those back by their key", async () => {
  const { sent, own } = renderInRoom(<QuestionsSection />, room(2, [view(1, { published: true, votes: 2, asked_by: 3 }), view(2, { asked_by: 2 })]), OK);
  let key = "";
  act(() => {
    key = own.add();
    own.asked(key, { type: "own_questions", questions: [view(4)] });
  });
  expect(rows().map((row) => [...row.querySelectorAll(".person > *")].map((part) => part.textContent))).toEqual([
    ["Kysymys 1?", "Sirpa", "juuri äsken", "2 haluaa vastauksen"],
    ["Kysymys 2?", "Aino", "oma kysymyksesi", "juuri äsken", "Vain ohjaajat näkevät tämän"],
    ["Kysymys 4?", "Nimetön", "oma kysymyksesi", "juuri äsken", "Vain ohjaajat näkevät tämän"],
  ]);
  await userEvent.click(button("Peru kysymys: Kysymys 2?"));
  await userEvent.click(button("Peru kysymys: Kysymys 4?"));
  expect(sent).toEqual([{ type: "withdraw_question", question: 2 }, { type: "withdraw_question", question: 4, key }]);
});

it("votes for what is published and is not one's own, and takes the vote back", async () => {
  const questions = [view(1, { published: true }), view(2, { published: true }), view(3, { published: true, asked_by: 2 }), view(4, { published: true, answer: { by: 1, at: 1 } })];
  const { sent } = renderInRoom(<QuestionsSection />, room(2, questions, [2]), OK);
  const votes = screen.getAllByRole("button", { name: /^Haluan vastauksen/ });
  expect(votes.map((each) => each.getAttribute("aria-pressed"))).toEqual(["false", "true"]);
  for (const each of votes) await userEvent.click(each);
  expect(sent).toEqual([{ type: "vote_question", question: 1, on: true }, { type: "vote_question", question: 2, on: false }]);
});

it("shows the answer, in words or that it was given aloud", () => {
  renderInRoom(<QuestionsSection />, room(3, [view(1, { published: true, answer: { by: 1, at: 2, text: "Siksi." } }), view(2, { published: true, answer: { by: 1, at: 1 } })]));
  expect(rows().map((row) => row.querySelector(".question-answer")?.textContent)).toEqual(["Virpi vastasi:Siksi.", "Virpi vastasi ääneen."]);
});

it("lets those who answer answer, publish, show and remove, also from the queue", async () => {
  const { sent, asked } = renderInRoom(<QuestionsSection />, room(1, [view(1)]), OK);
  await userEvent.click(button("Vastaa kysymykseen: Kysymys 1?"));
  expect(asked).toEqual([{ type: "answer_question", question: 1 }]);
  for (const choice of ["Julkaise kaikille", "Näytä kaikille isona", "Poista kysymys"]) {
    await userEvent.click(button("Valinnat kysymykselle: Kysymys 1?"));
    await userEvent.click(screen.getByRole("menuitem", { name: choice }));
  }
  expect(sent).toEqual([{ type: "publish_question", question: 1 }, { type: "show_question", question: 1, on: true }, { type: "withdraw_question", question: 1 }]);
  cleanup();
  const queue = renderInRoom(<FacilitatorQueue />, room(1, [view(1)]), OK);
  const row = document.querySelector<HTMLElement>("[data-item=question-1]");
  expect([...(row?.querySelectorAll("p > *") ?? [])].map((part) => part.textContent)).toEqual(["Nimetön", "Kysyy", "juuri äsken", "Kysymys 1?"]);
  await userEvent.click(within(row as HTMLElement).getByRole("button", { name: "Vastaa: Nimetön" }));
  expect([queue.asked, queue.sent]).toEqual([[{ type: "answer_question", question: 1 }], []]);
});

it("answers in words or aloud, and is closed when the question is gone", async () => {
  const closed: string[] = [];
  const { sent, tell } = renderInRoom(<AnswerQuestion question={1} onClose={() => closed.push("closed")} />, room(1, [view(1)]), OK);
  await userEvent.type(screen.getByRole("textbox", { name: "Vastaus" }), "Siksi.");
  await userEvent.click(button("Lähetä vastaus"));
  await userEvent.click(button("Vastattu ääneen"));
  expect(sent).toEqual([{ type: "answer_question", question: 1, text: "Siksi." }, { type: "answer_question", question: 1 }]);
  tell({ type: "question_removed", question: 1 });
  expect(closed).toEqual(["closed", "closed", "closed"]);
});

it("shows everybody one question large until it is put away, and the next one anew", async () => {
  const { tell } = renderInRoom(<ShownQuestion />, room(3, [view(1, { published: true, shown: true })]));
  expect(document.querySelector("[data-shown-question]")?.textContent).toBe("Kysymys kaikilleKysymys 1?");
  await userEvent.click(button("Sulje"));
  expect(document.querySelector("[data-shown-question]")).toBe(null);
  tell({ type: "question_changed", question: view(1, { published: true }) }, { type: "question_changed", question: view(2, { published: true, shown: true }) });
  expect(document.querySelector("[data-shown-question]")?.textContent).toBe("Kysymys kaikilleKysymys 2?");
});

it("shows its keys each time it is back, and tells when one of its questions is answered", async () => {
  sessionStorage.clear();
  const key = new OwnQuestions(sessionStorage).add();
  const link = new Store<LinkState>({ type: "open" });
  const sent: Command[] = [];
  const heard: Heard[] = [];
  let tell: (event: Event) => void = () => {};
  const session = {
    link,
    command: (command: Command) => {
      sent.push(command);
      return Promise.resolve({ type: "own_questions", questions: [view(4)] });
    },
    onEvent: (listener: (event: Event) => void) => {
      tell = listener;
      return () => {};
    },
    tell: (news: Heard) => void heard.push(news),
  } as unknown as Session;
  const { result } = renderHook(() => useOwnQuestionsOf(session));
  await act(async () => {});
  expect([sent, result.current.state.get()[0]?.view?.question]).toEqual([[{ type: "watch_questions", keys: [key] }], 4]);
  await act(async () => {
    link.set({ type: "connecting" } as LinkState);
    link.set({ type: "open" });
    link.set({ type: "open" });
  });
  expect(sent).toHaveLength(2);
  act(() => tell({ type: "own_question_changed", question: view(4, { answer: { by: 1, at: 1 } }) }));
  expect(heard).toEqual([{ type: "question_answered" }]);
  sessionStorage.clear();
});

it("keeps in sight that one's question is answered, until it is looked at or put away", async () => {
  const { session, done } = renderInRoom((of) => <AnsweredNotice session={of} />, room(2));
  const banner = () => document.querySelector("[data-banner=question-answered] p")?.textContent;
  expect(banner()).toBeUndefined();
  act(() => session.tell({ type: "question_answered" }));
  expect(banner()).toBe("Kysymykseesi on vastattu.");
  await userEvent.click(button("Näytä vastaus"));
  expect([banner(), done]).toEqual([undefined, ["show polls"]]);
  act(() => session.tell({ type: "question_answered" }));
  await userEvent.click(button("Sulje"));
  expect(banner()).toBeUndefined();
});

it("is not there without a question", () => {
  renderInRoom([<QuestionsSection key="1" />, <ShownQuestion key="2" />], room(2));
  expect(screen.queryByRole("heading")).toBe(null);
});

it("finds the words for what is said aloud", () => {
  const say = (news: Parameters<typeof sentence>[0]) => sentence(news, room(1), fi);
  expect([say({ type: "question_came", numbers: [1] }), say({ type: "question_came", numbers: [1, 2] })]).toEqual(["Uusi kysymys.", "2 uutta kysymystä."]);
  expect([say({ type: "question_answered" }), say({ type: "question_shown", text: "Miksi?" })]).toEqual(["Kysymykseesi on vastattu.", "Kysymys kaikille: Miksi?"]);
});
