// Who is in which receive slot. Pure: slots messages in, lookups out.
import type { DeviceId, SlotView, SourceKind } from "../protocol/generated";

export interface Slots {
  readonly generation: number;
  readonly slots: readonly SlotView[];
}

export const NO_SLOTS: Slots = { generation: -1, slots: [] };

/** Folds a message in. One that was overtaken changes nothing. */
export function placeSlots(before: Slots, message: Slots): Slots {
  return message.generation < before.generation ? before : { generation: message.generation, slots: message.slots };
}

/** The slot that carries this source; the lowest line if there are two (the stage comes first). */
export function slotOf(slots: Slots, device: DeviceId, kind: SourceKind): SlotView | undefined {
  let found: SlotView | undefined;
  for (const slot of slots.slots) {
    if (slot.device === device && slot.kind === kind && (found === undefined || slot.line < found.line)) found = slot;
  }
  return found;
}

/** Whose source is in the slot of this line. */
export function deviceOn(slots: Slots, line: number): DeviceId | undefined {
  return slots.slots.find((slot) => slot.line === line)?.device;
}

/** Which source is in the slot of this line. */
export function kindOn(slots: Slots, line: number): SourceKind | undefined {
  return slots.slots.find((slot) => slot.line === line)?.kind;
}

/** Whether an RTP timestamp is at or after another, on a clock that wraps at 2^32. */
export function isAtOrAfter(timestamp: number, from: number): boolean {
  return ((timestamp - from) >>> 0) < 0x8000_0000;
}
