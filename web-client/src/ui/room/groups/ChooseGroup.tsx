// Where everybody chooses a group: how many are in each, and the way back to the plenary.
import { groupsRun, isFull, membersOf, myGroup } from "../../../room/groups";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useFrom } from "../../useStore";
import { useCommand, useRoom } from "../context";
import { GroupMark } from "./GroupMark";
import { groupName } from "./names";

export function ChooseGroup() {
  const messages = useMessages();
  const { choose } = messages.groups;
  const { now, runner } = useRoom();
  const command = useCommand();
  const busy = useFrom(runner.busy, (all) => all.has("choose_group"));
  const { room } = now;
  const mine = myGroup(room);
  const open = groupsRun(room);
  const possible = open && now.link.type === "open";
  return (
    <>
      {!open && <p className="hint">{choose.wait}</p>}
      <ul className="group-choice">
        {room.view.groups.map((group) => {
          const people = membersOf(room, group);
          const most = room.view.run?.most;
          const isMine = mine?.group === group.group;
          const full = isFull(room, group);
          const name = groupName(group, messages);
          return (
            <li key={group.group} data-choose={group.group} data-mine={isMine || undefined}>
              <GroupMark number={group.number} colour={group.colour} />
              <div className="group-choice-words">
                <span className="person-name">{name}</span>
                <span className="word">{most === undefined ? messages.panel.count(people.length) : choose.count(people.length, most)}</span>
                {people.length > 0 && <span className="word">{people.map((each) => each.name).join(", ")}</span>}
              </div>
              {isMine ? (
                <span className="word strong">{choose.here}</span>
              ) : full ? (
                <span className="word strong">{choose.full}</span>
              ) : (
                <Press
                  className="plain"
                  aria-label={choose.goTo(name)}
                  possible={possible}
                  busy={busy}
                  onPress={() => command("choose_group", { type: "choose_group", group: group.group })}
                >
                  {choose.go}
                </Press>
              )}
            </li>
          );
        })}
      </ul>
      {mine !== undefined && (
        <Press className="plain wide" possible={possible} busy={busy} onPress={() => command("choose_group", { type: "choose_group" })} data-action="choose_plenary">
          {choose.back}
        </Press>
      )}
    </>
  );
}
