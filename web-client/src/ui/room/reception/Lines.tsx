// The lines: which I receive, which are open, how many wait and how long.
import { Switch } from "react-aria-components/Switch";
import type { LineStateView } from "../../../protocol/generated";
import { desk, iMayTakeNext, myEncounter, myLines } from "../../../room/reception";
import { useMessages } from "../../language";
import { useCommand, useRoom } from "../context";
import { RowMenu } from "../RowMenu";
import { rangeWords, spanWords } from "./words";

export function Lines() {
  const { receiving } = useMessages();
  const { room } = useRoom().now;
  const view = desk(room);
  if (view === undefined) return null;
  return (
    <section className="panel-section" aria-labelledby="lines-title" data-section="lines">
      <h2 id="lines-title">
        {receiving.lines.title} {!view.open && <span className="word">{receiving.closed}</span>}
      </h2>
      <ul className="lines" aria-labelledby="lines-title">
        {view.lines.map((each) => (
          <Line key={each.line} state={each} />
        ))}
      </ul>
    </section>
  );
}

function Line({ state }: { readonly state: LineStateView }) {
  const messages = useMessages();
  const { lines: words } = messages.receiving;
  const { now } = useRoom();
  const { room, link } = now;
  const command = useCommand();
  const mine = myLines(room);
  const { line, name, open, waiting, served, estimate, median_wait: median, longest_wait: longest } = state;
  const receives = mine.includes(line);
  const possible = link.type === "open";
  // In their order, whatever order they are turned on in.
  const others = (desk(room)?.lines ?? []).map((each) => each.line).filter((each) => (each === line ? !receives : mine.includes(each)));
  const canTake = possible && myEncounter(room) === undefined && iMayTakeNext(room, [line]);
  const take = { id: "take_next", label: words.takeFrom, onChoose: () => command("take_next", { type: "take_next", line }) };
  const expected = estimate === undefined ? (receives ? null : words.nobody) : words.estimate(rangeWords(estimate, messages));
  return (
    <li data-line={line} data-receives={receives || undefined} data-closed={open ? undefined : ""}>
      <div className="line-head">
        <h3>{name}</h3>
        {!open && <span className="word strong line-closed">{words.closed}</span>}
        {canTake && <RowMenu label={words.menu(name)} choices={[take]} />}
      </div>
      <p className="word">{[words.waits(waiting), ...(expected === null ? [] : [expected])].join(", ")}</p>
      {served > 0 && (
        <p className="word line-figures">{[words.served(served), words.median(spanWords(median, messages)), words.longest(spanWords(longest, messages))].join(", ")}</p>
      )}
      <div className="line-switches">
        <Switch
          className="choice-switch"
          aria-label={words.receiveWhich(name)}
          isSelected={receives}
          isDisabled={!possible}
          data-action="receive"
          data-line={line}
          onChange={() => command("receive", { type: "receive", lines: others })}
        >
          <span className="track" aria-hidden="true" />
          {words.receive}
        </Switch>
        <Switch
          className="choice-switch"
          aria-label={words.openWhich(name)}
          isSelected={open}
          isDisabled={!possible}
          data-action="open_line"
          data-line={line}
          onChange={(on) => command(`open_line-${String(line)}`, { type: "open_line", line, open: on })}
        >
          <span className="track" aria-hidden="true" />
          {words.isOpen}
        </Switch>
      </div>
    </li>
  );
}
