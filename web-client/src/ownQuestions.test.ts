import { expect, it } from "vitest";
import { OwnQuestions } from "./ownQuestions";
import type { QuestionView } from "./protocol/generated";
import { takeSecret } from "./signaling/seat";
import { forgetful } from "./ui/testing";

const view = (question: number, more: Partial<QuestionView> = {}): QuestionView => ({ question, text: "Miksi?", since: 0, votes: 0, ...more });
const ANSWER = { by: 1, at: 9 };
const told = (own: OwnQuestions) => own.state.get().map((each) => each.view?.question);

it("makes a key of 128 random bits for each question, and keeps it in this tab", () => {
  const storage = forgetful();
  const own = new OwnQuestions(storage);
  const keys = [own.add(), own.add()];
  expect(keys.every((key) => /^[0-9a-f]{32}$/.test(key)) && keys[0] !== keys[1]).toBe(true);
  own.asked(keys[0] ?? "", { type: "own_questions", questions: [view(4)] });
  expect(told(own)).toEqual([4, undefined]);
  // After a reload the keys are there, and nothing else of the questions.
  expect(new OwnQuestions(storage).state.get()).toEqual(keys.map((key) => ({ key })));
});

it("forgets what was refused, and keeps what may have arrived", () => {
  const own = new OwnQuestions(forgetful());
  const [refused, lost] = [own.add(), own.add()];
  own.asked(refused, { type: "rejected", code: "too_fast" });
  own.asked(lost, { type: "lost" });
  expect(own.keys).toEqual([lost]);
});

it("learns after coming back what became of each, and forgets what is gone", () => {
  const own = new OwnQuestions(forgetful());
  const keys = [own.add(), own.add()];
  const later = own.add();
  own.watched(keys, { type: "own_questions", questions: [null, view(5)] });
  expect([own.keys, told(own)]).toEqual([[keys[1], later], [5, undefined]]);
});

it("hears of its own questions only, and tells once of an answer", () => {
  const own = new OwnQuestions(forgetful());
  own.asked(own.add(), { type: "own_questions", questions: [view(4)] });
  expect(own.hear({ type: "own_question_changed", question: view(9, { answer: ANSWER }) })).toBe(false);
  expect(own.hear({ type: "own_question_changed", question: view(4, { published: true }) })).toBe(false);
  expect(own.hear({ type: "own_question_changed", question: view(4, { answer: ANSWER }) })).toBe(true);
  expect(own.hear({ type: "own_question_changed", question: view(4, { answer: { ...ANSWER, text: "Siksi." } }) })).toBe(false);
  own.hear({ type: "question_removed", question: 9 });
  expect(told(own)).toEqual([4]);
  own.hear({ type: "question_removed", question: 4 });
  expect(own.keys).toEqual([]);
});

it("keeps no more keys than may be shown, and none that are none", () => {
  const storage = forgetful();
  const own = new OwnQuestions(storage);
  for (let n = 0; n < 25; n += 1) own.add();
  expect(own.keys).toHaveLength(20);
  storage.setItem("piiri.question-keys", '["x", 3, "0123456789abcdef0123456789abcdef"]');
  expect(new OwnQuestions(storage).keys).toEqual(["0123456789abcdef0123456789abcdef"]);
  storage.setItem("piiri.question-keys", "{");
  expect(new OwnQuestions(storage).keys).toEqual([]);
});

it("leaves no key behind for another room in the same tab", () => {
  const map = new Map<string, string>();
  const storage = { getItem: (key: string) => map.get(key) ?? null, setItem: (key: string, value: string) => void map.set(key, value), removeItem: (key: string) => void map.delete(key) } as unknown as Storage;
  const history = { replaceState: () => {} } as unknown as History;
  const at = (hash: string) => takeSecret({ hash, pathname: "/", search: "" } as Location, history, storage);
  at("#one");
  new OwnQuestions(storage).add();
  at("#one");
  expect(new OwnQuestions(storage).keys).toHaveLength(1);
  at("#two");
  expect(new OwnQuestions(storage).keys).toEqual([]);
});
