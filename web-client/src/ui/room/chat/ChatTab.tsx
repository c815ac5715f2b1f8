// The chat: to whom, what was written, and a field to write in.
import { useCallback, useEffect, useMemo } from "react";
import type { MessageId, Scope } from "../../../protocol/generated";
import { conversations, linesIn, sameScope, unread } from "../../../room/chat";
import { shown as shownIn } from "../../../room/history";
import { scopeKey } from "../../../room/fold/chat";
import type { RoomState } from "../../../room/reduce";
import { isKeptFrom, isKeptSilentIn } from "../../../room/scenes";
import { iMay, person } from "../../../room/selectors";
import { scopeNow } from "../../../room/talk";
import { useMessages } from "../../language";
import { useFrom } from "../../useStore";
import { useCommand, useRoom } from "../context";
import { ChatSettings } from "./ChatSettings";
import { Composer } from "./Composer";
import { MessageList } from "./MessageList";
import { ScopeChoice } from "./ScopeChoice";
import { useSpokenLines } from "./useSpokenLines";
import { useTalk, useTalkPart } from "./talk";

export function ChatTab() {
  const { now, runner, tools } = useRoom();
  const { room } = now;
  const command = useCommand();
  const talk = useTalk();
  const read = useTalkPart((state) => state.read);
  const history = useTalkPart((state) => state.history);
  const chosen = useTalkPart((state) => state.chosen);
  const begun = useTalkPart((state) => state.begun);
  const scope = scopeNow(room, { chosen, begun });
  const key = scopeKey(scope);
  const { chat } = room.view;
  // The same scope is the same object, and the same messages the same list, so that nothing is drawn again for nothing.
  // oxlint-disable-next-line react/exhaustive-deps -- `key` says all that is in `scope`
  const stable = useMemo(() => scope, [key]);
  const shown = useMemo(() => shownIn(chat, history, stable), [chat, history, stable]);
  // oxlint-disable-next-line react/exhaustive-deps -- only the chat has lines
  const lines = useMemo(() => linesIn(room, stable), [chat, stable]);
  const loading = useFrom(runner.busy, (all) => all.has(`older-${key}`));
  const last = shown.messages.at(-1)?.message;
  useOpened(stable, last);
  useSpokenLines(lines);
  const onDelete = useCallback(
    (message: MessageId) => {
      const what = { type: "delete_message", scope: stable, message } as const;
      void runner.run(`delete-${scopeKey(stable)}-${String(message)}`, () => tools.session.command(what));
    },
    [runner, tools, stable],
  );
  const all = conversations(room, begun);
  const mayWrite = all.some((each) => each.mayWrite && sameScope(each.scope, scope));
  return (
    <div className="chat">
      <ScopeChoice room={room} all={all} scope={stable} unread={unread(room, read)} onChoose={(to) => talk.choose(to, room)} />
      <MessageList
        room={room}
        scope={stable}
        shown={shown}
        lines={lines}
        loading={loading}
        onOlder={(before) => command(`older-${key}`, { type: "read_messages", scope, before })}
        onDelete={onDelete}
      />
      {mayWrite ? <Composer scope={stable} /> : <NoWriting scope={stable} />}
      <ChatSettings mayWrite={mayWrite} />
    </div>
  );
}

function NoWriting({ scope }: { readonly scope: Scope }) {
  const { chat, scenes } = useMessages();
  const { room } = useRoom().now;
  return <p className="notice">{keptByScene(room, scope) ? scenes.chat[keptWords(scope)] : chat.readOnly}</p>;
}

/** Whether it is the reflecting team that keeps me from writing there, and will not for ever. */
function keptByScene(room: RoomState, scope: Scope): boolean {
  if (scope.type === "plenary") return iMay(room, "chat_plenary") && isKeptSilentIn(room, scope);
  if (scope.type === "group") return iMay(room, "chat_group") && isKeptSilentIn(room, scope);
  const whom = scope.type === "person" ? person(room, scope.participant) : undefined;
  return whom !== undefined && iMay(room, "chat_privately") && isKeptFrom(room, whom);
}

function keptWords(scope: Scope): "here" | "person" {
  return scope.type === "person" ? "person" : "here";
}

/** Says that this scope is on the screen, and that what is in it has been read while the page is looked at. */
function useOpened(scope: ReturnType<typeof scopeNow>, last: MessageId | undefined): void {
  const talk = useTalk();
  useEffect(() => {
    talk.opened(scope);
    return () => talk.opened(null);
  }, [talk, scope]);
  useEffect(() => {
    if (last === undefined) return;
    const look = (): void => {
      if (document.visibilityState === "visible") talk.readUpTo(scope, last);
    };
    look();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [talk, scope, last]);
}
