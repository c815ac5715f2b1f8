// What is asked over everything else before something is done, or because it needs more words.
import type { Further, ParticipantId, Remains } from "../protocol/generated";

export type Question =
  /** A name for somebody, or for me. */
  | { readonly type: "rename"; readonly participant: ParticipantId }
  | { readonly type: "step_out" }
  | { readonly type: "role"; readonly participant: ParticipantId }
  /** `remains`: what removing them cannot stop, as far as it is known. */
  | { readonly type: "remove"; readonly participant: ParticipantId; readonly name: string; readonly remains: Remains | "unknown" }
  | { readonly type: "end_session" }
  /** A link with which this person comes with a further device. */
  | { readonly type: "device"; readonly participant: ParticipantId; readonly further: Further }
  | { readonly type: "add_person" };
