// Groups that run, and what is one's own in the open agenda.
import type { GroupsRun, GroupView, MyTopics, RoomView } from "../../protocol/generated";
import { withPart } from "./view";

export function groupsChanged(view: RoomView, groups: GroupView[], run: GroupsRun | undefined): RoomView {
  return withPart({ ...view, groups }, "run", run);
}

export function mineChanged(view: RoomView, mine: MyTopics): RoomView {
  return withPart(view, "my_topics", mine.proposed.length + mine.supported.length === 0 ? undefined : mine);
}
