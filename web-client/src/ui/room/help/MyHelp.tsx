// For whoever called: a quiet line that stays until the call has ended, and then once that it has.
import { useEffect, useRef, useState, type ReactNode } from "react";
import type { HelpCallId, HelpCallView } from "../../../protocol/generated";
import { nameOf } from "../../../room/groups";
import { callOfMyGroup, howHelped, myCall, myThread } from "../../../room/help";
import { samePlace } from "../../../room/place";
import type { RoomState } from "../../../room/reduce";
import { myPlace } from "../../../room/selectors";
import type { Session } from "../../../session";
import type { Messages } from "../../../i18n/fi";
import { CloseIcon } from "../../icons";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useFrom } from "../../useStore";
import { useTalk } from "../chat/talk";
import { useRoom } from "../context";
import { stage } from "../useKeptFocus";

const WITHDRAW = "withdraw_help";

export function MyHelp({ session }: { readonly session: Session }) {
  const { help } = useMessages();
  const { now, tools, runner } = useRoom();
  const { room, link } = now;
  const busy = useFrom(runner.busy, (all) => all.has(WITHDRAW));
  /** The call that is taken back here: that it ends is no surprise. */
  const withdrawn = useRef<HelpCallId | null>(null);
  const { ended, close } = useEnded(session, room, withdrawn);
  const [mine, ours] = [myCall(room), callOfMyGroup(room)];
  // One's own is taken back first.
  const first = mine ?? ours;
  const withdraw = (): void =>
    void runner.run(WITHDRAW, async () => {
      withdrawn.current = first?.call ?? null;
      const answer = await tools.session.command({ type: "withdraw_help" }, room.you.participant);
      if (answer.type !== "ok") withdrawn.current = null;
      return answer;
    });
  return (
    <>
      {[mine, ours].map(
        (call) =>
          call !== undefined && (
            <Line key={call.call} call={call}>
              {call === first && (
                <Press className="plain" possible={link.type === "open"} busy={busy} onPress={withdraw} data-action="withdraw_help">
                  {help.line.withdraw}
                </Press>
              )}
            </Line>
          ),
      )}
      {ended !== null && first === undefined && (
        <div className="banner" data-banner="help-ended" data-closable>
          <p>{ended === "ours" ? help.line.endedForGroup : help.line.ended}</p>
          <Close onPress={close} />
        </div>
      )}
    </>
  );
}

function Close({ onPress }: { readonly onPress: () => void }) {
  const { room } = useMessages();
  return (
    <Press
      className="icon-button"
      aria-label={room.close}
      onPress={() => {
        onPress();
        stage()?.focus();
      }}
    >
      <CloseIcon />
    </Press>
  );
}

function Line({ call, children }: { readonly call: HelpCallView; readonly children: ReactNode }) {
  const messages = useMessages();
  const { now, tools } = useRoom();
  const talk = useTalk();
  const { room } = now;
  const thread = call.participant === room.you.participant ? myThread(room) : null;
  return (
    <div className="banner banner-my-help" data-banner="my-help" data-call={call.call}>
      <p>{lineOf(call, room, messages)}</p>
      {thread !== null && (
        <Press
          className="plain"
          aria-label={messages.help.line.writeToAll}
          onPress={() => {
            talk.write(thread, room);
            tools.showTab("chat");
          }}
          data-action="write_to_helpers"
        >
          {messages.help.line.write}
        </Press>
      )}
      {children}
    </div>
  );
}

function lineOf(call: HelpCallView, room: RoomState, { help: { line } }: Messages): string {
  const { claimed_by: taker, for_group: forGroup, ahead } = call;
  if (taker !== undefined) return line[howHelped(room, call)](nameOf(room, taker) ?? line.somebody);
  return forGroup ? `${line.askedForGroup} ${line.aheadOfGroup(ahead)}` : `${line.asked} ${line.ahead(ahead)}`;
}

type Ended = "mine" | "ours";

/** Tells that a call has ended: aloud, and in words until they are put away. */
function useEnded(session: Session, room: RoomState, withdrawn: { current: HelpCallId | null }): { readonly ended: Ended | null; readonly close: () => void } {
  const [ended, setEnded] = useState<Ended | null>(null);
  const last = useRef<readonly HelpCallView[]>([]);
  useEffect(() => {
    const calls = [myCall(room), callOfMyGroup(room)].filter((call) => call !== undefined);
    const gone = last.current.filter((was) => calls.every(({ call }) => call !== was.call));
    last.current = calls;
    for (const was of gone) {
      // Whoever leaves a group has left its call.
      if (was.for_group && !samePlace(was.place, myPlace(room))) continue;
      if (was.call === withdrawn.current) {
        session.tell({ type: "help_withdrawn" });
        continue;
      }
      session.tell({ type: "help_ended", forGroup: was.for_group });
      setEnded(was.for_group ? "ours" : "mine");
    }
    // What was told of one that has ended says nothing of the next.
    if (calls.length > 0) setEnded(null);
  }, [session, room, withdrawn]);
  return { ended, close: () => setEnded(null) };
}
