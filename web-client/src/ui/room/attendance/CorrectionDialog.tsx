// Correcting one row by hand: what it was, and why. What was recorded stays beside it.
import { useId, useState } from "react";
import { Button } from "react-aria-components/Button";
import { Dialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { MAX_REASON, type AttendanceRow, type AttendanceStatus, type AttendanceView, type MemberId, type Moment } from "../../../protocol/generated";
import { mayMatch, membersToMatch, recordedMinutes } from "../../../room/attendance";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { TextField } from "../../TextField";
import { useFrom } from "../../useStore";
import { nameOf } from "../chat/names";
import { useRoom } from "../context";
import { Refusal } from "../Refusal";
import { nameOfRow } from "./names";

const STATUSES: readonly AttendanceStatus[] = ["present", "late", "absent", "absent_announced"];
/** A day. */
const MOST_MINUTES = 1_440;

interface Props {
  readonly row: AttendanceRow;
  readonly table: AttendanceView;
  readonly now: Moment;
  readonly onClose: () => void;
}

export function CorrectionDialog({ row, table, now, onClose }: Props) {
  const messages = useMessages();
  const { room } = useRoom().now;
  return (
    <ModalOverlay className="overlay" isOpen onOpenChange={onClose} isDismissable>
      <Modal className="modal">
        <Dialog>
          <Heading slot="title">{messages.attendance.correctOf(nameOfRow(row, messages))}</Heading>
          <Refusal />
          <Correction row={row} now={now} onClose={onClose} />
          {mayMatch(room) && <Matching row={row} table={table} onClose={onClose} />}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** Sends, and closes when it was done; a refusal is told in the dialog. */
function useSaving(onClose: () => void) {
  const { now, tools, runner } = useRoom();
  const busy = useFrom(runner.busy, (all) => all.has("attendance"));
  const save = (command: Parameters<typeof tools.session.command>[0]): void =>
    void runner.run("attendance", async () => {
      const answer = await tools.session.command(command);
      if (answer.type === "ok") onClose();
      return answer;
    });
  return { save, busy, connected: now.link.type === "open" };
}

function Correction({ row, now, onClose }: Omit<Props, "table">) {
  const messages = useMessages();
  const { attendance } = messages;
  const id = useId();
  const { save, busy, connected } = useSaving(onClose);
  const [status, setStatus] = useState<AttendanceStatus | "">("");
  const [minutes, setMinutes] = useState("");
  const [reason, setReason] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const send = (): void => {
    const count = minutes.trim() === "" ? null : Number(minutes);
    if (status === "" && count === null) return setProblem(attendance.nothingChanged);
    if (count !== null && !(Number.isInteger(count) && count >= 0 && count <= MOST_MINUTES)) return setProblem(attendance.minutesWrong);
    if (reason.trim() === "") return setProblem(attendance.reasonMissing);
    setProblem(null);
    save({
      type: "correct_attendance",
      subject: row.subject,
      ...(status === "" ? {} : { status }),
      ...(count === null ? {} : { minutes: count }),
      reason: reason.trim(),
    });
  };
  return (
    <form className="correction" onSubmit={(event) => event.preventDefault()} noValidate>
      <p className="hint">
        {attendance.recorded}: {attendance.statuses[row.status]}, {attendance.correctedMinutes(recordedMinutes(row, now))}
      </p>
      <div className="labelled">
        <label htmlFor={`${id}-status`}>{attendance.newStatus}</label>
        <select id={`${id}-status`} className="picker" value={status} onChange={(event) => setStatus(event.target.value as AttendanceStatus | "")}>
          <option value="">{attendance.asRecorded}</option>
          {STATUSES.map((each) => (
            <option key={each} value={each}>
              {attendance.statuses[each]}
            </option>
          ))}
        </select>
      </div>
      <TextField label={attendance.newMinutes} value={minutes} longest={4} kind="number" onChange={setMinutes} />
      <TextField label={attendance.reason} hint={attendance.reasonHint} value={reason} longest={MAX_REASON} onChange={setReason} />
      <p className="problem" role="status">
        {problem}
      </p>
      <div className="dialog-buttons">
        <Button className="plain" onPress={onClose}>
          {attendance.cancel}
        </Button>
        <Press type="submit" className="primary" possible={connected} busy={busy} onPress={send} data-action="save-correction">
          {attendance.save}
        </Press>
      </div>
    </form>
  );
}

/** Somebody came without the invitation that says who they are, or with that of another. */
function Matching({ row, table, onClose }: Omit<Props, "now">) {
  const messages = useMessages();
  const { attendance } = messages;
  const { room } = useRoom().now;
  const id = useId();
  const { save, busy, connected } = useSaving(onClose);
  const [chosen, setChosen] = useState<MemberId | null>(null);
  const { subject } = row;
  if (subject.type === "member") {
    return row.participants.map((participant) => (
      <Press
        key={participant}
        className="plain wide"
        possible={connected}
        busy={busy}
        onPress={() => save({ type: "match_member", participant })}
        data-action="unmatch"
      >
        {attendance.unmatch(nameOf(participant, room))}
      </Press>
    ));
  }
  const members = membersToMatch(table);
  if (members.length === 0) return null;
  return (
    <div className="labelled match">
      <label htmlFor={id}>{attendance.match}</label>
      <select id={id} className="picker" value={chosen ?? ""} onChange={({ target: { value } }) => setChosen(value === "" ? null : Number(value))}>
        <option value="">{attendance.matchNobody}</option>
        {members.map(({ member, name }) => (
          <option key={member} value={member}>
            {name === "" ? attendance.erased : name}
          </option>
        ))}
      </select>
      <Press
        className="plain"
        possible={connected && chosen !== null}
        busy={busy}
        onPress={() => chosen !== null && save({ type: "match_member", participant: subject.participant, member: chosen })}
        data-action="match"
      >
        {attendance.matchSave}
      </Press>
    </div>
  );
}
