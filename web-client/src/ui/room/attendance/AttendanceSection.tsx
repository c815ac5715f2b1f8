// Who was expected, who came, when and for how long. What is corrected by hand stands below the row, with who and why.
import { Fragment, useEffect, useId, useState } from "react";
import type { AttendanceRow, AttendanceView, CorrectionView, Moment } from "../../../protocol/generated";
import type { Messages } from "../../../i18n/fi";
import { mayCorrect, minutesOf, statusOf, totals } from "../../../room/attendance";
import { subjectKey } from "../../../room/fold/attendance";
import { actsAs, may } from "../../../room/permissions";
import type { RoomState } from "../../../room/reduce";
import { iMay, person } from "../../../room/selectors";
import { dayOf, download, fileNameOf } from "../../download";
import { useSpoken } from "../../language";
import { Press } from "../../Press";
import { useFrom } from "../../useStore";
import { useClock, type Clock } from "../clock";
import { useCommand, useRoom } from "../context";
import { CorrectionDialog } from "./CorrectionDialog";
import { nameOfRow } from "./names";

export function AttendanceSection() {
  const { messages } = useSpoken();
  const { room } = useRoom().now;
  const id = useId();
  const table = room.view.attendance;
  if (table === undefined) return null;
  const { came, planned } = totals(table);
  const unit = table.units.find((each) => each.unit === table.only);
  return (
    <section className="panel-section" aria-labelledby={id} data-attendance>
      <h2 id={id}>{messages.attendance.title}</h2>
      {unit !== undefined && <p className="notice">{messages.attendance.onlyUnit(unit.name)}</p>}
      {table.rows.length === 0 ? (
        <p className="hint">{messages.attendance.none}</p>
      ) : (
        <>
          <p>{planned > 0 ? messages.attendance.summary(came, planned) : messages.attendance.came(came)}</p>
          <Table table={table} labelledBy={id} />
          {table.start !== undefined && <p className="hint">{messages.attendance.lateAfter(table.late_after)}</p>}
        </>
      )}
      <Keeper table={table} />
      <Export />
    </section>
  );
}

function Table({ table, labelledBy }: { readonly table: AttendanceView; readonly labelledBy: string }) {
  const { messages } = useSpoken();
  const { room } = useRoom().now;
  const clock = useClock(room);
  const now = useMinute(room);
  const corrects = mayCorrect(room);
  const [correcting, setCorrecting] = useState<string | null>(null);
  const chosen = table.rows.find((row) => subjectKey(row.subject) === correcting);
  return (
    <>
      <table className="attendance" aria-labelledby={labelledBy}>
        <thead>
          <tr>
            <th scope="col">{messages.attendance.name}</th>
            <th scope="col">{messages.attendance.status}</th>
            <th scope="col">{messages.attendance.times}</th>
            <th scope="col" className="figure-cell">
              <abbr title={messages.attendance.minutesLong}>{messages.attendance.minutes}</abbr>
            </th>
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <Fragment key={subjectKey(row.subject)}>
              <tr data-row={subjectKey(row.subject)} data-status={statusOf(row)}>
                <th scope="row">
                  <RowName row={row} table={table} onCorrect={corrects ? () => setCorrecting(subjectKey(row.subject)) : null} />
                </th>
                <td>{messages.attendance.statuses[statusOf(row)]}</td>
                <td>
                  <Times row={row} clock={clock} />
                </td>
                <td className="figure-cell">{minutesOf(row, now)}</td>
              </tr>
              {row.corrections.length > 0 && (
                <tr className="attendance-corrections">
                  <td colSpan={4}>
                    <ul>
                      {row.corrections.map((each) => (
                        <li key={`${String(each.at)}-${each.reason}`}>{correctionText(each, room, clock, messages)}</li>
                      ))}
                    </ul>
                  </td>
                </tr>
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
      {chosen !== undefined && <CorrectionDialog key={correcting} row={chosen} table={table} now={now} onClose={() => setCorrecting(null)} />}
    </>
  );
}

/** The moment it is now, once a minute: of those who are here the minutes grow. */
function useMinute(room: RoomState): Moment {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now - room.epoch;
}

interface NameProps {
  readonly row: AttendanceRow;
  readonly table: AttendanceView;
  readonly onCorrect: (() => void) | null;
}

function RowName({ row, table, onCorrect }: NameProps) {
  const { messages } = useSpoken();
  const name = nameOfRow(row, messages);
  const unit = row.subject.type === "visitor" ? messages.attendance.visitor : table.units.find((each) => each.unit === row.unit)?.name;
  return (
    <>
      {onCorrect === null ? (
        <span className="attendance-name">{name}</span>
      ) : (
        <button type="button" className="attendance-name text-button" aria-haspopup="dialog" aria-label={messages.attendance.correctOf(name)} onClick={onCorrect}>
          {name}
        </button>
      )}
      {unit !== undefined && <span className="word">{unit}</span>}
    </>
  );
}

function Times({ row, clock }: { readonly row: AttendanceRow; readonly clock: Clock }) {
  const { messages } = useSpoken();
  if (row.came === undefined) return <span aria-hidden="true">–</span>;
  return (
    <>
      <span className="time-line">{messages.attendance.cameAt(clock(row.came))}</span>{" "}
      <span className="time-line">{row.left === undefined ? messages.attendance.here : messages.attendance.leftAt(clock(row.left))}</span>
    </>
  );
}

function correctionText(correction: CorrectionView, room: RoomState, clock: Clock, { attendance }: Messages): string {
  const parts: string[] = [];
  if (correction.status !== undefined) parts.push(attendance.statuses[correction.status]);
  if (correction.minutes !== undefined) parts.push(attendance.correctedMinutes(correction.minutes));
  const author = person(room, correction.author)?.name ?? authorInTable(correction, room) ?? attendance.someone;
  const text = attendance.corrected(parts.join(", "), author, clock(correction.at));
  return correction.reason === "" ? text : `${text} ${attendance.reasonWas(correction.reason)}`;
}

/** Somebody who has left is still in the table. */
function authorInTable({ author }: CorrectionView, room: RoomState): string | undefined {
  return room.view.attendance?.rows.find((row) => row.participants.includes(author))?.name;
}

/** Who keeps the table: chosen by those who may, told to the others. */
function Keeper({ table }: { readonly table: AttendanceView }) {
  const { messages } = useSpoken();
  const { now } = useRoom();
  const command = useCommand();
  const id = useId();
  const { room } = now;
  const named = table.keeper === undefined ? undefined : (person(room, table.keeper)?.name ?? messages.attendance.someone);
  if (!iMay(room, "change_settings")) {
    return named === undefined ? null : (
      <p className="hint">
        {messages.attendance.keeperIs(named)} {!mayCorrect(room) && messages.attendance.keeperOnly}
      </p>
    );
  }
  const able = room.view.people.filter((each) => may(actsAs(each), "correct_attendance"));
  const gone = table.keeper !== undefined && !able.some((each) => each.participant === table.keeper);
  return (
    <div className="labelled">
      <label htmlFor={id}>{messages.attendance.keeper}</label>
      <select
        id={id}
        className="picker"
        value={table.keeper ?? ""}
        disabled={now.link.type !== "open"}
        onChange={({ target: { value } }) => command("keeper", { type: "name_keeper", ...(value === "" ? {} : { participant: Number(value) }) })}
      >
        <option value="">{messages.attendance.keeperNobody}</option>
        {gone && <option value={table.keeper}>{named}</option>}
        {able.map((each) => (
          <option key={each.participant} value={each.participant}>
            {each.name}
          </option>
        ))}
      </select>
    </div>
  );
}

function Export() {
  const { messages, language } = useSpoken();
  const { now, tools, runner } = useRoom();
  const busy = useFrom(runner.busy, (all) => all.has("export"));
  const [done, setDone] = useState(false);
  return (
    <div>
      <Press
        className="plain wide"
        possible={now.link.type === "open"}
        busy={busy}
        data-action="export-attendance"
        onPress={() => {
          setDone(false);
          void runner.run("export", async () => {
            const answer = await tools.session.exportAttendance({ language, utc_offset_minutes: aheadOfUtc() });
            if (answer.type === "table") {
              // The day and the room; a name of a person has no place in the name of a file.
              const name = fileNameOf(messages.attendance.fileName, dayOf(new Date()), now.room.view.title);
              download(`${name}.csv`, answer.csv, "text/csv;charset=utf-8");
              setDone(true);
            }
            return answer;
          });
        }}
      >
        {messages.attendance.export}
      </Press>
      <p className="hint" role="status">
        {done && messages.attendance.exported}
      </p>
    </div>
  );
}

/** What this clock is ahead of UTC; browsers count the other way round. */
function aheadOfUtc(): number {
  return -new Date().getTimezoneOffset();
}
