// The room as this person is told it. Pure: folds messages by replacing, never guesses.
import type { Event, PersonView, RoomView, ServerMessage, You } from "../protocol/generated";

export interface RoomState {
  readonly you: You;
  readonly view: RoomView;
}

type Welcome = Extract<ServerMessage, { type: "welcome" }>;

/** Starts from a welcome, or goes on from what was known when the missed events follow instead of a view. */
export function welcome(before: RoomState | null, message: Welcome): RoomState | null {
  if (message.view !== undefined) return { you: message.you, view: message.view };
  return before === null ? null : { ...before, you: message.you };
}

export function reduceView(view: RoomView, event: Event): RoomView {
  switch (event.type) {
    case "people_changed":
      return { ...view, people: keepSame(view.people, event.people) };
    case "groups_changed":
      return { ...view, groups: event.groups };
    case "queues_changed":
      return { ...view, queues: event.queues };
    case "devices_changed":
      return { ...view, devices: event.devices };
    case "person_left":
      return view; // The roster without them follows; this one only says how they went.
  }
}

/** People about whom nothing changed stay the same objects, so that nothing about them is drawn again. */
function keepSame(before: readonly PersonView[], after: readonly PersonView[]): PersonView[] {
  const known = new Map(before.map((each) => [each.participant, each]));
  return after.map((each) => {
    const old = known.get(each.participant);
    // Both came from the same server in the same shape; should the order of fields ever differ, one row is drawn twice.
    return old !== undefined && JSON.stringify(old) === JSON.stringify(each) ? old : each;
  });
}

export function reduce(state: RoomState, event: Event): RoomState {
  const view = reduceView(state.view, event);
  return view === state.view ? state : { ...state, view };
}
