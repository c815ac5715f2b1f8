// The words for what is said aloud of scenes.
import type { Messages } from "../../../i18n/fi";
import type { Heard } from "../../../room/announcements";
import type { SceneNews } from "../../../room/sceneNews";

const TYPES: Readonly<Record<SceneNews["type"], true>> = { scene: true, seat_free: true, seat_time: true, follows: true, spotlight: true };

export function isSceneNews(heard: Heard): heard is SceneNews {
  return Object.hasOwn(TYPES, heard.type);
}

export function sceneSentence(news: SceneNews, { scenes, programmeSay, timers }: Messages): string {
  const { say, notice } = scenes;
  switch (news.type) {
    case "scene":
      return news.scene === "everyone" ? say.everyone : `${scenes.name[news.scene]}. ${news.seen ? notice.seen : notice.listening}`;
    case "seat_free":
      return say.seatFree;
    case "seat_time":
      return say.seatTime(news.seconds >= 60 ? timers.minutes(Math.round(news.seconds / 60)) : programmeSay.seconds(news.seconds));
    case "follows":
      return say.follows;
    case "spotlight":
      if (news.name === null) return say.spotlightOff;
      return news.mine ? say.spotlightMine : say.spotlight(news.name);
  }
}
