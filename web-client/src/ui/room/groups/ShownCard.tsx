// The card that is shown to everybody, large beside the circle. Whoever has read it may put it away for themselves.
import { useId, useState } from "react";
import { shownCard } from "../../../room/groups";
import { CloseIcon } from "../../icons";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useRoom } from "../context";
import { stage } from "../useKeptFocus";
import { groupName } from "./names";

export function ShownCard() {
  const messages = useMessages();
  const { after } = messages.groups;
  const { room } = useRoom().now;
  const id = useId();
  const [closed, setClosed] = useState<string | null>(null);
  const card = shownCard(room);
  // Another card, or other words on it, is a new one to read.
  const key = card === undefined ? null : `${card.group} ${card.text ?? ""}`;
  if (card === undefined || key === closed) return null;
  return (
    <section className="shown-card" aria-labelledby={id} data-shown-card={card.group}>
      <div className="shown-top">
        <h2 id={id}>{after.cardOf(groupName(card, messages))}</h2>
        <Press
          className="icon-button"
          aria-label={messages.room.close}
          onPress={() => {
            setClosed(key);
            stage()?.focus();
          }}
        >
          <CloseIcon />
        </Press>
      </div>
      <p>{card.text ?? after.erased}</p>
    </section>
  );
}
