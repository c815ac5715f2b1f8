// The lobby of a drop-in reception: a few questions, then the line; or where to turn when it is closed. Whoever is here may
// be ill, in a hurry or afraid: one thing at a time, and nothing that blinks or counts down.
import { useEffect, useState, type ReactNode } from "react";
import type { LobbyView, ReceptionDoorView } from "../../protocol/generated";
import { draftOf } from "../../room/doorAnswers";
import type { Session } from "../../session";
import { useMessages } from "../language";
import { LobbyAgreement } from "../lobby/LobbyAgreement";
import { LobbyHelp } from "../lobby/LobbyHelp";
import { LobbyPreview } from "../lobby/LobbyPreview";
import { useOpening } from "../lobby/opening";
import { PageFrame } from "../PageFrame";
import { Press } from "../Press";
import { useHeading } from "../useHeading";
import { useStore } from "../useStore";
import { ClosedText } from "./ClosedText";
import { DoorForm } from "./DoorForm";
import { InLine, placeWords, stateWords } from "./InLine";
import { LeaveLine } from "./LeaveLine";
import { useSaid } from "./useSaid";
import "../../styles/reception.css";

interface Props {
  readonly session: Session;
  readonly view: LobbyView;
  readonly reception: ReceptionDoorView;
  /** The wall clock at moment 0. */
  readonly epoch: number;
}

type Step = "closed" | "lines_closed" | "door" | "line" | "change";

export function ReceptionPage({ session, view, reception, epoch }: Props) {
  const messages = useMessages();
  const { line: words } = messages.reception;
  const { own, open, lines } = reception;
  const link = useStore(session.link);
  const [changing, setChanging] = useState(false);
  // What was answered stays when the reception closes and opens again meanwhile.
  const [draft, setDraft] = useState(() => draftOf(reception));
  if (own === undefined && changing) setChanging(false);
  const waiting: Step = changing ? "change" : "line";
  const outside: Step = !open ? "closed" : lines.some((each) => each.open) ? "door" : "lines_closed";
  const step = own === undefined ? outside : waiting;
  const isLost = link.type === "lost";
  const sentence = own === undefined ? "" : [placeWords(own, messages), ...stateWords(reception, own, messages)].join(" ");
  const asked = view.agreement === undefined ? sentence : `${messages.agreement.title}: ${messages.agreement.waiting}`;
  usePageTitle(own?.ahead, view.agreement === undefined);
  const form = (
    <DoorForm
      session={session}
      reception={reception}
      draft={draft}
      onDraft={setDraft}
      onDone={() => setChanging(false)}
      onKeep={step === "change" ? () => setChanging(false) : undefined}
    />
  );
  return (
    <PageFrame>
      <main className="quiet-page lobby reception" data-page="lobby" data-step={step}>
        <div className="lobby-words">
          <Part key={step} step={step}>
            {isLost && <p className="notice">{own === undefined ? messages.room.reconnecting : messages.lobby.reconnecting}</p>}
            {step === "closed" && <Closed view={view} epoch={epoch} text={reception.closed_text} />}
            {step === "lines_closed" && <LinesClosed text={reception.closed_text} />}
            {step !== "line" && step !== "change" && <Welcome text={view.welcome} />}
            {step === "line" && own !== undefined && <InLine.Place reception={reception} own={own} />}
            <LobbyAgreement session={session} agreement={view.agreement} />
            {(step === "door" || step === "change") && form}
            {step === "line" && own !== undefined && (
              <>
                <InLine.Wishes session={session} reception={reception} own={own} />
                <InLine.Answers
                  own={own}
                  onChange={() => {
                    setDraft(draftOf(reception));
                    setChanging(true);
                  }}
                />
                <Welcome text={view.welcome} />
              </>
            )}
          </Part>
          {(step === "door" || step === "line") && <LobbyHelp session={session} asked={view.help} />}
          {step === "line" ? <LeaveLine session={session} /> : step !== "change" && <Leave session={session} />}
        </div>
        {/* Where nobody is received there is nothing to try a camera for. */}
        {(step === "door" || step === "line") && (
          <LobbyPreview session={session}>
            <p className="hint">{words.devices}</p>
          </LobbyPreview>
        )}
        <Said key={step} sentence={isLost ? messages.lobby.reconnecting : asked} isUrgent={isLost || view.agreement !== undefined} />
      </main>
    </PageFrame>
  );
}

/** What comes by itself begins with its heading. */
function Part({ step, children }: { readonly step: Step; readonly children: ReactNode }) {
  const { reception: words } = useMessages();
  const heading = useHeading();
  const title = {
    closed: words.closed.title,
    lines_closed: words.closed.linesTitle,
    door: words.door.title,
    line: words.line.title,
    change: words.door.changeTitle,
  }[step];
  return (
    <>
      <h1 {...heading} aria-describedby={step === "line" ? "own-place" : undefined}>
        {title}
      </h1>
      {children}
    </>
  );
}

function Closed({ view, epoch, text }: { readonly view: LobbyView; readonly epoch: number; readonly text: string }) {
  const { closed: words } = useMessages().reception;
  const time = useOpening(view, epoch);
  return (
    <>
      <div className="door-state" data-door={view.door.type}>
        {time !== "" && <p className="place-in-line">{words.opens(time)}</p>}
        <p>{words.itself}</p>
      </div>
      <ClosedText text={text} />
    </>
  );
}

function LinesClosed({ text }: { readonly text: string }) {
  const { closed: words } = useMessages().reception;
  return (
    <>
      <div className="door-state">
        <p>{words.linesText}</p>
      </div>
      <ClosedText text={text} />
    </>
  );
}

function Welcome({ text }: { readonly text: string }) {
  const { lobby } = useMessages();
  if (text === "") return null;
  return (
    <section className="welcome" aria-label={lobby.fromHost}>
      {text}
    </section>
  );
}

/** Who stands in no line loses nothing by it. */
function Leave({ session }: { readonly session: Session }) {
  const { door: words } = useMessages().reception;
  const [leaving, setLeaving] = useState(false);
  return (
    <Press
      className="plain"
      busy={leaving}
      data-action="leave_lobby"
      onPress={() => {
        setLeaving(true);
        void session.leave();
      }}
    >
      {words.leave}
    </Press>
  );
}

function Said({ sentence, isUrgent }: { readonly sentence: string; readonly isUrgent: boolean }) {
  return (
    <p className="only-read" aria-live="polite">
      {useSaid(sentence, isUrgent)}
    </p>
  );
}

/** Whoever looks at another page meanwhile sees their place in the name of this one. */
function usePageTitle(ahead: number | undefined, counts: boolean): void {
  const { line: words } = useMessages().reception;
  const place = ahead === undefined || !counts ? null : ahead === 0 ? words.pageNext : words.pageAhead(ahead);
  useEffect(() => {
    if (place === null) return;
    document.title = `${place} – Piiri`;
    return () => {
      document.title = "Piiri";
    };
  }, [place]);
}

