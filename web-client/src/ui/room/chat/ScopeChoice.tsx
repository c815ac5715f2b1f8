// To whom: a plain choice, who sees it in words, and where else there is something new.
import { useId } from "react";
import type { Scope } from "../../../protocol/generated";
import type { Conversation } from "../../../room/chat";
import { scopeKey } from "../../../room/fold/chat";
import type { RoomState } from "../../../room/reduce";
import { useMessages } from "../../language";
import { scopeName, seenBy } from "./names";

interface Props {
  readonly room: RoomState;
  readonly all: readonly Conversation[];
  readonly scope: Scope;
  readonly unread: Readonly<Record<string, number>>;
  readonly onChoose: (scope: Scope) => void;
}

export function ScopeChoice({ room, all, scope, unread, onChoose }: Props) {
  const messages = useMessages();
  const id = useId();
  const key = scopeKey(scope);
  // Where there is one choice there is nothing to choose.
  if (all.length === 1) return <p className="hint chat-seen">{seenBy(scope, room, messages)}</p>;
  const elsewhere = all.filter((each) => scopeKey(each.scope) !== key && (unread[scopeKey(each.scope)] ?? 0) > 0);
  return (
    <div className="chat-to">
      <label htmlFor={id}>{messages.chat.to}</label>
      <select
        id={id}
        className="picker"
        value={key}
        aria-describedby={`${id}-seen`}
        onChange={(event) => {
          const chosen = all.find((each) => scopeKey(each.scope) === event.target.value);
          if (chosen !== undefined) onChoose(chosen.scope);
        }}
      >
        <Options label={messages.chat.placesLabel} room={room} all={all.filter(isPlace)} />
        <Options label={messages.chat.facilitatorsLabel} room={room} all={all.filter(isFacilitators)} />
        <Options label={messages.chat.peopleLabel} room={room} all={all.filter(isPerson)} />
      </select>
      <p className="hint chat-seen" id={`${id}-seen`}>
        {seenBy(scope, room, messages)}
      </p>
      {elsewhere.length > 0 && (
        <ul className="chat-elsewhere" aria-label={messages.chat.unreadTitle}>
          {elsewhere.map((each) => (
            <li key={scopeKey(each.scope)}>
              <button type="button" className="plain chip" onClick={() => onChoose(each.scope)}>
                {messages.chat.unreadIn(scopeName(each.scope, room, messages), unread[scopeKey(each.scope)] ?? 0)}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function isPerson({ scope }: Conversation): boolean {
  return scope.type === "person";
}

function isFacilitators({ scope }: Conversation): boolean {
  return scope.type === "facilitators" || scope.type === "backstage";
}

function isPlace(each: Conversation): boolean {
  return !isPerson(each) && !isFacilitators(each);
}

interface OptionsProps {
  readonly label: string;
  readonly room: RoomState;
  readonly all: readonly Conversation[];
}

function Options({ label, room, all }: OptionsProps) {
  const messages = useMessages();
  if (all.length === 0) return null;
  return (
    <optgroup label={label}>
      {all.map(({ scope }) => (
        <option key={scopeKey(scope)} value={scopeKey(scope)}>
          {scopeName(scope, room, messages)}
        </option>
      ))}
    </optgroup>
  );
}
