// What somebody chooses before groups are opened, what the server is told of it, and what will come of it. Pure.
import {
  MAX_GROUP_NAME,
  MAX_GROUPS,
  MAX_MINUTES,
  type Assignment,
  type Attribute,
  type Blend,
  type GroupsPlan,
  type LateRule,
  type NoteRule,
  type ObserverRule,
  type ParticipantId,
  type Shape,
} from "../protocol/generated";
import { dealt } from "./groups";
import type { RoomState } from "./reduce";

export type Way = Assignment["type"];

export interface Draft {
  /** As many groups as fit the number of people, until it is chosen. */
  readonly shape: Shape | null;
  readonly way: Way;
  readonly by: Attribute | null;
  readonly blend: Blend;
  readonly unmet: boolean;
  readonly most: number | null;
  readonly rounds: number;
  readonly hosts: readonly ParticipantId[];
  readonly task: string;
  /** Minutes as they are written; none for no end. */
  readonly minutes: string | null;
  /** One on each line. */
  readonly names: string;
  readonly countdown: number;
  /** To think alone, in seconds. */
  readonly alone: number;
  readonly warnings: readonly number[];
  readonly late: LateRule;
  readonly observers: ObserverRule;
  readonly notes: NoteRule;
}

export const DRAFT: Draft = {
  shape: null,
  way: "random",
  by: null,
  blend: "mix",
  unmet: true,
  most: null,
  rounds: 3,
  hosts: [],
  task: "",
  minutes: null,
  names: "",
  countdown: 0,
  alone: 60,
  warnings: [5],
  late: "plenary",
  observers: "dealt",
  notes: "keep",
};

/** Fours are a good size; of few people two groups. */
const GOOD_SIZE = 4;

export function shapeOf(draft: Draft, state: RoomState): Shape {
  if (draft.shape !== null) return draft.shape;
  const people = dealt(state, draft.observers === "dealt").length;
  return people < 2 * GOOD_SIZE ? { type: "groups", groups: 2 } : { type: "size", people: GOOD_SIZE };
}

/** Whether it is asked how many groups or how large. */
export function asksShape(way: Way): boolean {
  return way !== "prepared" && way !== "same" && way !== "one_two_four" && way !== "cafe";
}

export function asksRounds(way: Way): boolean {
  return way === "rotation" || way === "cafe";
}

/** Why it cannot be opened so. */
export type Missing = "balance" | "hosts" | "prepared" | "minutes";

export function missingIn(draft: Draft, state: RoomState): Missing | null {
  if (draft.way === "balanced" && draft.by === null && !draft.unmet) return "balance";
  if (draft.way === "cafe" && hostsHere(draft, state).length < 2) return "hosts";
  if (draft.way === "prepared" && (state.view.prepared ?? []).length === 0) return "prepared";
  if (draft.minutes !== null && minutesOf(draft.minutes) === null) return "minutes";
  return null;
}

/** Whole minutes that groups may take; null when it is something else. */
export function minutesOf(written: string): number | null {
  const minutes = Number(written.trim());
  return written.trim() !== "" && Number.isInteger(minutes) && minutes >= 1 && minutes <= MAX_MINUTES ? minutes : null;
}

export function namesOf(written: string): string[] {
  const names = written.split("\n").map((name) => [...name.trim()].slice(0, MAX_GROUP_NAME).join(""));
  return names.filter((name) => name !== "").slice(0, MAX_GROUPS);
}

export function planOf(draft: Draft, state: RoomState): GroupsPlan {
  const task = draft.task.trim();
  const minutes = draft.minutes === null ? null : minutesOf(draft.minutes);
  return {
    shape: shapeOf(draft, state),
    assignment: assignmentOf(draft, state),
    names: namesOf(draft.names),
    ...(task === "" ? {} : { task }),
    ...(minutes === null ? {} : { minutes }),
    // The last minute is warned of anyway; what lies before the beginning never comes.
    warnings: minutes === null ? [] : draft.warnings.filter((each) => each < minutes).toSorted((a, b) => a - b),
    countdown_seconds: draft.way === "one_two_four" ? draft.alone : draft.countdown,
    late: draft.late,
    observers: draft.observers,
    notes: draft.notes,
  };
}

function assignmentOf(draft: Draft, state: RoomState): Assignment {
  switch (draft.way) {
    case "balanced":
      return { type: "balanced", ...(draft.by === null ? {} : { by: draft.by }), blend: draft.blend, unmet: draft.unmet };
    case "chosen":
      return { type: "chosen", ...(draft.most === null ? {} : { most: draft.most }) };
    case "rotation":
      return { type: "rotation", rounds: draft.rounds };
    case "cafe":
      return { type: "cafe", rounds: draft.rounds, hosts: [...hostsHere(draft, state)] };
    case "by_hand":
    case "random":
    case "prepared":
    case "same":
    case "one_two_four":
      return { type: draft.way };
  }
}

/** Whoever was chosen and has left hosts no table. */
function hostsHere(draft: Draft, state: RoomState): readonly ParticipantId[] {
  const here = new Set(state.view.people.map((each) => each.participant));
  return draft.hosts.filter((who) => here.has(who));
}

/** What will come of it: numbers for the sentence before the button. */
export interface Forecast {
  readonly way: Way;
  readonly groups: number;
  readonly least: number;
  readonly most: number;
  /** Nobody is there to be dealt, where somebody is needed. */
  readonly isEmpty: boolean;
}

export function forecast(draft: Draft, state: RoomState): Forecast {
  const { way } = draft;
  const people = dealt(state, draft.observers === "dealt").length;
  const groups = groupCount(draft, state, people);
  const deals = way === "random" || way === "balanced" || way === "rotation" || way === "one_two_four";
  return {
    way,
    groups,
    least: groups === 0 ? 0 : Math.floor(people / groups),
    most: groups === 0 ? 0 : Math.ceil(people / groups),
    isEmpty: deals && people === 0,
  };
}

function groupCount(draft: Draft, state: RoomState, people: number): number {
  if (draft.way === "prepared") return (state.view.prepared ?? []).length;
  if (draft.way === "same") return (state.view.last_groups ?? []).length;
  if (draft.way === "cafe") return hostsHere(draft, state).length;
  const shape = shapeOf(draft, state);
  if (shape.type === "size") return about(people, shape.people);
  // Nobody is dealt by these: the groups are there for whoever comes.
  if (draft.way === "by_hand" || draft.way === "chosen") return shape.groups;
  return Math.min(shape.groups, people);
}

/** As signaling/src/grouping/sizes.rs: as many groups as bring the average nearest, and nobody alone. */
function about(people: number, size: number): number {
  if (people === 0) return 0;
  const fewer = Math.max(1, Math.floor(people / size));
  const more = Math.max(1, Math.ceil(people / size));
  const gap = (groups: number): number => Math.abs(people - groups * size);
  return gap(fewer) * more < gap(more) * fewer || (size > 1 && people < more * 2) ? fewer : more;
}
