// What somebody answers at the door of a reception, while they write it. Pure.
import type { DoorAnswer, LineView, ReceptionDoorView } from "../protocol/generated";

/** By question: 0 for the first. */
export interface DoorDraft {
  readonly chosen: Readonly<Record<number, number>>;
  readonly words: Readonly<Record<number, string>>;
  readonly inWriting: boolean;
}

/** What they have answered before, if they stand in a line; else nothing. */
export function draftOf({ questions, own }: ReceptionDoorView): DoorDraft {
  const chosen: Record<number, number> = {};
  const words: Record<number, string> = {};
  for (const [index, { text, options }] of questions.entries()) {
    const answer = own?.answers.find((each) => each.question === text)?.answer;
    if (answer === undefined) continue;
    const option = options.findIndex((each) => each.text === answer);
    if (options.length === 0) words[index] = answer;
    else if (option !== -1) chosen[index] = option;
  }
  return { chosen, words, inWriting: own?.in_writing === true };
}

/** What is to choose from must be answered; what is in words need not. */
export function unanswered({ questions }: ReceptionDoorView, { chosen }: DoorDraft): readonly number[] {
  return questions.flatMap(({ options }, index) => (options.length > 0 && chosen[index] === undefined ? [index] : []));
}

/** The line that the answers lead to: the last that leads to one decides; without any it is the first. */
export function lineAfter({ questions, lines }: ReceptionDoorView, { chosen }: DoorDraft): LineView | undefined {
  const led = questions.flatMap(({ options }, index) => options[chosen[index] ?? -1]?.line ?? []).at(-1);
  return led === undefined ? lines[0] : lines.find(({ line }) => line === led);
}

/** As the server takes it. */
export function answersOf({ questions }: ReceptionDoorView, { chosen, words }: DoorDraft): DoorAnswer[] {
  return questions.flatMap(({ options }, question): DoorAnswer[] => {
    const option = chosen[question];
    const text = (words[question] ?? "").trim();
    if (options.length > 0) return option === undefined ? [] : [{ type: "chosen", question, option }];
    return text === "" ? [] : [{ type: "words", question, text }];
  });
}
