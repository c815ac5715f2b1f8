// Preparing groups by hand, also for people who have not come yet: each person has a list of groups to choose from.
import { useId, useState } from "react";
import { Button } from "react-aria-components/Button";
import { Dialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { MAX_GROUP_NAME, MAX_GROUPS, MAX_TASK } from "../../../protocol/generated";
import { expected, lengthsAreRight, NO_FIELDS, preparedOf, toPrepared, type Preparation } from "../../../room/preparation";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { TextField } from "../../TextField";
import { useFrom } from "../../useStore";
import { useRoom } from "../context";
import { Refusal } from "../Refusal";
import { Picker } from "./fields";
import { LengthPicker } from "./Length";
import { Stepper } from "./Stepper";

export function Prepare({ onClose }: { readonly onClose: () => void }) {
  const { prepare } = useMessages().groups;
  return (
    <ModalOverlay className="overlay" isOpen onOpenChange={onClose}>
      <Modal className="modal modal-wide">
        <Dialog>
          <Heading slot="title">{prepare.title}</Heading>
          <Refusal />
          <Form onClose={onClose} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Form({ onClose }: { readonly onClose: () => void }) {
  const messages = useMessages();
  const { prepare } = messages.groups;
  const { now, tools, runner } = useRoom();
  const { room } = now;
  const [draft, setDraft] = useState<Preparation>(() => preparedOf(room));
  const busy = useFrom(runner.busy, (all) => all.has("prepare_groups"));
  const people = expected(room);
  const save = (cleared: boolean): void =>
    void runner.run("prepare_groups", async () => {
      const groups = cleared ? [] : toPrepared(draft, people);
      const answer = await tools.session.command({ type: "prepare_groups", groups }, room.you.participant);
      if (answer.type === "ok") onClose();
      return answer;
    });
  const resize = (count: number): void =>
    setDraft({
      groups: Array.from({ length: count }, (_, at) => draft.groups[at] ?? NO_FIELDS),
      of: new Map([...draft.of].filter(([, group]) => group < count)),
    });
  const connected = now.link.type === "open";
  return (
    <form className="prepare" onSubmit={(event) => event.preventDefault()} noValidate>
      <p>{prepare.intro}</p>
      <Stepper label={prepare.number} value={draft.groups.length} least={1} most={MAX_GROUPS} onChange={resize} />
      <People draft={draft} onChange={setDraft} />
      <details className="more">
        <summary>{prepare.details}</summary>
        <div className="more-content">
          {draft.groups.map((group, at) => (
            // Groups are told apart by their number only.
            // oxlint-disable-next-line react/no-array-index-key
            <GroupFields key={at} at={at} draft={draft} group={group} onChange={setDraft} />
          ))}
        </div>
      </details>
      <div className="dialog-buttons">
        <Button className="plain" onPress={onClose}>
          {messages.dialog.cancel}
        </Button>
        {(room.view.prepared ?? []).length > 0 && (
          <Press className="plain" possible={connected} busy={busy} onPress={() => save(true)} data-action="clear_prepared">
            {prepare.clear}
          </Press>
        )}
        <Press type="submit" className="primary" possible={connected && draft.of.size > 0 && lengthsAreRight(draft)} busy={busy} onPress={() => save(false)} data-action="save_prepared">
          {prepare.save}
        </Press>
      </div>
    </form>
  );
}

interface Part {
  readonly draft: Preparation;
  readonly onChange: (draft: Preparation) => void;
}

function People({ draft, onChange }: Part) {
  const { prepare } = useMessages().groups;
  const { room } = useRoom().now;
  const id = useId();
  const people = expected(room);
  if (people.length === 0) return <p className="hint">{prepare.nobody}</p>;
  return (
    <section aria-labelledby={id}>
      <h3 id={id}>{prepare.people}</h3>
      <p className="word" role="status">
        {draft.groups.map((_, at) => `${prepare.group(at + 1)}: ${people.filter(({ key }) => draft.of.get(key) === at).length}`).join(" · ")}
      </p>
      <ul className="prepare-people">
        {people.map(({ key, name, isHere }) => (
          <li key={key} data-prepare={key}>
            <label htmlFor={`${id}-${key}`}>
              {name} {!isHere && <span className="word">{prepare.notHere}</span>}
            </label>
            <select
              id={`${id}-${key}`}
              className="picker"
              value={draft.of.get(key) ?? ""}
              onChange={(event) => {
                const of = new Map(draft.of);
                if (event.target.value === "") of.delete(key);
                else of.set(key, Number(event.target.value));
                onChange({ ...draft, of });
              }}
            >
              <option value="">{prepare.none}</option>
              {draft.groups.map((_, at) => (
                // oxlint-disable-next-line react/no-array-index-key
                <option key={at} value={at}>
                  {prepare.group(at + 1)}
                </option>
              ))}
            </select>
          </li>
        ))}
      </ul>
    </section>
  );
}

function GroupFields({ at, draft, group, onChange }: Part & { readonly at: number; readonly group: Preparation["groups"][number] }) {
  const { prepare } = useMessages().groups;
  const { room } = useRoom().now;
  const members = expected(room).filter(({ key }) => draft.of.get(key) === at);
  const change = (more: Partial<typeof group>): void =>
    onChange({ ...draft, groups: draft.groups.map((each, index) => (index === at ? { ...each, ...more } : each)) });
  return (
    <div className="prepare-group">
      <TextField label={prepare.name(at + 1)} value={group.name} longest={MAX_GROUP_NAME} kind="name" onChange={(name) => change({ name })} />
      <TextField label={prepare.task(at + 1)} hint={prepare.taskHint} value={group.task} longest={MAX_TASK} rows={2} onChange={(task) => change({ task })} />
      <Picker
        label={prepare.leader(at + 1)}
        value={members.some(({ key }) => key === group.leader) ? (group.leader ?? "") : ""}
        all={["", ...members.map(({ key }) => key)]}
        words={(each) => members.find(({ key }) => key === each)?.name ?? prepare.noLeader}
        onChange={(leader) => change({ leader: leader === "" ? null : leader })}
      />
      <LengthPicker
        label={prepare.length(at + 1)}
        hint={prepare.lengthHint}
        none={prepare.withOthers}
        field={prepare.lengthMinutes(at + 1)}
        minutes={group.minutes}
        onChange={(minutes) => change({ minutes })}
      />
    </div>
  );
}
