import { expect, it } from "vitest";
import type { ReceptionDoorView } from "../protocol/generated";
import { answersOf, draftOf, lineAfter, unanswered, type DoorDraft } from "./doorAnswers";

const LINES = [
  { line: 0, name: "Sosiaalityö", open: true },
  { line: 1, name: "Terveysneuvonta", open: true },
  { line: 2, name: "Velkaneuvonta", open: true },
];
const door = (more: Partial<ReceptionDoorView> = {}): ReceptionDoorView => ({
  open: true,
  closed_text: "",
  lines: LINES,
  questions: [
    { text: "Mitä asia koskee?", options: [{ text: "Terveys", line: 1 }, { text: "Muu" }] },
    { text: "Raha-asia?", options: [{ text: "Kyllä", line: 2 }, { text: "Ei" }] },
    { text: "Omin sanoin", options: [] },
  ],
  receiving: [],
  ...more,
});
const draft = (chosen: DoorDraft["chosen"], words: DoorDraft["words"] = {}): DoorDraft => ({ chosen, words, inWriting: false });

it("wants an answer to what is to choose from, and none in words", () => {
  expect(unanswered(door(), draft({}))).toEqual([0, 1]);
  expect(unanswered(door(), draft({ 0: 1 }))).toEqual([1]);
  expect(unanswered(door(), draft({ 0: 1, 1: 0 }))).toEqual([]);
});

it("goes to the line that the last answer leads to, else to the first", () => {
  expect(lineAfter(door(), draft({ 0: 1, 1: 1 }))?.line).toBe(0);
  expect(lineAfter(door(), draft({ 0: 0, 1: 1 }))?.line).toBe(1);
  expect(lineAfter(door(), draft({ 0: 0, 1: 0 }))?.line).toBe(2);
});

it("sends what is chosen and what is written, and nothing empty", () => {
  expect(answersOf(door(), draft({ 0: 0, 1: 1 }, { 2: "  Selkä on kipeä.\n" }))).toEqual([
    { type: "chosen", question: 0, option: 0 },
    { type: "chosen", question: 1, option: 1 },
    { type: "words", question: 2, text: "Selkä on kipeä." },
  ]);
  expect(answersOf(door(), draft({ 0: 1 }, { 2: "   " }))).toEqual([{ type: "chosen", question: 0, option: 1 }]);
});

it("begins with what was answered before, also after a reload", () => {
  const answers = [
    { question: "Mitä asia koskee?", answer: "Muu" },
    { question: "Omin sanoin", answer: "Selkä on kipeä." },
    { question: "Kysymys, jota ei enää ole", answer: "Muu" },
  ];
  const own = { line: 0, ahead: 0, in_writing: true, answers };
  expect(draftOf(door({ own }))).toEqual({ chosen: { 0: 1 }, words: { 2: "Selkä on kipeä." }, inWriting: true });
  expect(draftOf(door())).toEqual({ chosen: {}, words: {}, inWriting: false });
});
