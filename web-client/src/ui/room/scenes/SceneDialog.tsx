// Choosing who is seen and heard where one is: the scene with one sentence each, its parameters, and the people.
import { useId, useState } from "react";
import { MAX_FISHBOWL_SEATS, MAX_SEEN, MIN_FISHBOWL_SEATS, type ParticipantId, type PersonView } from "../../../protocol/generated";
import { placeKey } from "../../../room/place";
import { choosable, iStage, type SceneName } from "../../../room/scenes";
import { myPlace } from "../../../room/selectors";
import { useMessages } from "../../language";
import { Tick } from "../../Tick";
import { AskDialog } from "../AskDialog";
import { placeName, useCommand, useRoom } from "../context";
import { Stepper } from "../groups/Stepper";
import { MinutesChoice } from "../timers/MinutesChoice";
import { useGone } from "../useGone";
import { chosenIn, commandOf, draftOf, LEAVE_MINUTES, MAX_LEAVE_MINUTES, NO_LIMIT, wrongWith, type SceneDraft } from "./draft";

const NAMES: readonly SceneName[] = ["everyone", "stage", "reflecting_team", "fishbowl"];

export function SceneDialog({ onClose }: { readonly onClose: () => void }) {
  const messages = useMessages();
  const { scenes: words } = messages;
  const { room, link } = useRoom().now;
  const command = useCommand();
  const id = useId();
  const [draft, setDraft] = useState(() => draftOf(room));
  // Whoever is moved would change another place than was asked about.
  const place = placeKey(myPlace(room));
  const [asked] = useState(place);
  useGone(place !== asked || !iStage(room), onClose);
  const wrong = wrongWith(draft, room);
  const set = (more: Partial<SceneDraft>): void => setDraft((before) => ({ ...before, ...more }));
  const problem = wrong === "nobody" ? words.nobody : wrong === "too_many" ? words.tooMany(draft.name === "fishbowl" ? draft.seats : MAX_SEEN) : "";
  return (
    <AskDialog
      title={words.title}
      confirm={words.use}
      isPossible={wrong === undefined && link.type === "open"}
      onCancel={onClose}
      onConfirm={() => {
        onClose();
        const what = commandOf(draft, room);
        if (what !== undefined) command("set_scene", what);
      }}
    >
      <p className="hint">{words.where(placeName(myPlace(room), room, messages))}</p>
      <fieldset className="choices scene-kinds">
        <legend className="only-read">{words.title}</legend>
        {NAMES.map((name) => (
          <label key={name}>
            <input type="radio" name={id} value={name} checked={draft.name === name} onChange={() => set({ name })} />
            <span className="scene-name">{words.name[name]}</span>
            <span className="word">{words.about[name]}</span>
          </label>
        ))}
      </fieldset>
      {draft.name === "fishbowl" && (
        <>
          <Stepper label={words.seats} value={draft.seats} least={MIN_FISHBOWL_SEATS} most={MAX_FISHBOWL_SEATS} onChange={(seats) => set({ seats })} />
          <Tick label={words.keepFree} on={draft.freeSeat} onChange={(freeSeat) => set({ freeSeat })} />
          <MinutesChoice
            label={words.leaveAfter}
            choices={LEAVE_MINUTES}
            length={draft.leave}
            most={MAX_LEAVE_MINUTES}
            words={(minutes) => (minutes === NO_LIMIT ? words.noLimit : messages.timers.minutesShort(minutes))}
            onChange={(leave) => set({ leave })}
          />
        </>
      )}
      {draft.name !== "everyone" && (
        // Another scene begins with others: those who are chosen come first in its list.
        <Who key={draft.name} draft={draft} name={draft.name} onChange={(people) => set({ people })} />
      )}
      <p className="problem" role="status">
        {problem}
      </p>
    </AskDialog>
  );
}

interface WhoProps {
  readonly draft: SceneDraft;
  readonly name: Exclude<SceneName, "everyone">;
  readonly onChange: (people: ReadonlySet<ParticipantId>) => void;
}

function Who({ draft, name, onChange }: WhoProps) {
  const messages = useMessages();
  const { scenes: words } = messages;
  const { room } = useRoom().now;
  const chosen = chosenIn(draft, room);
  // Who was chosen at first stays above: nothing moves under the finger, and of hundreds they are in sight.
  const [first] = useState(chosen);
  const all = choosable(room);
  const order = [...all.filter(({ participant }) => first.has(participant)), ...all.filter(({ participant }) => !first.has(participant))];
  const toggle = ({ participant }: PersonView): void => {
    const next = new Set(chosen);
    if (!next.delete(participant)) next.add(participant);
    onChange(next);
  };
  return (
    <fieldset className="choices scene-people">
      <legend>{words.who[name]}</legend>
      {name === "fishbowl" && <p className="hint">{words.whoFree}</p>}
      <div className="scene-list">
        {order.map((each) => (
          <label key={each.participant}>
            <input type="checkbox" value={each.participant} checked={chosen.has(each.participant)} onChange={() => toggle(each)} />
            <span>{each.participant === room.you.participant ? `${each.name} (${messages.tile.you})` : each.name}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
