// What is worth saying aloud of chat, polls, feedback and the technology round. Pure.
import type { Event, ParticipantId, PollView, TechnologyStep } from "../protocol/generated";
import { mayGiveFeedback } from "./feedback";
import { scopeKey } from "./fold/chat";
import type { RoomState } from "./reduce";

/** A message of somebody else. */
export interface Told {
  readonly scope: string;
  readonly from: ParticipantId;
  readonly name: string;
  readonly text: string;
  /** Whether its conversation is on the screen: only then are its words said, else only that it came. */
  readonly isOpen: boolean;
}

export type TalkNews =
  | { readonly type: "messages"; readonly messages: readonly Told[] }
  /** Part of a line that somebody is writing. */
  | { readonly type: "line"; readonly name: string; readonly text: string }
  | { readonly type: "slow_mode"; readonly seconds: number }
  | { readonly type: "poll_opened"; readonly question: string; readonly reopened: boolean; readonly ofGroup: boolean }
  | { readonly type: "poll_shown"; readonly question: string }
  | { readonly type: "feedback_asked" }
  | { readonly type: "feedback_given" }
  | { readonly type: "technology_started" }
  /** Steps that I have done. */
  | { readonly type: "technology_done"; readonly steps: readonly TechnologyStep[] }
  | { readonly type: "technology_mine_done" }
  | { readonly type: "technology_finished"; readonly count: number };

/** What an event tells this person. */
export function talkNewsOf(event: Event, before: RoomState, now: RoomState): readonly TalkNews[] {
  switch (event.type) {
    case "message_sent": {
      const { scope, from, words } = event.message;
      if (from === now.you.participant || words === undefined) return [];
      return [{ type: "messages", messages: [{ scope: scopeKey(scope), from, ...words, isOpen: false }] }];
    }
    case "slow_mode_changed":
      return [{ type: "slow_mode", seconds: event.seconds }];
    case "poll_changed":
      return pollNews(before.view.polls?.find((each) => each.poll === event.poll.poll), event.poll);
    case "polls_changed":
      return groupPollNews(before.view.polls ?? [], event.polls);
    case "feedback_asked":
      return mayGiveFeedback(now) ? [{ type: "feedback_asked" }] : [];
    case "feedback_given":
      return [{ type: "feedback_given" }];
    case "technology_changed":
      return technologyNews(before, now);
    default:
      return [];
  }
}

function pollNews(before: PollView | undefined, { question, stage, reopened, group }: PollView): readonly TalkNews[] {
  if (stage === "open" && (before === undefined || (reopened && !before.reopened))) {
    return [{ type: "poll_opened", question, reopened, ofGroup: group !== undefined }];
  }
  return stage === "shown" && before?.stage !== "shown" ? [{ type: "poll_shown", question }] : [];
}

/** What is asked in the group that I came into. Of what came out before nothing is said. */
function groupPollNews(before: readonly PollView[], now: readonly PollView[]): readonly TalkNews[] {
  const isNew = ({ poll, group }: PollView) => group !== undefined && !before.some((each) => each.poll === poll);
  return now.filter((poll) => isNew(poll) && poll.stage === "open" && !poll.voted).flatMap((poll) => pollNews(undefined, poll));
}

function technologyNews(before: RoomState, now: RoomState): readonly TalkNews[] {
  const [was, is] = [before.view.technology, now.view.technology];
  if (is === undefined) return [];
  const mine = (state: RoomState) =>
    state.view.technology?.progress.find((each) => each.participant === state.you.participant);
  const [had, have] = [mine(before), mine(now)];
  if (was === undefined) return [{ type: "technology_started" }];
  const news: TalkNews[] = [];
  const steps = (have?.done ?? []).filter((step) => had !== undefined && !had.done.includes(step));
  if (steps.length > 0 && had !== undefined && had.open.length > 0) {
    news.push(have?.open.length === 0 ? { type: "technology_mine_done" } : { type: "technology_done", steps });
  }
  // Of everybody only those who run it are told.
  const isTold = is.progress.some((each) => each.participant !== now.you.participant);
  if (isTold && is.finished && !was.finished) news.push({ type: "technology_finished", count: is.progress.length });
  return news;
}

/** What of a text was not said yet. When the beginning was changed, all of it. */
export function unsaid(said: string, text: string): string {
  return (text.startsWith(said) ? text.slice(said.length) : text).trim();
}
