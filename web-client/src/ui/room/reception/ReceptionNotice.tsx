// What became of what was asked, in sight until it is read or some time has passed: whoever looks elsewhere, or works with
// the sound of the page off, would miss it. The live region says it.
import { useEffect, useState } from "react";
import type { ReceptionNews } from "../../../room/receptionNews";
import type { Session } from "../../../session";
import { CloseIcon } from "../../icons";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { stage } from "../useKeptFocus";
import { isReceptionNews, receptionSentence } from "./receptionSentence";

const SHOWN_FOR = 20_000;

/** Of the others the list, or a banner of their own, tells. */
const SHOWN: readonly ReceptionNews["type"][] = ["colleague_came", "colleague_declined", "hand_over_stays", "hand_over_done", "encounter_over"];

export function ReceptionNotice({ session }: { readonly session: Session }) {
  const messages = useMessages();
  const [shown, setShown] = useState<ReceptionNews | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = session.onNews((heard) => {
      if (!isReceptionNews(heard) || !SHOWN.includes(heard.type)) return;
      clearTimeout(timer);
      setShown(heard);
      timer = setTimeout(() => setShown(null), SHOWN_FOR);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [session]);
  if (shown === null) return null;
  return (
    <div className="banner banner-moved" data-banner="reception-news">
      <p>{receptionSentence(shown, messages)}</p>
      <Press
        className="icon-button"
        aria-label={messages.room.close}
        onPress={() => {
          setShown(null);
          stage()?.focus();
        }}
      >
        <CloseIcon />
      </Press>
    </div>
  );
}
