// The questions that are asked before something is done to people. What is refused is told where all refusals are told.
import { useState } from "react";
import { Button } from "react-aria-components/Button";
import type { Question } from "../../../actions/questions";
import { MAX_NAME, MAX_NOTE, type ParticipantId, type Role } from "../../../protocol/generated";
import { mayAskForFeedback } from "../../../room/feedback";
import { may } from "../../../room/permissions";
import { ROLES, rolesFor } from "../../../room/roles";
import { person } from "../../../room/selectors";
import { useMessages } from "../../language";
import { TextField } from "../../TextField";
import { AgendaEditor } from "../agenda/AgendaEditor";
import { GoToPhase } from "../agenda/GoToPhase";
import { AskDialog } from "../AskDialog";
import { AddPerson } from "../beside/AddPerson";
import { StartBreak } from "../breaks/StartBreak";
import { ConnectionDialog } from "../connection/ConnectionDialog";
import { DeviceDialog } from "../furtherDevices/DeviceDialog";
import { GroupLength } from "../groups/GroupLength";
import { EditGroup, MergeGroup, SplitGroup } from "../groups/GroupQuestions";
import { Prepare } from "../groups/Prepare";
import { AskForHelp } from "../help/AskForHelp";
import { nameOfRole, useCommand, useRoom } from "../context";
import { AnswerQuestion } from "../questions/AnswerQuestion";
import { StartOwnTask } from "../ownTask/StartOwnTask";
import { HandOver } from "../reception/HandOver";
import { EndEncounter, ReturnToLine, TakeVisitor } from "../reception/sure";
import { ShareDialog } from "../share/ShareDialog";
import { SceneDialog } from "../scenes/SceneDialog";
import { EndBreak, EndOwnTask, NextRound, RemoveResult, RemoveTopic, SwapScene } from "../Sure";
import { ChooseTopic } from "../topics/ChooseTopic";
import { MoveSeat } from "../turns/MoveSeat";
import { StartRound } from "../turns/StartRound";
import { useGone } from "../useGone";

interface Props {
  readonly question: Question;
  readonly onClose: () => void;
}

export function Questions({ question, onClose }: Props) {
  switch (question.type) {
    case "rename":
      return <Rename who={question.participant} onClose={onClose} />;
    case "connection":
      return <ConnectionDialog onClose={onClose} />;
    case "share":
      return <ShareDialog onClose={onClose} />;
    case "step_out":
      return <StepOut onClose={onClose} />;
    case "role":
      return <ChangeRole who={question.participant} onClose={onClose} />;
    case "remove":
      return <Remove question={question} onClose={onClose} />;
    case "end_session":
      return <EndSession onClose={onClose} />;
    case "device":
      return <DeviceDialog who={question.participant} further={question.further} onClose={onClose} />;
    case "add_person":
      return <AddPerson onClose={onClose} />;
    case "group":
      return <EditGroup group={question.group} onClose={onClose} />;
    case "group_length":
      return <GroupLength group={question.group} onClose={onClose} />;
    case "merge_group":
      return <MergeGroup group={question.group} onClose={onClose} />;
    case "split_group":
      return <SplitGroup group={question.group} onClose={onClose} />;
    case "prepare_groups":
      return <Prepare onClose={onClose} />;
    case "go_to_phase":
      return <GoToPhase direction={question.direction} onClose={onClose} />;
    case "edit_agenda":
      return <AgendaEditor onClose={onClose} />;
    case "choose_topic":
      return <ChooseTopic topic={question.topic} onClose={onClose} />;
    case "remove_topic":
      return <RemoveTopic topic={question.topic} onClose={onClose} />;
    case "start_break":
      return <StartBreak onClose={onClose} />;
    case "start_own_task":
      return <StartOwnTask onClose={onClose} />;
    case "end_break":
      return <EndBreak onClose={onClose} />;
    case "end_own_task":
      return <EndOwnTask onClose={onClose} />;
    case "ask_for_help":
      return <AskForHelp onClose={onClose} />;
    case "scene":
      return <SceneDialog onClose={onClose} />;
    case "swap_scene":
      return <SwapScene onClose={onClose} />;
    case "answer_question":
      return <AnswerQuestion question={question.question} onClose={onClose} />;
    case "next_round":
      return <NextRound onClose={onClose} />;
    case "start_round":
      return <StartRound onClose={onClose} />;
    case "move_seat":
      return <MoveSeat who={question.participant} onClose={onClose} />;
    case "remove_result":
      return <RemoveResult who={question.participant} onClose={onClose} />;
    case "take_visitor":
      return <TakeVisitor who={question.participant} onClose={onClose} />;
    case "hand_over":
      return <HandOver onClose={onClose} />;
    case "return_to_line":
      return <ReturnToLine onClose={onClose} />;
    case "end_encounter":
      return <EndEncounter onClose={onClose} />;
  }
}

interface About {
  readonly who: ParticipantId;
  readonly onClose: () => void;
}

function Rename({ who, onClose }: About) {
  const { dialog } = useMessages();
  const { room } = useRoom().now;
  const command = useCommand();
  const known = person(room, who)?.name ?? "";
  const isMe = who === room.you.participant;
  const [name, setName] = useState(known);
  const chosen = name.trim();
  return (
    <AskDialog
      title={isMe ? dialog.renameMe : dialog.renameOther(known)}
      confirm={dialog.save}
      isPossible={chosen !== ""}
      onCancel={onClose}
      onConfirm={() => {
        onClose();
        if (chosen !== known) command(`rename-${who}`, { type: "rename", name: chosen, ...(isMe ? {} : { participant: who }) });
      }}
    >
      <TextField label={dialog.name} hint={dialog.nameHint} value={name} longest={MAX_NAME} kind="name" isFirst onChange={setName} />
    </AskDialog>
  );
}

function StepOut({ onClose }: { readonly onClose: () => void }) {
  const { dialog } = useMessages();
  const command = useCommand();
  const [note, setNote] = useState("");
  return (
    <AskDialog
      title={dialog.stepOut}
      confirm={dialog.stepOutNow}
      onCancel={onClose}
      onConfirm={() => {
        onClose();
        const words = note.trim();
        command("step_out", { type: "step_out", ...(words === "" ? {} : { note: words }) });
      }}
    >
      <p>{dialog.stepOutText}</p>
      <TextField label={dialog.note} hint={dialog.noteHint} value={note} longest={MAX_NOTE} onChange={setNote} />
    </AskDialog>
  );
}

function ChangeRole({ who, onClose }: About) {
  const messages = useMessages();
  const { room } = useRoom().now;
  const command = useCommand();
  const whom = person(room, who);
  const [role, setRole] = useState<Role>(whom?.role ?? "participant");
  useGone(whom === undefined, onClose);
  if (whom === undefined) return null;
  const lost = lostBy(whom.role, role).map((each) => messages.can[each]);
  const { open, kept } = rolesFor(room, whom);
  return (
    <AskDialog
      title={messages.dialog.role(whom.name)}
      confirm={messages.dialog.changeRole}
      isDanger={lost.length > 0}
      isAlert={false}
      isPossible={open.includes(role)}
      onCancel={onClose}
      onConfirm={() => {
        onClose();
        command(`role-${who}`, { type: "change_role", participant: who, role });
      }}
    >
      <fieldset className="choices">
        <legend>{messages.dialog.roleChoice}</legend>
        {ROLES.filter((each) => each === whom.role || open.includes(each)).map((each) => (
          <label key={each}>
            <input type="radio" name="role" value={each} checked={role === each} onChange={() => setRole(each)} />
            <span>{nameOfRole(each, room, messages)}</span>
          </label>
        ))}
      </fieldset>
      {kept.length > 0 && <p className="hint">{messages.dialog.roleKept(kept.map((each) => nameOfRole(each, room, messages)))}</p>}
      <p role="status" className={lost.length > 0 ? "notice" : "hint"}>
        {lost.length > 0 ? messages.dialog.roleLoses(lost) : messages.dialog.roleNow}
      </p>
    </AskDialog>
  );
}

/** What is worth telling of what a role may. */
const TOLD = [
  "publish_microphone",
  "publish_camera",
  "chat_plenary",
  "vote",
  "admit",
  "run_turns",
  "move_people",
  "remove",
  "change_settings",
  "enter_backstage",
] as const;

function lostBy(before: Role, after: Role): readonly (typeof TOLD)[number][] {
  return TOLD.filter((each) => may(before, each) && !may(after, each));
}

function Remove({ question, onClose }: { readonly question: Extract<Question, { type: "remove" }>; readonly onClose: () => void }) {
  const { dialog } = useMessages();
  const command = useCommand();
  const { participant, name, remains } = question;
  return (
    <AskDialog
      title={dialog.remove(name)}
      confirm={dialog.removeNow}
      isDanger
      onCancel={onClose}
      onConfirm={() => {
        onClose();
        command(`remove-${participant}`, { type: "remove", participant });
      }}
    >
      <p>{dialog.removeText}</p>
      <p>{dialog.removeRemains[remains]}</p>
    </AskDialog>
  );
}

function EndSession({ onClose }: { readonly onClose: () => void }) {
  const { dialog, polls } = useMessages();
  const { room } = useRoom().now;
  const command = useCommand();
  const { feedback, feedback_asked: isAsked } = room.view;
  return (
    <AskDialog
      title={dialog.end}
      confirm={dialog.endNow}
      isDanger
      onCancel={onClose}
      onConfirm={() => {
        onClose();
        command("end_session", { type: "end_session" });
      }}
    >
      <p>{dialog.endText}</p>
      {mayAskForFeedback(room) && (
        <div className="feedback-ask">
          <p>{polls.feedbackLast}</p>
          <Button
            className="plain"
            data-action="ask-feedback-first"
            onPress={() => {
              onClose();
              command("ask_feedback", { type: "ask_feedback" });
            }}
          >
            {isAsked === true ? polls.feedbackAskAgain : polls.feedbackAskFirst}
          </Button>
        </div>
      )}
      {isAsked === true && (
        <div className="hint">
          <p>{polls.feedbackAsked}</p>
          {feedback !== undefined && <p>{polls.feedbackGiven(feedback.given)}</p>}
        </div>
      )}
    </AskDialog>
  );
}
