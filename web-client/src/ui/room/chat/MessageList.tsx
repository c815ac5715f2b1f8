// What was written, oldest first. New messages are followed as long as one is at the end; whoever reads older ones is
// not moved. Not a live region: the announcer says what is new, and not in floods.
import { useLayoutEffect, useRef } from "react";
import type { ChatLine, MessageId, Scope } from "../../../protocol/generated";
import { scopeKey } from "../../../room/fold/chat";
import type { Shown } from "../../../room/history";
import type { RoomState } from "../../../room/reduce";
import { iMay } from "../../../room/selectors";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useClock } from "../clock";
import { Message } from "./Message";
import { nameOf, scopeName } from "./names";

interface Props {
  readonly room: RoomState;
  readonly scope: Scope;
  readonly shown: Shown;
  readonly lines: readonly ChatLine[];
  readonly loading: boolean;
  readonly onOlder: (before: MessageId) => void;
  readonly onDelete: (message: MessageId) => void;
}

/** This near the end counts as at the end. */
const AT_END = 48;

export function MessageList({ room, scope, shown, lines, loading, onOlder, onDelete }: Props) {
  const messages = useMessages();
  const clock = useClock(room);
  const key = scopeKey(scope);
  const list = useKeptPlace(key, shown, lines);
  const moderates = iMay(room, "delete_others_messages") && scope.type !== "person";
  const { olderThan } = shown;
  return (
    // What scrolls must be reachable without a pointer.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div ref={list} className="chat-list" role="region" tabIndex={0} aria-label={messages.chat.messages(scopeName(scope, room, messages))}>
      <div>
        {olderThan !== undefined && (
          <Press className="plain wide" busy={loading} onPress={() => onOlder(olderThan)} data-action="older-messages">
            {messages.chat.older}
          </Press>
        )}
        {shown.messages.length === 0 && lines.length === 0 && <p className="hint">{messages.chat.empty}</p>}
        <ol className="messages">
          {shown.messages.map((each) => (
            <Message
              key={each.message}
              message={each}
              mine={each.from === room.you.participant}
              time={clock(each.at)}
              mayDelete={each.from === room.you.participant || moderates}
              onDelete={onDelete}
            />
          ))}
        </ol>
        {lines.length > 0 && (
          <ul className="chat-lines">
            {lines.map((line) => (
              <li key={line.participant} className="message message-line" data-line={line.participant}>
                <p className="message-head">
                  <span className="message-name">{messages.chat.writing(nameOf(line.participant, room))}</span>
                </p>
                <p className="message-text">{line.text}</p>
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}

/** The element that scrolls: at the end as long as one is there, else where one is reading. */
function useKeptPlace(key: string, shown: Shown, lines: readonly ChatLine[]): React.RefObject<HTMLDivElement | null> {
  const list = useRef<HTMLDivElement>(null);
  const place = useRef<Place>({ key: "", oldest: undefined, top: 0, height: 0, atEnd: true });
  const oldest = shown.messages[0]?.message;
  // What may make it higher: the messages and the lines.
  const content = `${String(shown.messages.length)} ${String(shown.messages.at(-1)?.message)} ${lines.map(({ text }) => text).join(" ")}`;
  useLayoutEffect(() => {
    if (list.current !== null) place.current = settle(list.current, place.current, { key, oldest, content });
  }, [key, oldest, content]);
  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return;
    const moved = (): void => {
      const { top, atEnd } = place.current;
      // Only somebody who scrolls up leaves the end; that the list became lower is no such thing.
      const stays = atEnd && element.scrollTop >= top - 1;
      place.current = { ...place.current, top: element.scrollTop, atEnd: stays || isAtEnd(element) };
    };
    element.addEventListener("scroll", moved, { passive: true });
    // The field below grows, or a keyboard comes up: the end stays in sight.
    const observer = new ResizeObserver(() => {
      if (place.current.atEnd) element.scrollTop = element.scrollHeight;
      place.current = { ...place.current, top: element.scrollTop, height: element.scrollHeight };
    });
    observer.observe(element);
    // Its letters may come late and be larger.
    if (element.firstElementChild !== null) observer.observe(element.firstElementChild);
    return () => {
      element.removeEventListener("scroll", moved);
      observer.disconnect();
    };
  }, []);
  return list;
}

interface Place {
  readonly key: string;
  readonly oldest: MessageId | undefined;
  readonly top: number;
  readonly height: number;
  readonly atEnd: boolean;
}

function settle(element: HTMLElement, before: Place, now: Pick<Place, "key" | "oldest"> & { readonly content: string }): Place {
  if (before.key !== now.key || before.atEnd) element.scrollTop = element.scrollHeight;
  // Older ones came above: what one was reading stays where it was.
  else if (before.oldest !== now.oldest) element.scrollTop += element.scrollHeight - before.height;
  return { key: now.key, oldest: now.oldest, top: element.scrollTop, height: element.scrollHeight, atEnd: isAtEnd(element) };
}

function isAtEnd(element: HTMLElement): boolean {
  return element.scrollHeight - element.scrollTop - element.clientHeight < AT_END;
}
