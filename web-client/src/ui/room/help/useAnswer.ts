// Takes a call and goes to whoever made it: a visit that their group is told of, or a thread to write in.
import type { HelpCallView, ParticipantId } from "../../../protocol/generated";
import { wayTo, type Way } from "../../../room/help";
import type { RoomState } from "../../../room/reduce";
import type { Answer } from "../../../signaling/socket";
import { useFrom } from "../../useStore";
import { useTalk } from "../chat/talk";
import { useRoom } from "../context";

interface Answering {
  readonly busy: boolean;
  readonly possible: boolean;
  readonly take: () => void;
  /** Takes it, unless it is mine already, and goes there. */
  readonly go: () => void;
  readonly release: () => void;
  readonly resolve: () => void;
}

export function useAnswer({ call, claimed_by: claimed, ...rest }: HelpCallView): Answering {
  const { now, tools, runner } = useRoom();
  const talk = useTalk();
  const { room, link } = now;
  const me = room.you.participant;
  const key = `help-${String(call)}`;
  const busy = useFrom(runner.busy, (all) => all.has(key));
  const send = (type: "claim_help" | "release_help" | "resolve_help"): Promise<Answer> => tools.session.command({ type, call }, me);
  const run = (what: () => Promise<Answer | void>): void => void runner.run(key, what);
  const goBy = async (way: Way): Promise<Answer | void> => {
    if (way.type === "visit") return tools.session.command({ type: "visit_group", group: way.group, listening: false }, me);
    if (way.type !== "write") return;
    // Whoever acts at this page may be another by now: they have their own chat.
    if (actingOf(tools.session.room.get()) !== me) return;
    talk.write(way.scope, room);
    tools.showTab("chat");
  };
  return {
    busy,
    possible: link.type === "open",
    take: () => run(() => send("claim_help")),
    go: () =>
      run(async () => {
        const way = wayTo(room, { call, ...rest });
        const answer = claimed === me ? null : await send("claim_help");
        return answer === null || answer.type === "ok" ? goBy(way) : answer;
      }),
    release: () => run(() => send("release_help")),
    resolve: () => run(() => send("resolve_help")),
  };
}

function actingOf(room: RoomState | null): ParticipantId | undefined {
  return room?.you.participant;
}
