// Lines, those who wait in them and those who receive, in words.
import type { Messages } from "../../../i18n/fi";
import type { LineId, VisitorView, WaitRange } from "../../../protocol/generated";
import { nameOf } from "../../../room/groups";
import { asksForHelp, lineOf } from "../../../room/reception";
import type { RoomState } from "../../../room/reduce";

export function rangeWords({ from, to }: WaitRange, { receiving }: Messages): string {
  return receiving.estimate(from, to);
}

/** From two minutes on nobody wants to know the seconds. */
export function spanWords(seconds: number, { receiving: { lines } }: Messages): string {
  return seconds < 120 ? lines.seconds(seconds) : lines.minutes(Math.round(seconds / 60));
}

/** What a line is called; one that is not known says nothing. */
export function lineName(room: RoomState, line: LineId): string {
  return lineOf(room, line)?.name ?? "";
}

export interface MarkWords {
  readonly id: "in_writing" | "handed_over" | "returned" | "wanted" | "lost" | "help";
  readonly words: string;
}

/** What is out of the ordinary with somebody who waits, what matters most first. */
export function marksOf(visitor: VisitorView, room: RoomState, { receiving }: Messages): readonly MarkWords[] {
  const { mark } = receiving;
  const { participant, wanted, connected, handed_over: handedOver, in_writing: inWriting, returned } = visitor;
  const marks: MarkWords[] = [];
  if (!connected) marks.push({ id: "lost", words: mark.lost });
  if (asksForHelp(room, participant)) marks.push({ id: "help", words: mark.help });
  if (wanted !== undefined) marks.push({ id: "wanted", words: wanted === room.you.participant ? mark.wantsMe : mark.wants(nameOf(room, wanted) ?? receiving.somebody) });
  if (handedOver === true) marks.push({ id: "handed_over", words: mark.handedOver });
  if (returned === true) marks.push({ id: "returned", words: mark.returned });
  if (inWriting === true) marks.push({ id: "in_writing", words: mark.inWriting });
  return marks;
}
