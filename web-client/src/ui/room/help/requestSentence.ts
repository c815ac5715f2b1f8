// The words for what is said aloud of requests.
import type { Messages } from "../../../i18n/fi";
import type { Heard } from "../../../room/announcements";
import type { RoomState } from "../../../room/reduce";
import type { RequestNews } from "../../../room/requestNews";
import { callSentence } from "../facilitatorQueue/words";
import { endedWords } from "./MyRequests";

const TYPES: Readonly<Record<RequestNews["type"], true>> = {
  queue_new: true,
  quiet_signal_came: true,
  request_asked: true,
  help_asked_for_us: true,
  request_ahead: true,
  request_taken: true,
  request_waits: true,
  request_ended: true,
  request_withdrawn: true,
};

export function isRequestNews(heard: Heard): heard is RequestNews {
  return Object.hasOwn(TYPES, heard.type);
}

/** Up to so many are named one by one. */
const NAMED = 2;

export function requestSentence(news: RequestNews, room: RoomState, messages: Messages): string {
  const { facilitatorQueue, help } = messages;
  const { line } = help;
  switch (news.type) {
    case "queue_new":
      if (news.callers.length > NAMED) return facilitatorQueue.many(news.callers.length);
      return news.callers.map((caller) => callSentence(caller, room, messages)).join(" ");
    case "quiet_signal_came":
      return facilitatorQueue.quietCame;
    case "request_asked":
      // Of the quiet signal not more than that it has arrived: somebody may hear the loudspeaker.
      if (news.kind === "quiet_signal") return line.quietAsked;
      return `${news.kind === "private_word" ? line.wordAsked : line.asked} ${line.ahead(news.ahead)}`;
    case "help_asked_for_us":
      return line.askedForGroup;
    case "request_ahead":
      return line.ahead(news.ahead);
    case "request_taken":
      return takenWords(news, line);
    case "request_waits":
      return line.waits;
    case "request_ended":
      return endedWords(news, messages);
    case "request_withdrawn":
      return line.withdrawn;
  }
}

function takenWords({ kind, name, how }: Extract<RequestNews, { type: "request_taken" }>, line: Messages["help"]["line"]): string {
  const who = name ?? line.somebody;
  if (kind === "private_word") return line.wordTaken(who);
  return kind === "quiet_signal" ? line.quietTaken(who) : line[how](who);
}
