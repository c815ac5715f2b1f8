// Editing the programme: the list of its phases, and one phase at a time. What is written is nobody else's until it is
// saved, and is not lost when somebody else changes the programme meanwhile.
import { useEffect, useRef, useState } from "react";
import { Dialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { MAX_PHASES } from "../../../protocol/generated";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useFrom } from "../../useStore";
import { useRoom } from "../context";
import { Refusal } from "../Refusal";
import { canMove, contentOf, draftsOf, itemsOf, moved, newPhase, planOf, type PhaseDraft } from "./draft";
import { kindName } from "./kinds";
import { PhaseForm } from "./PhaseForm";

interface Editing {
  readonly drafts: readonly PhaseDraft[];
  /** What the programme was when the editing began. */
  readonly base: string;
  readonly isChanged: boolean;
}

const SAVE = "set_agenda";

export function AgendaEditor({ onClose }: { readonly onClose: () => void }) {
  const messages = useMessages();
  const { edit: words } = messages;
  const { now, tools, runner } = useRoom();
  const { agenda } = now.room.view;
  const theirs = contentOf(agenda);
  const [editing, setEditing] = useState<Editing>(() => ({ drafts: draftsOf(agenda), base: theirs, isChanged: false }));
  const [openKey, setOpenKey] = useState<string | null>(null);
  /** The phase that was open last: back in the list, one goes on from there. */
  const [lastKey, setLastKey] = useState<string | null>(null);
  const [leaving, setLeaving] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [said, setSaid] = useState("");
  const busy = useFrom(runner.busy, (all) => all.has(SAVE));
  // Whoever has changed nothing yet sees what is new.
  if (!editing.isChanged && editing.base !== theirs) setEditing({ drafts: draftsOf(agenda), base: theirs, isChanged: false });
  const isOutdated = editing.isChanged && editing.base !== theirs;
  const { drafts } = editing;
  const open = drafts.find((each) => each.key === openKey);
  const change = (to: readonly PhaseDraft[]): void => {
    setEditing({ ...editing, drafts: to, isChanged: true });
    setProblem(null);
  };
  const save = (): void => {
    // A phase that has begun meanwhile has begun here too.
    const items = itemsOf(drafts, messages);
    if ("wrong" in items) {
      setProblem(words.wrongIn(items.at + 1, words.wrong[items.wrong]));
      setOpenKey(drafts[items.at]?.key ?? null);
      return;
    }
    void runner.run(SAVE, async () => {
      const answer = await tools.session.command({ type: "set_agenda", phases: [...items] });
      if (answer.type === "ok") onClose();
      else setProblem(words.notYours);
      return answer;
    });
  };
  const cancel = (): void => {
    if (editing.isChanged) setLeaving(true);
    else onClose();
  };
  return (
    <ModalOverlay className="overlay" isOpen onOpenChange={cancel}>
      <Modal className="modal modal-wide agenda-editor">
        <Dialog>
          <Heading slot="title">{open === undefined ? words.title : words.phaseOf(open.title.trim() === "" ? words.unnamed : open.title)}</Heading>
          <Refusal />
          {isOutdated && (
            <div className="notice" role="alert">
              <p>{words.changedMeanwhile}</p>
              <div className="button-row">
                <Press className="plain" onPress={() => setEditing({ ...editing, base: theirs })} data-action="keep-mine">
                  {words.keepMine}
                </Press>
                <Press
                  className="plain"
                  onPress={() => {
                    setEditing({ drafts: draftsOf(agenda), base: theirs, isChanged: false });
                    setOpenKey(null);
                  }}
                  data-action="take-theirs"
                >
                  {words.takeTheirs}
                </Press>
              </div>
            </div>
          )}
          <p className="problem" role="alert">
            {problem}
          </p>
          {open === undefined ? (
            <PhaseList
              drafts={drafts}
              from={lastKey}
              said={said}
              onSay={setSaid}
              onChange={change}
              onOpen={(key) => {
                setOpenKey(key);
                setLastKey(key);
                setSaid("");
              }}
            />
          ) : (
            <PhaseForm draft={open} onChange={(phase) => change(drafts.map((each) => (each.key === phase.key ? phase : each)))} />
          )}
          {leaving ? (
            <div className="notice" role="alertdialog" aria-label={words.reallyCancel}>
              <p>{words.reallyCancel}</p>
              <div className="button-row">
                <FocusedPress className="plain" onPress={() => setLeaving(false)}>
                  {words.keepEditing}
                </FocusedPress>
                <Press className="plain menu-danger" onPress={onClose} data-action="discard">
                  {words.discard}
                </Press>
              </div>
            </div>
          ) : (
            <div className="dialog-buttons">
              {open === undefined ? (
                <Press className="plain" onPress={cancel}>
                  {words.cancel}
                </Press>
              ) : (
                <Press className="plain" onPress={() => setOpenKey(null)} data-action="back-to-agenda">
                  {words.back}
                </Press>
              )}
              <Press className="primary" possible={now.link.type === "open" && editing.isChanged && !isOutdated} busy={busy} onPress={save} data-action="save-agenda">
                {words.save}
              </Press>
            </div>
          )}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function FocusedPress(props: Parameters<typeof Press>[0]) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  return <Press {...props} ref={button} />;
}

interface ListProps {
  readonly drafts: readonly PhaseDraft[];
  /** Which of them one comes back from. */
  readonly from: string | null;
  /** What was done last, for those who hear it. */
  readonly said: string;
  readonly onSay: (words: string) => void;
  readonly onChange: (drafts: readonly PhaseDraft[]) => void;
  readonly onOpen: (key: string) => void;
}

function PhaseList({ drafts, from, said, onSay, onChange, onOpen }: ListProps) {
  const messages = useMessages();
  const { edit: words, agenda } = messages;
  const add = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLOListElement>(null);
  const [cameFrom] = useState(from);
  useEffect(() => {
    if (cameFrom === null) return;
    const row = [...(list.current?.children ?? [])].find((each) => each.getAttribute("data-edit") === cameFrom);
    row?.querySelector<HTMLElement>("[data-change]")?.focus();
  }, [cameFrom]);
  const titleOf = (draft: PhaseDraft): string => (draft.title.trim() === "" ? words.unnamed : draft.title);
  const move = (at: number, by: -1 | 1): void => {
    const draft = drafts[at];
    if (draft === undefined) return;
    onChange(moved(drafts, at, by));
    onSay(words.moved(titleOf(draft), at + by + 1, drafts.length));
  };
  return (
    <>
      {drafts.length === 0 && <p className="hint">{words.empty}</p>}
      <ol ref={list} className="edit-phases">
        {drafts.map((draft, at) => {
          const wrong = planOf(draft, messages);
          const title = titleOf(draft);
          return (
            <li key={draft.key} data-edit={draft.key}>
              <div className="edit-words">
                <p className="phase-title">
                  <span className="number" aria-hidden="true">
                    {at + 1}
                  </span>{" "}
                  {title}
                </p>
                <p className="word">
                  {[draft.minutes.trim() === "" ? agenda.noLength : agenda.length(Number(draft.minutes) || 0), kindName(draft.kind, messages)].join(" · ")}
                </p>
                {typeof wrong === "string" && <p className="problem">{words.wrong[wrong]}</p>}
                {draft.isFixed && <p className="word">{words.fixed}</p>}
              </div>
              <div className="edit-buttons">
                <Press className="icon-button" aria-label={words.up(title)} possible={canMove(drafts, at, -1)} onPress={() => move(at, -1)} data-up>
                  ↑
                </Press>
                <Press className="icon-button" aria-label={words.down(title)} possible={canMove(drafts, at, 1)} onPress={() => move(at, 1)} data-down>
                  ↓
                </Press>
                <Press className="plain" aria-label={words.change(title)} onPress={() => onOpen(draft.key)} data-change>
                  {words.changeShort}
                </Press>
                <Press
                  className="icon-button"
                  aria-label={words.remove(title)}
                  possible={!draft.isFixed}
                  onPress={() => {
                    onChange(drafts.filter((each) => each !== draft));
                    onSay(words.removed(title));
                    add.current?.focus();
                  }}
                  data-remove
                >
                  ×
                </Press>
              </div>
            </li>
          );
        })}
      </ol>
      <p className="only-read" role="status">
        {said}
      </p>
      <Press
        ref={add}
        className="plain"
        possible={drafts.length < MAX_PHASES}
        onPress={() => {
          const made = newPhase();
          onChange([...drafts, made]);
          onOpen(made.key);
        }}
        data-action="add-phase"
      >
        {words.add}
      </Press>
    </>
  );
}
