// Somebody sits down beside whoever is here, and takes part with everything of their own.
import { useId, useState } from "react";
import { MAX_NAME } from "../../../protocol/generated";
import { AgreementText } from "../../AgreementText";
import { useMessages } from "../../language";
import { AskDialog } from "../AskDialog";
import { useCommand, useRoom } from "../context";

export function AddPerson({ onClose }: { readonly onClose: () => void }) {
  const { beside, dialog } = useMessages();
  const { agreement } = useRoom().now.room.view;
  const command = useCommand();
  const ids = { name: useId(), hint: useId() };
  const [name, setName] = useState("");
  // What was read is that version: another text is another question.
  const [accepted, setAccepted] = useState<number | null>(null);
  const chosen = name.trim();
  const isAccepted = agreement === undefined || accepted === agreement.version;
  return (
    <AskDialog
      title={beside.add}
      confirm={beside.addNow}
      isPossible={chosen !== "" && isAccepted}
      onCancel={onClose}
      onConfirm={() => {
        onClose();
        command("add_person", { type: "add_person", name: chosen, ...(agreement === undefined ? {} : { agreement: agreement.version }) });
      }}
    >
      <p>{beside.addText}</p>
      <label className="field" htmlFor={ids.name}>
        {dialog.name}
      </label>
      <input
        id={ids.name}
        className="name"
        value={name}
        maxLength={MAX_NAME}
        spellCheck={false}
        autoComplete="off"
        aria-describedby={ids.hint}
        // The dialog was opened to write here.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        onChange={(event) => setName(event.target.value)}
      />
      <p className="hint" id={ids.hint}>
        {dialog.nameHint}
      </p>
      {agreement !== undefined && (
        <>
          <AgreementText text={agreement.text} />
          <label className="check">
            <input
              type="checkbox"
              checked={isAccepted}
              onChange={(event) => setAccepted(event.target.checked ? agreement.version : null)}
            />
            <span>{beside.accepts}</span>
          </label>
        </>
      )}
    </AskDialog>
  );
}
