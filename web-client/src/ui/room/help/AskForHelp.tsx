// What does not work: one press, no words to write. In a group, for whom.
import { useState } from "react";
import { Button } from "react-aria-components/Button";
import { Dialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import type { HelpProblem } from "../../../protocol/generated";
import { callOfMyGroup, iMayCall, iMayCallForGroup, myCall } from "../../../room/help";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useCommand, useRoom } from "../context";
import { useGone } from "../useGone";

export const PROBLEMS: readonly HelpProblem[] = ["no_sound", "no_picture", "something_else"];

export function AskForHelp({ onClose }: { readonly onClose: () => void }) {
  const messages = useMessages();
  const { help: words } = messages;
  const { room, link } = useRoom().now;
  const command = useCommand();
  const mine = myCall(room);
  const [wished, setForGroup] = useState(mine?.for_group ?? false);
  const mayForGroup = iMayCallForGroup(room);
  // It may end, or have its call, while this is open.
  const forGroup = wished && mayForGroup;
  useGone(!iMayCall(room), onClose);
  const ask = (problem: HelpProblem): void => {
    onClose();
    command("ask_for_help", { type: "ask_for_help", problem, ...(forGroup ? { for_group: true } : {}) });
  };
  return (
    <ModalOverlay className="overlay" isOpen onOpenChange={onClose} isDismissable>
      <Modal className="modal">
        <Dialog data-dialog="help">
          <Heading slot="title">{words.title}</Heading>
          <p>{forGroup ? words.textGroup : words.text}</p>
          {mine !== undefined && <p className="hint">{words.already}</p>}
          {callOfMyGroup(room) !== undefined && <p className="hint">{words.groupHas}</p>}
          {mayForGroup && (
            <fieldset className="choices help-for">
              <legend>{words.forWhom}</legend>
              {[false, true].map((group) => (
                <label key={String(group)}>
                  <input type="radio" name="help-for" value={group ? "group" : "me"} checked={forGroup === group} onChange={() => setForGroup(group)} />
                  <span>{group ? words.forGroup : words.forMe}</span>
                </label>
              ))}
            </fieldset>
          )}
          <div className="help-problems">
            {PROBLEMS.map((problem) => (
              <Press
                key={problem}
                className="plain wide help-problem"
                aria-pressed={mine === undefined ? undefined : mine.problem === problem && mine.for_group === forGroup}
                possible={link.type === "open"}
                data-problem={problem}
                onPress={() => ask(problem)}
              >
                {messages.lobby.problem[problem]}
              </Press>
            ))}
          </div>
          <div className="dialog-buttons">
            <Button className="plain" onPress={onClose}>
              {messages.dialog.cancel}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
