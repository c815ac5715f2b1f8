// A scene as it is chosen, and what is sent of it. Pure.
import { MAX_SEEN, type Command, type ParticipantId, type SceneKind } from "../../../protocol/generated";
import { actsAs, isStaff } from "../../../room/permissions";
import type { RoomState } from "../../../room/reduce";
import { choosable, sceneHere, type SceneName } from "../../../room/scenes";
import { minutesOf, type Length } from "../timers/MinutesChoice";

/** Most minutes after which somebody leaves a full fishbowl. */
export const MAX_LEAVE_MINUTES = 60;
/** Among the ready lengths: nobody has to leave. */
export const NO_LIMIT = 0;
export const LEAVE_MINUTES: readonly number[] = [NO_LIMIT, 1, 2, 3, 5];

export interface SceneDraft {
  readonly name: SceneName;
  /** Absent until somebody chooses: then it is whoever talks first in such a scene. */
  readonly people?: ReadonlySet<ParticipantId>;
  readonly seats: number;
  readonly freeSeat: boolean;
  readonly leave: Length;
}

export type SceneWrong = "nobody" | "too_many" | "minutes";

/** As it is now; where everybody is seen, with what suits most. */
export function draftOf(room: RoomState): SceneDraft {
  const { scene, seen } = sceneHere(room);
  const draft: SceneDraft = { name: scene.type, seats: 4, freeSeat: true, leave: { ready: NO_LIMIT, own: "" } };
  if (scene.type === "everyone") return draft;
  const people = new Set(seen);
  return scene.type === "fishbowl" ? { ...draft, people, seats: scene.seats, freeSeat: scene.free_seat, leave: lengthOf(scene.leave_after) } : { ...draft, people };
}

function lengthOf(seconds: number | undefined): Length {
  if (seconds === undefined) return { ready: NO_LIMIT, own: "" };
  const minutes = Math.max(1, Math.round(seconds / 60));
  return LEAVE_MINUTES.includes(minutes) ? { ready: minutes, own: "" } : { ready: "own", own: String(minutes) };
}

/** Who is chosen: until somebody was, those who lead, on a stage also its guests; whoever chooses, where nobody else leads. */
export function chosenIn({ name, people }: SceneDraft, room: RoomState): ReadonlySet<ParticipantId> {
  const all = choosable(room);
  if (people !== undefined) return new Set(all.map(({ participant }) => participant).filter((who) => people.has(who)));
  if (name === "fishbowl" || name === "everyone") return new Set();
  const first = all.filter((each) => isStaff(actsAs(each)) || (name === "stage" && each.role === "speaker"));
  const me = all.filter(({ participant }) => participant === room.you.participant);
  return new Set((first.length > 0 ? first : me).map(({ participant }) => participant));
}

/** What is wrong with it; nothing when it can be sent. */
export function wrongWith(draft: SceneDraft, room: RoomState): SceneWrong | undefined {
  const { size } = chosenIn(draft, room);
  switch (draft.name) {
    case "everyone":
      return undefined;
    case "stage":
    case "reflecting_team":
      return size === 0 ? "nobody" : size > MAX_SEEN ? "too_many" : undefined;
    case "fishbowl":
      if (size > draft.seats) return "too_many";
      return minutesOf(draft.leave, MAX_LEAVE_MINUTES) === null ? "minutes" : undefined;
  }
}

/** What is sent: nothing when it is so already, and only the people when only they are others. */
export function commandOf(draft: SceneDraft, room: RoomState): Command | undefined {
  const now = sceneHere(room);
  const scene = kindOf(draft, now.scene);
  const people = draft.name === "everyone" ? [] : [...chosenIn(draft, room)];
  const isSamePeople = people.length === now.seen.length && people.every((who) => now.seen.includes(who));
  if (!isSameKind(scene, now.scene)) return { type: "set_scene", scene, seen: people };
  return isSamePeople ? undefined : { type: "set_seen", people };
}

function kindOf({ name, seats, freeSeat, leave }: SceneDraft, now: SceneKind): SceneKind {
  if (name !== "fishbowl") return { type: name };
  const minutes = minutesOf(leave, MAX_LEAVE_MINUTES) ?? NO_LIMIT;
  // A time in seconds that was not touched stays what it was.
  const isUntouched = now.type === "fishbowl" && now.leave_after !== undefined && sameLength(lengthOf(now.leave_after), leave);
  const after = isUntouched ? now.leave_after : minutes === NO_LIMIT ? undefined : minutes * 60;
  return { type: "fishbowl", seats, free_seat: freeSeat, ...(after === undefined ? {} : { leave_after: after }) };
}

function sameLength(a: Length, b: Length): boolean {
  return a.ready === b.ready && a.own === b.own;
}

function isSameKind(a: SceneKind, b: SceneKind): boolean {
  if (a.type !== "fishbowl" || b.type !== "fishbowl") return a.type === b.type;
  return a.seats === b.seats && a.free_seat === b.free_seat && a.leave_after === b.leave_after;
}
