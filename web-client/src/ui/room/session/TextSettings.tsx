// The two texts of a session: what those read who wait, and what everybody agrees on.
import { useState } from "react";
import { MAX_AGREEMENT, MAX_WELCOME, type Command } from "../../../protocol/generated";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { TextField } from "../../TextField";
import { useRoom } from "../context";

export function WelcomeSettings() {
  const { settings } = useMessages();
  const { lobby } = useRoom().now.room.view;
  return (
    <TextForm
      id="welcome"
      title={settings.welcome}
      hint={settings.welcomeHint}
      known={lobby?.welcome ?? ""}
      longest={MAX_WELCOME}
      rows={3}
      commandOf={(text) => ({ type: "set_welcome", text })}
    />
  );
}

export function AgreementSettings() {
  const { settings } = useMessages();
  const { agreement } = useRoom().now.room.view;
  return (
    <TextForm
      id="agreement"
      title={settings.agreement}
      hint={settings.agreementHint}
      known={agreement?.text ?? ""}
      longest={MAX_AGREEMENT}
      rows={6}
      commandOf={(text) => (text === "" ? { type: "set_agreement" } : { type: "set_agreement", text })}
      {...(agreement === undefined ? {} : { remove: settings.agreementRemove })}
    />
  );
}

interface Props {
  readonly id: string;
  readonly title: string;
  readonly hint: string;
  readonly known: string;
  readonly longest: number;
  readonly rows: number;
  readonly commandOf: (text: string) => Command;
  /** Words of a button that takes the text away. */
  readonly remove?: string;
}

function TextForm({ id, title, hint, known, longest, rows, commandOf, remove }: Props) {
  const messages = useMessages();
  const { now, tools, runner } = useRoom();
  const titleId = `${id}-title`;
  const [text, setText] = useState(known);
  const [saved, setSaved] = useState(false);
  const [seen, setSeen] = useState(known);
  // Another text from elsewhere is shown to whoever has not begun to write; a draft is never taken away.
  if (seen !== known) {
    setSeen(known);
    if (text.trim() === seen.trim()) setText(known);
  }
  const save = (words: string): void =>
    void runner.run(`text-${id}`, async () => {
      const answer = await tools.session.command(commandOf(words));
      setSaved(answer.type === "ok");
      return answer;
    });
  return (
    <section className="panel-section" aria-labelledby={titleId} data-text={id}>
      <TextField
        titleId={titleId}
        label={title}
        hint={hint}
        value={text}
        longest={longest}
        rows={rows}
        onChange={(written) => {
          setText(written);
          setSaved(false);
        }}
      />
      <div className="quiet-buttons">
        <Press
          className="plain"
          possible={now.link.type === "open" && text.trim() !== known.trim()}
          data-action={`save-${id}`}
          onPress={() => save(text.trim())}
        >
          {messages.dialog.save}
        </Press>
        {remove !== undefined && (
          <Press className="plain" possible={now.link.type === "open"} onPress={() => save("")}>
            {remove}
          </Press>
        )}
        <span className="word" role="status">
          {saved ? messages.settings.saved : ""}
        </span>
      </div>
    </section>
  );
}
