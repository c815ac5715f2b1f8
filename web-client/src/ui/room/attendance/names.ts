// What a row of the table is called.
import type { AttendanceRow } from "../../../protocol/generated";
import type { Messages } from "../../../i18n/fi";

export function nameOfRow(row: AttendanceRow, { attendance }: Messages): string {
  return row.name === "" ? attendance.erased : row.name;
}
