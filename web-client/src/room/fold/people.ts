// People, groups, queues and devices: told whole, so the new replaces the old.
import type { PersonView } from "../../protocol/generated";

/** People about whom nothing changed stay the same objects, so that nothing about them is drawn again. */
export function keepSame(before: readonly PersonView[], after: readonly PersonView[]): PersonView[] {
  const known = new Map(before.map((each) => [each.participant, each]));
  return after.map((each) => {
    const old = known.get(each.participant);
    // Both came from the same server in the same shape; should the order of fields ever differ, one row is drawn twice.
    return old !== undefined && JSON.stringify(old) === JSON.stringify(each) ? old : each;
  });
}
