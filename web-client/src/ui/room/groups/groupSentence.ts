// The words for what is said aloud of groups.
import type { Messages } from "../../../i18n/fi";
import type { Heard } from "../../../room/announcements";
import type { GroupNews } from "../../../room/groupNews";
import { groupName } from "./names";

const TYPES: Readonly<Record<GroupNews["type"], true>> = {
  groups_soon: true,
  groups_recalled: true,
  groups_paused: true,
  groups_resumed: true,
  groups_changed_time: true,
  group_changed_time: true,
  groups_left: true,
  groups_round: true,
  groups_told: true,
  speaks_to_all: true,
  spoke_to_all: true,
  visit_announced: true,
  visit_ended: true,
  groups_ready: true,
  card_shown: true,
};

export function isGroupNews(heard: Heard): heard is GroupNews {
  return Object.hasOwn(TYPES, heard.type);
}

export function groupSentence(news: GroupNews, messages: Messages): string {
  const { say, visit } = messages.groups;
  // Whoever is not known (any longer) runs the session: nobody else speaks to all or visits.
  const known = (name: string): string => (name === "" ? messages.groups.run.nameUnknown : name);
  switch (news.type) {
    case "groups_soon":
      return say.soon(news.seconds);
    case "groups_recalled":
      return say.recalled;
    case "groups_paused":
      return say.paused;
    case "groups_resumed":
      return say.resumed;
    case "groups_changed_time":
      return say.changed(news.minutes);
    case "group_changed_time":
      return say.ownChanged(news.minutes);
    case "groups_left":
      return say.seconds(news.seconds);
    case "groups_round":
      return say.round(news.round, news.rounds);
    case "groups_told":
      return say.told(known(news.name), news.text);
    case "speaks_to_all":
      return say.speaks(known(news.name));
    case "spoke_to_all":
      return say.spoke;
    case "visit_announced":
      if (news.seconds === 0) return news.listening ? visit.isListening(known(news.name)) : visit.isHere(known(news.name));
      return news.listening ? visit.comesListening(known(news.name), news.seconds) : visit.comes(known(news.name), news.seconds);
    case "visit_ended":
      return say.visitEnded(known(news.name));
    case "groups_ready":
      return say.ready(news.numbers.map((number) => messages.room.group(number)));
    case "card_shown":
      return say.card(groupName({ number: news.number, ...(news.name === null ? {} : { name: news.name }) }, messages), news.text);
  }
}
