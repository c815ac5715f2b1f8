// That a colleague asks me to join an encounter, one at a time: yes, or not now.
import { declineEncounter, joinEncounter } from "../../../actions/reception";
import { nameOf } from "../../../room/groups";
import { askedToJoin, hindrance } from "../../../room/reception";
import { TwoIcon } from "../../icons";
import { useMessages } from "../../language";
import { ActionButton } from "../ActionButton";
import { useRoom } from "../context";
import { lineName } from "./words";

export function AskedBanner() {
  const { receiving } = useMessages();
  const { asked: words } = receiving;
  const { room } = useRoom().now;
  const [first] = askedToJoin(room);
  if (first === undefined) return null;
  const line = lineName(room, first.encounter.line);
  const why = hindrance(room);
  return (
    <div className="banner banner-help" data-banner="asked-to-join">
      <p>
        <TwoIcon /> <strong>{words.title(nameOf(room, first.by) ?? receiving.somebody)}</strong> {line !== "" && words.line(line)} {words.text}{" "}
        {why !== null && (why === "elsewhere" ? words.elsewhere : receiving.desk.sharedDevice)}
      </p>
      <ActionButton action={joinEncounter} className="primary" />
      <ActionButton action={declineEncounter} />
    </div>
  );
}
