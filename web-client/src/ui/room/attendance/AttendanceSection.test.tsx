import { cleanup, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { AttendanceRow, AttendanceView, Event, Role } from "../../../protocol/generated";
import { personOf, sampleRoom } from "../../../room/sample";
import { dayOf, fileNameOf } from "../../download";
import { renderInRoom } from "../../testing";
import { AttendanceSection } from "./AttendanceSection";

const MINUTE = 60_000;

beforeEach(() => {
  vi.spyOn(Date, "now").mockReturnValue(100 * MINUTE);
});

afterEach(cleanup);

const row = (more: Partial<AttendanceRow> & Pick<AttendanceRow, "subject" | "name">): AttendanceRow => ({
  participants: [],
  status: "absent",
  present_ms: 0,
  corrections: [],
  ...more,
});
const member = (id: number) => ({ type: "member", member: id }) as const;
const visitor = (id: number) => ({ type: "visitor", participant: id }) as const;

const TABLE: AttendanceView = {
  start: 0,
  late_after: 5,
  units: [{ unit: 1, name: "Kallion kotihoito" }],
  rows: [
    row({ subject: member(1), name: "Aino Aalto", unit: 1, participants: [2], status: "late", present_ms: 10 * MINUTE, here_since: 80 * MINUTE, came: 20 * MINUTE }),
    row({ subject: member(2), name: "Eero", status: "absent_announced" }),
    row({
      subject: member(3),
      name: "Elli",
      participants: [4],
      status: "present",
      present_ms: 30 * MINUTE,
      came: 0,
      left: 30 * MINUTE,
      corrections: [{ author: 1, at: 90 * MINUTE, minutes: 60, reason: "Oli puhelimessa" }],
    }),
    row({ subject: visitor(3), name: "Sirpa", participants: [3], status: "present", came: 40 * MINUTE, here_since: 40 * MINUTE }),
  ],
};

const open = (role: Role = "assistant", table: AttendanceView = TABLE) =>
  renderInRoom(<AttendanceSection />, sampleRoom({ role, more: { attendance: table } }), { answer: { type: "ok" } });
const cells = (name: RegExp) => within(screen.getByRole("row", { name })).getAllByRole("cell").map((each) => each.textContent);
const clock = (minutes: number) => new Intl.DateTimeFormat("fi-FI", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(minutes * MINUTE));

it("is a real table with names, statuses in words, times and minutes", () => {
  open();
  const table = screen.getByRole("table", { name: "Läsnäolot" });
  expect(within(table).getAllByRole("columnheader").map((each) => each.textContent)).toEqual(["Nimi", "Tila", "Klo", "Min"]);
  expect(cells(/Aino Aalto/)).toEqual(["myöhässä", `tuli ${clock(20)} nyt täällä`, "30"]);
  expect(cells(/Eero/)).toEqual(["poissa, ilmoitti", "–", "0"]);
  expect(cells(/Sirpa/)).toEqual(["paikalla", `tuli ${clock(40)} nyt täällä`, "60"]);
  expect(screen.getByText("Paikalle tuli 3, odotettiin 3.")).toBeTruthy();
  expect(screen.getByText("Kallion kotihoito")).toBeTruthy();
});

it("counts a correction, and tells who made it and why", () => {
  open();
  expect(cells(/Elli/)).toEqual(["paikalla", `tuli ${clock(0)} lähti ${clock(30)}`, "60"]);
  expect(screen.getByText(`Korjattu ${clock(90)}: 60 min. Korjaaja: Aino. Syy: Oli puhelimessa`)).toBeTruthy();
});

it("corrects a row: what it was and why, and says what is missing", async () => {
  const user = userEvent.setup();
  const { sent } = open();
  await user.click(screen.getByRole("button", { name: "Korjaa: Eero" }));
  const dialog = within(await screen.findByRole("dialog"));
  const save = dialog.getByRole("button", { name: "Tallenna korjaus" });
  await user.click(save);
  expect(dialog.getByText("Valitse tila tai kirjoita minuutit.")).toBeTruthy();
  await user.selectOptions(dialog.getByRole("combobox", { name: "Korjattu tila" }), "paikalla");
  await user.type(dialog.getByRole("textbox", { name: "Korjatut minuutit" }), "4,5");
  await user.click(save);
  expect(dialog.getByText("Kirjoita minuutit kokonaislukuna, 0–1440.")).toBeTruthy();
  await user.clear(dialog.getByRole("textbox", { name: "Korjatut minuutit" }));
  await user.type(dialog.getByRole("textbox", { name: "Korjatut minuutit" }), "45");
  await user.click(save);
  expect(dialog.getByText("Kirjoita, miksi korjaat.")).toBeTruthy();
  await user.type(dialog.getByRole("textbox", { name: "Miksi korjaat?" }), "Tuli puhelimella");
  await user.click(save);
  expect(sent).toEqual([{ type: "correct_attendance", subject: member(2), status: "present", minutes: 45, reason: "Tuli puhelimella" }]);
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});

it("matches a visitor with somebody on the list, free rows first, and takes a match apart", async () => {
  const user = userEvent.setup();
  const { sent } = open();
  await user.click(screen.getByRole("button", { name: "Korjaa: Sirpa" }));
  const list = await screen.findByRole("combobox", { name: "Kuka tämä on listalla?" });
  expect(within(list).getAllByRole("option").map((each) => each.textContent)).toEqual(["Ei kukaan listalta", "Eero", "Aino Aalto", "Elli"]);
  await user.selectOptions(list, "Eero");
  await user.click(screen.getByRole("button", { name: "Yhdistä" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  await user.click(screen.getByRole("button", { name: "Korjaa: Aino Aalto" }));
  await user.click(await screen.findByRole("button", { name: /Björn onkin joku muu/ }));
  expect(sent).toEqual([{ type: "match_member", participant: 3, member: 2 }, { type: "match_member", participant: 2 }]);
});

it("lets only the keeper and supervisors correct where one is named", () => {
  open("facilitator", { ...TABLE, keeper: 9 });
  expect(screen.queryByRole("button", { name: /Korjaa/ })).toBeNull();
  expect(screen.getByText(/Vain kirjaaja ja vetäjä voivat korjata/)).toBeTruthy();
  cleanup();
  open("supervisor", { ...TABLE, keeper: 9 });
  expect(screen.getAllByRole("button", { name: /Korjaa/ })).toHaveLength(4);
});

it("names a keeper among those who may correct", async () => {
  const people = [personOf(1, "Virpi", { role: "supervisor" }), personOf(2, "Olli", { role: "assistant" }), personOf(3, "Aino")];
  const { sent } = renderInRoom(<AttendanceSection />, sampleRoom({ people, more: { attendance: TABLE } }));
  const select = screen.getByRole("combobox", { name: "Läsnäolon kirjaaja" });
  expect(within(select).getAllByRole("option").map((each) => each.textContent)).toEqual([expect.stringContaining("Ei nimetty"), "Virpi", "Olli"]);
  await userEvent.selectOptions(select, "Olli");
  expect(sent).toEqual([{ type: "name_keeper", participant: 2 }]);
});

it("says when only one unit is seen, and then matches nobody", async () => {
  open("assistant", { ...TABLE, only: 1, rows: TABLE.rows.slice(0, 1) });
  expect(screen.getByText("Näet vain yhden yksikön rivit: Kallion kotihoito")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: /Korjaa/ }));
  await screen.findByRole("dialog");
  expect(screen.queryByRole("button", { name: /onkin joku muu/ })).toBeNull();
});

it("has no table for those who are not told it", () => {
  const { tell } = open();
  tell({ type: "attendance_table" } as Event);
  expect(screen.queryByRole("table")).toBeNull();
});

it("names the file by day and room, and by no person", () => {
  expect(fileNameOf("lasnaolot", dayOf(new Date(2026, 10, 2)), "Vertaisryhmä / ma 10:00 ../x")).toBe("lasnaolot-2026-11-02-Vertaisryhmä-ma-10-00-x");
});
