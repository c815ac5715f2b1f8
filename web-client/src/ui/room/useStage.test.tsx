import { cleanup, renderHook } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { Runner } from "../../actions/runner";
import type { Situation, Tools } from "../../actions/actions";
import type { Event } from "../../protocol/generated";
import { reduce } from "../../room/reduce";
import { personOf, sampleRoom } from "../../room/sample";
import { QUIET } from "../testing";
import type { RoomWork } from "./context";
import { useStage } from "./useStage";

afterEach(cleanup);

const NOTHING: Event[] = [
  { type: "message_sent", message: { scope: { type: "plenary" }, message: 1, from: 2, at: 0, words: { name: "Björn", text: "hei" } } },
  { type: "typing", line: { scope: { type: "plenary" }, participant: 2, text: "he" } },
  { type: "polls_changed", polls: [] },
  { type: "attendance_table", attendance: { late_after: 5, units: [], rows: [] } },
  { type: "device_states_changed", states: [], gone: [7] },
  { type: "technology_changed", technology: { steps: ["camera"], finished: false, progress: [] } },
];

it("draws the circle anew for people, and for nothing that is only told in the panel", () => {
  const now: Situation = { room: sampleRoom(), link: { type: "open" }, local: QUIET, panelOpen: true, tab: "chat", tabs: ["chat"] };
  let work: RoomWork = { now, tools: {} as Tools, runner: new Runner() };
  const { result, rerender } = renderHook(() => useStage(work));
  const first = result.current;
  const tell = (event: Event) => {
    work = { ...work, now: { ...work.now, room: reduce(work.now.room, event) } };
    rerender();
  };
  for (const event of NOTHING) {
    tell(event);
    expect(result.current, event.type).toBe(first);
  }
  tell({ type: "people_changed", people: [personOf(1, "Aino"), personOf(2, "Björn"), personOf(4, "Elli")] });
  expect(result.current).not.toBe(first);
  expect(result.current.now.room.view.people).toHaveLength(3);
  const scene = { place: { type: "plenary" }, scene: { type: "stage" }, seen: [1], spotlight: 1 } as const;
  tell({ type: "scenes_changed", scenes: [{ ...scene, seen: [...scene.seen] }] });
  expect(result.current.now.room.view.scenes).toEqual([scene]);
});
