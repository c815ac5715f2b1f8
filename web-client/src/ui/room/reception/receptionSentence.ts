// The words for what is said aloud to those who receive.
import type { Messages } from "../../../i18n/fi";
import type { Heard } from "../../../room/announcements";
import type { ReceptionNews } from "../../../room/receptionNews";

const TYPES: Readonly<Record<ReceptionNews["type"], true>> = {
  line_joined: true,
  asked_to_join: true,
  colleague_came: true,
  colleague_declined: true,
  hand_over_stays: true,
  hand_over_done: true,
  encounter_over: true,
};

export function isReceptionNews(heard: Heard): heard is ReceptionNews {
  return Object.hasOwn(TYPES, heard.type);
}

export function receptionSentence(news: ReceptionNews, { receiving }: Messages): string {
  const { say, somebody } = receiving;
  switch (news.type) {
    case "line_joined":
      return say.joined(news.names);
    case "asked_to_join":
      return say.asked(news.name ?? somebody, news.line);
    case "colleague_came":
      return say.came(news.names);
    case "colleague_declined":
      return say.declined(news.names);
    case "hand_over_stays":
      return say.stays(news.name);
    case "hand_over_done":
      return say.handedOver(news.line);
    case "encounter_over":
      return news.isBackInLine ? `${say.over} ${say.backInLine}` : say.over;
  }
}
