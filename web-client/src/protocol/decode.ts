// Frames from the server. The server is ours and checks everything it sends, so this looks only at what decides the
// branch; what it does not know it ignores and counts, so that an old page survives a new server.
import type { Event, ServerMessage } from "./generated";

const MESSAGES: Record<ServerMessage["type"], true> = {
  welcome: true,
  ok: true,
  rejected: true,
  event: true,
  device_invitation: true,
  media: true,
  attendance_table: true,
  picture_key: true,
  own_questions: true,
  slots: true,
  speaking: true,
  agreement_needed: true,
  lobby: true,
  refused: true,
  media_restart: true,
  media_wanted: true,
  network: true,
};

const EVENTS: Record<Event["type"], true> = {
  people_changed: true,
  person_left: true,
  groups_changed: true,
  queues_changed: true,
  devices_changed: true,
  message_sent: true,
  message_deleted: true,
  message_forgotten: true,
  chat_shown: true,
  older_messages: true,
  typing: true,
  slow_mode_changed: true,
  reacted: true,
  poll_changed: true,
  voted: true,
  vote_counted: true,
  poll_removed: true,
  polls_changed: true,
  feedback_asked: true,
  feedback_given: true,
  feedback_changed: true,
  agreement_changed: true,
  agreement_accepted: true,
  view_replaced: true,
  switches_changed: true,
  unmute_asked: true,
  unmute_declined: true,
  lobby_changed: true,
  removed: true,
  attendance_table: true,
  attendance_changed: true,
  device_states_changed: true,
  technology_changed: true,
  speaking_times_changed: true,
  groups_warned: true,
  last_groups_changed: true,
  prepared_changed: true,
  inside_changed: true,
  note_changed: true,
  cards_changed: true,
  notes_kept: true,
  timers_changed: true,
  agenda_changed: true,
  scenes_changed: true,
  interpreter_chosen: true,
  topics_changed: true,
  my_topics_changed: true,
  break_changed: true,
  break_due_changed: true,
  own_task_changed: true,
  results_changed: true,
  requests_changed: true,
  request_ended: true,
  facilitator_queue_changed: true,
  question_changed: true,
  question_removed: true,
  question_votes_changed: true,
  own_question_changed: true,
  reception_changed: true,
  encounter_changed: true,
  playing_changed: true,
  cue_shown: true,
  screen_asked: true,
};

/** What became of a frame. `skipped` still carries its sequence number, or the stream would seem to have a gap. */
export type Decoded =
  | { readonly type: "message"; readonly message: ServerMessage }
  | { readonly type: "skipped"; readonly seq?: number }
  | { readonly type: "broken" };

/** Reads one text frame. */
export function decode(text: string): Decoded {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { type: "broken" };
  }
  if (!isTagged(value)) return { type: "broken" };
  if (!Object.hasOwn(MESSAGES, value.type)) return { type: "skipped" };
  if (value.type === "event") {
    const { seq, event } = value as { seq?: unknown; event?: unknown };
    if (typeof seq !== "number" || !isTagged(event)) return { type: "broken" };
    if (!Object.hasOwn(EVENTS, event.type)) return { type: "skipped", seq };
  }
  return { type: "message", message: value as unknown as ServerMessage };
}

function isTagged(value: unknown): value is { type: string } {
  return typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";
}
