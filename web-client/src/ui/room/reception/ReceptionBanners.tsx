// What those who receive have to see wherever they are: that they are asked to join, the encounter they are in, and what
// became of what they asked. And what the panel shows when an encounter begins.
import { useEffect, useRef } from "react";
import type { EncounterId } from "../../../protocol/generated";
import { desk, myEncounter } from "../../../room/reception";
import type { Session } from "../../../session";
import { useRoom } from "../context";
import { AskedBanner } from "./AskedBanner";
import { EncounterBanner } from "./EncounterBanner";
import { ReceptionNotice } from "./ReceptionNotice";

export function ReceptionBanners({ session }: { readonly session: Session }) {
  const { room } = useRoom().now;
  useOpening();
  if (room.view.reception === undefined && myEncounter(room) === undefined) return null;
  return (
    <>
      <AskedBanner />
      <EncounterBanner />
      <ReceptionNotice session={session} />
    </>
  );
}

/**
 * With somebody who would rather write the chat is opened: there is no other way to hear them. Else an open panel shows what
 * is known of the visitor, and after the encounter the desk; one that is closed stays closed.
 */
function useOpening(): void {
  const { now, tools } = useRoom();
  const { room, panelOpen } = now;
  const encounter = myEncounter(room);
  const key = encounter?.encounter ?? null;
  const isWritten = encounter?.in_writing === true;
  const hasDesk = desk(room) !== undefined;
  const last = useRef<EncounterId | null>(null);
  useEffect(() => {
    if (last.current === key) return;
    last.current = key;
    if (isWritten) tools.showTab("chat");
    else if (panelOpen && (key !== null || hasDesk)) tools.showTab("reception");
  }, [key, isWritten, hasDesk, panelOpen, tools]);
}
