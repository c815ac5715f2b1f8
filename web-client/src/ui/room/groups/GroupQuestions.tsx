// Changing one group: its name, colour, task and leader; putting it into another; making two of it.
import { useState } from "react";
import { GROUP_COLOURS, MAX_GROUP_NAME, MAX_TASK, type Command, type GroupColour, type GroupId, type GroupView, type ParticipantId } from "../../../protocol/generated";
import { groupById, membersOf, taskOf } from "../../../room/groups";
import { useMessages } from "../../language";
import { TextField } from "../../TextField";
import { AskDialog } from "../AskDialog";
import { useCommand, useRoom } from "../context";
import { Refusal } from "../Refusal";
import { useGone } from "../useGone";
import { Check, Picker } from "./fields";
import { groupName } from "./names";

interface About {
  readonly group: GroupId;
  readonly onClose: () => void;
}

/** The group may end while its dialog is open: then there is nothing to change. */
function useGroup(id: GroupId): GroupView | undefined {
  return groupById(useRoom().now.room, id);
}

export function EditGroup({ group: id, onClose }: About) {
  const group = useGroup(id);
  useGone(group === undefined, onClose);
  return group === undefined ? null : <Edit group={group} onClose={onClose} />;
}

function Edit({ group, onClose }: { readonly group: GroupView; readonly onClose: () => void }) {
  const messages = useMessages();
  const { edit, colours } = messages.groups;
  const { now, tools, runner } = useRoom();
  const { room } = now;
  const [name, setName] = useState(group.name ?? "");
  const [task, setTask] = useState(taskOf(room, group) ?? "");
  const [colour, setColour] = useState<GroupColour>(group.colour);
  const [leader, setLeader] = useState<ParticipantId | undefined>(group.leader);
  const people = membersOf(room, group).filter((each) => each.role !== "observer");
  const isThere = people.some((each) => each.participant === leader);
  return (
    <AskDialog
      title={edit.title(groupName(group, messages))}
      confirm={edit.save}
      onCancel={onClose}
      isPossible={now.link.type === "open"}
      // What was written stays until it has arrived.
      onConfirm={() =>
        void runner.run(`group-${group.group}`, async () => {
          const what: Command = {
            type: "set_group",
            group: group.group,
            colour,
            ...(name.trim() === "" ? {} : { name: name.trim() }),
            ...(task.trim() === "" ? {} : { task: task.trim() }),
            ...(leader === undefined || !isThere ? {} : { leader }),
          };
          const answer = await tools.session.command(what, room.you.participant);
          if (answer.type === "ok") onClose();
          return answer;
        })
      }
    >
      <Refusal />
      <TextField label={edit.name} hint={edit.nameHint} value={name} longest={MAX_GROUP_NAME} kind="name" isFirst onChange={setName} />
      <TextField label={edit.task} value={task} longest={MAX_TASK} rows={3} onChange={setTask} />
      <Picker
        label={edit.leader}
        hint={edit.leaderHint}
        value={isThere ? String(leader) : ""}
        all={["", ...people.map((each) => String(each.participant))]}
        words={(each) => people.find(({ participant }) => String(participant) === each)?.name ?? edit.noLeader}
        onChange={(each) => setLeader(each === "" ? undefined : Number(each))}
      />
      <Picker label={edit.colour} value={colour} all={GROUP_COLOURS} words={(each) => colours[each]} onChange={setColour} />
    </AskDialog>
  );
}

export function MergeGroup({ group: id, onClose }: About) {
  const messages = useMessages();
  const { edit } = messages.groups;
  const { room } = useRoom().now;
  const command = useCommand();
  const group = useGroup(id);
  const others = room.view.groups.filter((each) => each.group !== id);
  const [chosen, setInto] = useState<GroupId | undefined>(others[0]?.group);
  const into = others.find((each) => each.group === chosen) ?? others[0];
  useGone(group === undefined || into === undefined, onClose);
  if (group === undefined || into === undefined) return null;
  return (
    <AskDialog
      title={edit.merge(groupName(group, messages))}
      confirm={edit.mergeNow}
      onCancel={onClose}
      onConfirm={() => {
        onClose();
        command(`group-${id}`, { type: "merge_groups", from: id, into: into.group });
      }}
    >
      <p>{edit.mergeText}</p>
      <Picker
        label={edit.mergeInto}
        value={String(into.group)}
        all={others.map((each) => String(each.group))}
        words={(each) => groupName(others.find((other) => String(other.group) === each) ?? into, messages)}
        onChange={(each) => setInto(Number(each))}
      />
    </AskDialog>
  );
}

export function SplitGroup({ group: id, onClose }: About) {
  const messages = useMessages();
  const { edit } = messages.groups;
  const { room } = useRoom().now;
  const command = useCommand();
  const group = useGroup(id);
  const [chosen, setChosen] = useState<ReadonlySet<ParticipantId>>(new Set());
  useGone(group === undefined, onClose);
  if (group === undefined) return null;
  const people = membersOf(room, group);
  // Whoever has left meanwhile is not sent.
  const going = people.filter((each) => chosen.has(each.participant)).map((each) => each.participant);
  return (
    <AskDialog
      title={edit.split(groupName(group, messages))}
      confirm={edit.splitNow}
      isPossible={going.length < people.length}
      onCancel={onClose}
      onConfirm={() => {
        onClose();
        command(`group-${id}`, { type: "split_group", group: id, people: going });
      }}
    >
      <p>{edit.splitText}</p>
      <fieldset className="choices">
        <legend>{edit.splitWho}</legend>
        {people.map((each) => (
          <Check
            key={each.participant}
            words={each.name}
            checked={chosen.has(each.participant)}
            onChange={(on) => setChosen(new Set(on ? [...chosen, each.participant] : [...chosen].filter((who) => who !== each.participant)))}
          />
        ))}
      </fieldset>
    </AskDialog>
  );
}
