// Lines that are being written, for those who listen. A screen reader that spoke every letter could not be followed, and
// one that waited for the message would leave its listener behind: so what is new in a line is said when the writer
// pauses, and of the finished message only what was not said yet.
import { useEffect, useRef } from "react";
import type { ChatLine, ParticipantId } from "../../../protocol/generated";
import { unsaid } from "../../../room/talkNews";
import { useRoom } from "../context";
import { nameOf } from "./names";
import { useTalk } from "./talk";

/** Nobody stops this long within a word. */
export const PAUSE = 2_000;

export function useSpokenLines(lines: readonly ChatLine[]): void {
  const { now, tools } = useRoom();
  const talk = useTalk();
  const room = useRef(now.room);
  useEffect(() => {
    room.current = now.room;
  });
  const timers = useRef(new Map<ParticipantId, { readonly text: string; readonly timer: ReturnType<typeof setTimeout> }>());
  useEffect(() => {
    const known = timers.current;
    for (const [who, { timer }] of known) {
      if (lines.some((line) => line.participant === who)) continue;
      clearTimeout(timer);
      known.delete(who);
    }
    for (const { participant, text } of lines) {
      const before = known.get(participant);
      if (before?.text === text) continue;
      if (before !== undefined) clearTimeout(before.timer);
      const timer = setTimeout(() => {
        const rest = unsaid(talk.said(participant), text);
        talk.say(participant, text);
        if (rest !== "") tools.session.tell({ type: "line", name: nameOf(participant, room.current), text: rest });
      }, PAUSE);
      known.set(participant, { text, timer });
    }
  }, [lines, talk, tools]);
  useEffect(() => {
    const known = timers.current;
    return () => {
      for (const { timer } of known.values()) clearTimeout(timer);
      known.clear();
    };
  }, []);
}
