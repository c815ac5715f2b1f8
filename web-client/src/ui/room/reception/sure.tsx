// What is asked before a visitor is taken before their turn, sent back to the line or bidden farewell.
import type { ParticipantId } from "../../../protocol/generated";
import { nameOf } from "../../../room/groups";
import { desk, jumpOf, myEncounter } from "../../../room/reception";
import { useMessages } from "../../language";
import { useRoom } from "../context";
import { Sure } from "../Sure";

interface Closing {
  readonly onClose: () => void;
}

export function EndEncounter({ onClose }: Closing) {
  const { endSure: words } = useMessages().receiving;
  const encounter = myEncounter(useRoom().now.room);
  return (
    <Sure title={words.title} confirm={words.confirm} name="end_encounter" command={{ type: "end_encounter" }} about={encounter?.encounter} onClose={onClose}>
      <p>{words.text(encounter?.visitor_name ?? "")}</p>
    </Sure>
  );
}

export function ReturnToLine({ onClose }: Closing) {
  const { returnSure: words } = useMessages().receiving;
  const encounter = myEncounter(useRoom().now.room);
  return (
    <Sure
      title={words.title(encounter?.visitor_name ?? "")}
      confirm={words.confirm}
      name="return_to_line"
      command={{ type: "return_to_line" }}
      about={encounter?.encounter}
      onClose={onClose}
    >
      <p>{words.text}</p>
    </Sure>
  );
}

export function TakeVisitor({ who, onClose }: Closing & { readonly who: ParticipantId }) {
  const { receiving } = useMessages();
  const { takeSure: words } = receiving;
  const { room } = useRoom().now;
  // Another may take them meanwhile.
  const visitor = desk(room)?.visitors.find(({ participant }) => participant === who);
  const jump = visitor === undefined ? null : jumpOf(room, visitor);
  return (
    <Sure
      title={words.title(visitor?.name ?? "")}
      confirm={words.confirm}
      name={`visitor-${String(who)}`}
      command={{ type: "take_visitor", participant: who }}
      about={visitor?.participant}
      onClose={onClose}
    >
      {jump !== null && jump.before > 0 && <p>{words.before(jump.before)}</p>}
      {jump?.wanted !== undefined && <p>{words.wanted(nameOf(room, jump.wanted) ?? receiving.somebody)}</p>}
      <p>{words.text}</p>
    </Sure>
  );
}
