// The number of a group on its colour. The number is in the name beside it too, so the mark itself is not read.
import type { GroupColour } from "../../../protocol/generated";

export function GroupMark({ number, colour }: { readonly number: number; readonly colour: GroupColour }) {
  return (
    <span className="group-mark" data-colour={colour} aria-hidden="true">
      {number}
    </span>
  );
}
