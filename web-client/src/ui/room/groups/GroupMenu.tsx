// What those who run the session do with one group.
import { MAX_GROUPS, type GroupView } from "../../../protocol/generated";
import { groupsRun, mayEndBefore, membersOf, myVisit } from "../../../room/groups";
import { iMay, myPlace } from "../../../room/selectors";
import { useMessages } from "../../language";
import { useCommand, useRoom } from "../context";
import { RowMenu, type Choice } from "../RowMenu";
import { groupName } from "./names";

export function GroupMenu({ group }: { readonly group: GroupView }) {
  const messages = useMessages();
  const { list, visit: words } = messages.groups;
  const { now, tools } = useRoom();
  const command = useCommand();
  const { room, link } = now;
  if (link.type !== "open") return null;
  const { group: id } = group;
  const place = myPlace(room);
  const isHere = place.type === "group" && place.group === id;
  const visit = myVisit(room);
  const choices: Choice[] = [];
  const go = (listening: boolean): void => command("visit", { type: "visit_group", group: id, listening });
  if (iMay(room, "visit_groups") && groupsRun(room) && !isHere) {
    choices.push({ id: "visit", label: list.visit, onChoose: () => go(false) });
    choices.push({ id: "listen", label: list.listen, onChoose: () => go(true) });
  }
  if (visit?.group.group === id) choices.push({ id: "end_visit", label: words.end, onChoose: () => command("visit", { type: "end_visit" }) });
  if (iMay(room, "run_groups")) {
    choices.push({ id: "edit", label: list.edit, onChoose: () => tools.ask({ type: "group", group: id }) });
    if (mayEndBefore(room, group)) choices.push({ id: "length", label: list.length, onChoose: () => tools.ask({ type: "group_length", group: id }) });
    // Until they begin, each has the people it was made for.
    if (room.view.groups.length > 1 && groupsRun(room)) choices.push({ id: "merge", label: list.merge, onChoose: () => tools.ask({ type: "merge_group", group: id }) });
    if (membersOf(room, group).length > 1 && room.view.groups.length < MAX_GROUPS) {
      choices.push({ id: "split", label: list.split, onChoose: () => tools.ask({ type: "split_group", group: id }) });
    }
  }
  return <RowMenu label={list.menu(groupName(group, messages))} choices={choices} />;
}
