// The note of my group: one writes at a time, the others read along. What I wrote is never lost.
import { useEffect, useId, useRef } from "react";
import { MAX_GROUP_NOTE, NOTE_IDLE, type NoteView } from "../../../protocol/generated";
import { iTakePart } from "../../../room/groups";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useFrom, useStore } from "../../useStore";
import { useCommand, useRoom } from "../context";
import { useTimeLeft } from "../ticking";
import { CopyButton } from "./CopyButton";
import { whoName } from "./names";
import { draftOf } from "./noteDraft";

export function Note({ note }: { readonly note: NoteView }) {
  const messages = useMessages();
  const { inside } = messages.groups;
  const { now, tools, runner } = useRoom();
  const command = useCommand();
  const id = useId();
  const { room, link } = now;
  const me = room.you.participant;
  const draft = draftOf(tools.session, me);
  const mine = useStore(draft.state);
  const busy = useFrom(runner.busy, (all) => all.has("note"));
  const area = useRef<HTMLTextAreaElement>(null);
  const took = useRef(false);
  useEffect(() => draft.told(note), [draft, note]);
  const writes = mine.text !== null && note.writer === me;
  // Whoever took it wants to write.
  useEffect(() => {
    if (!took.current || !writes) return;
    took.current = false;
    area.current?.focus();
  }, [writes]);
  const rule = room.view.run?.notes;
  const text = writes ? (mine.text ?? "") : note.text;
  return (
    <section className="panel-section" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{inside.note}</h2>
      <p className="hint">{inside.noteHint}</p>
      <div className="labelled">
        <label className="only-read" htmlFor={id}>
          {inside.noteText}
        </label>
        <textarea
          id={id}
          ref={area}
          className="note-area"
          rows={8}
          maxLength={MAX_GROUP_NOTE}
          readOnly={!writes}
          value={text}
          onChange={(event) => draft.write(event.target.value)}
        />
      </div>
      <Counter length={[...text].length} most={MAX_GROUP_NOTE} />
      <p className="word" role="status" data-note-state>
        <WriterWords note={note} />
        {writes && ` ${mine.saved ? inside.noteSaved : inside.noteSaving}`}
      </p>
      {mine.tooLong && <p className="problem">{inside.noteKeptLong}</p>}
      {iTakePart(room) &&
        (writes ? (
          <Press className="plain" possible={link.type === "open"} busy={busy} onPress={() => void runner.run("note", () => draft.release())} data-action="release_note">
            {inside.noteRelease}
          </Press>
        ) : (
          <TakeButton
            note={note}
            busy={busy}
            onTake={() => {
              took.current = true;
              command("note", { type: "take_note" });
            }}
          />
        ))}
      {rule !== undefined && <p className="hint">{inside.rules[rule]}</p>}
      {mine.kept !== null && (
        <div className="notice note-kept" role="status">
          <p>{inside.noteKept}</p>
          <p className="kept-text">{mine.kept}</p>
          <div className="button-row">
            <CopyButton text={mine.kept} />
            <Press className="plain" onPress={() => draft.forget()}>
              {inside.forget}
            </Press>
          </div>
        </div>
      )}
    </section>
  );
}

/** When somebody who writes has been idle for so long that another may take it. */
function useIdleIn(note: NoteView): number | null {
  const { room } = useRoom().now;
  const others = note.writer !== undefined && note.writer !== room.you.participant;
  const idleAt = others ? (note.written_at ?? 0) + NOTE_IDLE * 1_000 : null;
  return useTimeLeft(room, idleAt);
}

function WriterWords({ note }: { readonly note: NoteView }) {
  const messages = useMessages();
  const { inside } = messages.groups;
  const { room } = useRoom().now;
  const left = useIdleIn(note);
  if (note.writer === undefined) return inside.noteFree;
  if (note.writer === room.you.participant) return inside.noteMine;
  const name = whoName(room, note.writer, messages);
  return left !== null && left < 0 ? inside.noteIdle(name) : inside.noteWriter(name);
}

function TakeButton({ note, busy, onTake }: { readonly note: NoteView; readonly busy: boolean; readonly onTake: () => void }) {
  const { inside } = useMessages().groups;
  const { link } = useRoom().now;
  const left = useIdleIn(note);
  return (
    <Press className="plain" possible={link.type === "open" && (left === null || left < 0)} busy={busy} onPress={onTake} data-action="take_note">
      {inside.noteTake}
    </Press>
  );
}

/** How much room is left, when it becomes scarce. */
export function Counter({ length, most }: { readonly length: number; readonly most: number }) {
  const { inside } = useMessages().groups;
  return <p className="hint counter">{most - length <= most / 5 ? inside.lettersLeft(Math.max(0, most - length)) : null}</p>;
}
