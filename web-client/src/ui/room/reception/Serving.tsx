// Who receives now, which lines, and who is with a visitor.
import { nameOf } from "../../../room/groups";
import { desk, servingNow, type Serving as Serves } from "../../../room/reception";
import { useMessages } from "../../language";
import { useRoom } from "../context";
import { Since } from "./Since";
import { lineName } from "./words";

export function Serving() {
  const { serving: words } = useMessages().receiving;
  const { room } = useRoom().now;
  if (desk(room) === undefined) return null;
  const all = servingNow(room);
  return (
    <section className="panel-section" aria-labelledby="serving-title" data-section="serving">
      <h2 id="serving-title">{words.title}</h2>
      {all.length === 0 && <p className="hint">{words.nobody}</p>}
      {all.length > 0 && (
        <ul className="people serving" aria-labelledby="serving-title">
          {all.map((each) => (
            <Row key={each.participant} serves={each} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Row({ serves: { participant: who, lines, encounter } }: { readonly serves: Serves }) {
  const { serving: words, encounter: encounterWords, somebody } = useMessages().receiving;
  const { room } = useRoom().now;
  const name = nameOf(room, who) ?? somebody;
  return (
    <li data-serving={who} data-busy={encounter === undefined ? undefined : ""}>
      <p className="person">
        <span className="person-name">{who === room.you.participant ? `${name} (${words.you})` : name}</span>
        {encounter === undefined ? (
          <span className="word strong">{words.free}</span>
        ) : (
          <>
            <span className="word">{words.withVisitor(lineName(room, encounter.line))}</span> <Since room={room} since={encounter.since} words={encounterWords.since} />
          </>
        )}
        {lines.length > 0 && <span className="word serving-lines">{lines.map((line) => lineName(room, line)).join(", ")}</span>}
      </p>
    </li>
  );
}
