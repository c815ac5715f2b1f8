// What may be absent in a view is absent here too when there is nothing in it: one shape for one meaning.
import type { RoomView } from "../../protocol/generated";

/** The view with this part replaced, or without it. */
export function withPart<K extends keyof RoomView>(view: RoomView, key: K, part: RoomView[K] | undefined): RoomView {
  if (part !== undefined) return { ...view, [key]: part };
  if (!(key in view)) return view;
  const rest: RoomView = { ...view };
  delete rest[key];
  return rest;
}

/** As `withPart`; a list that is empty is absent. */
export function withList<K extends keyof RoomView>(view: RoomView, key: K, list: RoomView[K] & { readonly length: number }): RoomView {
  return withPart(view, key, list.length === 0 ? undefined : list);
}
