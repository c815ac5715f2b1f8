// How long something lasts, in whole minutes; drawn again only when they change.
import { useCallback, useSyncExternalStore } from "react";
import type { Moment } from "../../../protocol/generated";
import type { RoomState } from "../../../room/reduce";
import { onEachSecond, timeLeft } from "../ticking";

interface Props {
  readonly room: RoomState;
  readonly since: Moment;
  readonly words: (minutes: number) => string;
}

export function Since({ room: { epoch }, since, words }: Props) {
  const subscribe = useCallback((listener: () => void) => onEachSecond({ epoch }, listener), [epoch]);
  const minutes = useSyncExternalStore(subscribe, () => Math.max(0, Math.floor(-timeLeft({ epoch }, since) / 60)));
  return <span className="word">{words(minutes)}</span>;
}
