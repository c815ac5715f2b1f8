// What somebody has begun to bring and not sent. It lives longer than the form: the task is put aside to see the others,
// or ends while somebody still writes.
import type { ParticipantId } from "../../../protocol/generated";
import type { Session } from "../../../session";

export interface ResultDraft {
  readonly title: string;
  readonly text: string;
  /** The picture that was chosen here. */
  readonly picture: Blob | null;
  /** Whether the picture that was sent before stays. */
  readonly keep: boolean;
}

const DRAFTS = new WeakMap<Session, Map<ParticipantId, ResultDraft>>();

export function resultDraft(session: Session, who: ParticipantId): ResultDraft | undefined {
  return DRAFTS.get(session)?.get(who);
}

/** Null: there is none any longer. */
export function keepDraft(session: Session, who: ParticipantId, draft: ResultDraft | null): void {
  const all = DRAFTS.get(session) ?? new Map<ParticipantId, ResultDraft>();
  DRAFTS.set(session, all);
  if (draft === null) all.delete(who);
  else all.set(who, draft);
}
