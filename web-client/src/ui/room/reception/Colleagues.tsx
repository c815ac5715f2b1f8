// Whom one can ask to join the encounter, and who is asked already.
import { useRef, useState } from "react";
import type { EncounterView } from "../../../protocol/generated";
import { colleagues, mayAskMore, type Colleague } from "../../../room/reception";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useFrom } from "../../useStore";
import { roleName, useCommand, useRoom } from "../context";
import { useKeptFocus } from "../useKeptFocus";
import { lineName } from "./words";

/** Up to so many are shown at once. */
const SHOWN = 6;

export function Colleagues({ encounter }: { readonly encounter: EncounterView }) {
  const { colleagues: words } = useMessages().receiving;
  const { room } = useRoom().now;
  const [isWhole, setWhole] = useState(false);
  // Who is with the visitor, or aside, is told above.
  const all = colleagues(room).filter(({ reach }) => reach !== "here");
  const shown = isWhole ? all : all.slice(0, SHOWN);
  const mayAsk = mayAskMore(encounter);
  return (
    <section className="panel-section" aria-labelledby="colleagues-title" data-section="colleagues">
      <h2 id="colleagues-title">{words.title}</h2>
      <p className="hint">{all.length === 0 ? words.nobody : mayAsk ? words.hint : words.full}</p>
      {shown.length > 0 && (
        <ul className="people colleagues" aria-labelledby="colleagues-title">
          {shown.map((each) => (
            <Row key={each.person.participant} colleague={each} mayAsk={mayAsk} />
          ))}
        </ul>
      )}
      {shown.length < all.length && (
        <Press className="plain wide" data-action="show_rest" onPress={() => setWhole(true)}>
          {words.rest(all.length - shown.length)}
        </Press>
      )}
    </section>
  );
}

function Row({ colleague, mayAsk }: { readonly colleague: Colleague; readonly mayAsk: boolean }) {
  const messages = useMessages();
  const { colleagues: words } = messages.receiving;
  const { now, runner } = useRoom();
  const { room, link } = now;
  const command = useCommand();
  const row = useRef<HTMLLIElement>(null);
  const kept = useKeptFocus(() => row.current);
  const { person, reach, lines } = colleague;
  const { participant, name } = person;
  const key = `ask_colleague-${String(participant)}`;
  const busy = useFrom(runner.busy, (all) => all.has(key));
  const isAsked = reach === "asked";
  const canAsk = reach === "free" && mayAsk;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <li ref={row} tabIndex={-1} data-person={participant} data-reach={reach} {...kept}>
      <div className="person">
        <span className="person-name">{name}</span>
        <span className={reach === "free" || isAsked ? "word strong" : "word"}>{words.reach[reach]}</span>
        <span className="word colleague-lines">{lines.length > 0 ? lines.map((line) => lineName(room, line)).join(", ") : roleName(person, room, messages)}</span>
      </div>
      {(canAsk || isAsked) && (
        <Press
          className="plain"
          aria-label={isAsked ? words.cancelFor(name) : words.askWho(name)}
          possible={link.type === "open"}
          busy={busy}
          data-action="ask_colleague"
          data-participant={participant}
          data-on={isAsked || undefined}
          onPress={() => command(key, { type: "ask_colleague", participant, on: !isAsked })}
        >
          {isAsked ? words.cancel : words.ask}
        </Press>
      )}
    </li>
  );
}
