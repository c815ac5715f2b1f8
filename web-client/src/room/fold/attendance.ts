// The table of who came: members, then visitors, each by id. Only rows that changed are told.
import type { AttendanceRow, AttendanceSubject, RoomView } from "../../protocol/generated";

export function changed(view: RoomView, rows: readonly AttendanceRow[], gone: readonly AttendanceSubject[]): RoomView {
  const { attendance } = view;
  if (attendance === undefined) return view;
  const replaced = new Set([...gone, ...rows.map((row) => row.subject)].map(subjectKey));
  const kept = attendance.rows.filter((row) => !replaced.has(subjectKey(row.subject)));
  return { ...view, attendance: { ...attendance, rows: [...kept, ...rows].toSorted(inOrder) } };
}

/** Equal for equal subjects. */
export function subjectKey(subject: AttendanceSubject): string {
  return subject.type === "member" ? `member-${subject.member}` : `visitor-${subject.participant}`;
}

function inOrder({ subject: a }: AttendanceRow, { subject: b }: AttendanceRow): number {
  if (a.type !== b.type) return a.type === "member" ? -1 : 1;
  return idOf(a) - idOf(b);
}

function idOf(subject: AttendanceSubject): number {
  return subject.type === "member" ? subject.member : subject.participant;
}
