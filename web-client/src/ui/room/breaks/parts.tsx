// What the break is made of, wherever it is shown: when it goes on, being back, who is back, the coffee table, and for
// those who run it more time and the end.
import { atCoffee, iAmBack, onBreak } from "../../../room/programme";
import { iMay, myPlace } from "../../../room/selectors";
import type { BreakView } from "../../../protocol/generated";
import { TickIcon } from "../../icons";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useClock } from "../clock";
import { useCommand, useRoom } from "../context";
import { FiveMinutes } from "../timers/FiveMinutes";
import { TimeLeft, useLeft } from "../timers/TimeLeft";

interface Props {
  readonly pause: BreakView;
}

/** "Jatkamme klo 10.15.", and calmly when that is over. */
export function Resuming({ pause }: Props) {
  const { breaks: words } = useMessages();
  const { room } = useRoom().now;
  const clock = useClock(room);
  const left = useLeft(pause.ends_at) ?? 0;
  return (
    <>
      <span className="calm-when">{left < 0 ? words.soon : words.resume(clock(pause.ends_at))}</span>{" "}
      <TimeLeft endsAt={pause.ends_at} className="calm-left" />
    </>
  );
}

export function BackButton() {
  const { breaks: words } = useMessages();
  const { room, link } = useRoom().now;
  const command = useCommand();
  const isBack = iAmBack(room);
  return (
    <Press
      className={isBack ? "plain" : "primary"}
      aria-pressed={isBack}
      possible={link.type === "open"}
      onPress={() => command("say_back", { type: "say_back", back: !isBack })}
      data-action="say-back"
    >
      {isBack && <TickIcon />}
      <span>{words.back}</span>
    </Press>
  );
}

export function CoffeeButton({ pause }: Props) {
  const { breaks: words } = useMessages();
  const { room, link } = useRoom().now;
  const command = useCommand();
  const place = myPlace(room).type;
  const sits = place === "coffee";
  if (!pause.coffee_table || (!sits && place !== "plenary")) return null;
  return (
    <Press className="plain" possible={link.type === "open"} onPress={() => command("coffee", { type: "sit_at_coffee", sit: !sits })} data-action="coffee">
      {sits ? words.fromCoffee : words.toCoffee}
    </Press>
  );
}

/** Who sits at the coffee table, in words. */
export function CoffeePeople({ pause }: Props) {
  const { breaks: words } = useMessages();
  const { room } = useRoom().now;
  const people = atCoffee(room);
  if (!pause.coffee_table) return null;
  return <p data-coffee>{people.length === 0 ? words.coffeeEmpty : words.coffeePeople(people)}</p>;
}

/** The come-back list: how many, and who. */
export function BackList() {
  const { breaks: words } = useMessages();
  const { room } = useRoom().now;
  const { back, away } = onBreak(room);
  const all = back.length + away.length;
  return (
    <div className="come-back" data-come-back>
      <p className="come-back-count">{away.length === 0 ? words.everybodyBack : words.backCount(back.length, all)}</p>
      <div className="come-back-lists">
        <NameList title={words.backList} names={back} empty={words.nobodyBack} />
        {away.length > 0 && <NameList title={words.awayList} names={away} />}
      </div>
    </div>
  );
}

export function NameList({ title, names, empty }: { readonly title: string; readonly names: readonly string[]; readonly empty?: string }) {
  return (
    <div className="name-list">
      <h3>
        {title} ({names.length})
      </h3>
      {names.length === 0 && empty !== undefined ? (
        <p className="hint">{empty}</p>
      ) : (
        <ul>
          {names.map((name, index) => (
            // Two may have the same name.
            // oxlint-disable-next-line react/no-array-index-key
            <li key={`${String(index)}-${name}`}>{name}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

export function BreakControls({ pause }: Props) {
  const { breaks: words } = useMessages();
  const { now, tools } = useRoom();
  const { room, link } = now;
  const command = useCommand();
  const left = useLeft(pause.ends_at) ?? 0;
  const possible = link.type === "open";
  if (!iMay(room, "run_agenda")) return null;
  return (
    <div className="button-row">
      <FiveMinutes words={words} possible={possible} canShorten={left > 5 * 60} onChange={(minutes) => command("extend_break", { type: "extend_break", minutes })} />
      <Press className="plain" possible={possible} onPress={() => (left > 0 ? tools.ask({ type: "end_break" }) : command("break", { type: "end_break" }))} data-action="end-break">
        {words.end}
      </Press>
    </div>
  );
}
