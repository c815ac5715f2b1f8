// Letting one group end before the others, or with them again.
import { useState } from "react";
import { MAX_MINUTES, type GroupId, type GroupsRun, type GroupView } from "../../../protocol/generated";
import { endsBefore, groupById, mayEndBefore, type End } from "../../../room/groups";
import { useMessages } from "../../language";
import { AskDialog } from "../AskDialog";
import { useRoom } from "../context";
import { Refusal } from "../Refusal";
import { useTimeLeft } from "../ticking";
import { MinutesChoice, minutesOf, type Length } from "../timers/MinutesChoice";
import { useGone } from "../useGone";
import { groupName } from "./names";

interface Props {
  readonly group: GroupId;
  readonly onClose: () => void;
}

export function GroupLength({ group: id, onClose }: Props) {
  const { room } = useRoom().now;
  const { run } = room.view;
  const group = groupById(room, id);
  const isGone = group === undefined || run === undefined || !mayEndBefore(room, group);
  useGone(isGone, onClose);
  return isGone ? null : <Ask group={group} run={run} onClose={onClose} />;
}

/** As a choice of minutes. */
const WITH_OTHERS = 0;
const READY: readonly number[] = [5, 10, 15, 20];

interface AskProps {
  readonly group: GroupView;
  readonly run: GroupsRun;
  readonly onClose: () => void;
}

function Ask({ group, run, onClose }: AskProps) {
  const messages = useMessages();
  const { edit } = messages.groups;
  const { now, tools, runner } = useRoom();
  const most = longestBefore(useSecondsTo(run));
  const own = useSecondsTo(group);
  const [length, setLength] = useState<Length>(() =>
    endsBefore(group) ? { ready: "own", own: String(Math.max(1, Math.round((own ?? 0) / 60))) } : { ready: WITH_OTHERS, own: "" },
  );
  const minutes = minutesOf(length, most);
  const words = (each: number): string => (each === WITH_OTHERS ? edit.withOthers : messages.timers.minutesShort(each));
  return (
    <AskDialog
      title={edit.length(groupName(group, messages))}
      confirm={edit.save}
      // What was chosen may have become too long meanwhile.
      isPossible={minutes !== null && minutes <= most && now.link.type === "open"}
      onCancel={onClose}
      onConfirm={() => {
        if (minutes === null) return;
        void runner.run(`group-${group.group}`, async () => {
          const what = { type: "set_group_length", group: group.group, ...(minutes === WITH_OTHERS ? {} : { minutes }) } as const;
          const answer = await tools.session.command(what, now.room.you.participant);
          if (answer.type === "ok") onClose();
          return answer;
        });
      }}
    >
      <Refusal />
      <p>{edit.lengthText}</p>
      <MinutesChoice label={edit.howLong} choices={[WITH_OTHERS, ...READY.filter((each) => each <= most)]} length={length} most={most} words={words} onChange={setLength} />
      {most < 1 && <p className="hint">{edit.noneShorter}</p>}
    </AskDialog>
  );
}

/** Whole seconds; null without an end. */
function useSecondsTo({ ends_at, paused_with }: End): number | null {
  const left = useTimeLeft(useRoom().now.room, ends_at);
  return paused_with === undefined ? left : Math.floor(paused_with / 1_000);
}

/** In minutes: the most that end before the others, who have so many seconds left. */
function longestBefore(seconds: number | null): number {
  return seconds === null ? MAX_MINUTES : Math.max(0, Math.min(MAX_MINUTES, Math.ceil(seconds / 60) - 1));
}
