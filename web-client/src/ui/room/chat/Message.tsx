// One message. Its text is text: a link is opened when somebody presses it, and never fetched before.
import { memo, useId, useRef, useState } from "react";
import type { ChatMessage, MessageId } from "../../../protocol/generated";
import { pieces } from "../../../room/links";
import { TrashIcon } from "../../icons";
import { useMessages } from "../../language";
import { Press } from "../../Press";

interface Props {
  readonly message: ChatMessage;
  readonly mine: boolean;
  readonly time: string;
  readonly mayDelete: boolean;
  readonly onDelete: (message: MessageId) => void;
}

export const Message = memo(function Message({ message, mine, time, mayDelete, onDelete }: Props) {
  const messages = useMessages();
  const { words } = message;
  if (words === undefined) {
    return (
      <li className="message message-deleted" data-message={message.message}>
        <p className="hint">
          {messages.chat.deleted} <time>{time}</time>
        </p>
      </li>
    );
  }
  const name = mine ? `${words.name} (${messages.chat.you})` : words.name;
  return (
    <li className="message" data-message={message.message} data-mine={mine || undefined}>
      <div className="message-head">
        <p>
          <span className="message-name">{name}</span> <time className="word">{time}</time>
        </p>
        {mayDelete && <Deletion label={messages.chat.removeOf(words.name, time)} onDelete={() => onDelete(message.message)} />}
      </div>
      <p className="message-text">
        {pieces(words.text).map((piece, index) =>
          piece.type === "text" ? (
            piece.text
          ) : (
            // A text never changes, so its pieces keep their places.
            <a key={`${String(index)}-${piece.url}`} href={piece.url} target="_blank" rel="noopener noreferrer" referrerPolicy="no-referrer">
              {piece.text}
              <span className="only-read"> ({messages.chat.opensNew})</span>
            </a>
          ),
        )}
      </p>
    </li>
  );
});

/** Asks once more in the same place; whoever changes their mind is where they were. */
function Deletion({ label, onDelete }: { readonly label: string; readonly onDelete: () => void }) {
  const messages = useMessages();
  const [asking, setAsking] = useState(false);
  const first = useRef<HTMLButtonElement>(null);
  const question = useId();
  const keep = (): void => {
    setAsking(false);
    requestAnimationFrame(() => first.current?.focus());
  };
  if (!asking) {
    return (
      <button ref={first} type="button" className="icon-button quiet" aria-label={label} title={label} onClick={() => setAsking(true)}>
        <TrashIcon />
      </button>
    );
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape, from the buttons in it
    <div
      className="message-question"
      role="group"
      aria-labelledby={question}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        // Only the question closes, not the sheet around it.
        event.stopPropagation();
        keep();
      }}
    >
      <p id={question}>{messages.chat.removeQuestion}</p>
      {/* Whoever pressed the first button goes on here. */}
      <Press className="plain" ref={(button) => button?.focus()} onPress={keep}>
        {messages.chat.keep}
      </Press>
      <Press className="danger" onPress={onDelete} data-action="delete-message">
        {messages.chat.remove}
      </Press>
    </div>
  );
}
