// The programme of the session as one person has it: phases with their times, the timer of my place, the break, the own
// task. Pure.
import type { AgendaView, AttendanceSubject, CurrentPhase, Moment, ParticipantId, PhaseId, PhaseView, Place, ResultView, TimerView, TopicView } from "../protocol/generated";
import { samePlace } from "./place";
import type { RoomState } from "./reduce";
import { iAmStaff, iMay, myPlace, person } from "./selectors";

const MINUTE = 60_000;

/** The phase that is now. */
export function currentPhase(room: RoomState): { readonly phase: PhaseView; readonly current: CurrentPhase } | undefined {
  const { agenda } = room.view;
  const phase = agenda?.phases.find((each) => each.phase === agenda.current?.phase);
  return phase === undefined || agenda?.current === undefined ? undefined : { phase, current: agenda.current };
}

/** What comes after the phase that is now; the first one when none is. */
export function nextPhase(agenda: AgendaView): PhaseView | undefined {
  const at = agenda.phases.findIndex((each) => each.phase === agenda.current?.phase);
  return agenda.phases.find((each, index) => index > at && !each.skipped && !each.done);
}

/** Where `PreviousPhase` goes: the nearest before that was not passed over. */
export function phaseBefore(agenda: AgendaView): PhaseView | undefined {
  const at = agenda.phases.findIndex((each) => each.phase === agenda.current?.phase);
  return agenda.phases.findLast((each, index) => index < at && !each.skipped);
}

/** How a phase stands to the one that is now. */
export type PhaseStage = "over" | "now" | "skipped" | "to_come";

export function stageOf(agenda: AgendaView, phase: PhaseView): PhaseStage {
  if (phase.phase === agenda.current?.phase) return "now";
  if (phase.done) return "over";
  return phase.skipped ? "skipped" : "to_come";
}

export interface Times {
  readonly from: Moment;
  /** Absent when it is not known. */
  readonly until?: Moment;
}

/**
 * When each phase is, as far as it can be known: from the start of the one that is now, or `now` when its time is over,
 * until one that has no length.
 */
export function timesOf(agenda: AgendaView, now: Moment): ReadonlyMap<PhaseId, Times> {
  const times = new Map<PhaseId, Times>();
  const { current } = agenda;
  if (current === undefined) return times;
  times.set(current.phase, current.ends_at === undefined ? { from: current.since } : { from: current.since, until: current.ends_at });
  let from = current.ends_at === undefined ? undefined : Math.max(current.ends_at, now);
  for (const phase of agenda.phases) {
    if (from === undefined) break;
    if (stageOf(agenda, phase) !== "to_come") continue;
    const { minutes } = phase.plan;
    const until: number | undefined = minutes === undefined ? undefined : from + minutes * MINUTE;
    times.set(phase.phase, until === undefined ? { from } : { from, until });
    from = until;
  }
  return times;
}

/** The timer of the place I am in. */
export function myTimer(room: RoomState): TimerView | undefined {
  return timerOf(room, myPlace(room));
}

export function timerOf(room: RoomState, place: Place): TimerView | undefined {
  return room.view.timers?.find((timer) => samePlace(timer.place, place));
}

/** Timers of other places, which those who run the session see. */
export function otherTimers(room: RoomState): readonly TimerView[] {
  return (room.view.timers ?? []).filter((timer) => !samePlace(timer.place, myPlace(room)));
}

/** Whether I may start, change and stop the timer of the place I am in. */
export function iRunTimer(room: RoomState): boolean {
  const place = myPlace(room);
  if (place.type !== "plenary" && place.type !== "group") return false;
  return iMay(room, "run_timers") || iLeadHere(room);
}

/** Whether I lead the group I am in. */
export function iLeadHere(room: RoomState): boolean {
  const place = myPlace(room);
  return place.type === "group" && room.view.groups.some((group) => group.group === place.group && group.leader === room.you.participant);
}

/** Whether there is anything in the programme for me. */
export function hasProgramme(room: RoomState): boolean {
  const { agenda, topics, results, own_task: task, pause } = room.view;
  const isGoing = agenda !== undefined || topics !== undefined || results !== undefined || task !== undefined || pause !== undefined;
  return isGoing || iMay(room, "run_agenda") || iRunTimer(room);
}

/** Who can be named in the programme: those on the list of who is expected, and whoever else is here. */
export interface Nameable {
  readonly subject: AttendanceSubject;
  readonly name: string;
}

export function nameables(room: RoomState): readonly Nameable[] {
  const rows = room.view.attendance?.rows ?? [];
  const listed = rows.filter((row) => row.name !== "").map(({ subject, name }) => ({ subject, name }));
  const known = new Set(rows.flatMap((row) => row.participants));
  const others = room.view.people
    .filter((each) => !known.has(each.participant))
    .map((each): Nameable => ({ subject: { type: "visitor", participant: each.participant }, name: each.name }));
  return [...listed, ...others];
}

export function subjectKey(subject: AttendanceSubject): string {
  return subject.type === "member" ? `member-${subject.member}` : `visitor-${subject.participant}`;
}

export function sameSubject(a: AttendanceSubject, b: AttendanceSubject): boolean {
  return subjectKey(a) === subjectKey(b);
}

/** What somebody of the programme is called; absent when it is not known (any longer). */
export function nameOfSubject(room: RoomState, subject: AttendanceSubject): string | undefined {
  const found = nameables(room).find((each) => sameSubject(each.subject, subject));
  return found?.name ?? (subject.type === "visitor" ? person(room, subject.participant)?.name : undefined);
}

/** Whether the break is what I see instead of the circle: at the coffee table one sits with others, backstage there is none. */
export function iAmOnBreak(room: RoomState): boolean {
  return room.view.pause !== undefined && myPlace(room).type === "plenary";
}

/** Whether nobody is heard there now, or people are away from the table. */
export function isCalm(room: RoomState, place: Place): boolean {
  return place.type === "plenary" && (room.view.pause !== undefined || room.view.own_task !== undefined);
}

/** Those who are away on the break: everybody in the plenary and at the coffee table, in seat order. */
export function onBreak(room: RoomState): { readonly back: readonly string[]; readonly away: readonly string[] } {
  const said = new Set<ParticipantId>(room.view.pause?.back ?? []);
  const all = room.view.people.filter(({ place }) => place.type === "plenary" || place.type === "coffee").toSorted((a, b) => a.seat - b.seat);
  return {
    back: all.filter((each) => said.has(each.participant)).map((each) => each.name),
    away: all.filter((each) => !said.has(each.participant)).map((each) => each.name),
  };
}

export function iAmBack(room: RoomState): boolean {
  return room.view.pause?.back.includes(room.you.participant) ?? false;
}

/** Who sits at the coffee table, in seat order. */
export function atCoffee(room: RoomState): readonly string[] {
  return room.view.people
    .filter(({ place }) => place.type === "coffee")
    .toSorted((a, b) => a.seat - b.seat)
    .map((each) => each.name);
}

/** Whether I see the own task: everybody but those who are somewhere else on purpose. */
export function iHaveOwnTask(room: RoomState): boolean {
  const place = myPlace(room).type;
  return room.view.own_task !== undefined && !iAmOnBreak(room) && (place === "plenary" || place === "group");
}

/** Whether the own task turned off what I sent when it began: in the plenary, unless I run the session. */
export function ownTaskQuiets(room: RoomState): boolean {
  return room.view.own_task !== undefined && myPlace(room).type === "plenary" && !iAmStaff(room);
}

export function iAmReady(room: RoomState): boolean {
  return room.view.own_task?.ready.includes(room.you.participant) ?? false;
}

/** Who is ready with the own task and who is not, without those who run the session. */
export function readiness(room: RoomState): { readonly ready: readonly string[]; readonly busy: readonly string[] } {
  const said = new Set<ParticipantId>(room.view.own_task?.ready ?? []);
  const all = room.view.people
    .filter((each) => each.role === "participant" || each.role === "interpreter" || said.has(each.participant))
    .toSorted((a, b) => a.seat - b.seat);
  return {
    ready: all.filter((each) => said.has(each.participant)).map((each) => each.name),
    busy: all.filter((each) => !said.has(each.participant)).map((each) => each.name),
  };
}

export function myResult(room: RoomState): ResultView | undefined {
  return room.view.results?.find((each) => each.participant === room.you.participant);
}

/** What is shown large now. */
export function showing(room: RoomState): ResultView | undefined {
  return room.view.results?.find((each) => each.showing);
}

/** How a topic is mine. */
export function isMyTopic(room: RoomState, topic: TopicView): boolean {
  return room.view.my_topics?.proposed.includes(topic.topic) ?? false;
}

export function iSupport(room: RoomState, topic: TopicView): boolean {
  return room.view.my_topics?.supported.includes(topic.topic) ?? false;
}

/** The server takes no other; a page does not open what it has not looked at itself. */
export function isWebAddress(address: string): boolean {
  return /^https:\/\/[^\s/]/u.test(address) && URL.canParse(address);
}
