// The cards that groups have shared: those who run groups show one after the other to everybody.
import { useId } from "react";
import { nextCard, shownCard } from "../../../room/groups";
import { iMay } from "../../../room/selectors";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useFrom } from "../../useStore";
import { useCommand, useRoom } from "../context";
import { groupName } from "./names";

export function CardList() {
  const messages = useMessages();
  const { after } = messages.groups;
  const { now, runner } = useRoom();
  const command = useCommand();
  const id = useId();
  const busy = useFrom(runner.busy, (all) => all.has("show_card"));
  const { room, link } = now;
  const cards = room.view.cards ?? [];
  if (cards.length === 0) return null;
  const runs = iMay(room, "run_groups");
  const possible = link.type === "open";
  const showing = shownCard(room);
  const next = nextCard(room);
  const show = (group?: number): void => command("show_card", { type: "show_card", ...(group === undefined ? {} : { group }) });
  return (
    <section className="panel-section" aria-labelledby={id}>
      <h2 id={id}>{after.cards}</h2>
      {runs && (
        <>
          <p className="hint">{after.cardsHint}</p>
          <div className="button-row">
            <Press className="primary" possible={possible && next !== undefined} busy={busy} onPress={() => show(next?.group)} data-action="next_card">
              {after.next}
            </Press>
            <Press className="plain" possible={possible && showing !== undefined} busy={busy} onPress={() => show()} data-action="put_card_away">
              {after.away}
            </Press>
          </div>
        </>
      )}
      <ul className="card-list">
        {cards.map((card) => (
          <li key={card.group} data-card={card.group} data-showing={card.showing || undefined}>
            <h3>
              {groupName(card, messages)}{" "}
              <span className="word">{card.showing ? after.showing : runs && card.shown ? after.shown : null}</span>
            </h3>
            <p className="card-text">{card.text ?? after.erased}</p>
            {runs && !card.showing && card.text !== undefined && (
              <Press className="plain" aria-label={after.showWhich(groupName(card, messages))} possible={possible} busy={busy} onPress={() => show(card.group)} data-action="show_card">
                {after.show}
              </Press>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
