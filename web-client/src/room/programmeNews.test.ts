import { expect, it } from "vitest";
import type { Role, RoomView, TimerView } from "../protocol/generated";
import { programmeNews } from "./programmeNews";
import { group, personOf, PLENARY, sampleRoom } from "./sample";

const news = (before: Partial<RoomView>, now: Partial<RoomView>) => programmeNews(sampleRoom({ more: before }), sampleRoom({ more: now }));
const plan = { title: "Kuulumiset", scene: "everyone", turns: "free", cut: false, coffee_table: false, own_task: false, helps: [] } as const;
const phases = [{ phase: 1, plan: { ...plan, helps: [] }, skipped: false, done: false }];
const pause = { since: 0, ends_at: 60_000, coffee_table: true, back: [] };
const timer = (more: Partial<TimerView> = {}): TimerView => ({ place: PLENARY, seconds: 120, ends_at: 120_000, ...more });

it("tells what begins and what is over, and nothing when nothing did", () => {
  expect(news({ agenda: { phases } }, { agenda: { phases, current: { phase: 1, since: 0 } } })).toEqual([{ type: "phase", title: "Kuulumiset" }]);
  expect(news({}, { pause })).toEqual([{ type: "break_began", endsAt: 60_000, coffeeTable: true, off: true }]);
  expect(news({ pause }, { pause: { ...pause, back: [1] } })).toEqual([]);
  expect(news({ pause }, {})).toEqual([{ type: "break_over", off: true }]);
  expect(news({}, { own_task: { since: 0, ends_at: 60_000, ready: [] } })).toEqual([{ type: "own_task_began", endsAt: 60_000 }]);
  expect(news({}, { topics: { open: true, topics: [] } })).toEqual([{ type: "topics_opened" }]);
});

it("tells what happens to the timer of my place, and not that another place has another", () => {
  expect(news({}, { timers: [timer({ title: "Kierros" })] })).toEqual([{ type: "timer_began", title: "Kierros", seconds: 120 }]);
  const { ends_at: _, ...still } = timer();
  const paused = { ...still, paused_with: 5_000 };
  expect(news({ timers: [timer()] }, { timers: [paused] })).toEqual([{ type: "timer_paused" }]);
  expect(news({ timers: [paused] }, { timers: [timer()] })).toEqual([{ type: "timer_resumed" }]);
  expect(news({ timers: [timer()] }, {})).toEqual([{ type: "timer_stopped" }]);
  expect(news({}, { timers: [timer({ place: group(2) })] })).toEqual([]);
  const moved = sampleRoom({ people: [personOf(1, "Aino", { place: group(1) })], groups: [1] });
  expect(programmeNews(sampleRoom({ more: { timers: [timer()] } }), moved)).toEqual([]);
});

it("tells that something lasts longer or shorter than was told", () => {
  expect(news({ pause }, { pause: { ...pause, ends_at: 360_000 } })).toEqual([{ type: "break_time", endsAt: 360_000 }]);
  const own_task = { since: 0, ends_at: 60_000, ready: [] };
  expect(news({ own_task }, { own_task: { ...own_task, ends_at: 360_000 } })).toEqual([{ type: "own_task_time", endsAt: 360_000 }]);
  expect(news({ timers: [timer()] }, { timers: [timer({ seconds: 180, ends_at: 180_000 })] })).toEqual([{ type: "timer_changed", longer: true }]);
  expect(news({ timers: [timer()] }, { timers: [timer({ seconds: 60, ends_at: 150_000 })] })).toEqual([{ type: "timer_began", title: "", seconds: 60 }]);
  expect(news({ timers: [timer()] }, { timers: [timer()] })).toEqual([]);
});

it("tells those who run the programme that the phase ends at another time, and nobody else", () => {
  const agenda = (ends_at: number) => ({ agenda: { phases, current: { phase: 1, since: 0, ends_at } } });
  const of = (role: Role) => programmeNews(sampleRoom({ role, more: agenda(60_000) }), sampleRoom({ role, more: agenda(360_000) }));
  expect(of("assistant")).toEqual([{ type: "phase_time", endsAt: 360_000 }]);
  expect(of("participant")).toEqual([]);
});

it("says nothing of a microphone to those whose microphone it is not about", () => {
  const people = [personOf(1, "Aino", { role: "facilitator", place: { type: "backstage" } })];
  const backstage = (more: Partial<RoomView>) => sampleRoom({ people, more });
  expect(programmeNews(backstage({}), backstage({ pause }))).toMatchObject([{ type: "break_began", off: false }]);
  expect(programmeNews(backstage({ pause }), backstage({}))).toEqual([{ type: "break_over", off: false }]);
});

it("tells whose picture is shown to everybody, once", () => {
  const result = { participant: 2, title: "Aamu", shown: true, showing: true };
  expect(news({}, { results: [result] })).toEqual([{ type: "result_shown", name: "Björn", title: "Aamu" }]);
  expect(news({ results: [result] }, { results: [{ ...result, text: "x" }] })).toEqual([]);
});
