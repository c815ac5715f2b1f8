// What the visitor of a reception hears of the encounter.
import type { Messages } from "../../../i18n/fi";
import type { Heard } from "../../../room/announcements";
import type { VisitNews } from "../../../room/visit";

const TYPES: Readonly<Record<VisitNews["type"], true>> = {
  visit_begun: true,
  visit_came: true,
  visit_with: true,
  visit_alone: true,
  hand_over_asked: true,
};

export function isVisitNews(heard: Heard): heard is VisitNews {
  return Object.hasOwn(TYPES, heard.type);
}

export function visitSentence(heard: VisitNews, { reception: { visit: words, handOver } }: Messages): string {
  switch (heard.type) {
    case "visit_begun":
      return heard.names.length === 0 ? words.beginsAlone : words.begins(heard.names);
    case "visit_came":
      return words.came(heard.names);
    case "visit_with":
      return words.nowWith(heard.with);
    case "visit_alone":
      return `${words.alone} ${words.aloneText}`;
    case "hand_over_asked":
      return handOver.asked;
  }
}
