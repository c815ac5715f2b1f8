// The card of my group: what it wants to bring to the others. Sharing says plainly who sees it.
import { useId, useState } from "react";
import { MAX_CARD, type InsideView } from "../../../protocol/generated";
import { iTakePart } from "../../../room/groups";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { TextField } from "../../TextField";
import { useFrom } from "../../useStore";
import { useRoom } from "../context";
import { Counter } from "./Note";

export function Card({ inside }: { readonly inside: InsideView }) {
  const messages = useMessages();
  const { inside: words } = messages.groups;
  const { now, tools, runner } = useRoom();
  const id = useId();
  const busy = useFrom(runner.busy, (all) => all.has("card"));
  const there = inside.card ?? "";
  // What I began from, and what I have made of it; null while I change nothing.
  const [draft, setDraft] = useState<{ readonly from: string; readonly text: string } | null>(null);
  const [saved, setSaved] = useState(false);
  const { room, link } = now;
  const connected = link.type === "open";
  const me = room.you.participant;
  const text = draft?.text ?? there;
  const isChanged = draft !== null && draft.text !== there;
  const save = async () => {
    const answer = await tools.session.command({ type: "write_card", text }, me);
    if (answer.type === "ok") {
      setDraft(null);
      setSaved(true);
    }
    return answer;
  };
  const share = (shared: boolean): void =>
    void runner.run("card", async () => {
      // What is shared is what is on the screen.
      const answer = shared && isChanged ? await save() : null;
      if (answer !== null && answer.type !== "ok") return answer;
      return tools.session.command({ type: "share_card", shared }, me);
    });
  if (!iTakePart(room)) {
    // Visitors are not told of it: the work of a group is its own.
    return inside.card === undefined ? null : (
      <section className="panel-section" aria-labelledby={id}>
        <h2 id={id}>{words.card}</h2>
        <p className="card-text">{there}</p>
      </section>
    );
  }
  return (
    <section className="panel-section" aria-labelledby={id}>
      <h2 id={id}>{words.card}</h2>
      <form className="card-form" onSubmit={(event) => event.preventDefault()}>
        <TextField
          label={words.cardText}
          hint={words.cardHint}
          value={text}
          longest={MAX_CARD}
          rows={4}
          onChange={(written) => {
            setSaved(false);
            setDraft({ from: draft?.from ?? there, text: written });
          }}
        />
        <Counter length={[...text].length} most={MAX_CARD} />
        {draft !== null && draft.from !== there && draft.text !== there && (
          <div className="notice" role="status">
            <p>{words.cardOther}</p>
            <p className="kept-text">{there}</p>
          </div>
        )}
        <div className="button-row">
          <Press type="submit" className="plain" possible={connected && isChanged} busy={busy} onPress={() => void runner.run("card", save)} data-action="write_card">
            {words.cardSave}
          </Press>
          {inside.shared ? (
            <Press className="plain" possible={connected} busy={busy} onPress={() => share(false)} data-action="unshare_card">
              {words.cardUnshare}
            </Press>
          ) : (
            <Press className="primary" possible={connected && text.trim() !== ""} busy={busy} onPress={() => share(true)} data-action="share_card">
              {words.cardShare}
            </Press>
          )}
        </div>
        <p className="word" role="status">
          {saved && !isChanged && words.cardSaved}
        </p>
        <p className={inside.shared ? "word strong" : "hint"}>{inside.shared ? words.cardShared : words.cardShareText}</p>
      </form>
    </section>
  );
}
