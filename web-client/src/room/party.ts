// Everybody whom this page carries, each with the room as they are told it, and who of them acts now. Pure. As
// signaling/tests/world/page.rs does.
import type { Event, ParticipantId, ServerMessage, You } from "../protocol/generated";
import { reduce, type RoomState } from "./reduce";

export interface Party {
  /** Whose connection it is. They may have left while others stay. */
  readonly you: You;
  /** One for each person, never empty; whoever's connection it is comes first, then in the order of coming. */
  readonly states: readonly RoomState[];
  readonly acting: ParticipantId;
}

type Welcome = Extract<ServerMessage, { type: "welcome" }>;

/**
 * Starts from a welcome, or goes on from what was known when the missed events follow instead of views. `chosen`: who
 * acted when this page was loaded before, if they are carried still.
 */
export function welcomed(before: Party | null, message: Welcome, epoch: number, chosen: ParticipantId | null = null): Party | null {
  const { you, view, beside = [] } = message;
  if (view === undefined) {
    if (before === null) return null;
    const states = before.states.map((each) => ({ ...each, you: { ...each.you, device: you.device }, epoch }));
    return { ...before, you, states };
  }
  const others = beside.map((each): RoomState => ({ you: { ...you, participant: each.participant }, view: each.view, epoch }));
  return withActing({ you, states: [{ you, view, epoch }, ...others], acting: before?.acting ?? chosen ?? you.participant });
}

/** `whom`: into whose views the event goes; into everybody's when it is empty. */
export function folded(before: Party, event: Event, whom: readonly ParticipantId[]): Party {
  const states = carried(joined(before, event, whom), event);
  const after = states.map((each) => (isFor(each, whom) ? reduce(each, event) : each));
  const isSame = after.length === before.states.length && after.every((each, index) => each === before.states[index]);
  return isSame ? before : withActing({ ...before, states: after });
}

function isFor(state: RoomState, whom: readonly ParticipantId[]): boolean {
  return whom.length === 0 || whom.includes(state.you.participant);
}

/** Who is new at the device begins with a view of their own; what came for them before it is in it. */
function joined(party: Party, event: Event, whom: readonly ParticipantId[]): readonly RoomState[] {
  const [first] = party.states;
  if (event.type !== "view_replaced" || first === undefined) return party.states;
  const fresh = whom.filter((who) => stateOf(party, who) === undefined);
  return [
    ...party.states,
    ...fresh.map((participant): RoomState => ({ you: { participant, device: party.you.device }, view: event.view, epoch: first.epoch })),
  ];
}

/** Whoever left alone, or went over to another device, is no longer among those it carries. */
function carried(states: readonly RoomState[], event: Event): readonly RoomState[] {
  if (event.type !== "devices_changed") return states;
  const own = event.devices.find(({ device }) => device === states[0]?.you.device);
  const kept = own === undefined ? states : states.filter(({ you }) => own.people.includes(you.participant));
  return kept.length === 0 ? states : kept;
}

function withActing(party: Party): Party {
  const [first] = party.states;
  return stateOf(party, party.acting) !== undefined || first === undefined ? party : { ...party, acting: first.you.participant };
}

/** The room of one of them. */
export function stateOf(party: Party, who: ParticipantId): RoomState | undefined {
  return party.states.find(({ you }) => you.participant === who);
}

/** The room of whoever acts now. */
export function actingState(party: Party): RoomState {
  const state = stateOf(party, party.acting);
  if (state === undefined) throw new Error("invariant: whoever acts is carried");
  return state;
}

/** From now on this one acts; nothing changes when they are not carried. */
export function actedBy(party: Party, who: ParticipantId): Party {
  return stateOf(party, who) === undefined || party.acting === who ? party : { ...party, acting: who };
}

/** Whether what they ask has to say for whom it is asked: the connection speaks for one person by itself. */
export function mustSayWho(party: Party, who: ParticipantId): boolean {
  return party.states.length > 1 || who !== party.you.participant;
}
