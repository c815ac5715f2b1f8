// Waiting to be let in: what the room says, how many are before, and help. Nobody else's name, sound or picture.
import { useState } from "react";
import type { LobbyView } from "../protocol/generated";
import type { Session } from "../session";
import { useMessages } from "./language";
import { LobbyAgreement } from "./lobby/LobbyAgreement";
import { LobbyHelp } from "./lobby/LobbyHelp";
import { LobbyPreview } from "./lobby/LobbyPreview";
import { useOpening } from "./lobby/opening";
import { PageFrame } from "./PageFrame";
import { Press } from "./Press";
import { ReceptionPage } from "./reception/ReceptionPage";
import { useHeading } from "./useHeading";
import { useStore } from "./useStore";

interface Props {
  readonly session: Session;
  readonly view: LobbyView;
  /** The wall clock at moment 0. */
  readonly epoch: number;
}

export function LobbyPage({ session, view, epoch }: Props) {
  const { reception } = view;
  if (reception !== undefined) return <ReceptionPage session={session} view={view} reception={reception} epoch={epoch} />;
  return <Lobby session={session} view={view} epoch={epoch} />;
}

function Lobby({ session, view, epoch }: Props) {
  const messages = useMessages();
  const link = useStore(session.link);
  const [leaving, setLeaving] = useState(false);
  const heading = useHeading();
  return (
    <PageFrame>
      <main className="quiet-page lobby" data-page="lobby">
        <div className="lobby-words">
          <h1 {...heading}>{messages.lobby.title}</h1>
          <DoorState view={view} epoch={epoch} />
          {link.type === "lost" && <p className="notice">{messages.lobby.reconnecting}</p>}
          {view.welcome !== "" && (
            <section className="welcome" aria-label={messages.lobby.fromHost}>
              {view.welcome}
            </section>
          )}
          <LobbyAgreement session={session} agreement={view.agreement} />
          <LobbyHelp session={session} asked={view.help} />
          <Press
            className="plain"
            busy={leaving}
            data-action="leave_lobby"
            onPress={() => {
              setLeaving(true);
              void session.leave();
            }}
          >
            {messages.lobby.leave}
          </Press>
        </div>
        <LobbyPreview session={session} />
        <Spoken view={view} epoch={epoch} isLost={link.type === "lost"} />
      </main>
    </PageFrame>
  );
}

function DoorState({ view, epoch }: Pick<Props, "view" | "epoch">) {
  const messages = useMessages();
  const time = useOpening(view, epoch);
  return (
    <div className="door-state" data-door={view.door.type}>
      {view.door.type === "knock" && (
        <>
          <p className="place-in-line">{placeInLine(view, messages)}</p>
          <p>{messages.lobby.knock}</p>
        </>
      )}
      {view.door.type === "not_yet" && (
        <>
          <p className="place-in-line">{messages.lobby.opensAt(time)}</p>
          <p>{messages.lobby.opensText}</p>
        </>
      )}
      {view.door.type === "closed" && (
        <>
          <p className="place-in-line">{messages.lobby.closed}</p>
          <p>{messages.lobby.closedText}</p>
        </>
      )}
    </div>
  );
}

function placeInLine(view: LobbyView, messages: ReturnType<typeof useMessages>): string {
  return view.ahead === 0 ? messages.lobby.first : messages.lobby.ahead(view.ahead);
}

/** What changes is said politely; what was there at first is read from the page. */
function Spoken({ view, epoch, isLost }: Pick<Props, "view" | "epoch"> & { readonly isLost: boolean }) {
  const messages = useMessages();
  const time = useOpening(view, epoch);
  const now =
    view.door.type === "knock"
      ? placeInLine(view, messages)
      : view.door.type === "closed"
        ? messages.lobby.closed
        : messages.lobby.opensAt(time);
  const state = view.agreement === undefined ? now : `${messages.agreement.title}: ${messages.agreement.waiting}`;
  const sentence = isLost ? messages.lobby.reconnecting : state;
  const [first] = useState(sentence);
  const [changed, setChanged] = useState(false);
  if (!changed && sentence !== first) setChanged(true);
  return (
    <p className="only-read" aria-live="polite">
      {changed ? sentence : ""}
    </p>
  );
}
