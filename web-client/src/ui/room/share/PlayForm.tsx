// Which file is played to all, how loud, and what the others are told of it. Nothing of it leaves this device but sound
// and picture.
import { useId, useState } from "react";
import { Button } from "react-aria-components/Button";
import { Heading } from "react-aria-components/Heading";
import { MAX_LEVEL, MAX_PLAYING_TITLE } from "../../../protocol/generated";
import { useMessages } from "../../language";
import { TextField } from "../../TextField";
import { useRoom } from "../context";

interface Props {
  readonly onBack: () => void;
  readonly onClose: () => void;
}

/** Voices stay over it without anybody turning it down first. */
const FIRST_LEVEL = 70;

export function PlayForm({ onBack, onClose }: Props) {
  const messages = useMessages();
  const { share: words } = messages;
  const { now, tools, runner } = useRoom();
  const [file, setFile] = useState<File | null>(null);
  const [captions, setCaptions] = useState<File | null>(null);
  const [title, setTitle] = useState("");
  const [level, setLevel] = useState(FIRST_LEVEL);
  const [ducks, setDucks] = useState(true);
  const [state, setState] = useState<"choosing" | "opening" | "file" | "captions">("choosing");
  const [fileId, captionsId, levelId] = [useId(), useId(), useId()];
  const isPossible = file !== null && state !== "opening" && now.link.type === "open";
  const begin = async (): Promise<void> => {
    if (file === null) return;
    setState("opening");
    const done = await tools.session.sharing.play({ file, captions, title, level, ducks });
    if (typeof done === "string") return setState(done);
    onClose();
    // What is refused is told where all refusals are told.
    if (done.type !== "ok") await runner.run("play", () => Promise.resolve(done));
  };
  return (
    <form
      className="ask share-dialog"
      onSubmit={(event) => {
        event.preventDefault();
        if (isPossible) void begin();
      }}
    >
      <Heading slot="title">{words.play}</Heading>
      <p>{words.playHint}</p>
      <div className="file-field">
        <label htmlFor={fileId}>{words.file}</label>
        <input
          id={fileId}
          type="file"
          accept="video/*,audio/*"
          // What was opened to choose here.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          data-file="media"
          onChange={({ target }) => {
            setFile(target.files?.[0] ?? null);
            setState("choosing");
          }}
        />
      </div>
      <div className="file-field">
        <label htmlFor={captionsId}>{words.captions}</label>
        <input
          id={captionsId}
          type="file"
          accept=".vtt,.srt,text/vtt"
          data-file="captions"
          onChange={({ target }) => {
            setCaptions(target.files?.[0] ?? null);
            setState("choosing");
          }}
        />
      </div>
      <TextField label={words.name} hint={words.nameHint} value={title} longest={MAX_PLAYING_TITLE} onChange={setTitle} />
      <div className="level-field">
        <label htmlFor={levelId}>{words.level}</label>
        <input
          id={levelId}
          type="range"
          min={0}
          max={MAX_LEVEL}
          step={5}
          value={level}
          aria-valuetext={`${String(level)} %`}
          onChange={({ target }) => setLevel(Number(target.value))}
        />
      </div>
      <label className="check">
        <input type="checkbox" checked={ducks} onChange={({ target }) => setDucks(target.checked)} />
        <span>{words.ducks}</span>
      </label>
      <p role="status" className={state === "file" || state === "captions" ? "notice" : "hint"}>
        {state === "opening" ? words.opening : state === "choosing" ? "" : words.unplayable[state]}
      </p>
      <div className="dialog-buttons">
        <Button className="plain" onPress={onBack}>
          {words.back}
        </Button>
        <Button type="submit" className="primary" isDisabled={!isPossible} data-action="confirm">
          {words.begin}
        </Button>
      </div>
    </form>
  );
}
