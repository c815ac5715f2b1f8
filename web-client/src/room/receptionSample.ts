// A reception for tests of those who receive: two lines, of which I (1, Aino) receive the first, and Björn (2) both.
import type { EncounterSummary, EncounterView, LineId, LineStateView, ParticipantId, ReceptionView, RoomView, ServingView, VisitorView } from "../protocol/generated";
import type { RoomState } from "./reduce";
import { personOf, PLENARY, queueOfPlace, sampleRoom } from "./sample";

export const lineState = (line: LineId, name: string, more: Partial<LineStateView> = {}): LineStateView => ({
  line,
  name,
  open: true,
  waiting: 0,
  served: 0,
  median_wait: 0,
  longest_wait: 0,
  ...more,
});

export const visitorOf = (participant: ParticipantId, name: string, more: Partial<VisitorView> = {}): VisitorView => ({
  participant,
  name,
  line: 0,
  since: 0,
  connected: true,
  ...more,
});

export const summary = (encounter: number, professionals: readonly ParticipantId[], more: Partial<EncounterSummary> = {}): EncounterSummary => ({
  encounter,
  line: 0,
  since: 0,
  professionals: [...professionals],
  asked: [],
  ...more,
});

export const SERVING: readonly ServingView[] = [
  { participant: 1, lines: [0] },
  { participant: 2, lines: [0, 1] },
];

/** Each line says how many of those who are given stand in it. */
export function receptionOf(visitors: readonly VisitorView[], more: Partial<ReceptionView> = {}): ReceptionView {
  const waiting = (line: LineId): number => visitors.filter((each) => each.line === line).length;
  return {
    open: true,
    lines: [lineState(0, "Sosiaalityö", { waiting: waiting(0) }), lineState(1, "Terveysneuvonta", { waiting: waiting(1) })],
    serving: [...SERVING],
    count: visitors.length,
    visitors: [...visitors],
    encounters: [],
    ...more,
  };
}

/** With the visitor 91, Matti. */
export const encounterOf = (professionals: readonly ParticipantId[], more: Partial<EncounterView> = {}): EncounterView => ({
  encounter: 7,
  line: "Sosiaalityö",
  visitor: 91,
  visitor_name: "Matti",
  since: 0,
  answers: [],
  professionals: [...professionals],
  aside: [],
  asked: [],
  ...more,
});

export const IN_ENCOUNTER = { type: "encounter", encounter: 7 } as const;
export const IN_ASIDE = { type: "aside", encounter: 7 } as const;

export const STAFF = [
  personOf(1, "Aino", { role: "supervisor" }),
  personOf(2, "Björn", { role: "facilitator" }),
  personOf(3, "Sirpa", { role: "assistant" }),
  personOf(4, "Elli", { role: "speaker" }),
];

/** At the desk, nobody taken. */
export function deskRoom(reception: ReceptionView, more: Partial<RoomView> = {}): RoomState {
  return sampleRoom({ people: STAFF, queues: [queueOfPlace(PLENARY, [])], more: { template: "drop_in", reception, ...more } });
}

/** With the visitor; those who are aside according to the encounter are there. */
export function encounterRoom(encounter: EncounterView, more: Partial<RoomView> = {}): RoomState {
  const placeOf = (who: ParticipantId) =>
    encounter.professionals.includes(who) ? { place: IN_ENCOUNTER } : encounter.aside.includes(who) ? { place: IN_ASIDE } : {};
  const people = [...STAFF.map((each) => ({ ...each, ...placeOf(each.participant) })), personOf(encounter.visitor, encounter.visitor_name, { place: IN_ENCOUNTER })];
  const reception = receptionOf([], { encounters: [summary(encounter.encounter, [...encounter.professionals, ...encounter.aside], { asked: encounter.asked })] });
  return sampleRoom({ people, queues: [], more: { template: "drop_in", reception, encounter, ...more } });
}
