// The words for what is said aloud of questions.
import type { Messages } from "../../../i18n/fi";
import type { Heard } from "../../../room/announcements";
import type { QuestionNews } from "../../../room/questions";

const TYPES: Readonly<Record<QuestionNews["type"], true>> = { question_came: true, question_answered: true, question_shown: true, question_sent: true };

export function isQuestionNews(heard: Heard): heard is QuestionNews {
  return Object.hasOwn(TYPES, heard.type);
}

export function questionSentence(news: QuestionNews, { questions: words }: Messages): string {
  switch (news.type) {
    case "question_came":
      return words.came(news.numbers.length);
    case "question_answered":
      return words.mineAnswered;
    case "question_shown":
      return words.nowShown(news.text);
    case "question_sent":
      return words.sent;
  }
}
