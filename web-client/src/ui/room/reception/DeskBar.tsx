// The desk, above the circle: who is next, and one press to take them. The first thing in the page of whoever receives, on
// every screen; the panel has the rest.
import { useEffect, useRef } from "react";
import { receiveAll, takeNext } from "../../../actions/reception";
import { desk, hindrance, myEncounter, myLines, nextVisitor, waitingInMyLines } from "../../../room/reception";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { ActionButton } from "../ActionButton";
import { useRoom } from "../context";
import { stage, useKeptFocus } from "../useKeptFocus";
import { Marks } from "./Marks";
import { Short } from "./Short";
import { Since } from "./Since";
import { lineName } from "./words";

export function DeskBar() {
  const { room } = useRoom().now;
  // Whoever is taken takes the desk away, with the button that was pressed.
  const kept = useKeptFocus(stage);
  const view = desk(room);
  const title = useRef<HTMLHeadingElement>(null);
  const isAtDesk = view !== undefined && myEncounter(room) === undefined;
  useReturn(isAtDesk, title);
  if (view === undefined) return null;
  return <div {...kept}>{isAtDesk && <Desk title={title} />}</div>;
}

/** After an encounter the focus, which its end took away, goes to who is next: to be read, and not to be pressed by mistake. */
function useReturn(isAtDesk: boolean, title: React.RefObject<HTMLHeadingElement | null>): void {
  const was = useRef(isAtDesk);
  useEffect(() => {
    const returns = isAtDesk && !was.current;
    was.current = isAtDesk;
    if (returns && document.activeElement === document.body) title.current?.focus();
  }, [isAtDesk, title]);
}

function Desk({ title }: { readonly title: React.RefObject<HTMLHeadingElement | null> }) {
  const { receiving } = useMessages();
  const { desk: words } = receiving;
  const { now, tools } = useRoom();
  const { room } = now;
  const isOpen = desk(room)?.open ?? false;
  const receives = myLines(room).length > 0;
  const isListed = now.panelOpen && now.tab === "reception";
  const show = (
    <Press className={receives ? "plain" : "primary"} onPress={() => tools.showTab("reception")} data-action="show_reception">
      {receives ? <Short wide={words.show} narrow={words.showShort} /> : words.chooseLines}
    </Press>
  );
  return (
    <section className="desk" aria-labelledby="desk-title" data-desk={receives ? "receives" : "pauses"}>
      <div className="desk-words">
        <h2 id="desk-title" ref={title} tabIndex={-1} aria-describedby="desk-state">
          {words.title} <span className="word">{isOpen ? receiving.open : receiving.closed}</span>
        </h2>
        <div className="desk-state" id="desk-state">
          {receives ? <Next /> : <p className="desk-main">{words.notReceiving}</p>}
        </div>
        {!receives && <p className="hint">{words.notReceivingText}</p>}
        {!isOpen && <p className="hint">{receiving.closedText}</p>}
      </div>
      <div className="desk-buttons">
        <ActionButton action={takeNext} className="primary desk-take" />
        {!isListed && show}
        <ActionButton action={receiveAll} />
      </div>
    </section>
  );
}

/** Who is next; else why nobody is. */
function Next() {
  const { receiving } = useMessages();
  const { desk: words } = receiving;
  const { room } = useRoom().now;
  const next = nextVisitor(room);
  const waiting = waitingInMyLines(room);
  const why = hindrance(room);
  if (next === undefined) return <p className="desk-main">{waiting === 0 ? words.nobody : words.nobodyForMe}</p>;
  return (
    <>
      <p className="desk-next" data-next={next.participant}>
        <span className="word desk-next-label">{words.next}</span> <strong className="desk-name">{next.name}</strong>
      </p>
      <p className="person">
        <span className="word strong">{lineName(room, next.line)}</span> <Since room={room} since={next.since} words={receiving.waited} /> <Marks visitor={next} />
      </p>
      {waiting > 1 && <p className="hint">{words.restWaits(waiting - 1)}</p>}
      {why !== null && <p className="hint">{why === "elsewhere" ? words.elsewhere : words.sharedDevice}</p>}
    </>
  );
}
