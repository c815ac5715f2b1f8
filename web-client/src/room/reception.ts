// The drop-in reception as professionals have it: who is next, what I may do now, whom I could ask to join. Pure. The
// server decides; this only spares people buttons that would refuse. As signaling/src/room/reception does.
import type { EncounterSummary, EncounterView, LineId, LineStateView, ParticipantId, PersonView, ReceptionView, VisitorView } from "../protocol/generated";
import { MAX_PROFESSIONALS } from "../protocol/generated";
import { mayNow } from "./permissions";
import { isForFew } from "./place";
import type { RoomState } from "./reduce";
import { carriedHere, iMay, isDropped, isSteppedOut, myPlace, person } from "./selectors";

/** What those have before them who may take visitors; absent elsewhere, and for a speaker, who is only asked to join. */
export function desk(room: RoomState): ReceptionView | undefined {
  const { reception } = room.view;
  return reception !== undefined && iMay(room, "admit") ? reception : undefined;
}

/** The encounter I am in, as one of those who receive: not as the visitor. */
export function myEncounter(room: RoomState): EncounterView | undefined {
  const { encounter } = room.view;
  return encounter === undefined || encounter.visitor === room.you.participant ? undefined : encounter;
}

/** Whether there is a part of the panel for it. */
export function hasReceptionTab(room: RoomState): boolean {
  return desk(room) !== undefined || myEncounter(room) !== undefined;
}

/** Which lines I receive, in their order. */
export function myLines(room: RoomState): readonly LineId[] {
  return desk(room)?.serving.find(({ participant }) => participant === room.you.participant)?.lines ?? [];
}

export function lineOf(room: RoomState, line: LineId): LineStateView | undefined {
  return room.view.reception?.lines.find((each) => each.line === line);
}

/** Those of one line, or of all. */
export function visitorsIn(room: RoomState, lines: readonly LineId[]): readonly VisitorView[] {
  return (desk(room)?.visitors ?? []).filter(({ line }) => lines.includes(line));
}

/** How many stand in the lines that I receive, for me or for others. */
export function waitingInMyLines(room: RoomState): number {
  const mine = myLines(room);
  return (desk(room)?.lines ?? []).filter(({ line }) => mine.includes(line)).reduce((sum, { waiting }) => sum + waiting, 0);
}

/** Whether somebody has asked for help to get in: they are helped first, and taken after that. */
export function asksForHelp(room: RoomState, who: ParticipantId): boolean {
  return room.view.lobby?.waiting.some(({ participant, help }) => participant === who && help !== undefined) ?? false;
}

/** Whether they may be taken in their turn: by me, and now. */
function isForMe(room: RoomState, { participant, connected, wanted }: VisitorView): boolean {
  return connected && (wanted === undefined || wanted === room.you.participant) && !asksForHelp(room, participant);
}

/** Whom I would take next of these lines. The view holds those who are first, in the order in which they are taken. */
export function nextVisitor(room: RoomState, lines: readonly LineId[] = myLines(room)): VisitorView | undefined {
  return visitorsIn(room, lines).find((each) => isForMe(room, each));
}

/** Whether more stand in the lines than are shown: whom I may take can be among them. */
function isCut(room: RoomState): boolean {
  const view = desk(room);
  return view !== undefined && view.count > view.visitors.length;
}

/** Why I can take nobody now, whoever waits. */
export type Hindrance =
  /** I am with one already, or help somebody, or talk alone with somebody. */
  | "elsewhere"
  /** Others are at my device: they would be in the encounter too. */
  | "shared_device";

export function hindrance(room: RoomState): Hindrance | null {
  if (isForFew(myPlace(room))) return "elsewhere";
  return carriedHere(room).length > 1 ? "shared_device" : null;
}

/** Whether a press takes somebody of these lines. */
export function iMayTakeNext(room: RoomState, lines: readonly LineId[] = myLines(room)): boolean {
  const mayBeMore = isCut(room) && lines.some((line) => (lineOf(room, line)?.waiting ?? 0) > 0);
  return hindrance(room) === null && (nextVisitor(room, lines) !== undefined || mayBeMore);
}

/** Whether somebody who waits can be taken, if need be out of order. Whoever asks for help to get in may need a person most. */
export function canTake(room: RoomState, { connected }: VisitorView): boolean {
  return hindrance(room) === null && connected;
}

/** What it means for others to take somebody now. */
export interface Jump {
  /** How many of the same line wait longer, and could be taken. */
  readonly before: number;
  /** Whom the visitor waits for instead. */
  readonly wanted?: ParticipantId;
}

/** Null when it is their turn. */
export function jumpOf(room: RoomState, visitor: VisitorView): Jump | null {
  const inLine = visitorsIn(room, [visitor.line]);
  const at = inLine.findIndex(({ participant }) => participant === visitor.participant);
  const before = inLine.slice(0, Math.max(0, at)).filter((each) => isForMe(room, each)).length;
  const { wanted } = visitor;
  const isOthers = wanted !== undefined && wanted !== room.you.participant;
  if (before === 0 && !isOthers) return null;
  return { before, ...(isOthers ? { wanted } : {}) };
}

/** Those who receive, and what they do now. */
export interface Serving {
  readonly participant: ParticipantId;
  readonly lines: readonly LineId[];
  /** With whom they are; absent when free. */
  readonly encounter?: EncounterSummary;
}

/** In the server's order; then who is with a visitor and receives no line of their own. */
export function servingNow(room: RoomState): readonly Serving[] {
  const view = desk(room);
  if (view === undefined) return [];
  const encounterOf = (who: ParticipantId): EncounterSummary | undefined => view.encounters.find(({ professionals }) => professionals.includes(who));
  const known = new Set(view.serving.map(({ participant }) => participant));
  const guests = view.encounters.flatMap(({ professionals }) => professionals.filter((who) => !known.has(who)));
  return [...view.serving, ...guests.map((participant) => ({ participant, lines: [] }))].map(({ participant, lines }) => {
    const encounter = encounterOf(participant);
    return { participant, lines, ...(encounter === undefined ? {} : { encounter }) };
  });
}

/** An encounter that I am asked to join. */
export interface AskedToJoin {
  readonly encounter: EncounterSummary;
  readonly by: ParticipantId;
}

export function askedToJoin(room: RoomState): readonly AskedToJoin[] {
  return (room.view.reception?.encounters ?? []).flatMap((encounter) => {
    const mine = encounter.asked.find(({ participant }) => participant === room.you.participant);
    return mine === undefined ? [] : [{ encounter, by: mine.by }];
  });
}

/** Whether I am apart from the visitor. */
export function amAside(room: RoomState): boolean {
  return myEncounter(room)?.aside.includes(room.you.participant) ?? false;
}

/** Whether I say what becomes of the visitor: not as a speaker. */
export function iAmInCharge(room: RoomState): boolean {
  return myEncounter(room) !== undefined && desk(room) !== undefined;
}

/** Whether I can leave the visitor to the others: to one at least who is there, and may say what becomes of them. */
export function iMayLeave(room: RoomState): boolean {
  const encounter = myEncounter(room);
  if (encounter === undefined) return false;
  return [...encounter.professionals, ...encounter.aside].some((who) => {
    const other = person(room, who);
    return other !== undefined && who !== room.you.participant && !isDropped(other) && mayNow(room.view, other, "admit");
  });
}

/** Whom of those in an encounter, by name, beside me. */
export function namesOf(room: RoomState, all: readonly ParticipantId[]): readonly string[] {
  return all.flatMap((who) => (who === room.you.participant ? [] : (person(room, who)?.name ?? [])));
}

/** Whether somebody could be asked to join. */
export type Reach = "free" | "asked" | "here" | "busy" | "away";

export interface Colleague {
  readonly person: PersonView;
  readonly reach: Reach;
  /** Which lines they receive. */
  readonly lines: readonly LineId[];
}

const ORDER: readonly Reach[] = ["here", "asked", "free", "busy", "away"];

/** Professionals and speakers beside me: those with the visitor, those who are asked, those who are free, then the others. */
export function colleagues(room: RoomState): readonly Colleague[] {
  const encounter = myEncounter(room);
  const serving = room.view.reception?.serving ?? [];
  const mayCome = (each: PersonView): boolean => each.role === "speaker" || mayNow(room.view, each, "admit");
  return room.view.people
    .filter((each) => each.participant !== room.you.participant && mayCome(each))
    .toSorted((a, b) => a.seat - b.seat)
    .map((each): Colleague => {
      const lines = serving.find(({ participant }) => participant === each.participant)?.lines ?? [];
      return { person: each, reach: reachOf(room, each, encounter), lines };
    })
    .toSorted((a, b) => ORDER.indexOf(a.reach) - ORDER.indexOf(b.reach));
}

function reachOf(room: RoomState, each: PersonView, encounter: EncounterView | undefined): Reach {
  const who = each.participant;
  if (encounter !== undefined && [...encounter.professionals, ...encounter.aside].includes(who)) return "here";
  if (encounter?.asked.some(({ participant }) => participant === who) === true) return "asked";
  if (isDropped(each) || isSteppedOut(each)) return "away";
  const isElsewhere = isForFew(each.place);
  return isElsewhere || (room.view.reception?.encounters ?? []).some(({ professionals }) => professionals.includes(who)) ? "busy" : "free";
}

/** Whether one more can be asked. */
export function mayAskMore({ professionals, aside, asked }: EncounterView): boolean {
  return professionals.length + aside.length + asked.length < MAX_PROFESSIONALS;
}

/** With whom of those who receive a line a visitor could go on: not with those whom they are with. */
export function receiversOf(room: RoomState, line: LineId): readonly PersonView[] {
  const encounter = myEncounter(room);
  const here = encounter === undefined ? [] : [...encounter.professionals, ...encounter.aside];
  return (room.view.reception?.serving ?? [])
    .filter(({ participant, lines }) => lines.includes(line) && !here.includes(participant))
    .flatMap(({ participant }) => person(room, participant) ?? []);
}
