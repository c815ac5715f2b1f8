// Takes what waits and goes there: one command, which the server does whole or not at all; or a thread to write in.
import type { ParticipantId, QueueItemView } from "../../../protocol/generated";
import { itemKey, wayTo } from "../../../room/facilitatorQueue";
import type { RoomState } from "../../../room/reduce";
import type { Answer } from "../../../signaling/socket";
import { useFrom } from "../../useStore";
import { useTalk } from "../chat/talk";
import { useRoom } from "../context";

export interface Answering {
  readonly busy: boolean;
  readonly possible: boolean;
  readonly claim: () => void;
  /** Takes it, unless it is mine already, and goes there. */
  readonly go: () => void;
  readonly release: () => void;
  readonly resolve: () => void;
}

export function useAnswer(each: QueueItemView): Answering {
  const { now, tools, runner } = useRoom();
  const talk = useTalk();
  const { room, link } = now;
  const { item, claimed_by: claimed } = each;
  const me = room.you.participant;
  const key = itemKey(item);
  const busy = useFrom(runner.busy, (all) => all.has(key));
  const send = (type: "claim" | "release" | "resolve" | "go_to"): Promise<Answer> => tools.session.command({ type, item }, me);
  const run = (what: () => Promise<Answer | void>): void => void runner.run(key, what);
  const go = async (): Promise<Answer | void> => {
    const way = wayTo(room, each);
    if (way.type === "answer") return tools.ask({ type: "answer_question", question: way.question });
    if (way.type !== "write") return send(way.type === "here" ? "claim" : "go_to");
    const answer = claimed === me ? null : await send("claim");
    if (answer !== null && answer.type !== "ok") return answer;
    // Whoever acts at this page may be another by now: they have their own chat.
    if (actingOf(tools.session.room.get()) !== me) return;
    talk.write(way.scope, room);
    tools.showTab("chat");
  };
  return {
    busy,
    possible: link.type === "open",
    claim: () => run(() => send("claim")),
    go: () => run(go),
    release: () => run(() => send("release")),
    resolve: () => run(() => send("resolve")),
  };
}

function actingOf(room: RoomState | null): ParticipantId | undefined {
  return room?.you.participant;
}
