// Groups that are prepared by hand: who may be in one, and how it is kept while it is changed. Pure.
import type { AttendanceSubject, PreparedGroup } from "../protocol/generated";
import { subjectKey } from "./fold/attendance";
import { minutesOf } from "./groupsPlan";
import type { RoomState } from "./reduce";

/** Somebody who can be prepared for a group. */
export interface Expected {
  readonly key: string;
  readonly subject: AttendanceSubject;
  readonly name: string;
  readonly isHere: boolean;
}

/** Those on the list of the expected, then whoever is here and not on it. */
export function expected(state: RoomState): readonly Expected[] {
  const here = new Set(state.view.people.map((each) => each.participant));
  const rows = (state.view.attendance?.rows ?? []).filter((row) => row.name !== "");
  const known = new Set(rows.flatMap((row) => row.participants));
  const listed = rows.map((row): Expected => ({
    key: subjectKey(row.subject),
    subject: row.subject,
    name: row.name,
    isHere: row.participants.some((who) => here.has(who)),
  }));
  const others = state.view.people.filter((each) => !known.has(each.participant)).map((each): Expected => {
    const subject: AttendanceSubject = { type: "visitor", participant: each.participant };
    return { key: subjectKey(subject), subject, name: each.name, isHere: true };
  });
  // A visitor who has gone again is not expected.
  const coming = listed.filter((each) => each.subject.type === "member" || each.isHere);
  return [...coming, ...others].toSorted((a, b) => a.name.localeCompare(b.name, "fi"));
}

export interface PreparedFields {
  readonly name: string;
  readonly task: string;
  readonly leader: string | null;
  /** How long, as it is written; null when it ends with the others. */
  readonly minutes: string | null;
}

/** One about which nothing is said. */
export const NO_FIELDS: PreparedFields = { name: "", task: "", leader: null, minutes: null };

export interface Preparation {
  readonly groups: readonly PreparedFields[];
  /** In which group, from 0, each person is. */
  readonly of: ReadonlyMap<string, number>;
}

/** What is prepared; two empty groups when nothing is. */
export function preparedOf(state: RoomState): Preparation {
  const prepared = state.view.prepared ?? [];
  if (prepared.length === 0) return { groups: [NO_FIELDS, NO_FIELDS], of: new Map() };
  return {
    groups: prepared.map((group) => ({
      name: group.name ?? "",
      task: group.task ?? "",
      leader: group.leader === undefined ? null : subjectKey(group.leader),
      minutes: group.minutes === undefined ? null : String(group.minutes),
    })),
    of: new Map(prepared.flatMap((group, at) => group.people.map((subject) => [subjectKey(subject), at] as const))),
  };
}

/** Whether every length that is written is one. */
export function lengthsAreRight({ groups }: Preparation): boolean {
  return groups.every(({ minutes }) => minutes === null || minutesOf(minutes) !== null);
}

export function toPrepared(preparation: Preparation, people: readonly Expected[]): PreparedGroup[] {
  return preparation.groups.map(({ name, task, leader, minutes }, at) => {
    const mine = people.filter(({ key }) => preparation.of.get(key) === at);
    const length = minutes === null ? null : minutesOf(minutes);
    const leads = mine.find(({ key }) => key === leader);
    return {
      ...(name.trim() === "" ? {} : { name: name.trim() }),
      ...(task.trim() === "" ? {} : { task: task.trim() }),
      people: mine.map(({ subject }) => subject),
      ...(leads === undefined ? {} : { leader: leads.subject }),
      ...(length === null ? {} : { minutes: length }),
    };
  });
}
