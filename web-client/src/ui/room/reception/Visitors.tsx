// Those who wait, in the order in which they are taken. Somebody is taken out of order from here, or refused kindly.
import { useRef, useState } from "react";
import type { RefusalReason, VisitorView } from "../../../protocol/generated";
import { canTake, desk, jumpOf, myEncounter, myLines, nextVisitor, visitorsIn } from "../../../room/reception";
import { iMay } from "../../../room/selectors";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useFrom } from "../../useStore";
import { useCommand, useRoom } from "../context";
import { RowMenu, type Choice } from "../RowMenu";
import { useKeptFocus } from "../useKeptFocus";
import { Marks } from "./Marks";
import { Since } from "./Since";
import { lineName } from "./words";

/** Up to so many are shown at once. */
const SHOWN = 8;
/** From so many on one may want to see only one's own lines. */
const MANY = 4;

export function Visitors() {
  const { receiving } = useMessages();
  const { visitors: words } = receiving;
  const { room } = useRoom().now;
  const [isMine, setMine] = useState(false);
  const [isWhole, setWhole] = useState(false);
  const view = desk(room);
  if (view === undefined) return null;
  const mine = visitorsIn(room, myLines(room));
  const isFiltered = view.visitors.length >= MANY && mine.length > 0 && mine.length < view.visitors.length;
  const chosen = isFiltered && isMine ? mine : view.visitors;
  const shown = isWhole ? chosen : chosen.slice(0, SHOWN);
  const more = view.count - view.visitors.length;
  const next = nextVisitor(room);
  return (
    <section className="panel-section" aria-labelledby="visitors-title" data-section="visitors">
      <h2 id="visitors-title">
        {words.title} {view.count > 0 && <span className="word">{receiving.lines.waits(view.count)}</span>}
      </h2>
      {view.count === 0 && <p className="hint">{words.nobody}</p>}
      {isFiltered && (
        <div className="queue-filter" role="group" aria-label={words.show}>
          <Press className="queue-chip" aria-pressed={!isMine} onPress={() => setMine(false)} data-filter="all">
            {words.all} <span className="chip-count">{view.visitors.length}</span>
          </Press>
          <Press className="queue-chip" aria-pressed={isMine} onPress={() => setMine(true)} data-filter="mine">
            {words.mine} <span className="chip-count">{mine.length}</span>
          </Press>
        </div>
      )}
      {shown.length > 0 && (
        <ol className="waiting visitors" aria-labelledby="visitors-title">
          {shown.map((each) => (
            <Row key={each.participant} visitor={each} isNext={each === next} />
          ))}
        </ol>
      )}
      {shown.length < chosen.length && (
        <Press className="plain wide" data-action="show_rest" onPress={() => setWhole(true)}>
          {words.rest(chosen.length - shown.length)}
        </Press>
      )}
      {more > 0 && <p className="hint">{words.more(more)}</p>}
    </section>
  );
}

const REASONS: readonly RefusalReason[] = ["later", "full", "not_invited"];

function Row({ visitor, isNext }: { readonly visitor: VisitorView; readonly isNext: boolean }) {
  const messages = useMessages();
  const { mark, waited } = messages.receiving;
  const { now, runner } = useRoom();
  const { room, link } = now;
  const row = useRef<HTMLLIElement>(null);
  const kept = useKeptFocus(() => row.current);
  const { participant: who, name, line, since } = visitor;
  const choices = useChoices(visitor);
  const busy = useFrom(runner.busy, (all) => all.has(`visitor-${String(who)}`));
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <li ref={row} tabIndex={-1} data-visitor={who} data-next={isNext || undefined} aria-busy={busy || undefined} {...kept}>
      <div className="queue-what">
        <p className="person">
          <span className="person-name">{name}</span>
          {isNext && <span className="word strong">{mark.next}</span>}
          <span className="queue-kind">{lineName(room, line)}</span>
          <Since room={room} since={since} words={waited} />
          <Marks visitor={visitor} />
        </p>
        {link.type === "open" && <RowMenu label={messages.person.menu(name)} choices={choices} />}
      </div>
    </li>
  );
}

/** What one press does for nearly everybody is at the desk: here is what is rare. */
function useChoices(visitor: VisitorView): readonly Choice[] {
  const messages = useMessages();
  const { visitors: words } = messages.receiving;
  const { now, tools } = useRoom();
  const command = useCommand();
  const { room } = now;
  const { participant: who, name } = visitor;
  const isOutOfTurn = jumpOf(room, visitor) !== null;
  const take = (): void => {
    if (isOutOfTurn) tools.ask({ type: "take_visitor", participant: who });
    else command(`visitor-${String(who)}`, { type: "take_visitor", participant: who });
  };
  const isPossible = myEncounter(room) === undefined && canTake(room, visitor);
  return [
    ...(isPossible ? [{ id: "take_visitor", label: isOutOfTurn ? words.takeNow : words.take, onChoose: take }] : []),
    ...REASONS.map((reason) => ({
      id: `refuse-${reason}`,
      label: words.refuse[reason],
      onChoose: () => command(`visitor-${String(who)}`, { type: "refuse", participant: who, reason }),
    })),
    ...(iMay(room, "remove")
      ? [{ id: "remove", label: messages.person.remove, isDanger: true, onChoose: () => tools.ask({ type: "remove", participant: who, name, remains: "unknown" }) }]
      : []),
  ];
}
