// Comparing and naming places.
import type { ChatPart, GroupView, PersonView, Place } from "../protocol/generated";

export const PLENARY: Place = { type: "plenary" };

/** A string for keys of lists and maps; equal for equal places. */
export function placeKey(place: Place | ChatPart): string {
  switch (place.type) {
    case "plenary":
    case "backstage":
    case "private":
    case "coffee":
      return place.type;
    case "group":
      return `group-${place.group}`;
    case "help":
      return `help-${place.help}`;
    case "private_word":
      return `private-word-${place.word}`;
    case "encounter":
    case "aside":
      return `${place.type}-${place.encounter}`;
  }
}

export function samePlace(a: Place, b: Place): boolean {
  return placeKey(a) === placeKey(b);
}

/** Whether it is for a few who are with each other and are not disturbed; as in signaling/src/protocol/people.rs. */
export function isForFew(place: Place): boolean {
  return ["help", "private_word", "encounter", "aside"].includes(place.type);
}

/** The number people call the group by; null elsewhere. */
export function groupNumber(place: Place, groups: readonly GroupView[]): number | null {
  return place.type === "group" ? (groups.find((group) => group.group === place.group)?.number ?? null) : null;
}

/** Every place one can be moved to: the plenary, then the groups by number. */
export function allPlaces(groups: readonly GroupView[]): readonly Place[] {
  return [PLENARY, ...groups.map((group): Place => ({ type: "group", group: group.group }))];
}

/** Those places, and after them where else somebody is: backstage, and where some are by themselves. */
export function placesOf(groups: readonly GroupView[], people: readonly PersonView[]): readonly Place[] {
  const places = allPlaces(groups);
  const known = new Set(places.map(placeKey));
  const others: Place[] = [];
  for (const { place } of people) {
    if (known.has(placeKey(place))) continue;
    known.add(placeKey(place));
    others.push(place);
  }
  return [...places, ...others.toSorted((a, b) => placeKey(a).localeCompare(placeKey(b), "en", { numeric: true }))];
}
