// What is asked of a person is asked of each of those at this device, whoever acts now: as if they acted.
import type { ReactNode } from "react";
import type { Session } from "../../../session";
import { useTold } from "../../useStore";
import { RoomContext, useRoom } from "../context";

export function EachHere({ session, children }: { readonly session: Session; readonly children: ReactNode }) {
  const work = useRoom();
  const party = useTold(session.party);
  return party?.states.map((room) => (
    <RoomContext key={room.you.participant} value={{ ...work, now: { ...work.now, room } }}>
      {children}
    </RoomContext>
  ));
}
