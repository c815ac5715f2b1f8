// The room: header, circle, panel, toolbar. Loaded when somebody joins.
import { useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import { I18nProvider } from "react-aria-components/I18nProvider";
import { WITH_SHORTCUT, type Section, type Situation, type TabId, type Tools } from "../../actions/actions";
import type { Question } from "../../actions/questions";
import { Runner } from "../../actions/runner";
import { actionOf, enableShortcuts, shortcutsEnabled } from "../../actions/shortcuts";
import { LOCALES } from "../../i18n/language";
import type { ParticipantId } from "../../protocol/generated";
import { iMay } from "../../room/selectors";
import { isVisit, myVisitToReception } from "../../room/visit";
import type { Session } from "../../session";
import { storage } from "../../storage";
import { Entering } from "../Entering";
import { LostIcon } from "../icons";
import { useMessages, useSpoken } from "../language";
import { useStore, useTold } from "../useStore";
import { NowStrip } from "./agenda/NowStrip";
import { Stage } from "./agenda/Stage";
import { AgreementAsked } from "./AgreementAsked";
import { Announcer } from "./Announcer";
import { BreakBanners } from "./breaks/BreakBanners";
import { SessionBanners } from "./banners/SessionBanners";
import { TalkContext } from "./chat/talk";
import { useTalkOf } from "./chat/useTalkOf";
import { Circle } from "./Circle";
import { RoomContext, type RoomWork } from "./context";
import { LeaveDialog, ShortcutsDialog } from "./dialogs";
import { EachHere } from "./beside/EachHere";
import { GroupsBanners } from "./groups/GroupsBanners";
import { ShownCard } from "./groups/ShownCard";
import { AskHelpButton } from "./help/AskHelpButton";
import { HelpBanners } from "./help/HelpBanners";
import { Header } from "./Header";
import { Listening } from "./Listening";
import { SoundHere } from "./furtherDevices/SoundHere";
import { MovedNotice } from "./MovedNotice";
import { Panel } from "./Panel";
import { Questions } from "./people/Questions";
import { UnmuteDialog } from "./people/UnmuteDialog";
import { Refusal } from "./Refusal";
import { DeskBar } from "./reception/DeskBar";
import { ReceptionBanners } from "./reception/ReceptionBanners";
import { tabsFor } from "./tabs";
import { FeedbackNotice } from "./polls/FeedbackNotice";
import { PollNotice } from "./polls/PollNotice";
import { ReactionsContext, useReactionsOf } from "./reactions/reactions";
import { MyRound } from "./technology/MyRound";
import { TimesSpoken } from "./timers/TimesSpoken";
import { Listeners } from "./scenes/Listeners";
import { PlayingBar } from "./share/PlayingBar";
import { SharingBanner } from "./share/SharingBanner";
import { RoomToolbar } from "./Toolbar";
import { stage as circle, useKeptFocus } from "./useKeptFocus";
import { SHEET, useMedia } from "./useMedia";
import { AnsweredNotice } from "./questions/AnsweredNotice";
import { OwnQuestionsContext, useOwnQuestionsOf } from "./questions/ownQuestions";
import { ShownQuestion } from "./questions/ShownQuestion";
import { useStage } from "./useStage";
import { LeaveVisit } from "./visit/LeaveVisit";
import { VisitPage } from "./visit/VisitPage";
import "../../styles/room.css";
import "../../styles/circle.css";
import "../../styles/dialogs.css";
import "../../styles/panel.css";
import "../../styles/chat.css";
import "../../styles/reactions.css";
import "../../styles/polls.css";
import "../../styles/attendance.css";
import "../../styles/groups.css";
import "../../styles/devices.css";
import "../../styles/programme.css";
import "../../styles/calm.css";
import "../../styles/connection.css";
import "../../styles/help.css";
import "../../styles/scenes.css";
import "../../styles/share.css";
import "../../styles/turns.css";
import "../../styles/receiving.css";

/** From this width it is open from the beginning. */
const WIDE = "(min-width: 1100px)";

interface Props {
  readonly session: Session;
  readonly onLeaveQuickly: () => void;
}

export default function RoomPage({ session, onLeaveQuickly }: Props) {
  const { language } = useSpoken();
  const room = useTold(session.room);
  if (room === null) return <Entering />;
  return (
    <I18nProvider locale={LOCALES[language]}>
      <Room session={session} onLeaveQuickly={onLeaveQuickly} />
    </I18nProvider>
  );
}

function Room({ session, onLeaveQuickly }: Props) {
  const messages = useMessages();
  const { now, tools, runner, dialog, setDialog, panelOpen, setPanelOpen, setTab, isSheet, question, closeQuestion } = useWork(session, onLeaveQuickly);
  const { talk, unread } = useTalkOf(session, now.room);
  const acting = now.room.you.participant;
  const reactions = useReactionsOf(session);
  const own = useOwnQuestionsOf(session);
  const [letters, setLetters] = useState(() => shortcutsEnabled(storage("local")));
  useShortcuts(now, tools, runner, letters && dialog === null && question === null);
  useDevicesOnce(session);
  const audioOnly = useStore(session.audioOnly);
  const covered = audioOnly || (panelOpen && isSheet && !isVisit(now.room));
  useEffect(() => session.media.shown.cover(covered), [session, covered]);
  const work = useMemo((): RoomWork => ({ now, tools, runner }), [now, tools, runner]);
  const stage = useStage(work);
  const kept = useKeptFocus(circle);
  const lost = now.link.type !== "open";
  const { title } = now.room.view;
  const received = isVisit(now.room);
  useEffect(() => {
    document.title = `${title} – Piiri`;
    return () => {
      document.title = "Piiri";
    };
  }, [title]);
  if (received) {
    return (
      <TalkContext value={talk}>
        <RoomContext value={work}>
          <VisitPage
            session={session}
            stage={stage}
            shortcuts={letters}
            unread={unread}
            panelOpen={panelOpen}
            onTab={setTab}
            onClosePanel={() => setPanelOpen(false)}
            problems={<DeviceProblems session={session} />}
          >
            {dialog === "leave" && <LeaveVisit session={session} onStay={() => setDialog(null)} />}
            {question !== null && <Questions question={question} onClose={closeQuestion} />}
          </VisitPage>
        </RoomContext>
      </TalkContext>
    );
  }
  return (
    <TalkContext value={talk}>
    <ReactionsContext value={reactions}>
    <OwnQuestionsContext value={own}>
    <RoomContext value={work}>
      <div className="room" data-panel={panelOpen || undefined}>
        <Header />
        <NowStrip />
        <section className="banners" aria-label={messages.room.notices} {...kept}>
          {lost && (
            <div className="banner banner-lost">
              <LostIcon />
              <p>
                <strong>{messages.room.reconnecting}</strong> {messages.room.reconnectingText}
              </p>
            </div>
          )}
          <ReceptionBanners key={`reception-${acting}`} session={session} />
          <GroupsBanners session={session} />
          <HelpBanners key={`help-${acting}`} session={session} />
          <SessionBanners session={session} />
          <BreakBanners key={`break-${acting}`} />
          <SharingBanner />
          <SoundHere session={session} />
          <MovedNotice session={session} />
          <PollNotice key={`poll-${acting}`} />
          <AnsweredNotice key={`answered-${acting}`} session={session} />
          <FeedbackNotice session={session} />
          <MyRound key={`round-${acting}`} />
          <DeviceProblems session={session} />
          {!panelOpen && <Refusal />}
        </section>
        <div className="shown">
          <ShownCard />
          <ShownQuestion />
          <PlayingBar />
          <DeskBar key={`desk-${acting}`} />
        </div>
        <Stage>
          <RoomContext value={stage}>
            <Circle />
            <Listeners />
          </RoomContext>
        </Stage>
        {/* What is half written or half chosen is of whoever acts: each has a panel of their own. */}
        {panelOpen && <Panel key={acting} isSheet={isSheet} unread={unread} onTab={setTab} onClose={() => setPanelOpen(false)} />}
        <RoomToolbar shortcuts={letters} unread={unread} />
      </div>
      <Listening session={session} />
      <TimesSpoken key={`times-${acting}`} />
      <Announcer session={session} />
      <EachHere session={session}>
        <UnmuteDialog session={session} />
        <AgreementAsked session={session} />
      </EachHere>
      {question !== null && <Questions question={question} onClose={closeQuestion} />}
      {dialog === "leave" && (
        <LeaveDialog
          // What is half answered is of whoever acts.
          key={acting}
          session={session}
          onLeave={() => void session.leave()}
          onLeaveAlone={() => {
            setDialog(null);
            void runner.run(`leave-${acting}`, () => session.leaveAlone(acting));
          }}
          onStay={() => setDialog(null)}
        />
      )}
      {dialog === "shortcuts" && (
        <ShortcutsDialog
          enabled={letters}
          onEnable={(on) => {
            enableShortcuts(storage("local"), on);
            setLetters(on);
          }}
          onClose={() => setDialog(null)}
        />
      )}
    </RoomContext>
    </OwnQuestionsContext>
    </ReactionsContext>
    </TalkContext>
  );
}

interface Asked {
  readonly question: Question;
  /** Whoever acted then. */
  readonly of: ParticipantId;
}

function useWork(session: Session, onLeaveQuickly: () => void) {
  const room = useTold(session.room);
  const link = useTold(session.link);
  const local = useStore(session.local.state);
  const isSheet = useMedia(SHEET);
  const [dialog, setDialog] = useState<"leave" | "shortcuts" | null>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [panelOpen, setPanelOpen] = useState(() => matchMedia(WIDE).matches || (room !== null && myVisitToReception(room)?.in_writing === true));
  /** Until one is chosen, the first there is. */
  const [wished, setTab] = useState<TabId | null>(null);
  const [section, setSection] = useState<Section>();
  const [runner] = useState(() => new Runner());
  if (room === null) throw new Error("invariant: a room that was entered is never unknown again");
  // What one of several here was asked is not for another to answer.
  const question = asked?.of === room.you.participant ? asked.question : null;
  const tabsKey = tabsFor(room).join(" ");
  const tabs = useMemo(() => tabsKey.split(" ") as TabId[], [tabsKey]);
  // A part may go away while it is shown (another role): then the first is shown.
  const tab = wished !== null && tabs.includes(wished) ? wished : (tabs[0] ?? "people");
  const now = useMemo((): Situation => {
    return { room, link, local, panelOpen, tab, tabs, section };
  }, [room, link, local, panelOpen, tab, tabs, section]);
  const shown = useRef<TabId | null>(null);
  useEffect(() => {
    shown.current = panelOpen ? tab : null;
  }, [panelOpen, tab]);
  const tools = useMemo(
    (): Tools => ({
      session,
      toggleTab: (to) => {
        setPanelOpen(shown.current !== to);
        setTab(to);
      },
      showTab: (to, wishedSection) => {
        setPanelOpen(true);
        setTab(to);
        setSection(wishedSection);
      },
      arrived: () => setSection(undefined),
      leaveQuickly: onLeaveQuickly,
      askToLeave: () => setDialog("leave"),
      ask: (about) => {
        const of = session.room.get()?.you.participant;
        if (of !== undefined) setAsked({ question: about, of });
      },
      showShortcuts: () => setDialog("shortcuts"),
    }),
    [session, onLeaveQuickly],
  );
  return { now, tools, runner, dialog, setDialog, panelOpen, setPanelOpen, setTab, isSheet, question, closeQuestion: () => setAsked(null) };
}

function useShortcuts(now: Situation, tools: Tools, runner: Runner, enabled: boolean): void {
  const press = useEffectEvent((event: KeyboardEvent): void => {
    const action = actionOf(event, WITH_SHORTCUT);
    if (action === undefined || !action.isFor(now) || !action.isPossible(now)) return;
    event.preventDefault();
    void runner.run(action.id, () => action.perform(tools, now));
  });
  useEffect(() => {
    if (!enabled) return;
    const pressed = (event: KeyboardEvent): void => press(event);
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, [enabled]);
}

/** Who came straight in, or was reloaded, is asked for the devices here. Observers, and who would rather write, never are. */
function useDevicesOnce(session: Session): void {
  const room = useTold(session.room);
  const publishes = room !== null && (iMay(room, "publish_microphone") || iMay(room, "publish_camera"));
  const writes = room !== null && myVisitToReception(room)?.in_writing === true;
  useEffect(() => {
    if (publishes && !writes) void session.local.open();
  }, [session, publishes, writes]);
}

function DeviceProblems({ session }: { readonly session: Session }) {
  const messages = useMessages();
  const { microphone, camera } = useStore(session.local.state);
  const problems = [
    microphone.problem === null ? null : messages.problem.microphone[microphone.problem],
    camera.problem === null ? null : messages.problem.camera[camera.problem],
  ].filter((text) => text !== null);
  const asking = microphone.opening || camera.opening;
  const [hidden, setHidden] = useState("");
  const text = asking ? messages.door.asking : problems.join(" ");
  if (text === "" || text === hidden) return null;
  return (
    <div className="banner" role="status">
      <p>{text}</p>
      {!asking && <AskHelpButton />}
      {!asking && (
        <button type="button" className="plain" onClick={() => setHidden(text)}>
          {messages.room.close}
        </button>
      )}
    </div>
  );
}
