// In closed hours, before anybody has given a name or tried a camera: where to turn, when it opens, and another look.
import { useEffect, useEffectEvent, useState } from "react";
import type { ClosedHours } from "../../signaling/join";
import { useMessages } from "../language";
import { useTimeInWords } from "../lobby/opening";
import { PageFrame } from "../PageFrame";
import { Press } from "../Press";
import { useHeading } from "../useHeading";
import { ClosedText } from "./ClosedText";
import "../../styles/reception.css";

interface Props {
  readonly closed: ClosedHours;
  readonly title: string;
  /** Asks the server; whether it has answered. */
  readonly onAgain: () => Promise<boolean>;
}

export function ClosedPage({ closed, title, onAgain }: Props) {
  const messages = useMessages();
  const { closed: words } = messages.reception;
  const heading = useHeading();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState("");
  const opens = openingOf(closed);
  const time = useTimeInWords(opens);
  const look = async (): Promise<void> => {
    setBusy(true);
    setSaid("");
    const answered = await onAgain();
    setBusy(false);
    // When it has opened this page is gone.
    setSaid(answered ? words.still : words.unreachable);
  };
  useLookAt(opens, onAgain);
  return (
    <PageFrame>
      <main className="quiet-page reception" data-page="closed">
        <div className="lobby-words">
          <h1 {...heading}>{words.title}</h1>
          {title !== "" && <p className="door-title">{title}</p>}
          {time !== undefined && (
            <div className="door-state">
              <p className="place-in-line">{words.opens(time)}</p>
              <p>{words.itself}</p>
            </div>
          )}
          <ClosedText text={closed.text} />
          <p role="status">{said}</p>
          <Press className="plain" busy={busy} onPress={() => void look()} data-action="look_again">
            {words.again}
          </Press>
        </div>
      </main>
    </PageFrame>
  );
}

function openingOf({ opens_at: at }: ClosedHours): Date | undefined {
  const when = at === undefined ? Number.NaN : Date.parse(at);
  return Number.isNaN(when) ? undefined : new Date(when);
}

/** Everybody who waits at a closed door looks again at the same time: spread over so many milliseconds. */
const SPREAD = 5_000;
/** When it should have opened and has not. */
const AGAIN = 60_000;
/** Timers of browsers cannot be longer. */
const LONGEST = 2 ** 31 - 1;

/** By itself, when it opens. */
function useLookAt(opens: Date | undefined, look: () => Promise<boolean>): void {
  const at = opens?.getTime();
  const again = useEffectEvent(() => look());
  useEffect(() => {
    if (at === undefined) return;
    let timer: ReturnType<typeof setTimeout>;
    const plan = (least: number): void => {
      const wait = Math.max(least, at - Date.now()) + Math.random() * SPREAD;
      timer = setTimeout(() => {
        // Of a long wait only a part fits into one timer.
        if (Date.now() >= at) void again();
        plan(AGAIN);
      }, Math.min(wait, LONGEST));
    };
    plan(0);
    return () => clearTimeout(timer);
  }, [at]);
}
