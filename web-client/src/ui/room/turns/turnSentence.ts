// The words for what is said aloud of turns.
import type { Messages } from "../../../i18n/fi";
import type { Heard } from "../../../room/announcements";
import type { TurnNews } from "../../../room/turnNews";

const TYPES: Readonly<Record<TurnNews["type"], true>> = { turns: true, round_over: true, next: true, stick_free: true };

export function isTurnNews(heard: Heard): heard is TurnNews {
  return Object.hasOwn(TYPES, heard.type);
}

export function turnSentence(news: TurnNews, { turnSay: say, turns }: Messages): string {
  switch (news.type) {
    case "turns": {
      const began = say.began[news.turns];
      if (news.ahead !== undefined && news.ahead > 0) return `${began} ${turns.ofRound.ahead(news.ahead)}`;
      // Silence says itself that nobody is heard.
      const isQuiet = news.quiet && (news.turns === "queue" || news.turns === "stick");
      return isQuiet ? `${began} ${turns.quiet[news.turns === "queue" ? "queue" : "stick"].off}` : began;
    }
    case "round_over":
      return say.roundOver;
    case "next":
      return say.next;
    case "stick_free":
      return say.stickFree;
  }
}
