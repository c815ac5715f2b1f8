// What is asked over everything else before something is done, or because it needs more words.
import type { Further, GroupId, ParticipantId, QuestionId, Remains, TopicId } from "../protocol/generated";

export type Question =
  /** A name for somebody, or for me. */
  | { readonly type: "rename"; readonly participant: ParticipantId }
  /** What is shown to the others of this device. */
  | { readonly type: "share" }
  | { readonly type: "step_out" }
  /** How the network does, and whether others' pictures are wanted. */
  | { readonly type: "connection" }
  | { readonly type: "role"; readonly participant: ParticipantId }
  /** `remains`: what removing them cannot stop, as far as it is known. */
  | { readonly type: "remove"; readonly participant: ParticipantId; readonly name: string; readonly remains: Remains | "unknown" }
  | { readonly type: "end_session" }
  /** A link with which this person comes with a further device. */
  | { readonly type: "device"; readonly participant: ParticipantId; readonly further: Further }
  | { readonly type: "add_person" }
  /** What a group is called, what it does and who leads it. */
  | { readonly type: "group"; readonly group: GroupId }
  /** Whether a group ends before the others. */
  | { readonly type: "group_length"; readonly group: GroupId }
  | { readonly type: "merge_group"; readonly group: GroupId }
  | { readonly type: "split_group"; readonly group: GroupId }
  | { readonly type: "prepare_groups" }
  /** To the phase that comes next, or back. */
  | { readonly type: "go_to_phase"; readonly direction: "next" | "previous" }
  | { readonly type: "edit_agenda" }
  | { readonly type: "choose_topic"; readonly topic: TopicId }
  | { readonly type: "remove_topic"; readonly topic: TopicId }
  | { readonly type: "start_break" }
  | { readonly type: "start_own_task" }
  /** Before their time. */
  | { readonly type: "end_break" }
  | { readonly type: "end_own_task" }
  /** What it is that does not work, and for whom. */
  | { readonly type: "ask_for_help" }
  | { readonly type: "answer_question"; readonly question: QuestionId }
  | { readonly type: "next_round" }
  /** Who is seen where one is, and how. */
  | { readonly type: "scene" }
  | { readonly type: "swap_scene" }
  | { readonly type: "start_round" }
  | { readonly type: "move_seat"; readonly participant: ParticipantId }
  | { readonly type: "remove_result"; readonly participant: ParticipantId }
  /** A visitor of the reception before their turn. */
  | { readonly type: "take_visitor"; readonly participant: ParticipantId }
  /** With whom the visitor goes on. */
  | { readonly type: "hand_over" }
  | { readonly type: "return_to_line" }
  | { readonly type: "end_encounter" };
