// Before the next phase begins: in plain words what everybody will notice. One confirmation, then it happens.
import { useState } from "react";
import type { Messages } from "../../../i18n/fi";
import type { GroupsPlan, Phase } from "../../../protocol/generated";
import { PLENARY } from "../../../room/place";
import { nameOfSubject, nextPhase, phaseBefore } from "../../../room/programme";
import type { RoomState } from "../../../room/reduce";
import { sceneOf } from "../../../room/scenes";
import { turnsIn } from "../../../room/selectors";
import { useMessages } from "../../language";
import { AskDialog } from "../AskDialog";
import { useCommand, useRoom } from "../context";
import { useGone } from "../useGone";
import { isStaged } from "./kinds";

/** Seconds in which groups that are open come back. */
export const RECALL_SECONDS = 30;

interface Props {
  readonly direction: "next" | "previous";
  readonly onClose: () => void;
}

export function GoToPhase({ direction, onClose }: Props) {
  const messages = useMessages();
  const { agenda: words } = messages;
  const { now } = useRoom();
  const { room } = now;
  const command = useCommand();
  const { agenda } = room.view;
  const to = agenda === undefined ? undefined : direction === "next" ? nextPhase(agenda) : phaseBefore(agenda);
  // When somebody else goes on meanwhile, a press would begin a phase that was not asked about.
  const [asked] = useState(to?.phase);
  const isAnother = to === undefined || to.phase !== asked;
  useGone(isAnother, onClose);
  if (isAnother) return null;
  const happens = whatHappens(room, to.plan, direction, messages);
  return (
    <AskDialog
      title={words.goTitle(to.plan.title)}
      confirm={words.goNow}
      isPossible={now.link.type === "open"}
      onCancel={onClose}
      onConfirm={() => {
        onClose();
        command("phase", direction === "next" ? { type: "next_phase", seconds: RECALL_SECONDS } : { type: "previous_phase" });
      }}
    >
      <p>{words.happens}</p>
      <ul className="happens">
        {happens.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
    </AskDialog>
  );
}

/** Everything that follows, in the order in which it does. */
export function whatHappens(room: RoomState, plan: Phase, direction: Props["direction"], messages: Messages): readonly string[] {
  const { will } = messages.agenda;
  const { view } = room;
  const minutes = plan.minutes ?? 0;
  const all: string[] = [];
  if (view.groups.length > 0) all.push(will.recall(RECALL_SECONDS));
  if (view.pause !== undefined && plan.scene !== "break") all.push(will.breakEnds);
  if (view.own_task !== undefined && !plan.own_task) all.push(will.ownTaskEnds);
  if (plan.scene === "break") {
    all.push(will.breakBegins(minutes));
    if (plan.coffee_table) all.push(will.coffee);
  } else if (plan.own_task) all.push(will.ownTaskBegins(minutes));
  else if (plan.groups !== undefined && direction === "next") all.push(groupsWords(plan.groups, messages));
  else all.push(will.together);
  all.push(...sceneWords(room, plan, messages));
  if (plan.minutes !== undefined && plan.scene !== "break" && !plan.own_task) all.push(will.length(plan.minutes));
  if (plan.turns !== turnsIn(room, PLENARY)) all.push(will[plan.turns]);
  if (plan.brings !== undefined) all.push(will.brings(nameOfSubject(room, plan.brings) ?? messages.agenda.someone));
  if (plan.question !== undefined && direction === "next") all.push(will.question(plan.question.question));
  if (plan.task !== undefined && !plan.own_task) all.push(will.task);
  if (plan.material?.address !== undefined) all.push(will.material(plan.material.title));
  if (plan.cut && plan.minutes !== undefined) all.push(will.cut(plan.minutes));
  if (direction === "previous" && (plan.groups !== undefined || plan.question !== undefined)) all.push(will.notGroups);
  return all;
}

/** Who is seen in the plenary then, where that is another thing than now. */
function sceneWords(room: RoomState, plan: Phase, { scenes }: Messages): readonly string[] {
  if (isStaged(plan.scene)) return [scenes.will[plan.scene]];
  const isStagedNow = (sceneOf(room, PLENARY)?.scene.type ?? "everyone") !== "everyone";
  return isStagedNow && plan.scene !== "break" ? [scenes.will.everyone] : [];
}

/** "4 hengen ryhmiä, arvotaan, 20 minuuttia". */
function groupsWords({ shape, assignment, minutes }: GroupsPlan, { agenda, edit }: Messages): string {
  const bySelf = assignment.type === "prepared" || assignment.type === "same" || assignment.type === "one_two_four" || assignment.type === "cafe";
  const size = bySelf ? [] : [shape.type === "size" ? edit.groupsIn(shape.people) : edit.groupsOf(shape.groups)];
  const how = assignment.type === "balanced" ? (assignment.unmet ? edit.assignments.unmet : edit.assignments.units) : edit.assignments[assignment.type];
  const words = [...size, bySelf ? how : how.toLowerCase()].join(", ");
  return agenda.will.groups(words, minutes === undefined ? "" : agenda.will.groupsMinutes(minutes));
}
