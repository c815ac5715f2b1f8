// The page of a visitor whom somebody receives: who is with them, what is written, and what they are asked. Nothing of the
// tools of a circle, which mean nothing for two.
import { useEffect, useEffectEvent, useRef, type ReactNode } from "react";
import type { TabId } from "../../../actions/actions";
import type { Session } from "../../../session";
import { lostWithVisitor, myVisitToReception, withVisitor } from "../../../room/visit";
import { useMessages } from "../../language";
import { LostIcon } from "../../icons";
import { AgreementAsked } from "../AgreementAsked";
import { Announcer } from "../Announcer";
import { EachHere } from "../beside/EachHere";
import { Circle } from "../Circle";
import { RoomContext, useRoom, type RoomWork } from "../context";
import { SoundHere } from "../furtherDevices/SoundHere";
import { Header } from "../Header";
import { Listening } from "../Listening";
import { Panel } from "../Panel";
import { UnmuteDialog } from "../people/UnmuteDialog";
import { Refusal } from "../Refusal";
import { RoomToolbar } from "../Toolbar";
import { stage as circle, useKeptFocus } from "../useKeptFocus";
import { SHEET, useMedia } from "../useMedia";
import { HandOverQuestion } from "./HandOverQuestion";
import "../../../styles/visit.css";

interface Props {
  readonly session: Session;
  /** What the pictures are drawn from. */
  readonly stage: RoomWork;
  readonly shortcuts: boolean;
  readonly unread: number;
  readonly panelOpen: boolean;
  readonly onTab: (tab: TabId) => void;
  readonly onClosePanel: () => void;
  /** What is wrong with the devices. */
  readonly problems: ReactNode;
  /** What is asked over everything. */
  readonly children: ReactNode;
}

export function VisitPage({ session, stage, shortcuts, unread, panelOpen, onTab, onClosePanel, problems, children }: Props) {
  const messages = useMessages();
  const { link, room } = useRoom().now;
  const kept = useKeptFocus(circle);
  const proposal = myVisitToReception(room)?.hand_over?.proposal;
  useRoomToRead(proposal, panelOpen, onClosePanel);
  return (
    <>
      <div className="room visit" data-visit data-panel={panelOpen || undefined} data-asked={proposal}>
        <Header />
        <section className="banners" aria-label={messages.room.notices} {...kept}>
          {link.type !== "open" && (
            <div className="banner banner-lost">
              <LostIcon />
              <p>
                <strong>{messages.room.reconnecting}</strong> {messages.room.reconnectingText}
              </p>
            </div>
          )}
          <WithMe />
          <SoundHere session={session} />
          {problems}
          {!panelOpen && <Refusal />}
        </section>
        {proposal !== undefined && <HandOverQuestion key={proposal} />}
        <RoomContext value={stage}>
          <Circle />
        </RoomContext>
        {panelOpen && <Panel isSheet={false} unread={unread} onTab={onTab} onClose={onClosePanel} />}
        <RoomToolbar shortcuts={shortcuts} unread={unread} />
      </div>
      <Listening session={session} />
      <Announcer session={session} />
      <EachHere session={session}>
        <UnmuteDialog session={session} />
        <AgreementAsked session={session} />
      </EachHere>
      {children}
    </>
  );
}

/** On a small screen what is asked comes in place of the messages, which are there again afterwards. */
function useRoomToRead(proposal: number | undefined, panelOpen: boolean, onClosePanel: () => void): void {
  const { showTab } = useRoom().tools;
  const isNarrow = useMedia(SHEET);
  const had = useRef(false);
  const asked = useEffectEvent((): void => {
    if (!isNarrow || !panelOpen) return;
    had.current = true;
    const wasWriting = document.activeElement?.closest("aside.panel") !== null;
    onClosePanel();
    if (wasWriting) document.querySelector<HTMLElement>(".hand-over h2")?.focus();
  });
  const over = useEffectEvent((): void => {
    if (had.current) showTab("chat");
    had.current = false;
  });
  useEffect(() => {
    if (proposal === undefined) over();
    else asked();
  }, [proposal]);
}

/** With whom one is; or that one is alone for a moment and not forgotten. */
function WithMe() {
  const { visit: words } = useMessages().reception;
  const { room } = useRoom().now;
  const names = withVisitor(room).map(({ name }) => name);
  const lost = lostWithVisitor(room);
  const isAlone = myVisitToReception(room)?.alone === true;
  if (isAlone) {
    return (
      <div className="banner banner-alone" data-banner="alone">
        <p>
          <strong>{words.alone}</strong> {words.aloneText}
        </p>
      </div>
    );
  }
  if (names.length === 0) return null;
  return (
    <div className="banner" data-banner="with">
      <p>
        <strong>{words.with(names)}</strong>
        {lost !== undefined && ` ${words.dropped(lost.name)}`}
      </p>
    </div>
  );
}
