// The words for what is said aloud of chat, polls, feedback and the technology round.
import type { Messages } from "../../i18n/fi";
import type { Heard } from "../../room/announcements";
import type { TalkNews, Told } from "../../room/talkNews";
import { pauseName } from "./chat/names";

const TYPES: Readonly<Record<TalkNews["type"], true>> = {
  messages: true,
  line: true,
  slow_mode: true,
  poll_opened: true,
  poll_shown: true,
  feedback_asked: true,
  feedback_given: true,
  technology_started: true,
  technology_done: true,
  technology_mine_done: true,
  technology_finished: true,
};

export function isTalkNews(heard: Heard): heard is TalkNews {
  return Object.hasOwn(TYPES, heard.type);
}

/** More than these at once are only counted: whoever listens could not follow them. */
const MOST_SAID = 2;
/** A long message is begun, and read in the list by whoever wants the rest. */
const LONGEST = 300;

export function talkSentence(news: TalkNews, messages: Messages): string {
  const { chat, polls, technology } = messages;
  switch (news.type) {
    case "messages":
      return news.messages.length > MOST_SAID
        ? chat.say.many(news.messages.length)
        : news.messages.map((each) => message(each, messages)).join(" ");
    case "line":
      return chat.say.message(news.name, short(news.text));
    case "slow_mode":
      return news.seconds === 0 ? chat.say.slowOff : chat.say.slow(pauseName(news.seconds, messages));
    case "poll_opened":
      if (news.reopened) return polls.say.reopened(news.question);
      return news.ofGroup ? polls.say.openedGroup(news.question) : polls.say.opened(news.question);
    case "poll_shown":
      return polls.say.shown(news.question);
    case "feedback_asked":
      return polls.say.feedbackAsked;
    case "feedback_given":
      return polls.feedbackThanks;
    case "technology_started":
      return technology.say.started;
    case "technology_done":
      return news.steps.map((step) => technology.say.step(technology.steps[step])).join(" ");
    case "technology_mine_done":
      return technology.say.mineDone;
    case "technology_finished":
      return technology.say.finished(news.count);
  }
}

function message(told: Told, { chat }: Messages): string {
  return told.isOpen ? chat.say.message(told.name, short(told.text)) : chat.say.elsewhere(told.name);
}

function short(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}
