// How long somebody has waited, in whole minutes; drawn again only when they change.
import { useCallback, useSyncExternalStore } from "react";
import type { Moment } from "../../../protocol/generated";
import type { RoomState } from "../../../room/reduce";
import { useMessages } from "../../language";
import { onEachSecond, timeLeft } from "../ticking";

export function Age({ room: { epoch }, since }: { readonly room: RoomState; readonly since: Moment }) {
  const { facilitatorQueue } = useMessages();
  const subscribe = useCallback((listener: () => void) => onEachSecond({ epoch }, listener), [epoch]);
  const minutes = useSyncExternalStore(subscribe, () => Math.max(0, Math.floor(-timeLeft({ epoch }, since) / 60)));
  return <span className="word">{facilitatorQueue.age(minutes)}</span>;
}
