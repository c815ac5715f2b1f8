// Questions to the state about breakout groups. Pure.
import type { CardView, GroupId, GroupsRun, GroupView, Moment, ParticipantId, PersonView, Place, VisitView } from "../protocol/generated";
import { actsAs, isStaff } from "./permissions";
import type { RoomState } from "./reduce";
import { iMay, isDropped, me, myPlace, peopleIn } from "./selectors";

export function groupById(state: RoomState, group: GroupId): GroupView | undefined {
  return state.view.groups.find((each) => each.group === group);
}

export function groupAt(state: RoomState, place: Place): GroupView | undefined {
  return place.type === "group" ? groupById(state, place.group) : undefined;
}

/** The group I am in, also on a visit. */
export function myGroup(state: RoomState): GroupView | undefined {
  return groupAt(state, myPlace(state));
}

/** What a group does: its own task, or that of all of them. */
export function taskOf(state: RoomState, group: GroupView): string | undefined {
  return group.task ?? state.view.run?.task;
}

/** An end, or what is left until it while the clock stands still, in milliseconds; neither without an end. */
export interface End {
  readonly ends_at?: Moment;
  readonly paused_with?: number;
}

/** Whether a group ends before the others. */
export function endsBefore(group: GroupView): boolean {
  return group.ends_at !== undefined || group.paused_with !== undefined;
}

/** The end that counts in a group, or for those who are in none: its own, else that of all of them. */
export function endIn(group: GroupView | undefined, run: GroupsRun): End {
  return group !== undefined && endsBefore(group) ? group : run;
}

/** Whether one group can be given an end of its own: not in rounds, in which all move on together. */
export function mayEndBefore(state: RoomState, group: GroupView): boolean {
  const isAlone = state.view.groups.length === 1;
  return groupsRun(state) && state.view.run?.rounds === undefined && (!isAlone || endsBefore(group));
}

/** Whether people have moved into the groups. */
export function groupsRun(state: RoomState): boolean {
  return state.view.groups.length > 0 && state.view.run?.opens_at === undefined;
}

/** Whether I lead the group I am in: then I give the floor, lower hands and run the timer there. */
export function iLead(state: RoomState): boolean {
  return myGroup(state)?.leader === state.you.participant;
}

/** Whether I may do this where I am: by my role or, in the group that I lead, as its leader. */
export function iMayHere(state: RoomState, permission: "run_turns" | "lower_others_hands" | "run_timers"): boolean {
  if (iMay(state, permission) || (iLead(state) && iMay(state, "chat_group"))) return true;
  return permission === "run_turns" && myGroupRunsItself(state);
}

/** Whether I am of a group that gives its turns itself: neither its leader nor any of those who run the session is there. */
export function myGroupRunsItself(state: RoomState): boolean {
  const group = myGroup(state);
  if (group === undefined || !iMay(state, "chat_group") || me(state)?.role === "observer") return false;
  const leads = (each: PersonView): boolean => (isStaff(actsAs(each)) || each.participant === group.leader) && !isDropped(each);
  return !peopleIn(state, myPlace(state)).some(leads);
}

/** Visits to a group that have not ended. */
export function visitsTo(group: GroupView): readonly VisitView[] {
  return (group.visits ?? []).filter((visit) => visit.ended_at === undefined);
}

export interface MyVisit {
  readonly group: GroupView;
  readonly visit: VisitView;
  /** Whether I am there; else I am announced. */
  readonly isThere: boolean;
}

/** Where I am on a visit, or am about to be. */
export function myVisit(state: RoomState): MyVisit | null {
  const mine = myGroup(state)?.group;
  for (const group of state.view.groups) {
    const visit = visitsTo(group).find((each) => each.participant === state.you.participant);
    if (visit !== undefined) return { group, visit, isThere: mine === group.group };
  }
  return null;
}

/** Whether I am on a visit on which nobody sees or hears me. */
export function iOnlyListen(state: RoomState): boolean {
  const mine = myVisit(state);
  return mine !== null && mine.isThere && mine.visit.listening;
}

/** Those in a group who belong there: without visitors. */
export function membersOf(state: RoomState, group: GroupView): readonly PersonView[] {
  const visiting = new Set(visitsTo(group).map((visit) => visit.participant));
  return peopleIn(state, { type: "group", group: group.group }).filter((each) => !visiting.has(each.participant));
}

/** Whether people may choose a group now, and I am one of them. Those who run the session visit instead. */
export function iChoose(state: RoomState): boolean {
  const place = myPlace(state).type;
  return (
    state.view.run?.chosen === true &&
    iMay(state, "choose_group") &&
    !iMay(state, "visit_groups") &&
    (place === "plenary" || place === "group")
  );
}

/** How many are in a group where people choose. */
export function isFull(state: RoomState, group: GroupView): boolean {
  const most = state.view.run?.most;
  return most !== undefined && membersOf(state, group).length >= most;
}

/** Whether I write what is of my group: its note, its card, that it is ready. */
export function iTakePart(state: RoomState): boolean {
  return iMay(state, "chat_group") && myVisit(state)?.isThere !== true;
}

/** Those who are dealt into groups now: everybody in the plenary who does not run the session. */
export function dealt(state: RoomState, withObservers: boolean): readonly PersonView[] {
  return peopleIn(state, { type: "plenary" }).filter(
    (each) => !isStaff(actsAs(each)) && (withObservers || each.role !== "observer"),
  );
}

/** The card that is shown to everybody now. */
export function shownCard(state: RoomState): CardView | undefined {
  return state.view.cards?.find((card) => card.showing);
}

/** The card after the one that is shown, among those that were not shown yet; the first of them when none is. */
export function nextCard(state: RoomState): CardView | undefined {
  const cards = state.view.cards ?? [];
  const at = cards.findIndex((card) => card.showing);
  const isNew = (card: CardView): boolean => !card.shown && !card.showing && card.text !== undefined;
  return cards.slice(at + 1).find(isNew) ?? cards.find(isNew);
}

/** Who somebody was or is, also when they have left; null when they are not known. */
export function nameOf(state: RoomState, who: ParticipantId): string | null {
  const here = state.view.people.find((each) => each.participant === who);
  return here?.name ?? state.view.attendance?.rows.find((row) => row.participants.includes(who))?.name ?? null;
}
