// The words for what is said aloud of shared screens and of what is played.
import type { Messages } from "../../../i18n/fi";
import type { Heard } from "../../../room/announcements";
import type { ShareNews } from "../../../room/shareNews";

const TYPES: Readonly<Record<ShareNews["type"], true>> = {
  screen_shared: true,
  screen_ended: true,
  screen_asked: true,
  my_screen_ended: true,
  playing: true,
  playing_paused: true,
  playing_ended: true,
};

export function isShareNews(heard: Heard): heard is ShareNews {
  return Object.hasOwn(TYPES, heard.type);
}

export function shareSentence(news: ShareNews, { share }: Messages): string {
  const { say } = share;
  switch (news.type) {
    case "screen_shared":
      return say.shared(news.names);
    case "screen_ended":
      return say.ended(news.names);
    case "screen_asked":
      return share.wants(news.names);
    case "my_screen_ended":
      return say.mineEnded;
    case "playing":
      return news.mine ? say.playingMine : say.playing(news.name, news.title ?? say.untitled);
    case "playing_paused":
      return news.paused ? say.paused : say.resumed;
    case "playing_ended":
      return say.over;
  }
}
