// Questions to those who run the session: which I see, in which order, what I may do with them, and what is news. Pure.
// Which anonymous ones are mine only this page knows: see ../ownQuestions.ts.
import type { QuestionId, QuestionView } from "../protocol/generated";
import { iAnswer } from "./help";
import type { RoomState } from "./reduce";

export function questionOf(room: RoomState, question: QuestionId): QuestionView | undefined {
  return room.view.questions?.find((each) => each.question === question);
}

/** The one that is shown to everybody now. */
export function shownQuestion(room: RoomState): QuestionView | undefined {
  return room.view.questions?.find((each) => each.shown === true);
}

export function iVoteFor(room: RoomState, question: QuestionId): boolean {
  return room.view.question_votes?.includes(question) ?? false;
}

/** Those that wait first, the most wanted before the others, then those that are answered, the newest first. `own`: those of this page that the room does not show me. */
export function inOrder(room: RoomState, own: readonly QuestionView[]): readonly QuestionView[] {
  const seen = room.view.questions ?? [];
  const known = new Set(seen.map(({ question }) => question));
  const all = [...seen, ...own.filter(({ question }) => !known.has(question))];
  const waiting = all.filter(({ answer }) => answer === undefined).toSorted((a, b) => b.votes - a.votes || a.question - b.question);
  const answered = all.filter(({ answer }) => answer !== undefined).toSorted((a, b) => (b.answer?.at ?? 0) - (a.answer?.at ?? 0));
  return [...waiting, ...answered];
}

export type QuestionNews =
  /** For those who answer. */
  | { readonly type: "question_came"; readonly numbers: readonly QuestionId[] }
  /** Mine: named, or anonymous and told by whoever keeps its key. */
  | { readonly type: "question_answered" }
  | { readonly type: "question_shown"; readonly text: string }
  /** Told by this page itself. */
  | { readonly type: "question_sent" };

export function questionNews(before: RoomState, now: RoomState): readonly QuestionNews[] {
  if (before.view.questions === now.view.questions) return [];
  const news: QuestionNews[] = [];
  const me = now.you.participant;
  const questions = now.view.questions ?? [];
  const came = questions.filter(({ question, asked_by: by, answer }) => by !== me && answer === undefined && questionOf(before, question) === undefined);
  if (iAnswer(now) && came.length > 0) news.push({ type: "question_came", numbers: came.map(({ question }) => question) });
  const isNewlyAnswered = ({ question, asked_by: by, answer }: QuestionView): boolean =>
    by === me && answer !== undefined && answer.by !== me && questionOf(before, question)?.answer === undefined;
  if (questions.some(isNewlyAnswered)) news.push({ type: "question_answered" });
  const shown = shownQuestion(now);
  if (shown !== undefined && shownQuestion(before)?.question !== shown.question) news.push({ type: "question_shown", text: shown.text });
  return news;
}
