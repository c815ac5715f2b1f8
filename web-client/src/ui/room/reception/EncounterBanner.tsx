// The encounter I am in, in sight whatever the panel shows: whose it is, whether I am aside, and the few things that are
// needed at once.
import { endEncounter, goToVisitor, stepAside } from "../../../actions/reception";
import { amAside, myEncounter, namesOf } from "../../../room/reception";
import { isDropped, person } from "../../../room/selectors";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { ActionButton } from "../ActionButton";
import { useRoom } from "../context";
import { Short } from "./Short";
import { Since } from "./Since";

export function EncounterBanner() {
  const { encounter: words } = useMessages().receiving;
  const { now, tools } = useRoom();
  const { room } = now;
  const encounter = myEncounter(room);
  if (encounter === undefined) return null;
  const isAside = amAside(room);
  const isListed = now.panelOpen && now.tab === "reception";
  return (
    <div className={isAside ? "banner banner-aside" : "banner banner-encounter"} data-banner="encounter" data-aside={isAside || undefined}>
      {isAside ? <AsideWords /> : <WithVisitor />}
      <div className="encounter-buttons">
        <ActionButton action={goToVisitor} className="primary" label={isAside ? words.goToVisitor : words.callIn} />
        <ActionButton action={stepAside} label={<Short wide={words.stepAside} narrow={words.stepAsideShort} />} />
        {!isListed && (
          <Press className="plain" onPress={() => tools.showTab("reception")} data-action="show_reception">
            <Short wide={words.show} narrow={words.showShort} />
          </Press>
        )}
        <ActionButton action={endEncounter} className="plain encounter-end" />
      </div>
    </div>
  );
}

function WithVisitor() {
  const { receiving } = useMessages();
  const { encounter: words, handOver } = receiving;
  const { room } = useRoom().now;
  const encounter = myEncounter(room);
  if (encounter === undefined) return null;
  const aside = namesOf(room, encounter.aside);
  const visitor = person(room, encounter.visitor);
  return (
    <p>
      <strong>{words.title(encounter.visitor_name)}</strong> <span className="word strong">{encounter.line}</span> <Since room={room} since={encounter.since} words={words.since} />{" "}
      {visitor !== undefined && isDropped(visitor) && <strong className="banner-more">{words.lost(visitor.name)} </strong>}
      {aside.length > 0 && <span className="banner-more">{words.waitsAside(aside)} </span>}
      {encounter.hand_over !== undefined && <span className="banner-more">{handOver.short(encounter.hand_over.line_name)}</span>}
    </p>
  );
}

function AsideWords() {
  const { encounter: words } = useMessages().receiving;
  const { room } = useRoom().now;
  const encounter = myEncounter(room);
  if (encounter === undefined) return null;
  const { visitor_name: name, aside, alone } = encounter;
  const others = namesOf(room, aside);
  return (
    <p>
      <strong>
        {words.asideTitle} {words.asideText(name)}
      </strong>{" "}
      {others.length === 0 ? words.asideAlone : words.asideWith(others)} {alone === true && words.visitorAlone(name)}
    </p>
  );
}
