// How devices fare. Only those that changed are told.
import type { DeviceId, DeviceStateView, RoomView } from "../../protocol/generated";
import { withList } from "./view";

export function statesChanged(view: RoomView, states: readonly DeviceStateView[], gone: readonly DeviceId[]): RoomView {
  const replaced = new Set([...gone, ...states.map((each) => each.device)]);
  const kept = (view.device_states ?? []).filter((each) => !replaced.has(each.device));
  return withList(view, "device_states", [...kept, ...states].toSorted((a, b) => a.device - b.device));
}
