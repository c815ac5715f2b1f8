// The room as this person is told it. Pure: folds messages by replacing, never guesses. As signaling/tests/world does.
import type { Event, Moment, RoomView, Switches, You } from "../protocol/generated";
import * as attendance from "./fold/attendance";
import * as chat from "./fold/chat";
import { keepSame } from "./fold/people";
import * as polls from "./fold/polls";
import * as running from "./fold/running";
import { statesChanged } from "./fold/technology";
import { withList, withPart } from "./fold/view";
import { ALL_ON } from "./permissions";

export interface RoomState {
  readonly you: You;
  readonly view: RoomView;
  /** The wall clock of this page at moment 0 of the session: moments are shown as times of day with it. */
  readonly epoch: number;
}

/** The time of day of a moment of the session. */
export function clockOf(state: RoomState, moment: Moment): Date {
  return new Date(state.epoch + moment);
}

export function reduceView(view: RoomView, event: Event): RoomView {
  switch (event.type) {
    case "people_changed":
      return { ...view, people: keepSame(view.people, event.people) };
    case "groups_changed":
      return running.groupsChanged(view, event.groups, event.run);
    case "requests_changed":
      return withList(view, "requests", event.requests);
    case "facilitator_queue_changed": {
      const { queue } = event;
      return withPart(view, "facilitator_queue", queue.items.length + queue.figures.length > 0 ? queue : undefined);
    }
    case "question_changed": {
      const others = (view.questions ?? []).filter(({ question }) => question !== event.question.question);
      return withList(view, "questions", [...others, event.question].toSorted((a, b) => a.question - b.question));
    }
    case "question_removed":
      return withList(view, "questions", (view.questions ?? []).filter(({ question }) => question !== event.question));
    case "question_votes_changed":
      return withList(view, "question_votes", event.question_votes);
    case "queues_changed":
      return { ...view, queues: event.queues };
    case "devices_changed":
      return { ...view, devices: event.devices };
    case "view_replaced":
      return { ...event.view, people: keepSame(view.people, event.view.people) };
    case "switches_changed":
      return withPart(view, "switches", isAsUndecided(event.switches) ? undefined : event.switches);
    case "unmute_asked":
      return withList(view, "asked", event.asked);
    case "lobby_changed":
      return { ...view, lobby: event.lobby };
    case "message_sent":
      return chat.sent(view, event.message);
    case "message_deleted":
      return chat.deleted(view, event.scope, event.message);
    case "message_forgotten":
      return chat.forgotten(view, event.scope, event.message);
    case "chat_shown":
      return chat.shown(view, event.chat);
    case "typing":
      return chat.typing(view, event.line);
    case "slow_mode_changed":
      return chat.slowed(view, event.seconds);
    case "poll_changed":
      return polls.changed(view, event.poll);
    case "polls_changed":
      return polls.all(view, event.polls);
    case "poll_removed":
      return polls.removed(view, event.poll);
    case "voted":
      return polls.voted(view, event.poll, event.mine);
    case "vote_counted":
      return polls.counted(view, event.poll, event.votes, event.ballot);
    case "feedback_asked":
      return { ...view, feedback_asked: true };
    case "feedback_given":
      return { ...view, gave_feedback: true };
    case "feedback_changed":
      return withPart(view, "feedback", event.feedback);
    case "agreement_changed":
      return withPart(
        withPart(view, "agreement", event.agreement),
        "agreement_asked",
        event.agreement === undefined ? undefined : true,
      );
    case "agreement_accepted":
      return withPart(view, "agreement_asked", undefined);
    case "attendance_table":
      return withPart(view, "attendance", event.attendance);
    case "attendance_changed":
      return attendance.changed(view, event.rows, event.gone);
    case "device_states_changed":
      return statesChanged(view, event.states, event.gone);
    case "technology_changed":
      return withPart(view, "technology", event.technology);
    case "speaking_times_changed":
      return withList(view, "speaking_times", event.times);
    case "last_groups_changed":
      return withList(view, "last_groups", event.last_groups);
    case "prepared_changed":
      return withPart(view, "prepared", event.prepared);
    case "inside_changed":
      return withPart(view, "inside", event.inside);
    case "note_changed":
      return withPart(view, "note", event.note);
    case "cards_changed":
      return withList(view, "cards", event.cards);
    case "notes_kept":
      return withList(view, "notes", event.notes);
    case "timers_changed":
      return withList(view, "timers", event.timers);
    case "agenda_changed":
      return withPart(view, "agenda", event.agenda);
    case "scenes_changed":
      return withList(view, "scenes", event.scenes);
    case "interpreter_chosen":
      return withPart(view, "interpreter", event.participant);
    case "topics_changed":
      return withPart(view, "topics", event.topics);
    case "my_topics_changed":
      return running.mineChanged(view, event.mine);
    case "break_changed":
      return withPart(view, "pause", event.pause);
    case "break_due_changed":
      return withPart(view, "break_due_since", event.since);
    case "own_task_changed":
      return withPart(view, "own_task", event.own_task);
    case "results_changed":
      return withList(view, "results", event.results);
    case "reception_changed":
      return withPart(view, "reception", event.reception);
    case "encounter_changed":
      return withPart(view, "encounter", event.encounter);
    case "playing_changed":
      return withPart(view, "playing", event.playing);
    // Of the moment: whoever shows them listens to the events themselves. Of somebody who left, the roster tells.
    case "person_left":
    case "groups_warned":
    case "older_messages":
    case "reacted":
    case "request_ended":
    case "own_question_changed":
    case "cue_shown":
    case "screen_asked":
    case "unmute_declined":
    case "removed":
      return view;
  }
}

function isAsUndecided(switches: Switches): boolean {
  // What is not said of the codec is VP8.
  const { codec = "VP8", ...own } = switches;
  return codec === "VP8" && (Object.keys(own) as (keyof typeof own)[]).every((each) => own[each] === ALL_ON[each]);
}

export function reduce(state: RoomState, event: Event): RoomState {
  const view = reduceView(state.view, event);
  return view === state.view ? state : { ...state, view };
}
