// The head of a group in the list of people: number, name, task, who visits, and what may be done with it.
import type { GroupView } from "../../../protocol/generated";
import { taskOf, visitsTo } from "../../../room/groups";
import { iAmStaff, peopleIn, queueOf } from "../../../room/selectors";
import { HandIcon, TickIcon } from "../../icons";
import { useMessages } from "../../language";
import { useRoom } from "../context";
import { timeLeft, useTimeLeft } from "../ticking";
import { GroupMark } from "./GroupMark";
import { GroupMenu } from "./GroupMenu";
import { groupName, whoName } from "./names";
import { TimeLeft, timeText } from "./time";

interface Props {
  readonly group: GroupView;
  readonly id: string;
  readonly mine: boolean;
}

export function GroupHead({ group, id, mine }: Props) {
  const messages = useMessages();
  const { list } = messages.groups;
  const { room } = useRoom().now;
  const place = { type: "group", group: group.group } as const;
  const count = peopleIn(room, place).length;
  const task = taskOf(room, group);
  const hands = iAmStaff(room) ? queueOf(room, place).hands.length : 0;
  return (
    <div className="group-head">
      <div className="group-title">
        <GroupMark number={group.number} colour={group.colour} />
        <h3 id={id}>
          <span>{groupName(group, messages)}</span> <span className="word">{messages.panel.count(count)}</span>
          {mine && <span className="word"> · {messages.panel.here}</span>}
        </h3>
        <GroupMenu group={group} />
      </div>
      {task !== undefined && <Task text={task} />}
      <p className="group-marks">
        {group.ready_since !== undefined && (
          <span className="word strong" data-ready>
            <TickIcon /> {list.ready}
          </span>
        )}
        {hands > 0 && (
          <span className="word hand">
            <HandIcon up /> {list.hands(hands)}
          </span>
        )}
        <OwnEnd group={group} />
        <Visitors group={group} />
      </p>
    </div>
  );
}

/** A long task is opened by whoever wants to read it. */
const SHORT = 90;

function Task({ text }: { readonly text: string }) {
  const { run } = useMessages().groups;
  if (text.length <= SHORT && !text.includes("\n")) {
    return (
      <p className="group-task">
        <span className="word">{run.task}:</span> {text}
      </p>
    );
  }
  return (
    <details className="group-task">
      <summary>{run.showTask}</summary>
      <p>{text}</p>
    </details>
  );
}

/** Of a group that ends before the others. */
function OwnEnd({ group: { ends_at, paused_with } }: { readonly group: GroupView }) {
  const { list } = useMessages().groups;
  const { room } = useRoom().now;
  if (paused_with !== undefined) return <span className="word own-end">{list.endsBefore(timeText(paused_with / 1_000))}</span>;
  return ends_at === undefined ? null : <TimeLeft room={room} endsAt={ends_at} words={list.endsBefore} className="word own-end" />;
}

function Visitors({ group }: { readonly group: GroupView }) {
  const messages = useMessages();
  const { list } = messages.groups;
  const { room } = useRoom().now;
  return visitsTo(group).map((visit) => (
    <span key={visit.participant} className="word" data-visitor={visit.participant}>
      <Visitor begins={visit.begins_at} name={whoName(room, visit.participant, messages)} there={visit.listening ? list.listening : list.visiting} />
    </span>
  ));
}

function Visitor({ begins, name, there }: { readonly begins: number; readonly name: string; readonly there: (name: string) => string }) {
  const { list } = useMessages().groups;
  const { room } = useRoom().now;
  const comes = timeLeft(room, begins) > 0;
  // Only until they are there; then nothing is counted.
  const left = useTimeLeft(room, comes ? begins : null);
  return left !== null && left > 0 ? list.coming(name) : there(name);
}
