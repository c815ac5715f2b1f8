// Somebody sits down beside whoever is here, and takes part with everything of their own.
import { useState } from "react";
import { MAX_NAME } from "../../../protocol/generated";
import { AgreementText } from "../../AgreementText";
import { useMessages } from "../../language";
import { TextField } from "../../TextField";
import { AskDialog } from "../AskDialog";
import { useCommand, useRoom } from "../context";

export function AddPerson({ onClose }: { readonly onClose: () => void }) {
  const { beside, dialog } = useMessages();
  const { agreement } = useRoom().now.room.view;
  const command = useCommand();
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
      <TextField label={dialog.name} hint={dialog.nameHint} value={name} longest={MAX_NAME} kind="name" isFirst onChange={setName} />
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
