// One phase of the programme with all its fields. What does not belong to its kind is not asked.
import { useId } from "react";
import { MAX_CREW_NOTE, MAX_HELPERS, MAX_MATERIAL, MAX_PHASE_TITLE, MAX_TASK, type AttendanceSubject } from "../../../protocol/generated";
import { nameables, nameOfSubject, sameSubject, subjectKey } from "../../../room/programme";
import { TURN_MODES } from "../../../room/turns";
import { CloseIcon } from "../../icons";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { TextField } from "../../TextField";
import { Tick } from "../../Tick";
import { useRoom } from "../context";
import { OwnQuestion } from "../polls/NewPoll";
import { isStaged, kindName } from "./kinds";
import { hasRounds, hasShape, mayHaveGroups, type AssignmentName, type GroupsDraft, type Kind, type PhaseDraft } from "./draft";

const KINDS: readonly Kind[] = ["everybody", "stage", "reflecting_team", "fishbowl", "break", "own_task"];
/** Without the café: who stays at the tables is known only when they are there. */
const ASSIGNMENTS: readonly AssignmentName[] = ["random", "unmet", "units", "by_hand", "chosen", "prepared", "same", "rotation", "one_two_four"];

interface Props {
  readonly draft: PhaseDraft;
  readonly onChange: (draft: PhaseDraft) => void;
}

export function PhaseForm({ draft, onChange }: Props) {
  const messages = useMessages();
  const { edit: words, turns } = messages;
  const set = (more: Partial<PhaseDraft>): void => onChange({ ...draft, ...more });
  return (
    // Enter in a field does nothing: saving is for the whole programme.
    <form className="phase-form" onSubmit={(event) => event.preventDefault()}>
      <TextField label={words.name} value={draft.title} longest={MAX_PHASE_TITLE} isFirst onChange={(title) => set({ title })} />
      <Radios label={words.kind} values={KINDS} chosen={draft.kind} words={(kind) => kindName(kind, messages)} onChoose={(kind) => set({ kind })} />
      {isStaged(draft.kind) && <p className="hint">{messages.scenes.will[draft.kind]}</p>}
      <TextField
        label={words.minutes}
        value={draft.minutes}
        longest={3}
        kind="number"
        onChange={(minutes) => set({ minutes })}
        {...(mayHaveGroups(draft.kind) ? { hint: words.minutesHint } : {})}
      />
      <Tick label={words.cut} on={draft.cut} onChange={(cut) => set({ cut })} />
      {draft.kind === "break" ? (
        <Tick label={words.coffee} on={draft.coffeeTable} onChange={(coffeeTable) => set({ coffeeTable })} />
      ) : (
        <>
          <TextField label={words.task} hint={words.taskHint} value={draft.task} longest={MAX_TASK} rows={3} onChange={(task) => set({ task })} />
          <Radios label={words.turns} values={TURN_MODES} chosen={draft.turns} words={(mode) => `${turns.modes[mode].name}: ${turns.modes[mode].text}`} onChoose={(mode) => set({ turns: mode })} />
        </>
      )}
      {mayHaveGroups(draft.kind) && <GroupsFields draft={draft} set={set} />}
      <Tick label={words.ask} on={draft.hasQuestion} onChange={(hasQuestion) => set({ hasQuestion })} />
      {draft.hasQuestion &&
        (draft.pulse === undefined ? (
          <div className="inset">
            <OwnQuestion draft={draft.question} onChange={(question) => set({ question })} />
            <Tick label={words.anonymous} on={draft.anonymous} onChange={(anonymous) => set({ anonymous })} />
          </div>
        ) : (
          <p className="hint inset">{draft.pulse.question}</p>
        ))}
      <TextField label={words.material} hint={words.materialHint} value={draft.material} longest={MAX_MATERIAL} onChange={(material) => set({ material })} />
      <TextField label={words.address} hint={words.addressHint} value={draft.address} longest={MAX_MATERIAL} kind="name" onChange={(address) => set({ address })} />
      <fieldset className="crew-fields">
        <legend>{words.crew}</legend>
        <PersonSelect label={words.leads} chosen={draft.leads} onChoose={(leads) => onChange(withSubject(draft, "leads", leads))} />
        <Helpers draft={draft} set={set} />
        <PersonSelect label={words.brings} chosen={draft.brings} onChoose={(brings) => onChange(withSubject(draft, "brings", brings))} />
        <TextField label={words.note} value={draft.note} longest={MAX_CREW_NOTE} rows={3} onChange={(note) => set({ note })} />
      </fieldset>
    </form>
  );
}

function withSubject(draft: PhaseDraft, field: "leads" | "brings", subject: AttendanceSubject | undefined): PhaseDraft {
  const { [field]: _, ...rest } = draft;
  return subject === undefined ? rest : { ...rest, [field]: subject };
}

function GroupsFields({ draft, set }: { readonly draft: PhaseDraft; readonly set: (more: Partial<PhaseDraft>) => void }) {
  const { edit: words } = useMessages();
  const id = useId();
  const { groups } = draft;
  const change = (more: Partial<GroupsDraft>): void => set({ groups: { ...groups, ...more } });
  const choices = groups.assignment === "cafe" ? ([...ASSIGNMENTS, "cafe"] as const) : ASSIGNMENTS;
  return (
    <>
      <Tick label={words.groups} on={draft.hasGroups} onChange={(hasGroups) => set({ hasGroups })} />
      {draft.hasGroups && (
        <div className="inset">
          <div className="labelled">
            <label htmlFor={id}>{words.assignment}</label>
            <select id={id} className="picker" value={groups.assignment} onChange={(event) => change({ assignment: event.target.value as AssignmentName })}>
              {choices.map((each) => (
                <option key={each} value={each}>
                  {words.assignments[each]}
                </option>
              ))}
            </select>
          </div>
          {hasShape(groups.assignment) && (
            <>
              <Radios label={words.shape} values={["size", "groups"] as const} chosen={groups.shape} words={(shape) => words.shapes[shape]} onChoose={(shape) => change({ shape })} />
              {groups.shape === "size" ? (
                <TextField label={words.people} value={groups.people} longest={3} kind="number" onChange={(people) => change({ people })} />
              ) : (
                <TextField label={words.count} value={groups.count} longest={3} kind="number" onChange={(count) => change({ count })} />
              )}
            </>
          )}
          {hasRounds(groups.assignment) && (
            <TextField label={words.rounds} value={groups.rounds} longest={2} kind="number" onChange={(rounds) => change({ rounds })} />
          )}
          <TextField label={words.groupMinutes} hint={words.groupMinutesHint} value={groups.minutes} longest={3} kind="number" onChange={(minutes) => change({ minutes })} />
        </div>
      )}
    </>
  );
}

function Helpers({ draft, set }: { readonly draft: PhaseDraft; readonly set: (more: Partial<PhaseDraft>) => void }) {
  const messages = useMessages();
  const { edit: words, agenda } = messages;
  const { room } = useRoom().now;
  return (
    <>
      {draft.helps.length > 0 && (
        <ul className="helpers">
          {draft.helps.map((helper) => {
            const name = nameOfSubject(room, helper) ?? agenda.someone;
            return (
              <li key={subjectKey(helper)}>
                <span>{name}</span>
                <Press className="icon-button" aria-label={words.removeHelp(name)} onPress={() => set({ helps: draft.helps.filter((each) => !sameSubject(each, helper)) })}>
                  <CloseIcon />
                </Press>
              </li>
            );
          })}
        </ul>
      )}
      {draft.helps.length < MAX_HELPERS && (
        <PersonSelect
          label={draft.helps.length === 0 ? words.helps : words.addHelp}
          chosen={undefined}
          without={draft.helps}
          onChoose={(helper) => helper !== undefined && set({ helps: [...draft.helps, helper] })}
        />
      )}
    </>
  );
}

interface PersonSelectProps {
  readonly label: string;
  readonly chosen: AttendanceSubject | undefined;
  readonly without?: readonly AttendanceSubject[];
  readonly onChoose: (subject: AttendanceSubject | undefined) => void;
}

function PersonSelect({ label, chosen, without = [], onChoose }: PersonSelectProps) {
  const messages = useMessages();
  const { room } = useRoom().now;
  const id = useId();
  const all = nameables(room).filter(({ subject }) => !without.some((each) => sameSubject(each, subject)));
  // Somebody who is not here any longer stays chosen until another is.
  const isKnown = chosen === undefined || all.some(({ subject }) => sameSubject(subject, chosen));
  return (
    <div className="labelled">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className="picker"
        value={chosen === undefined ? "" : subjectKey(chosen)}
        onChange={(event) => onChoose(all.find(({ subject }) => subjectKey(subject) === event.target.value)?.subject)}
      >
        <option value="">{messages.edit.nobody}</option>
        {!isKnown && <option value={subjectKey(chosen)}>{messages.agenda.someone}</option>}
        {all.map(({ subject, name }) => (
          <option key={subjectKey(subject)} value={subjectKey(subject)}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}

interface RadiosProps<T extends string> {
  readonly label: string;
  readonly values: readonly T[];
  readonly chosen: T;
  readonly words: (value: T) => string;
  readonly onChoose: (value: T) => void;
}

function Radios<T extends string>({ label, values, chosen, words, onChoose }: RadiosProps<T>) {
  const id = useId();
  return (
    <fieldset className="choices">
      <legend>{label}</legend>
      {values.map((each) => (
        <label key={each}>
          <input type="radio" name={id} value={each} checked={chosen === each} onChange={() => onChoose(each)} />
          <span>{words(each)}</span>
        </label>
      ))}
    </fieldset>
  );
}
