// A phase as it is written in the form, and back. Pure: what is half written stays half written, and what the form does not
// show (names of groups, warnings) stays what it was.
import { MAX_MINUTES, MAX_OWN_TASK, type AgendaItem, type AgendaView, type Assignment, type AttendanceSubject, type GroupsPlan, type Phase, type PhaseId, type PhaseQuestion, type PollKind, type TurnMode } from "../../../protocol/generated";
import type { Messages } from "../../../i18n/fi";
import { isWebAddress, stageOf } from "../../../room/programme";
import { EMPTY, pollOf, type Draft as QuestionDraft } from "../polls/NewPoll";
import { wholeMinutes } from "../timers/MinutesChoice";

/** Scenes of the plenary that a phase can begin with. */
export type StagedKind = "stage" | "reflecting_team" | "fishbowl";
export type Kind = "everybody" | StagedKind | "break" | "own_task";
export type AssignmentName = keyof Messages["edit"]["assignments"];
/** What is wrong with a phase. */
export type Wrong = keyof Messages["edit"]["wrong"];

export interface GroupsDraft {
  readonly shape: "size" | "groups";
  readonly people: string;
  readonly count: string;
  readonly assignment: AssignmentName;
  readonly rounds: string;
  readonly minutes: string;
  /** What the form does not show. */
  readonly rest: GroupsPlan;
}

export interface PhaseDraft {
  /** Tells rows apart, also new ones. */
  readonly key: string;
  readonly phase?: PhaseId;
  /** Has begun: it stays where it is. */
  readonly isFixed: boolean;
  readonly title: string;
  readonly minutes: string;
  readonly kind: Kind;
  readonly turns: TurnMode;
  readonly cut: boolean;
  readonly coffeeTable: boolean;
  readonly task: string;
  readonly hasGroups: boolean;
  readonly groups: GroupsDraft;
  readonly hasQuestion: boolean;
  readonly question: QuestionDraft;
  /** One that is not written in the form: it stays as it is. */
  readonly pulse?: PhaseQuestion;
  readonly anonymous: boolean;
  readonly material: string;
  readonly address: string;
  readonly leads?: AttendanceSubject;
  readonly helps: readonly AttendanceSubject[];
  readonly brings?: AttendanceSubject;
  readonly note: string;
}

const GROUPS: GroupsPlan = {
  shape: { type: "size", people: 4 },
  assignment: { type: "random" },
  names: [],
  minutes: 20,
  warnings: [],
  countdown_seconds: 10,
  late: "smallest_group",
  observers: "dealt",
  notes: "keep",
};

const PLAN: Phase = { title: "", minutes: 15, scene: "everyone", turns: "free", cut: false, coffee_table: false, own_task: false, helps: [] };

/** Whether a phase of this kind can have groups: then what it is like is of the plenary meanwhile. */
export function mayHaveGroups(kind: Kind): boolean {
  return kind !== "break" && kind !== "own_task";
}

let made = 0;

export function newPhase(): PhaseDraft {
  made += 1;
  return { ...draftOf(PLAN), key: `new-${String(made)}` };
}

/** The whole agenda as it is edited. */
export function draftsOf(agenda: AgendaView | undefined): readonly PhaseDraft[] {
  return (agenda?.phases ?? []).map((each) => {
    const stage = agenda === undefined ? "to_come" : stageOf(agenda, each);
    return { ...draftOf(each.plan), key: String(each.phase), phase: each.phase, isFixed: stage === "now" || stage === "over" };
  });
}

/** What of an agenda is edited: when two are equal, nobody has changed it meanwhile. */
export function contentOf(agenda: AgendaView | undefined): string {
  return JSON.stringify((agenda?.phases ?? []).map(({ phase, plan }) => [phase, plan]));
}

function draftOf(plan: Phase): PhaseDraft {
  const groups = plan.groups ?? GROUPS;
  return {
    key: "",
    isFixed: false,
    title: plan.title,
    minutes: plan.minutes === undefined ? "" : String(plan.minutes),
    kind: plan.own_task ? "own_task" : plan.scene === "everyone" ? "everybody" : plan.scene,
    turns: plan.turns,
    cut: plan.cut,
    coffeeTable: plan.coffee_table,
    task: plan.task ?? "",
    hasGroups: plan.groups !== undefined,
    groups: {
      shape: groups.shape.type,
      people: groups.shape.type === "size" ? String(groups.shape.people) : "4",
      count: groups.shape.type === "groups" ? String(groups.shape.groups) : "3",
      assignment: nameOfAssignment(groups.assignment),
      rounds: groups.assignment.type === "rotation" || groups.assignment.type === "cafe" ? String(groups.assignment.rounds) : "3",
      minutes: groups.minutes === undefined ? "" : String(groups.minutes),
      rest: groups,
    },
    hasQuestion: plan.question !== undefined,
    question: plan.question === undefined ? EMPTY : questionDraft(plan.question),
    ...(plan.question?.kind.type === "pulse" ? { pulse: plan.question } : {}),
    anonymous: plan.question?.anonymous ?? true,
    material: plan.material?.title ?? "",
    address: plan.material?.address ?? "",
    ...(plan.leads === undefined ? {} : { leads: plan.leads }),
    helps: plan.helps,
    ...(plan.brings === undefined ? {} : { brings: plan.brings }),
    note: plan.note ?? "",
  };
}

function nameOfAssignment(assignment: Assignment): AssignmentName {
  return assignment.type === "balanced" ? (assignment.unmet ? "unmet" : "units") : assignment.type;
}

function questionDraft({ question, kind }: PhaseQuestion): QuestionDraft {
  switch (kind.type) {
    case "single":
    case "multiple":
      return { ...EMPTY, question, kind: kind.type, options: kind.options };
    case "scale":
    case "mood":
      return { ...EMPTY, question, kind: kind.type, low: kind.low, high: kind.high };
    case "pulse":
      return { ...EMPTY, question };
  }
}

/** The phase, or what is wrong with it. */
export function planOf(draft: PhaseDraft, messages: Messages): Phase | Wrong {
  const title = draft.title.trim();
  if (title === "") return "title";
  const minutes = draft.minutes.trim() === "" ? undefined : (wholeMinutes(draft.minutes, draft.kind === "own_task" ? MAX_OWN_TASK : MAX_MINUTES) ?? null);
  const isAway = draft.kind === "break" || draft.kind === "own_task";
  if (isAway && (minutes === undefined || minutes === null)) return draft.kind === "break" ? "breakMinutes" : "ownTaskMinutes";
  if (minutes === null) return "minutes";
  const task = draft.task.trim();
  if (draft.kind === "own_task" && task === "") return "ownTask";
  const groups = mayHaveGroups(draft.kind) && draft.hasGroups ? groupsOf(draft.groups) : undefined;
  if (groups === null) return "groups";
  const kind = draft.hasQuestion && draft.pulse === undefined ? pollOf(draft.question, messages) : undefined;
  if (typeof kind === "string") return "question";
  const question = draft.hasQuestion && draft.pulse !== undefined ? draft.pulse : kind === undefined ? undefined : questionOf(draft, kind);
  const [material, address] = [draft.material.trim(), draft.address.trim()];
  if (address !== "" && !isWebAddress(address)) return "address";
  if (address !== "" && material === "") return "materialTitle";
  const note = draft.note.trim();
  return {
    title,
    ...(minutes === undefined ? {} : { minutes }),
    scene: draft.kind === "everybody" || draft.kind === "own_task" ? "everyone" : draft.kind,
    turns: draft.turns,
    cut: draft.cut && minutes !== undefined,
    coffee_table: draft.kind === "break" && draft.coffeeTable,
    own_task: draft.kind === "own_task",
    ...(groups === undefined ? {} : { groups }),
    ...(task === "" ? {} : { task }),
    ...(question === undefined ? {} : { question }),
    ...(draft.leads === undefined ? {} : { leads: draft.leads }),
    helps: [...draft.helps],
    ...(draft.brings === undefined ? {} : { brings: draft.brings }),
    ...(material === "" ? {} : { material: { title: material, ...(address === "" ? {} : { address }) } }),
    ...(note === "" ? {} : { note }),
  };
}

function questionOf({ question, anonymous }: PhaseDraft, kind: PollKind): PhaseQuestion {
  return { question: question.question.trim(), kind, anonymous };
}

/** Null when a number in it is none. */
function groupsOf(draft: GroupsDraft): GroupsPlan | null {
  const people = numberIn(draft.people, 2, 500);
  const count = numberIn(draft.count, 1, 100);
  const rounds = numberIn(draft.rounds, 2, 12);
  const minutes = draft.minutes.trim() === "" ? undefined : wholeMinutes(draft.minutes, MAX_MINUTES);
  const assignment = assignmentOf(draft, rounds);
  const shape = draft.shape === "size" ? (people === null ? null : ({ type: "size", people } as const)) : count === null ? null : ({ type: "groups", groups: count } as const);
  if (assignment === null || minutes === null || (shape === null && hasShape(draft.assignment))) return null;
  const { minutes: _, ...rest } = draft.rest;
  return { ...rest, shape: shape ?? rest.shape, assignment, ...(minutes === undefined ? {} : { minutes }) };
}

/** Whether size or number is asked with it. */
export function hasShape(assignment: AssignmentName): boolean {
  return !["prepared", "same", "one_two_four", "cafe"].includes(assignment);
}

export function hasRounds(assignment: AssignmentName): boolean {
  return assignment === "rotation" || assignment === "cafe";
}

function assignmentOf({ assignment, rest }: GroupsDraft, rounds: number | null): Assignment | null {
  switch (assignment) {
    case "unmet":
      return { type: "balanced", blend: "mix", unmet: true };
    case "units":
      return { type: "balanced", by: "unit", blend: "mix", unmet: false };
    case "rotation":
      return rounds === null ? null : { type: "rotation", rounds };
    case "cafe":
      return rounds === null || rest.assignment.type !== "cafe" ? null : { ...rest.assignment, rounds };
    case "chosen":
      return rest.assignment.type === "chosen" ? rest.assignment : { type: "chosen" };
    default:
      return { type: assignment };
  }
}

function numberIn(written: string, least: number, most: number): number | null {
  const value = /^\d{1,3}$/.test(written.trim()) ? Number(written) : -1;
  return value >= least && value <= most ? value : null;
}

/** What is sent; or the first phase, from 0, with which something is wrong. */
export function itemsOf(drafts: readonly PhaseDraft[], messages: Messages): readonly AgendaItem[] | { readonly at: number; readonly wrong: Wrong } {
  const items: AgendaItem[] = [];
  for (const [at, draft] of drafts.entries()) {
    const plan = planOf(draft, messages);
    if (typeof plan === "string") return { at, wrong: plan };
    items.push({ ...(draft.phase === undefined ? {} : { phase: draft.phase }), plan });
  }
  return items;
}

/** How far a phase can go: one that has begun stays, and nothing comes before it. */
export function canMove(drafts: readonly PhaseDraft[], at: number, by: -1 | 1): boolean {
  const other = drafts[at + by];
  return drafts[at]?.isFixed === false && other !== undefined && !other.isFixed;
}

export function moved(drafts: readonly PhaseDraft[], at: number, by: -1 | 1): readonly PhaseDraft[] {
  const [one, other] = [drafts[at], drafts[at + by]];
  if (one === undefined || other === undefined) return drafts;
  return drafts.map((each, index) => (index === at ? other : index === at + by ? one : each));
}
