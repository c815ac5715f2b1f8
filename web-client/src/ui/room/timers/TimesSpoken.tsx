// Tells those who hear the page how much time is left: at 5 minutes, 1 minute, 10 seconds and the end. Shows nothing.
import { useEffect, useRef } from "react";
import type { Moment } from "../../../protocol/generated";
import { currentPhase, iHaveOwnTask, myTimer } from "../../../room/programme";
import { isToldOf, type TimeOf } from "../../../room/programmeNews";
import { iHaveFloor } from "../../../room/selectors";
import { turnEndsAt } from "../../../room/turns";
import { useRoom } from "../context";
import { reached, useTimeLeft } from "../ticking";

export function TimesSpoken() {
  const { room } = useRoom().now;
  const { pause, own_task: task } = room.view;
  const timer = myTimer(room);
  // A phase that is a break or an own task ends with it: told once.
  const phase = pause === undefined && task === undefined && isToldOf("phase", room) ? currentPhase(room)?.current : undefined;
  return (
    <>
      <Spoken of="timer" endsAt={timer?.ends_at} />
      <Spoken of="break" endsAt={pause?.ends_at} />
      <Spoken of="own_task" endsAt={iHaveOwnTask(room) ? task?.ends_at : undefined} />
      <Spoken of="turn" endsAt={iHaveFloor(room) ? turnEndsAt(room) : undefined} />
      <Spoken of="phase" endsAt={phase?.ends_at} />
    </>
  );
}

function Spoken({ of, endsAt }: { readonly of: TimeOf; readonly endsAt: Moment | undefined }) {
  const { now, tools } = useRoom();
  const left = useTimeLeft(now.room, endsAt);
  const last = useRef<{ readonly endsAt: Moment | undefined; readonly left: number | null }>({ endsAt, left });
  useEffect(() => {
    const before = last.current;
    last.current = { endsAt, left };
    // Another end is another count: nothing was reached.
    if (before.endsAt !== endsAt || before.left === null || left === null) return;
    const seconds = reached(before.left, left);
    if (seconds !== null) tools.session.tell({ type: "time_left", of, seconds });
  }, [tools, of, endsAt, left]);
  return null;
}
