// How far the groups are, in words: the same in the panel and over the circle.
import type { GroupsRun, GroupView } from "../../../protocol/generated";
import { endIn } from "../../../room/groups";
import type { RoomState } from "../../../room/reduce";
import { useMessages } from "../../language";
import { TimeLeft, timeText } from "./time";

interface Props {
  readonly run: GroupsRun;
  readonly room: RoomState;
  /** The one whose time is shown, if it is not that of all of them. */
  readonly group?: GroupView | undefined;
}

export function RunState({ run, room, group }: Props) {
  const { run: words } = useMessages().groups;
  const round = run.round === undefined || run.rounds === undefined ? null : <span className="word">{words.round(run.round, run.rounds)} </span>;
  if (run.opens_at !== undefined) {
    return <TimeLeft room={room} endsAt={run.opens_at} words={run.course === "one_two_four" ? words.thinkAlone : words.opensIn} className="run-time" />;
  }
  const end = endIn(group, run);
  if (end.paused_with !== undefined) {
    return (
      <>
        {round}
        <span className="run-time">{words.paused(timeText(end.paused_with / 1_000))}</span>
      </>
    );
  }
  if (end.ends_at === undefined) {
    return (
      <>
        {round}
        <span className="run-time">{words.noEnd}</span>
      </>
    );
  }
  return (
    <>
      {round}
      <TimeLeft room={room} endsAt={end.ends_at} words={run.recalled ? words.recalled : words.left} className="run-time" />
    </>
  );
}
