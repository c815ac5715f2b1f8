import { expect, it } from "vitest";
import type { AgendaView, Phase, PhaseView } from "../protocol/generated";
import { atCoffee, hasProgramme, iAmOnBreak, iRunTimer, isWebAddress, nameables, nextPhase, onBreak, phaseBefore, stageOf, timesOf } from "./programme";
import { group, personOf, sampleRoom } from "./sample";

const MINUTE = 60_000;
const plan = (title: string, more: Partial<Phase> = {}): Phase => ({ title, scene: "everyone", turns: "free", cut: false, coffee_table: false, own_task: false, helps: [], ...more });
const phase = (id: number, minutes: number | null, more: Partial<PhaseView> = {}): PhaseView => ({
  phase: id,
  plan: plan(`P${id}`, minutes === null ? {} : { minutes }),
  skipped: false,
  done: false,
  ...more,
});
const AGENDA: AgendaView = {
  phases: [phase(1, 10, { done: true }), phase(2, 20), phase(3, 15, { skipped: true }), phase(4, 30), phase(5, null), phase(6, 5)],
  current: { phase: 2, since: 10 * MINUTE, ends_at: 30 * MINUTE },
};

it("knows the times as far as they can be known, from the start of the phase that is now", () => {
  const times = timesOf(AGENDA, 12 * MINUTE);
  expect([...times]).toEqual([
    [2, { from: 10 * MINUTE, until: 30 * MINUTE }],
    [4, { from: 30 * MINUTE, until: 60 * MINUTE }],
    [5, { from: 60 * MINUTE }],
  ]);
});

it("moves what comes on when the time is over", () => {
  expect(timesOf(AGENDA, 33 * MINUTE).get(4)).toEqual({ from: 33 * MINUTE, until: 63 * MINUTE });
  expect(timesOf({ phases: AGENDA.phases }, 0).size).toBe(0);
});

it("goes on past what is skipped, and back to what was not", () => {
  expect([nextPhase(AGENDA)?.phase, phaseBefore(AGENDA)?.phase]).toEqual([4, 1]);
  expect(nextPhase({ phases: AGENDA.phases })?.phase).toBe(2);
  const last: AgendaView = { ...AGENDA, current: { phase: 6, since: 0 } };
  expect(nextPhase(last)).toBeUndefined();
  expect(AGENDA.phases.map((each) => stageOf(AGENDA, each))).toEqual(["over", "now", "skipped", "to_come", "to_come", "to_come"]);
});

it("lets whoever leads a group run its timer, and nobody else who takes part", () => {
  const people = [personOf(1, "Aino", { place: group(1) }), personOf(2, "Björn", { place: group(1) })];
  const led = (leader: number) => sampleRoom({ people, more: { groups: [{ group: 1, number: 1, colour: "blue", leader }] } });
  expect([iRunTimer(led(1)), iRunTimer(led(2)), hasProgramme(led(2))]).toEqual([true, false, false]);
  expect(iRunTimer(sampleRoom({ role: "assistant" }))).toBe(true);
  expect(iRunTimer(sampleRoom({ role: "assistant", people: [personOf(1, "Aino", { role: "assistant", place: { type: "backstage" } })] }))).toBe(false);
});

it("counts who is back, also at the coffee table, and not who is backstage", () => {
  const people = [personOf(1, "Aino"), personOf(2, "Björn", { place: { type: "coffee" } }), personOf(3, "Sirpa", { place: { type: "backstage" } })];
  const room = sampleRoom({ people, more: { pause: { since: 0, ends_at: MINUTE, coffee_table: true, back: [2] } } });
  expect([onBreak(room), atCoffee(room), iAmOnBreak(room)]).toEqual([{ back: ["Björn"], away: ["Aino"] }, ["Björn"], true]);
  expect(iAmOnBreak({ ...room, you: { participant: 2, device: 102 } })).toBe(false);
});

it("names people of the list once, and then whoever else is here", () => {
  const row = { unit: 1, status: "present", present_ms: 0, corrections: [] } as const;
  const attendance = {
    late_after: 10,
    units: [],
    rows: [
      { ...row, subject: { type: "member", member: 4 } as const, name: "Aino Aalto", participants: [1], corrections: [] },
      { ...row, subject: { type: "member", member: 5 } as const, name: "Eino", participants: [], corrections: [] },
    ],
  };
  const room = sampleRoom({ more: { attendance: attendance as never } });
  expect(nameables(room).map((each) => each.name)).toEqual(["Aino Aalto", "Eino", "Björn", "Sirpa"]);
});

it("opens nothing but pages on the web", () => {
  expect(["https://a.fi/x", "http://a.fi", "javascript:alert(1)", "https://", "https:// a.fi", "HTTPS"].map(isWebAddress)).toEqual([true, false, false, false, false, false]);
});
