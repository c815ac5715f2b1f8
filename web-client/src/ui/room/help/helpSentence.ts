// The words for what is said aloud of calls for help.
import type { Messages } from "../../../i18n/fi";
import type { Heard } from "../../../room/announcements";
import type { HelpNews } from "../../../room/helpNews";
import type { RoomState } from "../../../room/reduce";
import { callSentence } from "./words";

const TYPES: Readonly<Record<HelpNews["type"], true>> = {
  help_called: true,
  help_asked: true,
  help_asked_for_us: true,
  help_coming: true,
  help_waits: true,
  help_ended: true,
  help_withdrawn: true,
};

export function isHelpNews(heard: Heard): heard is HelpNews {
  return Object.hasOwn(TYPES, heard.type);
}

/** Up to so many are named one by one. */
const NAMED = 2;

export function helpSentence(news: HelpNews, room: RoomState, messages: Messages): string {
  const { line, answer } = messages.help;
  switch (news.type) {
    case "help_called":
      if (news.callers.length > NAMED) return answer.many(news.callers.length);
      return news.callers.map((caller) => callSentence(caller, room, messages)).join(" ");
    case "help_asked":
      return `${line.asked} ${line.ahead(news.ahead)}`;
    case "help_asked_for_us":
      return line.askedForGroup;
    case "help_coming":
      return line[news.how](news.name ?? line.somebody);
    case "help_waits":
      return line.waits;
    case "help_ended":
      return news.forGroup ? line.endedForGroup : line.ended;
    case "help_withdrawn":
      return line.withdrawn;
  }
}
