// The order of the round, for everybody: who has spoken, whose turn it is, who is to come.
import { orderOfRound } from "../../../room/turns";
import { useMessages } from "../../language";
import { useRoom } from "../context";
import { RunButtons } from "./TurnBar";

export function RoundOrder() {
  const messages = useMessages();
  const { ofRound: words } = messages.turns;
  const { room } = useRoom().now;
  const order = orderOfRound(room);
  if (order.length === 0) return null;
  return (
    <>
      <div className="button-row">
        <RunButtons />
      </div>
      <h3 id="round-order">{words.title}</h3>
      <ol className="queue round-order" aria-labelledby="round-order">
        {order.map(({ person, stage }, index) => (
          <li key={person.participant} data-round={stage} aria-current={stage === "now" ? "step" : undefined}>
            <span className="number" aria-hidden="true">
              {index + 1}
            </span>
            <span className="waiting-name">
              {person.participant === room.you.participant ? `${person.name} (${messages.tile.you})` : person.name}{" "}
              {stage !== "to_come" && <span className="word">{words.stage[stage]}</span>}
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}
