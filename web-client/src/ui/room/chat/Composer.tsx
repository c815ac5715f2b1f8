// Writing: Enter sends, Shift and Enter makes a new line, and what cannot be sent now says why.
import { useCallback, useEffect, useId, useRef, useState, useSyncExternalStore, type RefObject } from "react";
import { LiveLine } from "../../../actions/liveLine";
import { MAX_LINE, MAX_MESSAGE, type Scope } from "../../../protocol/generated";
import { characters, isSlowed, lastSlowed } from "../../../room/chat";
import { scopeKey } from "../../../room/fold/chat";
import { clockOf } from "../../../room/reduce";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useFrom } from "../../useStore";
import { useRoom } from "../context";
import { pauseName } from "./names";
import { useTalk, useTalkPart } from "./talk";

/** How near the limit one is told how much is left. */
const NEAR = 200;

export function Composer({ scope }: { readonly scope: Scope }) {
  const messages = useMessages();
  const { now, tools, runner } = useRoom();
  const talk = useTalk();
  const key = scopeKey(scope);
  const draft = useTalkPart((state) => state.drafts[key] ?? "");
  const live = useTalkPart((state) => state.live);
  const busy = useFrom(runner.busy, (all) => all.has(SEND));
  const line = useLiveLine(scope, draft, live);
  const wait = useWait(scope);
  const field = useEagerFocus(key);
  const id = useId();
  const over = characters(draft) - MAX_MESSAGE;
  const possible = now.link.type === "open" && draft.trim() !== "" && over <= 0 && wait === 0;
  const send = (): void => {
    if (!possible) return;
    const text = draft;
    void runner.run(SEND, async () => {
      const answer = await tools.session.command({ type: "send_message", scope, text });
      if (answer.type === "ok") {
        line.forget();
        talk.sent(scope, text);
      }
      return answer;
    });
  };
  const slow = now.room.view.chat?.slow_mode ?? 0;
  return (
    <form className="composer" onSubmit={(event) => event.preventDefault()}>
      {isSlowed(now.room, scope) && <p className="hint">{messages.chat.slow(pauseName(slow, messages))}</p>}
      <label htmlFor={id}>{messages.chat.write}</label>
      <div className="composer-row">
        <textarea
          ref={field}
          id={id}
          className="composer-text"
          rows={2}
          value={draft}
          aria-describedby={`${id}-left ${id}-keys`}
          aria-invalid={over > 0 || undefined}
          onChange={(event) => talk.draft(scope, event.target.value)}
          onKeyDown={(event) => {
            // With an input method Enter first takes the word that is offered.
            if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            send();
          }}
        />
        <Press type="submit" className="primary" possible={possible} busy={busy} onPress={send} data-action="send-message">
          {messages.chat.send}
        </Press>
      </div>
      <div id={`${id}-left`}>
        {over > 0 && <p className="problem">{messages.chat.tooLong(over)}</p>}
        {over <= 0 && over > -NEAR && <p className="hint">{messages.chat.left(-over)}</p>}
        {wait > 0 && <p className="hint">{messages.chat.wait(wait)}</p>}
        {live && characters(draft) > MAX_LINE && <p className="hint">{messages.chat.liveOver}</p>}
      </div>
      <p className="only-read" id={`${id}-keys`}>
        {messages.chat.keys}
      </p>
    </form>
  );
}

const SEND = "send_message";

/** Whoever chose elsewhere to write to somebody can write at once. */
function useEagerFocus(key: string): RefObject<HTMLTextAreaElement | null> {
  const talk = useTalk();
  const eager = useTalkPart((state) => state.eager);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (eager === null) return;
    // Where they are gone meanwhile it is another's field, and nothing meant for one is written to all.
    if (eager === key) field.current?.focus();
    talk.settled();
  }, [talk, eager, key]);
  return field;
}

/** Shows others the line while it is written, if that is wished. It ends with the composer: a draft is nobody's to see. */
function useLiveLine(scope: Scope, draft: string, live: boolean): LiveLine {
  const { now, tools } = useRoom();
  const { session } = tools;
  // Whoever began the line also ends it, whoever acts by then.
  const [line] = useState(() => {
    const who = now.room.you.participant;
    return new LiveLine((to, text) => session.command({ type: "type_text", scope: to, text }, who));
  });
  const key = scopeKey(scope);
  // What was in the field before is a draft; only what is typed now is shown.
  const begun = useRef({ key, draft });
  useEffect(() => {
    if (!live || begun.current.key !== key) {
      line.stop();
      begun.current = { key, draft };
    } else if (draft !== begun.current.draft) {
      begun.current = { key, draft };
      line.write(scope, draft);
    }
  }, [line, live, key, scope, draft]);
  useEffect(() => () => line.stop(), [line]);
  return line;
}

/** Seconds until slow mode lets me write again. The server decides; this spares a try that would be refused. */
function useWait(scope: Scope): number {
  const { room } = useRoom().now;
  const last = lastSlowed(room);
  const slow = room.view.chat?.slow_mode ?? 0;
  const until = last === undefined || !isSlowed(room, scope) ? 0 : clockOf(room, last).getTime() + slow * 1_000;
  return useSyncExternalStore(
    useCallback(
      (listener) => {
        if (until <= Date.now()) return () => {};
        const timer = setInterval(() => {
          listener();
          if (Date.now() >= until) clearInterval(timer);
        }, 500);
        return () => clearInterval(timer);
      },
      [until],
    ),
    // In whole seconds, so that it is drawn once a second.
    () => Math.max(0, Math.ceil((until - Date.now()) / 1_000)),
  );
}
