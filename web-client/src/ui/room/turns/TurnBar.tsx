// Over the toolbar, for everybody: whose turn it is, where I am among those who wait, whether I am heard, and what I can do
// now. Nothing is there while everybody may speak and nobody has the floor.
import { callNext, finishTurn } from "../../../actions/actions";
import { endRound, endSilence, passTurn, reply, takeStick, takeTurnLater } from "../../../actions/turns";
import { iAmOnBreak } from "../../../room/programme";
import { floorHolder, iHaveFloor, myPlace, turnsHere } from "../../../room/selectors";
import { hasTurns, quietBy } from "../../../room/turns";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { ActionButton } from "../ActionButton";
import { useAction, useRoom } from "../context";
import { useKeptFocus } from "../useKeptFocus";
import { GiveTurn } from "./GiveTurn";
import { TurnTime } from "./TurnTime";
import { amIHeard, hasNoMicrophone, myPlaceInTurns, myTurnWas, whoseTurn } from "./turnWords";

/** Of the sentence that says whether I am heard: the microphone is described by it. */
export const HEARD_ID = "turns-notice";

/** What is done with a turn takes its buttons away: the focus goes to the toolbar below. */
function toolbar(): HTMLElement | null {
  return document.querySelector<HTMLElement>("[data-action=microphone], [data-action=hand], [data-action=people]");
}

export function TurnBar() {
  const kept = useKeptFocus(toolbar);
  // Drawn again with the room, also when there is nothing in it any longer.
  useRoom();
  return (
    <div className="turn-place" {...kept}>
      <Bar />
    </div>
  );
}

function Bar() {
  const messages = useMessages();
  const { now } = useRoom();
  const { room } = now;
  if (!hasTurns(myPlace(room)) || iAmOnBreak(room)) return null;
  const whose = whoseTurn(room, messages);
  const own = myPlaceInTurns(room, messages);
  const was = myTurnWas(room, messages);
  const heard = amIHeard(now, messages);
  // Of a queue in which nobody speaks the circle tells.
  if (whose === null) return null;
  return (
    <div className="turn-bar" role="group" aria-label={messages.turns.label} data-turn-bar={turnsHere(room)} data-mine={iHaveFloor(room) || undefined}>
      <TurnTime />
      <div className="turn-words">
        <p className="turn-whose">{whose}</p>
        {own !== null && <p className="turn-own">{own}</p>}
        {was !== null && <p className="word">{was}</p>}
        {heard !== null && (
          <p id={HEARD_ID} data-quiet={quietBy(room) ?? undefined}>
            {heard}
          </p>
        )}
      </div>
      <div className="turn-buttons">
        <Buttons />
      </div>
    </div>
  );
}

function Buttons() {
  const messages = useMessages();
  const { turns: words } = messages;
  const { now, tools } = useRoom();
  const { room } = now;
  const mine = iHaveFloor(room);
  const turns = turnsHere(room);
  if (mine) {
    const done = turns === "stick" ? words.layDown : turns === "round" ? words.done : messages.action.finishTurn;
    return (
      <>
        {turns !== "stick" && <ActionButton action={finishTurn} className="primary" label={done} />}
        {turns === "round" && (
          <>
            <ActionButton action={passTurn} />
            <ActionButton action={takeTurnLater} />
          </>
        )}
        <GiveTurn />
        {turns === "stick" && <ActionButton action={finishTurn} label={done} />}
        {turns === "round" && hasNoMicrophone(now) && (
          <Press className="plain" onPress={() => tools.showTab("chat")} data-action="write-turn">
            {words.write}
          </Press>
        )}
      </>
    );
  }
  return (
    <>
      <ReplyButton />
      <ActionButton action={takeStick} className={floorHolder(room) === undefined ? "primary" : "plain"} label={floorHolder(room) === undefined ? words.take : words.takeBack} />
      {/* With the panel open they are there. */}
      {!now.panelOpen && <RunButtons />}
    </>
  );
}

function ReplyButton() {
  const { turns: words } = useMessages();
  const { shown, possible, busy, on, press } = useAction(reply);
  if (!shown) return null;
  return (
    <Press className="plain turn-reply" aria-pressed={on} possible={possible} busy={busy} onPress={press} data-action={reply.id}>
      {words.reply}
    </Press>
  );
}

/** For those who run a round or a silence. */
export function RunButtons() {
  const messages = useMessages();
  const { turns: words } = messages;
  const { room } = useRoom().now;
  const turns = turnsHere(room);
  const holder = floorHolder(room);
  if (turns === "silence") return <ActionButton action={endSilence} />;
  if (turns !== "round") return null;
  return (
    <>
      <ActionButton action={callNext} label={words.nextOfRound} />
      {!iHaveFloor(room) && <ActionButton action={passTurn} {...(holder === undefined ? {} : { label: words.passFor(holder.name) })} />}
      <ActionButton action={endRound} />
    </>
  );
}
