import { expect, it } from "vitest";
import type { QuestionView } from "../protocol/generated";
import { mergeNews } from "./news";
import { inOrder, questionNews } from "./questions";
import { personOf, sampleRoom } from "./sample";

const PEOPLE = [personOf(1, "Aino", { role: "supervisor" }), personOf(2, "Björn"), personOf(3, "Sirpa")];
const view = (question: number, more: Partial<QuestionView> = {}): QuestionView => ({ question, text: `${question}?`, since: 0, votes: 0, ...more });
const room = (me: number, ...questions: QuestionView[]) => sampleRoom({ me, people: PEOPLE, more: { questions } });
const news = (me: number, before: readonly QuestionView[], now: readonly QuestionView[]) => questionNews(room(me, ...before), room(me, ...now));
const ANSWER = { by: 1, at: 5 };

it("puts first what waits and is most wanted, then the newest answers, and each once", () => {
  const all = [view(1, { answer: ANSWER }), view(2), view(3, { votes: 4 }), view(4, { answer: { by: 1, at: 9 } })];
  expect(inOrder(room(2, ...all), [view(5, { votes: 1 }), view(3, { votes: 4 })]).map(({ question }) => question)).toEqual([3, 5, 2, 4, 1]);
});

it("tells those who answer that questions came, and others nothing of it", () => {
  const came = news(1, [], [view(1), view(2, { asked_by: 2 })]);
  expect(came).toEqual([{ type: "question_came", numbers: [1, 2] }]);
  expect(news(3, [], [view(1, { published: true })])).toEqual([]);
  expect(news(1, [view(1)], [view(1, { votes: 3 })])).toEqual([]);
  expect(mergeNews(came, news(1, [view(1)], [view(1), view(7)]))).toEqual([{ type: "question_came", numbers: [1, 2, 7] }]);
});

it("tells whoever asked with a name of the answer, and everybody of what is shown", () => {
  const mine = view(1, { asked_by: 2 });
  expect(news(2, [mine], [{ ...mine, answer: ANSWER }])).toEqual([{ type: "question_answered" }]);
  expect(news(3, [mine], [{ ...mine, answer: ANSWER }])).toEqual([]);
  expect(news(2, [{ ...mine, answer: ANSWER }], [{ ...mine, answer: { ...ANSWER, text: "Näin." } }])).toEqual([]);
  expect(news(3, [mine], [{ ...mine, published: true, shown: true }])).toEqual([{ type: "question_shown", text: "1?" }]);
  expect(news(3, [{ ...mine, shown: true }], [{ ...mine, shown: true, votes: 2 }])).toEqual([]);
});
