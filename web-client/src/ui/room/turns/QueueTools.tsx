// For those who run the queue: its order, and all hands down at once.
import { useId } from "react";
import { lowerAllHands } from "../../../actions/turns";
import type { QueueOrder } from "../../../protocol/generated";
import { queueHere } from "../../../room/selectors";
import { iRunTurns } from "../../../room/turns";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { ActionButton } from "../ActionButton";
import { useCommand, useRoom } from "../context";

const ORDERS: readonly QueueOrder[] = ["arrival", "least_spoken"];

export function QueueTools() {
  const { turns: words } = useMessages();
  const { room } = useRoom().now;
  const { turns = "free", order = "arrival", hands } = queueHere(room);
  // Everybody is to know by what rule they wait.
  if (!iRunTurns(room)) return order === "arrival" || hands.length === 0 ? null : <p className="hint">{words.orders[order]}</p>;
  // Where hardly anybody waits there is nothing to order.
  const isOrdered = turns === "queue" || order !== "arrival" || hands.length > 1;
  return (
    <>
      <ActionButton action={lowerAllHands} />
      {isOrdered && turns !== "round" && turns !== "silence" && <Orders order={order} />}
    </>
  );
}

function Orders({ order }: { readonly order: QueueOrder }) {
  const { turns: words } = useMessages();
  const { link } = useRoom().now;
  const command = useCommand();
  const id = useId();
  return (
    <div className="queue-orders" role="group" aria-labelledby={id}>
      <p id={id} className="word">
        {words.order}
      </p>
      {ORDERS.map((each) => (
        <Press
          key={each}
          className="plain"
          aria-pressed={order === each}
          possible={link.type === "open"}
          data-order={each}
          onPress={() => {
            if (order !== each) command("queue_order", { type: "set_queue_order", order: each });
          }}
        >
          {words.orders[each]}
        </Press>
      ))}
    </div>
  );
}
