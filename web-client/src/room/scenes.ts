// How the places are staged, as one person has it: who is seen and heard, and what that means for me. Pure; as
// signaling/src/room/scenes.
import type { ParticipantId, PersonView, Place, SceneKind, SceneView } from "../protocol/generated";
import { iMayHere, iOnlyListen, visitsTo, groupAt } from "./groups";
import { mayNow } from "./permissions";
import { samePlace } from "./place";
import { iAmOnBreak } from "./programme";
import type { RoomState } from "./reduce";
import { devicesOf, iMay, myPlace, peopleHere, peopleIn, person, queueOf } from "./selectors";

export type SceneName = SceneKind["type"];
export type Fishbowl = Extract<SceneKind, { type: "fishbowl" }>;

const EVERYONE: SceneKind = { type: "everyone" };

export function sceneOf(state: RoomState, place: Place): SceneView | undefined {
  return state.view.scenes?.find((each) => samePlace(each.place, place));
}

/** How the place I am in is staged. */
export function sceneHere(state: RoomState): SceneView {
  const place = myPlace(state);
  return sceneOf(state, place) ?? { place, scene: EVERYONE, seen: [] };
}

/** The same where not everybody is seen; in a break nobody is. */
export function stagedHere(state: RoomState): SceneView | undefined {
  const scene = sceneHere(state);
  return scene.scene.type === "everyone" || iAmOnBreak(state) ? undefined : scene;
}

/**
 * Everybody who is seen and heard in a scene: whoever is chosen, on a stage whoever has the floor, whoever speaks to all
 * groups, and whoever is at a device of one of them.
 */
export function seenIn(state: RoomState, { place, scene, seen }: SceneView): ReadonlySet<ParticipantId> {
  if (scene.type === "everyone") return new Set(peopleIn(state, place).map(({ participant }) => participant));
  const floor = scene.type === "stage" ? queueOf(state, place).floor?.participant : undefined;
  const toAll = state.view.run?.speaking_to_all;
  const all = [...seen, ...[floor, toAll].filter((who) => who !== undefined)];
  return new Set([...all, ...all.flatMap((who) => devicesOf(state, who).flatMap(({ people }) => people))]);
}

/** Whether I am seen and heard where I am. */
export function iAmSeen(state: RoomState): boolean {
  return isSeenHere(state, state.you.participant);
}

export function isSeenHere(state: RoomState, who: ParticipantId): boolean {
  const scene = stagedHere(state);
  return scene === undefined || seenIn(state, scene).has(who);
}

/** Whether somebody has no turns where I am: in a reflecting team and a fishbowl those alone have them who are seen. */
export function isKeptFromTurns(state: RoomState, who: ParticipantId): boolean {
  const scene = stagedHere(state)?.scene.type;
  return (scene === "reflecting_team" || scene === "fishbowl") && !isSeenHere(state, who);
}

/** What the line that stays tells me; null where everybody is seen, and on a visit that tells it by itself. */
export function mySight(state: RoomState): "seen" | "listening" | null {
  if (stagedHere(state) === undefined || iOnlyListen(state)) return null;
  return iAmSeen(state) ? "seen" : "listening";
}

/** Those at my table who are seen, in seat order. */
export function seenHere(state: RoomState): readonly PersonView[] {
  const here = peopleHere(state);
  const scene = stagedHere(state);
  if (scene === undefined) return here;
  const all = seenIn(state, scene);
  return here.filter(({ participant }) => all.has(participant));
}

/** Who sits on which chair of a fishbowl; null is a free one. */
export type Chairs = readonly (ParticipantId | null)[];

/**
 * The chairs after somebody has sat down or got up. Whoever sits stays where they are, and whoever comes takes the first
 * chair that is free; at the beginning whoever has sat longest comes first.
 */
export function chairsAfter(before: Chairs, { scene, seen }: SceneView): Chairs {
  if (scene.type !== "fishbowl") return NO_CHAIRS;
  const count = Math.max(seen.length, scene.seats + (scene.free_seat ? 1 : 0));
  const kept = before.slice(0, count).map((who) => (who !== null && seen.includes(who) ? who : null));
  const chairs = [...kept, ...Array.from({ length: count - kept.length }, () => null)];
  for (const who of seen) if (!chairs.includes(who)) chairs[chairs.indexOf(null)] = who;
  return chairs.length === before.length && chairs.every((who, at) => who === before[at]) ? before : chairs;
}

export const NO_CHAIRS: Chairs = [];

/** Those around the table as they sit; in a fishbowl by chair, a free one is null, and whoever is only beside one comes last. */
export function aroundHere(state: RoomState, chairs: Chairs): readonly (PersonView | null)[] {
  const seen = seenHere(state);
  if (fishbowlHere(state) === undefined) return seen;
  const seated = chairs.flatMap((who) => (who === null ? [null] : (seen.find(({ participant }) => participant === who) ?? [])));
  return [...seated, ...seen.filter(({ participant }) => !chairs.includes(participant))];
}

/** The others at my table: whoever raises a hand first, in the order of hands, then in seat order. */
export function listenersHere(state: RoomState): readonly PersonView[] {
  const scene = stagedHere(state);
  if (scene === undefined) return [];
  const all = seenIn(state, scene);
  const { hands } = queueOf(state, scene.place);
  const number = ({ participant }: PersonView): number => {
    const index = hands.findIndex((hand) => hand.participant === participant);
    return index === -1 ? hands.length : index;
  };
  return peopleHere(state)
    .filter(({ participant }) => !all.has(participant))
    .toSorted((a, b) => number(a) - number(b));
}

/** The fishbowl I am in or around. */
export function fishbowlHere(state: RoomState): { readonly view: SceneView; readonly bowl: Fishbowl } | undefined {
  const view = stagedHere(state);
  return view?.scene.type === "fishbowl" ? { view, bowl: view.scene } : undefined;
}

/** Seats of a fishbowl on which nobody sits. */
export function freeSeats({ scene, seen }: SceneView): number {
  return scene.type === "fishbowl" ? Math.max(0, scene.seats + (scene.free_seat ? 1 : 0) - seen.length) : 0;
}

/** Whether I sit on a seat of my own: whoever is only at a device with somebody who sits has none to leave. */
export function iSit(state: RoomState): boolean {
  return fishbowlHere(state)?.view.seen.includes(state.you.participant) ?? false;
}

/** Whether I could sit down when a seat is free. */
export function iMaySit(state: RoomState): boolean {
  return fishbowlHere(state) !== undefined && !iSit(state) && iMay(state, "publish_microphone") && !iOnlyListen(state);
}

/** Whoever leaves a full fishbowl next, and when. */
export function leavesNext(state: RoomState): { readonly participant: ParticipantId; readonly at: number } | undefined {
  const { view } = fishbowlHere(state) ?? {};
  const [longest] = view?.seen ?? [];
  return view?.leaves_at === undefined || longest === undefined ? undefined : { participant: longest, at: view.leaves_at };
}

/** Whoever is large for everybody where I am. */
export function spotlightHere(state: RoomState): ParticipantId | undefined {
  return iAmOnBreak(state) ? undefined : sceneHere(state).spotlight;
}

/** Whether I choose how the place I am in is staged: those who give turns, and whoever leads the group. */
export function iStage(state: RoomState): boolean {
  const place = myPlace(state).type;
  return (place === "plenary" || place === "group") && iMayHere(state, "run_turns");
}

/** Whether anything of this person may be passed on where I am. */
export function mayBeSeen(state: RoomState, who: PersonView): boolean {
  const group = groupAt(state, myPlace(state));
  const visits = group === undefined ? [] : visitsTo(group);
  const isHere = samePlace(who.place, myPlace(state));
  const onlyListens = isHere && visits.some((visit) => visit.participant === who.participant && visit.listening);
  return mayNow(state.view, who, "publish_microphone") && !onlyListens;
}

/** Those who can be chosen where I am: whoever is here and may be heard; and who was chosen and waits elsewhere. */
export function choosable(state: RoomState): readonly PersonView[] {
  const waiting = sceneHere(state).seen.flatMap((who) => person(state, who) ?? []);
  const here = peopleHere(state).filter((each) => mayBeSeen(state, each));
  return [...here, ...waiting.filter((each) => !here.includes(each))];
}

/** Who talks after those of a reflecting team have changed over: whoever is here, listens and could talk. */
export function afterSwap(state: RoomState): readonly PersonView[] {
  return listenersHere(state).filter((each) => mayBeSeen(state, each));
}

/** Whether I am kept from writing in the chat of a place: in a reflecting team those alone write who talk there. */
export function isKeptSilentIn(state: RoomState, place: Place): boolean {
  const scene = sceneOf(state, place);
  if (scene?.scene.type !== "reflecting_team") return false;
  return !samePlace(myPlace(state), place) || !seenIn(state, scene).has(state.you.participant);
}

/** Whether I am kept from writing to somebody: whoever listens to a reflecting team writes to nobody who talks. */
export function isKeptFrom(state: RoomState, whom: PersonView): boolean {
  const scene = sceneHere(state);
  if (scene.scene.type !== "reflecting_team" || !samePlace(whom.place, myPlace(state))) return false;
  const seen = seenIn(state, scene);
  return !seen.has(state.you.participant) && seen.has(whom.participant);
}
