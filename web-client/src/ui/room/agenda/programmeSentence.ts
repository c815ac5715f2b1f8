// The words for what is said aloud of phases, breaks, own tasks and timers.
import type { Messages } from "../../../i18n/fi";
import type { Moment } from "../../../protocol/generated";
import type { Heard } from "../../../room/announcements";
import type { ProgrammeNews } from "../../../room/programmeNews";

const TYPES: Readonly<Record<ProgrammeNews["type"], true>> = {
  phase: true,
  break_began: true,
  phase_time: true,
  break_time: true,
  break_over: true,
  break_due: true,
  own_task_began: true,
  own_task_time: true,
  own_task_over: true,
  result_shown: true,
  timer_began: true,
  timer_changed: true,
  timer_paused: true,
  timer_resumed: true,
  timer_stopped: true,
  topics_opened: true,
  time_left: true,
};

export function isProgrammeNews(heard: Heard): heard is ProgrammeNews {
  return Object.hasOwn(TYPES, heard.type);
}

/** `clock`: the time of day of a moment. */
export function programmeSentence(news: ProgrammeNews, { programmeSay: say, timers, results }: Messages, clock: (moment: Moment) => string): string {
  switch (news.type) {
    case "phase":
      return say.phase(news.title);
    case "break_began":
      return [say.breakBegan(clock(news.endsAt)), ...(news.off ? [say.breakOff] : []), ...(news.coffeeTable ? [say.coffee] : [])].join(" ");
    case "phase_time":
      return say.phaseTime(clock(news.endsAt));
    case "break_time":
      return say.breakTime(clock(news.endsAt));
    case "break_over":
      return news.off ? `${say.breakOver} ${say.breakOn}` : say.breakOver;
    case "break_due":
      return say.breakDue;
    case "own_task_began":
      return say.ownTaskBegan(clock(news.endsAt));
    case "own_task_time":
      return say.ownTaskTime(clock(news.endsAt));
    case "own_task_over":
      return say.ownTaskOver;
    case "result_shown":
      return say.resultShown(news.name, news.title === "" ? results.untitled : news.title);
    case "timer_began":
      return say.timerBegan(news.title, lengthOf(news.seconds));
    case "timer_changed":
      return news.longer ? say.timerLonger : say.timerShorter;
    case "timer_paused":
      return say.timerPaused;
    case "timer_resumed":
      return say.timerResumed;
    case "timer_stopped":
      return say.timerStopped;
    case "topics_opened":
      return say.topicsOpened;
    case "time_left":
      return news.seconds === 0 ? say.over[news.of] : say.left(say.of[news.of], lengthOf(news.seconds));
  }

  function lengthOf(seconds: number): string {
    return seconds >= 60 ? timers.minutes(Math.round(seconds / 60)) : say.seconds(seconds);
  }
}
