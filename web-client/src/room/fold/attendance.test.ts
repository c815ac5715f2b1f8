import { expect, it } from "vitest";
import type { AttendanceRow, AttendanceSubject, DeviceStateView, Event, RoomView } from "../../protocol/generated";
import { reduceView } from "../reduce";
import { sampleRoom } from "../sample";

const row = (subject: AttendanceSubject, name: string): AttendanceRow => ({
  subject,
  name,
  participants: [],
  status: "absent",
  present_ms: 0,
  corrections: [],
});
const member = (id: number): AttendanceSubject => ({ type: "member", member: id });
const visitor = (id: number): AttendanceSubject => ({ type: "visitor", participant: id });
const table = (...rows: AttendanceRow[]): Event => ({ type: "attendance_table", attendance: { late_after: 5, units: [], rows } });
const fold = (...events: readonly Event[]): RoomView => events.reduce(reduceView, sampleRoom().view);

it("keeps members before visitors, each by number, with the newest word of each", () => {
  const view = fold(table(row(member(10), "Elli"), row(visitor(2), "Björn")), {
    type: "attendance_changed",
    rows: [row(visitor(1), "Aino"), row(member(9), "Juhani"), row(member(10), "Elli Aho")],
    gone: [visitor(2)],
  });
  expect(view.attendance?.rows.map((each) => each.name)).toEqual(["Juhani", "Elli Aho", "Aino"]);
});

it("has no table for whom it is not", () => {
  expect(fold({ type: "attendance_changed", rows: [row(member(1), "Elli")], gone: [] }).attendance).toBeUndefined();
  expect(fold(table(), { type: "attendance_table" })).not.toHaveProperty("attendance");
});

it("keeps how each device fares, in order", () => {
  const state = (device: number, connection: "good" | "bad"): DeviceStateView => ({
    device,
    participant: device,
    state: { microphone: "heard", camera: "permitted", connection },
  });
  const first: Event = { type: "device_states_changed", states: [state(3, "good"), state(1, "good")], gone: [] };
  const view = fold(first, { type: "device_states_changed", states: [state(1, "bad")], gone: [3] });
  expect(view.device_states).toEqual([state(1, "bad")]);
  expect(fold(first, { type: "device_states_changed", states: [], gone: [1, 3] })).not.toHaveProperty("device_states");
});
