// What I bring from the own task: a picture, some words or both. The picture is made smaller here before it is sent.
import { useEffect, useId, useRef, useState } from "react";
import { shrink } from "../../../media/shrink";
import { MAX_PICTURE_BYTES, type PictureProblem } from "../../../pictures";
import { MAX_RESULT, MAX_RESULT_TITLE, type ResultView } from "../../../protocol/generated";
import { myResult } from "../../../room/programme";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { TextField } from "../../TextField";
import { useFrom } from "../../useStore";
import { useRoom } from "../context";
import { useKeptFocus } from "../useKeptFocus";
import { Picture } from "./Picture";
import { keepDraft, resultDraft, type ResultDraft } from "./resultDraft";

export function MyResult() {
  const { results: words } = useMessages();
  const { now } = useRoom();
  const id = useId();
  const mine = myResult(now.room);
  const [editing, setEditing] = useState(false);
  // The form and what was brought take each other's place, with the button that did it.
  const kept = useKeptFocus((part) => part.querySelector("h3"));
  return (
    <section className="my-result" aria-labelledby={id} data-my-result {...kept}>
      <h3 id={id} tabIndex={-1}>
        {words.bring}
      </h3>
      {mine !== undefined && !editing ? <Brought mine={mine} onEdit={() => setEditing(true)} /> : <Bringing mine={mine} onDone={() => setEditing(false)} />}
    </section>
  );
}

function Brought({ mine, onEdit }: { readonly mine: ResultView; readonly onEdit: () => void }) {
  const { results: words } = useMessages();
  const { now, tools } = useRoom();
  const title = mine.title ?? words.untitled;
  return (
    <div className="result">
      <p className="poll-voted" role="status">
        {words.brought}
      </p>
      {mine.picture !== undefined && <Picture key={mine.picture} picture={mine.picture} words={words.pictureOf(title, words.mine)} className="thumb" />}
      <p className="phase-title">{title}</p>
      {mine.text !== undefined && <p className="result-text">{mine.text}</p>}
      <p className="word">{mine.shown ? words.isShown : words.isSeen}</p>
      <div className="button-row">
        <Press className="plain" onPress={onEdit} data-action="edit-result">
          {words.edit}
        </Press>
        <Press className="plain" possible={now.link.type === "open"} onPress={() => tools.ask({ type: "remove_result", participant: mine.participant })} data-action="remove-result">
          {words.remove}
        </Press>
      </div>
    </div>
  );
}

/** A picture that was chosen here and not sent yet. */
interface Chosen {
  readonly blob: Blob;
  readonly address: string;
}

function Bringing({ mine, onDone }: { readonly mine: ResultView | undefined; readonly onDone: () => void }) {
  const { results: words, dialog } = useMessages();
  const { now, tools, runner } = useRoom();
  const { session } = tools;
  const who = now.room.you.participant;
  const id = useId();
  const [begun] = useState(() => resultDraft(session, who));
  const [title, setTitle] = useState(begun?.title ?? mine?.title ?? "");
  const [text, setText] = useState(begun?.text ?? mine?.text ?? "");
  const { chosen, keep, problem, setProblem, choose, drop } = useChosen(mine, begun);
  const isDone = useRef(false);
  useEffect(() => {
    const isNew = title !== (mine?.title ?? "") || text !== (mine?.text ?? "") || chosen !== null || keep !== (mine?.picture !== undefined);
    if (!isDone.current) keepDraft(session, who, isNew ? { title, text, picture: chosen?.blob ?? null, keep } : null);
  }, [session, who, mine, title, text, chosen, keep]);
  const done = (): void => {
    isDone.current = true;
    keepDraft(session, who, null);
    onDone();
  };
  const [missing, setMissing] = useState<string | null>(null);
  const busy = useFrom(runner.busy, (all) => all.has("bring_result"));
  const send = (): void => {
    setMissing(title.trim() === "" ? words.nameMissing : text.trim() === "" && chosen === null && !keep ? words.nothing : null);
    if (title.trim() === "" || (text.trim() === "" && chosen === null && !keep)) return;
    setProblem(null);
    void runner.run("bring_result", async () => {
      let picture = keep ? mine?.picture : undefined;
      if (chosen !== null) {
        const sent = await session.pictures.of(who).upload(chosen.blob);
        if (sent.type === "problem") {
          setProblem(sent.problem);
          return;
        }
        picture = sent.picture;
      }
      const said = text.trim();
      const what = { ...(said === "" ? {} : { text: said }), ...(picture === undefined ? {} : { picture }) };
      const answer = await session.command({ type: "bring_result", title: title.trim(), ...what }, who);
      if (answer.type === "ok") done();
      return answer;
    });
  };
  return (
    <form className="result" onSubmit={(event) => event.preventDefault()} noValidate>
      <p className="hint">{words.bringHint}</p>
      <TextField label={words.name} hint={words.nameHint} value={title} longest={MAX_RESULT_TITLE} onChange={setTitle} />
      <TextField label={words.text} value={text} longest={MAX_RESULT} rows={3} onChange={setText} />
      {chosen !== null && <img className="chosen-picture" src={chosen.address} alt={words.chosen} />}
      {chosen === null && keep && mine?.picture !== undefined && <Picture picture={mine.picture} words={words.chosen} className="thumb" />}
      <div className="button-row">
        <label className="plain file-button" htmlFor={id}>
          <span>{chosen === null && !keep ? words.picture : words.another}</span>
          <input id={id} className="file-input" type="file" accept="image/*" aria-describedby={`${id}-hint`} onChange={choose} data-action="choose-picture" />
        </label>
        {(chosen !== null || keep) && (
          <Press className="plain" onPress={drop}>
            {words.dropPicture}
          </Press>
        )}
      </div>
      <p className="hint" id={`${id}-hint`}>
        {words.pictureHint}
      </p>
      <p className="problem" role="alert">
        {problem === null ? missing : words.problem[problem]}
      </p>
      <Press type="submit" className="primary" possible={now.link.type === "open"} busy={busy} onPress={send} data-action="send-result">
        {busy ? words.sending : mine === undefined ? words.send : words.sendAgain}
      </Press>
      {mine !== undefined && (
        <Press className="plain" onPress={done} data-action="keep-result">
          {dialog.cancel}
        </Press>
      )}
    </form>
  );
}

function chosenOf(blob: Blob | null): Chosen | null {
  return blob === null ? null : { blob, address: URL.createObjectURL(blob) };
}

function useChosen(mine: ResultView | undefined, begun: ResultDraft | undefined) {
  const [chosen, setChosen] = useState<Chosen | null>(() => chosenOf(begun?.picture ?? null));
  /** Whether the picture that was sent before stays. */
  const [keep, setKeep] = useState(begun?.keep ?? mine?.picture !== undefined);
  const [problem, setProblem] = useState<PictureProblem | null>(null);
  /** The newest choice: making a picture smaller takes time, and another may be chosen meanwhile. */
  const turn = useRef(0);
  useEffect(() => () => {
    if (chosen !== null) URL.revokeObjectURL(chosen.address);
  }, [chosen]);
  const choose = (event: React.ChangeEvent<HTMLInputElement>): void => {
    const file = event.target.files?.[0];
    // The same file can be chosen again.
    event.target.value = "";
    if (file === undefined) return;
    const mineNow = (turn.current += 1);
    setProblem(null);
    void shrink(file, MAX_PICTURE_BYTES).then((shrunk) => {
      if (mineNow !== turn.current) return;
      if (shrunk.type !== "picture") return setProblem(shrunk.type);
      setChosen(chosenOf(shrunk.blob));
      setKeep(false);
    });
  };
  const drop = (): void => {
    turn.current += 1;
    setChosen(null);
    setKeep(false);
  };
  return { chosen, keep, problem, setProblem, choose, drop };
}
