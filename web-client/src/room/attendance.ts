// The table of who came, as it is to be read: what was recorded, with what was corrected by hand on top. Pure.
import type { AttendanceRow, AttendanceStatus, AttendanceView, MemberId, Moment } from "../protocol/generated";
import type { RoomState } from "./reduce";
import { iMay, me } from "./selectors";
import { actsAs } from "./permissions";

/** The last correction that says something of it, else what was recorded. */
export function statusOf(row: AttendanceRow): AttendanceStatus {
  return row.corrections.findLast((each) => each.status !== undefined)?.status ?? row.status;
}

/** Whole minutes, as the server counts them: half a minute counts as one. */
export function minutesOf(row: AttendanceRow, now: Moment): number {
  return row.corrections.findLast((each) => each.minutes !== undefined)?.minutes ?? recordedMinutes(row, now);
}

export function recordedMinutes(row: AttendanceRow, now: Moment): number {
  const present = row.present_ms + (row.here_since === undefined ? 0 : Math.max(0, now - row.here_since));
  return Math.floor((present + 30_000) / 60_000);
}

/** Whether I may correct: where a keeper is named, only they and supervisors. */
export function mayCorrect(state: RoomState): boolean {
  const self = me(state);
  const table = state.view.attendance;
  if (self === undefined || table === undefined || !iMay(state, "correct_attendance")) return false;
  return table.keeper === undefined || table.keeper === self.participant || actsAs(self) === "supervisor";
}

/** Whether I may say who on the list somebody is. Not with a view of one unit: that would take people from other rows. */
export function mayMatch(state: RoomState): boolean {
  return mayCorrect(state) && state.view.attendance?.only === undefined;
}

/** Those on the list whose row nobody is in yet come first. */
export function membersToMatch(table: AttendanceView): readonly { readonly member: MemberId; readonly name: string }[] {
  const members = table.rows.flatMap(({ subject, name, participants }) =>
    subject.type === "member" ? [{ member: subject.member, name, taken: participants.length > 0 }] : [],
  );
  return members.toSorted((a, b) => Number(a.taken) - Number(b.taken));
}

/** How many were there, and how many were expected. */
export function totals(table: AttendanceView): { readonly came: number; readonly planned: number } {
  const came = table.rows.filter((row) => ["present", "late"].includes(statusOf(row))).length;
  return { came, planned: table.rows.filter(({ subject }) => subject.type === "member").length };
}
