// Comparing and naming places.
import type { GroupView, Place } from "../protocol/generated";

export const PLENARY: Place = { type: "plenary" };

export function samePlace(a: Place, b: Place): boolean {
  return a.type === "group" ? b.type === "group" && a.group === b.group : b.type === "plenary";
}

/** A string for keys of lists and maps. */
export function placeKey(place: Place): string {
  return place.type === "group" ? `group-${place.group}` : "plenary";
}

/** The number people call the group by; null in the plenary. */
export function groupNumber(place: Place, groups: readonly GroupView[]): number | null {
  if (place.type === "plenary") return null;
  return groups.find((group) => group.group === place.group)?.number ?? null;
}

/** Every place there is now: the plenary, then the groups by number. */
export function allPlaces(groups: readonly GroupView[]): readonly Place[] {
  return [PLENARY, ...groups.map((group): Place => ({ type: "group", group: group.group }))];
}
