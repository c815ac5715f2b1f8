// What is worth saying aloud to those who receive: somebody new in a line of mine, that I am asked to join, what became of
// what I asked. Pure. Few: whoever is with a visitor hears of no line.
import type { EncounterId, EncounterView, ParticipantId, ReceptionView } from "../protocol/generated";
import { nameOf } from "./groups";
import { askedToJoin, desk, lineOf, myEncounter, myLines, namesOf } from "./reception";
import type { RoomState } from "./reduce";

export type ReceptionNews =
  /** Somebody stands in a line that I receive. */
  | { readonly type: "line_joined"; readonly names: readonly string[] }
  | { readonly type: "asked_to_join"; readonly encounter: EncounterId; readonly name: string | null; readonly line: string | null }
  /** Whom we asked: they are aside. */
  | { readonly type: "colleague_came"; readonly names: readonly string[] }
  | { readonly type: "colleague_declined"; readonly names: readonly string[] }
  /** The proposal is answered with no, or taken back: the visitor stays in either case. */
  | { readonly type: "hand_over_stays"; readonly name: string }
  /** Without a name, as what follows: it may stay on the page, and the visitor is forgotten. */
  | { readonly type: "hand_over_done"; readonly line: string | null }
  /** The encounter that I was in is over: by one of us, or because the visitor left. */
  | { readonly type: "encounter_over"; readonly isBackInLine: boolean };

export function receptionNews(before: RoomState, now: RoomState): readonly ReceptionNews[] {
  if (before.view.reception === now.view.reception && before.view.encounter === now.view.encounter) return [];
  const [was, is] = [myEncounter(before), myEncounter(now)];
  return [...newsOfLines(before, now, was, is), ...newsOfAsking(before, now), ...newsOfEncounter(before, now, was, is)];
}

function newsOfLines(before: RoomState, now: RoomState, was: EncounterView | undefined, is: EncounterView | undefined): readonly ReceptionNews[] {
  const [had, has] = [desk(before), desk(now)];
  // Nobody is called away from a visitor; and what was there when one came, or began to receive, is no news.
  if (had === undefined || has === undefined || is !== undefined) return [];
  const known = new Set(had.visitors.map(({ participant }) => participant));
  const mine = myLines(before).filter((line) => myLines(now).includes(line));
  const came = has.visitors.filter(({ participant, line }) => !known.has(participant) && mine.includes(line) && participant !== was?.visitor);
  // Of a long line only the first are told of: who moves up among them has waited before.
  const names = had.count > had.visitors.length ? [] : came.map(({ name }) => name);
  return names.length === 0 ? [] : [{ type: "line_joined", names }];
}

function newsOfAsking(before: RoomState, now: RoomState): readonly ReceptionNews[] {
  const known = new Set(askedToJoin(before).map(({ encounter }) => encounter.encounter));
  return askedToJoin(now).flatMap(({ encounter, by }): ReceptionNews[] => {
    if (known.has(encounter.encounter)) return [];
    return [{ type: "asked_to_join", encounter: encounter.encounter, name: nameOf(now, by), line: lineOf(now, encounter.line)?.name ?? null }];
  });
}

function newsOfEncounter(before: RoomState, now: RoomState, was: EncounterView | undefined, is: EncounterView | undefined): readonly ReceptionNews[] {
  if (was === undefined) return [];
  if (is?.encounter !== was.encounter) return [howItEnded(before, now, was)];
  const news: ReceptionNews[] = [];
  const known = [...was.professionals, ...was.aside];
  const came = namesOf(now, is.aside.filter((who) => !known.includes(who)));
  if (came.length > 0) news.push({ type: "colleague_came", names: came });
  const here = [...is.professionals, ...is.aside, ...is.asked.map(({ participant }) => participant)];
  // What I took back myself is no news either, but nothing says whose it was; only what I asked is told to me.
  const declined = was.asked.filter(({ participant, by }) => by === now.you.participant && !here.includes(participant));
  const names = namesOf(now, declined.map(({ participant }) => participant));
  if (names.length > 0) news.push({ type: "colleague_declined", names });
  if (was.hand_over !== undefined && is.hand_over === undefined) news.push({ type: "hand_over_stays", name: is.visitor_name });
  return news;
}

function howItEnded(before: RoomState, now: RoomState, { visitor, hand_over: proposed }: EncounterView): ReceptionNews {
  const standing = visitorIn(desk(now), visitor) ?? undefined;
  if (standing?.handed_over === true && proposed !== undefined) {
    return { type: "hand_over_done", line: lineOf(now, standing.line)?.name ?? lineOf(before, standing.line)?.name ?? null };
  }
  return { type: "encounter_over", isBackInLine: standing !== undefined };
}

function visitorIn(view: ReceptionView | undefined, who: ParticipantId) {
  return view?.visitors.find(({ participant }) => participant === who);
}
