// Somebody who runs the session asks this person to turn something on. Nobody can do it for them: two plain choices.
import { useState } from "react";
import type { SourceKind } from "../../../protocol/generated";
import { carriedHere, me, namesBeside } from "../../../room/selectors";
import type { Session } from "../../../session";
import { useMessages } from "../../language";
import { AskDialog } from "../AskDialog";
import { useCommand, useRoom } from "../context";

const NONE: readonly SourceKind[] = [];

export function UnmuteDialog({ session }: { readonly session: Session }) {
  const { dialog, beside } = useMessages();
  const { now, tools } = useRoom();
  const command = useCommand();
  const asked = now.room.view.asked ?? NONE;
  const [kind] = asked;
  const isShared = carriedHere(now.room).length > 1;
  // Said yes to, and on its way: the request is open until the server has it.
  const [answered, setAnswered] = useState<readonly SourceKind[] | null>(null);
  if (kind === undefined || answered === asked) return null;
  const what = kind === "microphone" || kind === "camera" ? kind : "screen";
  return (
    <AskDialog
      title={dialog.unmute[what]}
      confirm={dialog.unmuteYes[what]}
      cancel={dialog.unmuteNo}
      isAlert
      onConfirm={() => {
        setAnswered(asked);
        if (what !== "screen") return void session.local.turn(what, true);
        tools.ask({ type: "share" });
      }}
      onCancel={() => {
        setAnswered(asked);
        command(`decline-${kind}`, { type: "decline_unmute", kind });
      }}
    >
      {isShared && <p className="for-whom">{beside.isFor(me(now.room)?.name ?? "", namesBeside(now.room, now.room.you.participant))}</p>}
      <p>{dialog.unmuteText}</p>
    </AskDialog>
  );
}
