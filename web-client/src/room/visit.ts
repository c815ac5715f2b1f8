// The encounter as its visitor has it: who is with me, what has changed, what I am asked. Pure. What those have who receive
// is elsewhere.
import type { EncounterView, PersonView } from "../protocol/generated";
import type { RoomState } from "./reduce";
import { iAmReceived, isDropped, peopleHere } from "./selectors";

/** What is worth saying aloud to the visitor. */
export type VisitNews =
  /** I am taken. */
  | { readonly type: "visit_begun"; readonly names: readonly string[] }
  | { readonly type: "visit_came"; readonly names: readonly string[] }
  /** Somebody went, and others stay. `with`: who is with me now. */
  | { readonly type: "visit_with"; readonly with: readonly string[] }
  | { readonly type: "visit_alone" }
  | { readonly type: "hand_over_asked" };

/** The encounter of which I am the visitor. */
export function myVisitToReception(room: RoomState): EncounterView | undefined {
  const { encounter } = room.view;
  return encounter?.visitor === room.you.participant ? encounter : undefined;
}

/** Those with me, in seat order. */
export function withVisitor(room: RoomState): readonly PersonView[] {
  return peopleHere(room).filter(({ participant }) => participant !== room.you.participant);
}

/** Whose connection is lost, when nobody else is with me. */
export function lostWithVisitor(room: RoomState): PersonView | undefined {
  const others = withVisitor(room);
  return others.every(isDropped) ? others[0] : undefined;
}

/** Whether this page shows what a visitor needs, and nothing of a circle. */
export function isVisit(room: RoomState): boolean {
  return iAmReceived(room);
}

export function visitNews(before: RoomState, now: RoomState): readonly VisitNews[] {
  if (!isVisit(before) || !isVisit(now)) return [];
  const [was, is] = [myVisitToReception(before), myVisitToReception(now)];
  const news: VisitNews[] = [];
  const names = (room: RoomState): readonly string[] => withVisitor(room).map(({ name }) => name);
  const [had, has] = [withVisitor(before), withVisitor(now)];
  const came = has.filter(({ participant }) => !had.some((each) => each.participant === participant));
  const went = had.filter(({ participant }) => !has.some((each) => each.participant === participant));
  if (came.length > 0) news.push({ type: "visit_came", names: came.map(({ name }) => name) });
  // When nobody stays it is said that I am alone, and that they come back.
  else if (went.length > 0 && has.length > 0) news.push({ type: "visit_with", with: names(now) });
  if (is?.alone === true && was?.alone !== true) news.push({ type: "visit_alone" });
  const [asked, asks] = [was?.hand_over?.proposal, is?.hand_over?.proposal];
  if (asks !== undefined && asks !== asked) news.push({ type: "hand_over_asked" });
  return news;
}
