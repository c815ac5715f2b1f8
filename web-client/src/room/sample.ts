// A room for tests, built by hand so that each test says what matters to it.
import { GROUP_COLOURS } from "../protocol/generated";
import type { EncounterView, GroupsRun, ParticipantId, PersonView, Place, QueueItemView, QueueView, ReceptionView, RequestView, Role, RoomView, SourceKind } from "../protocol/generated";
import type { RoomState } from "./reduce";

export const PLENARY: Place = { type: "plenary" };
export const group = (id: number): Place => ({ type: "group", group: id });

export function personOf(participant: ParticipantId, name: string, more: Partial<PersonView> = {}): PersonView {
  return { participant, name, role: "participant", seat: participant, presence: { type: "here" }, place: PLENARY, ...more };
}

export function queueOfPlace(place: Place, hands: readonly ParticipantId[], floor?: ParticipantId): QueueView {
  return {
    place,
    hands: hands.map((participant) => ({ participant, since: 0 })),
    ...(floor === undefined ? {} : { floor: { participant: floor, since: 0 } }),
  };
}

interface Sample {
  readonly me?: ParticipantId;
  readonly role?: Role;
  readonly people?: readonly PersonView[];
  readonly queues?: readonly QueueView[];
  readonly groups?: readonly number[];
  readonly more?: Partial<RoomView>;
  readonly sending?: Readonly<Record<ParticipantId, readonly SourceKind[]>>;
}

/** Groups without an end, in which people are. */
export const RUN: GroupsRun = { recalled: false, warnings: [1], chosen: false, late: "plenary", notes: "keep", announcements: [] };

/** Person n has device 100 + n. Three people unless told otherwise; I am the first. */
export function sampleRoom(sample: Sample = {}): RoomState {
  const me = sample.me ?? 1;
  const people = sample.people ?? [personOf(1, "Aino", { role: sample.role ?? "participant" }), personOf(2, "Björn"), personOf(3, "Sirpa")];
  const view: RoomView = {
    title: "Työnohjaus",
    template: "supervision",
    now: 0,
    people: [...people],
    groups: (sample.groups ?? []).map((number) => ({ group: number, number, colour: GROUP_COLOURS[(number - 1) % GROUP_COLOURS.length] ?? "blue" })),
    queues: [...(sample.queues ?? [queueOfPlace(PLENARY, [])])],
    devices: people.map(({ participant }) => ({
      device: 100 + participant,
      people: [participant],
      sending: [...(sample.sending?.[participant] ?? [])],
    })),
    ...((sample.groups ?? []).length > 0 ? { run: { ...RUN } } : {}),
    ...sample.more,
  };
  return { you: { participant: me, device: 100 + me }, view, epoch: 0 };
}

/** What somebody has asked for; help because of the sound unless told otherwise. */
export type Asked = Pick<RequestView, "request" | "participant"> & Partial<RequestView & Pick<QueueItemView, "place">>;

/** Requests, as those see them who made them and those who answer; nothing where there are none. */
export function requested(all: readonly Asked[]): Pick<RoomView, "requests" | "facilitator_queue"> {
  if (all.length === 0) return {};
  const requests = all.map(({ place: _place, kind = "help", ...rest }): RequestView => ({ kind, since: 0, ahead: 0, ...(kind === "help" ? { problem: "no_sound" } : {}), ...rest }));
  const items = all.map(({ request, ahead: _ahead, theirs_until: _until, place = PLENARY, kind = "help", ...rest }): QueueItemView => {
    return { item: { type: "request", request }, kind, since: 0, place, ...(kind === "help" ? { problem: "no_sound" } : {}), ...rest };
  });
  return { requests, facilitator_queue: { items, figures: [] } };
}

/** An encounter of the drop-in reception: I am its visitor, 1, and 2 receives me, unless told otherwise. */
export function encounterOf(more: Partial<EncounterView> = {}): EncounterView {
  return { encounter: 5, line: "Sosiaalityö", visitor: 1, visitor_name: "Aino", since: 0, answers: [], professionals: [2], aside: [], asked: [], ...more };
}

/** A reception with two lines, in which nobody waits and which nobody receives, as professionals see it. */
export function receptionOf(more: Partial<ReceptionView> = {}): ReceptionView {
  const quiet = { open: true, waiting: 0, served: 0, median_wait: 0, longest_wait: 0 };
  const lines = [{ line: 0, name: "Sosiaalityö", ...quiet }, { line: 1, name: "Terveysneuvonta", ...quiet }];
  return { open: true, lines, serving: [], count: 0, visitors: [], encounters: [], ...more };
}
