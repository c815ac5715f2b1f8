// The one way in for all that one may ask of those who run the session. What does not work and the quiet signal are one
// press each; only what needs a word or a name has a second step.
import { useState } from "react";
import { Button } from "react-aria-components/Button";
import { Dialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { MAX_SUBJECT, NAMED_FIRST, type HelpProblem, type ParticipantId } from "../../../protocol/generated";
import { facilitatorsToAsk, iMayCall, iMayCallForGroup, myRequest, requestOfMyGroup } from "../../../room/help";
import { iMay } from "../../../room/selectors";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { TextField } from "../../TextField";
import { useCommand, useRoom } from "../context";
import { AskQuestion } from "../questions/AskQuestion";
import { useGone } from "../useGone";
import { Second } from "./Second";

export const PROBLEMS: readonly HelpProblem[] = ["no_sound", "no_picture", "something_else"];

type Step = "choose" | "subject" | "word" | "question";

export function AskForHelp({ onClose }: { readonly onClose: () => void }) {
  const { room } = useRoom().now;
  const [step, setStep] = useState<Step>("choose");
  const [wished, setForGroup] = useState(myRequest(room, "help")?.for_group ?? false);
  // It may end, or have its request, while this is open.
  const forGroup = wished && iMayCallForGroup(room);
  useGone(!iMayCall(room), onClose);
  const props = { forGroup, onForGroup: setForGroup, onStep: setStep, onClose };
  return (
    <ModalOverlay className="overlay" isOpen onOpenChange={onClose} isDismissable>
      <Modal className="modal">
        <Dialog data-dialog="help" data-step={step}>
          {step === "choose" && <Choose {...props} />}
          {step === "subject" && <Subject {...props} />}
          {step === "word" && <Word {...props} />}
          {step === "question" && <AskQuestion onBack={() => setStep("choose")} onClose={onClose} />}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

interface StepProps {
  readonly forGroup: boolean;
  readonly onForGroup: (forGroup: boolean) => void;
  readonly onStep: (step: Step) => void;
  readonly onClose: () => void;
}

function Choose({ forGroup, onForGroup, onStep, onClose }: StepProps) {
  const messages = useMessages();
  const { help: words } = messages;
  const { room, link } = useRoom().now;
  const command = useCommand();
  const mine = myRequest(room, "help");
  const possible = link.type === "open";
  const ask = (problem: HelpProblem): void => {
    if (problem === "something_else") return onStep("subject");
    onClose();
    command("ask_for_help", { type: "ask_for_help", problem, ...(forGroup ? { for_group: true } : {}) });
  };
  return (
    <>
      <Heading slot="title">{words.title}</Heading>
      <p>{forGroup ? words.textGroup : words.text}</p>
      {mine !== undefined && <p className="hint">{words.already}</p>}
      {requestOfMyGroup(room) !== undefined && <p className="hint">{words.groupHas}</p>}
      {iMayCallForGroup(room) && (
        <fieldset className="choices help-for">
          <legend>{words.forWhom}</legend>
          {[false, true].map((group) => (
            <label key={String(group)}>
              <input type="radio" name="help-for" value={group ? "group" : "me"} checked={forGroup === group} onChange={() => onForGroup(group)} />
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
            aria-pressed={mine === undefined ? undefined : mine.problem === problem && (mine.for_group ?? false) === forGroup}
            possible={possible}
            data-problem={problem}
            onPress={() => ask(problem)}
          >
            {messages.lobby.problem[problem]}
          </Press>
        ))}
      </div>
      <div className="help-more">
        {facilitatorsToAsk(room).length > 0 && (
          <Press className="plain wide" possible={possible} data-action="ask_for_private_word" onPress={() => onStep("word")}>
            {words.word.offer}
          </Press>
        )}
        {/* Sent at once, and it looks the same before and after: whoever sees this screen learns nothing. */}
        <Press
          className="plain wide"
          possible={possible}
          aria-describedby="quiet-hint"
          data-action="send_quiet_signal"
          onPress={() => {
            onClose();
            command("send_quiet_signal", { type: "send_quiet_signal" });
          }}
        >
          {words.quiet.offer}
        </Press>
        <p className="hint" id="quiet-hint">
          {words.quiet.hint}
        </p>
        {iMay(room, "chat_facilitators") && (
          <Press className="plain wide" possible={possible} data-action="ask_question" onPress={() => onStep("question")}>
            {messages.questions.offer}
          </Press>
        )}
      </div>
      <div className="dialog-buttons">
        <Button className="plain" onPress={onClose}>
          {messages.dialog.cancel}
        </Button>
      </div>
    </>
  );
}

function Subject({ forGroup, onStep, onClose }: StepProps) {
  const { help: words } = useMessages();
  const { room } = useRoom().now;
  const command = useCommand();
  const [subject, setSubject] = useState(myRequest(room, "help")?.subject ?? "");
  const send = (): void => {
    onClose();
    const said = subject.trim();
    command("ask_for_help", { type: "ask_for_help", problem: "something_else", ...(forGroup ? { for_group: true } : {}), ...(said === "" ? {} : { subject: said }) });
  };
  return (
    <Second title={words.subject.title} onSend={send} onBack={() => onStep("choose")}>
      <TextField
        label={words.subject.label}
        hint={forGroup ? words.subject.seenByGroup : words.subject.seen}
        value={subject}
        longest={MAX_SUBJECT}
        isFirst
        onChange={setSubject}
      />
    </Second>
  );
}

function Word({ onStep, onClose }: StepProps) {
  const { help } = useMessages();
  const { word: words } = help;
  const { room } = useRoom().now;
  const command = useCommand();
  const mine = myRequest(room, "private_word");
  const [wished, setWith] = useState<ParticipantId | null>(mine?.with ?? null);
  const all = facilitatorsToAsk(room);
  const chosen = all.find(({ participant }) => participant === wished);
  const send = (): void => {
    onClose();
    command("ask_for_private_word", { type: "ask_for_private_word", ...(chosen === undefined ? {} : { with: chosen.participant }) });
  };
  const choice = (who: ParticipantId | null, name: string) => (
    <label key={who}>
      <input
        type="radio"
        name="word-with"
        value={who ?? "anybody"}
        checked={who === (chosen?.participant ?? null)}
        // What was opened to choose here.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus={who === null}
        onChange={() => setWith(who)}
      />
      <span>{name}</span>
    </label>
  );
  return (
    <Second title={words.title} onSend={send} onBack={() => onStep("choose")}>
      <p>{words.text}</p>
      {mine !== undefined && <p className="hint">{words.already}</p>}
      <fieldset className="choices">
        <legend>{words.with}</legend>
        {choice(null, words.anybody)}
        {all.map((each) => choice(each.participant, each.name))}
      </fieldset>
      <p className="hint" role="status">
        {chosen === undefined ? "" : words.first(chosen.name, Math.round(NAMED_FIRST / 60))}
      </p>
    </Second>
  );
}
