// The door: own picture, three questions, one button. Works with every device, with one, and with none.
// The browser is asked for camera and microphone when the person presses a button that says so: a question that pops up
// unasked is easily refused by mistake, and a refusal is hard to undo. Who has said yes before is not asked again.
import { useEffect, useId, useRef, useState } from "react";
import { openIfGranted, type LocalMedia, type LocalState } from "../media/local";
import type { DoorNotice } from "../pages";
import { MAX_NAME, type Invited } from "../signaling/join";
import { DeviceSwitch } from "./DeviceSwitch";
import { CameraIcon } from "./icons";
import { useMessages } from "./language";
import { Meter } from "./Meter";
import { OwnPicture } from "./OwnPicture";
import { PageFrame } from "./PageFrame";
import { Press } from "./Press";
import { useStore } from "./useStore";

interface Props {
  readonly local: LocalMedia;
  readonly name: string;
  readonly notice: DoorNotice | null;
  readonly joining: boolean;
  /** Of a room of one's own, without a link. */
  readonly practice?: boolean;
  /** What the link is an invitation to, once it is known. */
  readonly invited?: Invited | null;
  /** It has come by itself in place of a closed one. */
  readonly hasOpened?: boolean;
  readonly onJoin: (name: string) => void;
  /** Whether it was heard. */
  readonly onCannotCome?: (cannot: boolean) => Promise<boolean>;
}

export function Door({ local, name: known, notice, joining, practice = false, invited = null, hasOpened = false, onJoin, onCannotCome }: Props) {
  const messages = useMessages();
  const state = useStore(local.state);
  // What the person writes comes before what the invitation says, and that before what was written last time.
  const [written, setName] = useState<string | null>(null);
  const name = written ?? invited?.name ?? known;
  const [missing, setMissing] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const ids = { hint: useId(), problem: useId(), name: useId() };

  useEffect(() => {
    void openIfGranted(local);
  }, [local]);

  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (hasOpened) heading.current?.focus();
  }, [hasOpened]);

  const isReception = invited?.template === "drop_in" && invited.role === "participant";
  const wrong = missing ? messages.door.nameMissing : notice === "nameNotValid" ? messages.door.nameNotValid : null;
  return (
    <PageFrame>
      <main className="door-main">
        <h1 ref={heading} tabIndex={-1}>{practice ? messages.door.practiceWelcome : messages.door.welcome}</h1>
        {invited !== null && <p className="door-title">{messages.door.session(invited.title)}</p>}
        <p className="door-intro">{practice ? messages.door.practiceIntro : messages.door.intro}</p>
        {invited?.can_decline === true && onCannotCome !== undefined && (
          <CannotCome said={invited.cannot_come === true} onSay={onCannotCome} />
        )}
        {(notice === "unreachable" || notice === "seatGone") && (
          <p className="notice" role="alert">
            {messages.door[notice]}
          </p>
        )}
        <Preview local={local} state={state} />
        <form
          className="questions"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            if (joining) return;
            const chosen = name.trim();
            setMissing(chosen === "");
            if (chosen === "") field.current?.focus();
            else onJoin(chosen);
          }}
        >
          <section className="question">
            <h2>{messages.door.questionPicture}</h2>
            <DeviceSwitch kind="camera" local={local} />
          </section>
          <section className="question">
            <h2>{messages.door.questionSound}</h2>
            <DeviceSwitch kind="microphone" local={local} />
            <Sound state={state} />
          </section>
          <section className="question">
            <h2 id={ids.name}>{messages.door.questionName}</h2>
            <input
              ref={field}
              className="name"
              type="text"
              value={name}
              maxLength={MAX_NAME}
              autoComplete="name"
              spellCheck={false}
              aria-labelledby={ids.name}
              aria-describedby={`${ids.hint} ${ids.problem}`}
              aria-invalid={wrong !== null}
              onChange={(event) => {
                setName(event.target.value);
                setMissing(false);
              }}
            />
            <p className="hint" id={ids.hint}>
              {isReception ? messages.reception.door.nameHint : messages.door.nameHint}
            </p>
            <p className="problem" id={ids.problem} role="alert">
              {wrong}
            </p>
          </section>
          <button type="submit" className="join" aria-disabled={joining}>
            {joining ? messages.door.joining : practice ? messages.door.enterPractice : messages.door.join}
          </button>
        </form>
      </main>
    </PageFrame>
  );
}

/** Nobody asks why, and it can be taken back. */
function CannotCome({ said, onSay }: { readonly said: boolean; readonly onSay: (cannot: boolean) => Promise<boolean> }) {
  const { door } = useMessages();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const say = async (): Promise<void> => {
    setBusy(true);
    setFailed(!(await onSay(!said)));
    setBusy(false);
  };
  return (
    <div className="cannot-come" data-said={said || undefined}>
      <p role="status">{failed ? door.unreachable : said ? door.cannotComeSaid : ""}</p>
      <Press className="plain" busy={busy} data-action="cannot_come" onPress={() => void say()}>
        {said ? door.canCome : door.cannotCome}
      </Press>
      {!said && <p className="hint">{door.cannotComeHint}</p>}
    </div>
  );
}

function Preview({ local, state }: { readonly local: LocalMedia; readonly state: LocalState }) {
  const messages = useMessages();
  const { camera, microphone } = state;
  const denied = camera.problem === "denied" || microphone.problem === "denied";
  const opening = camera.opening || microphone.opening;
  return (
    <section className="preview" aria-label={messages.door.ownPicture}>
      <div className="mirror">
        {camera.track !== null ? (
          <OwnPicture track={camera.track} label={messages.door.ownPicture} />
        ) : (
          <div className="mirror-empty">
            {state.asked ? (
              <>
                <CameraIcon off />
                <p>{opening ? messages.door.asking : camera.on ? messages.door.noPicture : messages.door.cameraIsOff}</p>
              </>
            ) : (
              <>
                <p>{messages.door.tryExplained}</p>
                <button type="button" className="try" onClick={() => void local.open()}>
                  {messages.door.tryDevices}
                </button>
                <p className="hint">{messages.door.withoutDevices}</p>
              </>
            )}
          </div>
        )}
      </div>
      {denied && <PermissionHelp local={local} />}
    </section>
  );
}

function PermissionHelp({ local }: { readonly local: LocalMedia }) {
  const messages = useMessages();
  const retry = async (): Promise<void> => {
    const { camera, microphone } = local.state.get();
    if (microphone.problem !== null) local.wish("microphone", true);
    if (camera.problem !== null) local.wish("camera", true);
    await local.open();
  };
  return (
    <div className="help" role="status">
      <h2>{messages.problem.helpTitle}</h2>
      <ol>
        {messages.problem.helpSteps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <button type="button" className="plain" onClick={() => void retry()}>
        {messages.door.tryAgain}
      </button>
      <p className="hint">{messages.door.withoutDevices}</p>
    </div>
  );
}

function Sound({ state }: { readonly state: LocalState }) {
  const messages = useMessages();
  const { on, track, problem } = state.microphone;
  if (problem !== null) return null;
  if (on && track !== null) return <Meter key={track.id} track={track} />;
  return <p className="hint">{on ? messages.door.notTriedYet : messages.door.microphoneIsOff}</p>;
}
