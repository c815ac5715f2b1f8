// Waiting to be let in: what the room says, how many are before, and help. Nobody else's name, sound or picture.
import { useEffect, useState } from "react";
import type { AgreementView, HelpProblem, LobbyView } from "../protocol/generated";
import { openIfGranted } from "../media/local";
import type { Session } from "../session";
import { LOCALES } from "../i18n/language";
import { AcceptAgreement } from "./AcceptAgreement";
import { AgreementText } from "./AgreementText";
import { DeviceSwitch } from "./DeviceSwitch";
import { CameraIcon } from "./icons";
import { useMessages, useSpoken } from "./language";
import { OwnPicture } from "./OwnPicture";
import { PageFrame } from "./PageFrame";
import { Press } from "./Press";
import { useHeading } from "./useHeading";
import { useStore } from "./useStore";

interface Props {
  readonly session: Session;
  readonly view: LobbyView;
  /** The wall clock at moment 0. */
  readonly epoch: number;
}

export function LobbyPage({ session, view, epoch }: Props) {
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
          <Agreement session={session} agreement={view.agreement} />
          <Help session={session} asked={view.help} />
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
        <Preview session={session} />
        <Spoken view={view} epoch={epoch} isLost={link.type === "lost"} />
      </main>
    </PageFrame>
  );
}

/** It changed while they waited. The text stays in sight until the server has heard the answer. */
function Agreement({ session, agreement }: { readonly session: Session; readonly agreement: AgreementView | undefined }) {
  const { agreement: words } = useMessages();
  const [asked, setAsked] = useState(agreement !== undefined);
  if (agreement !== undefined && !asked) setAsked(true);
  if (agreement === undefined) return asked ? <p role="status">{words.accepted}</p> : null;
  return (
    <section className="lobby-agreement" aria-labelledby="lobby-agreement" data-agreement={agreement.version}>
      <h2 id="lobby-agreement">{words.title}</h2>
      <p>{words.waiting}</p>
      <AgreementText text={agreement.text} />
      <AcceptAgreement key={agreement.version} session={session} agreement={agreement} />
    </section>
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

/** When the doors open, in words: the time of day, and the day if it is another. */
function useOpening({ door }: LobbyView, epoch: number): string {
  const { language, messages } = useSpoken();
  const [today] = useState(() => new Date());
  if (door.type !== "not_yet") return "";
  const opens = new Date(epoch + door.opens_at);
  const isToday = opens.toDateString() === today.toDateString();
  const time = new Intl.DateTimeFormat(LOCALES[language], { hour: "numeric", minute: "2-digit" }).format(opens);
  const day = new Intl.DateTimeFormat(LOCALES[language], { weekday: "long", day: "numeric", month: "numeric" }).format(opens);
  return isToday ? messages.lobby.today(time) : messages.lobby.onDay(day, time);
}

const PROBLEMS: readonly HelpProblem[] = ["no_sound", "no_picture", "something_else"];

function Help({ session, asked }: { readonly session: Session; readonly asked: HelpProblem | undefined }) {
  const messages = useMessages();
  const { lobby } = messages;
  const link = useStore(session.link);
  const [choosing, setChoosing] = useState(false);
  const [busy, setBusy] = useState<HelpProblem | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const ask = async (which: HelpProblem): Promise<void> => {
    setBusy(which);
    setProblem(null);
    const answer = await session.command({ type: "ask_for_help", problem: which });
    setBusy(null);
    if (answer.type === "ok") setChoosing(false);
    if (answer.type === "rejected") setProblem(messages.rejected[answer.code]);
    if (answer.type === "lost") setProblem(messages.rejected.lost);
  };
  return (
    <section className="lobby-help" data-asked={asked}>
      {asked !== undefined && !choosing && (
        <div className="help-asked">
          <h2>{lobby.helpAsked}</h2>
          <p>{lobby.helpAfter(lobby.problem[asked])}</p>
        </div>
      )}
      {choosing ? (
        <>
          <h2>{lobby.helpQuestion}</h2>
          <p className="hint">{lobby.helpBefore}</p>
          <div className="help-choices">
            {PROBLEMS.map((each) => (
              <Press
                key={each}
                className="plain wide"
                possible={link.type === "open"}
                busy={busy === each}
                data-help={each}
                onPress={() => void ask(each)}
              >
                {lobby.problem[each]}
              </Press>
            ))}
          </div>
          <p className="problem" role="status">
            {problem}
          </p>
          <Press className="plain" onPress={() => setChoosing(false)}>
            {lobby.cancel}
          </Press>
        </>
      ) : (
        <Press className="plain" data-action="ask_for_help" onPress={() => setChoosing(true)}>
          {asked === undefined ? lobby.help : lobby.helpChange}
        </Press>
      )}
    </section>
  );
}

function Preview({ session }: { readonly session: Session }) {
  const messages = useMessages();
  const { camera } = useStore(session.local.state);
  // After a reload the devices open again; nobody is asked for them here who was not before, and an observer never is.
  useEffect(() => {
    void openIfGranted(session.local);
  }, [session]);
  return (
    <section className="lobby-preview" aria-label={messages.door.ownPicture}>
      <div className="mirror">
        {camera.track === null ? (
          <div className="mirror-empty">
            <CameraIcon off />
            <p>{camera.opening ? messages.door.asking : messages.door.cameraIsOff}</p>
          </div>
        ) : (
          <OwnPicture track={camera.track} label={messages.door.ownPicture} />
        )}
      </div>
      <p className="hint">{messages.lobby.picture}</p>
      <DeviceSwitch kind="camera" local={session.local} />
      <DeviceSwitch kind="microphone" local={session.local} />
    </section>
  );
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
