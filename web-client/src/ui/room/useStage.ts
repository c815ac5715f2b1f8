// What the circle is drawn from.
import { useMemo } from "react";
import type { RoomView } from "../../protocol/generated";
import type { RoomState } from "../../room/reduce";
import type { RoomWork } from "./context";

/** The room as the circle shows it. It stays the same while only something else changes: chat, polls, the table of who came. */
export function useStage(work: RoomWork): RoomWork {
  const { now, tools, runner } = work;
  const { you, epoch, view } = now.room;
  const { title, template, now: at, people, groups, queues, devices, switches, asked, scenes, timers, encounter, playing } = view;
  // Of what the groups do only who is heard everywhere.
  const run = view.run?.speaking_to_all === undefined ? undefined : view.run;
  const room = useMemo((): RoomState => {
    const calm: RoomView = { title, template, now: at, people, groups, queues, devices };
    if (switches !== undefined) calm.switches = switches;
    if (asked !== undefined) calm.asked = asked;
    if (scenes !== undefined) calm.scenes = scenes;
    if (run !== undefined) calm.run = run;
    // In silence the time is in the middle of the circle.
    if (timers !== undefined) calm.timers = timers;
    if (encounter !== undefined) calm.encounter = encounter;
    if (playing !== undefined) calm.playing = playing;
    return { you, epoch, view: calm };
  }, [you, epoch, title, template, at, people, groups, queues, devices, switches, asked, scenes, run, timers, encounter, playing]);
  const { link, local, panelOpen, tab, tabs } = now;
  return useMemo(
    (): RoomWork => ({ now: { room, link, local, panelOpen, tab, tabs }, tools, runner }),
    [room, link, local, panelOpen, tab, tabs, tools, runner],
  );
}
