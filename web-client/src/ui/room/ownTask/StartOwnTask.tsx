// Giving everybody an own task: what, and for how long.
import { useState } from "react";
import { MAX_OWN_TASK, MAX_TASK } from "../../../protocol/generated";
import { useMessages } from "../../language";
import { TextField } from "../../TextField";
import { AskDialog } from "../AskDialog";
import { useRoom } from "../context";
import { Refusal } from "../Refusal";
import { MinutesChoice, minutesOf, type Length } from "../timers/MinutesChoice";

const READY: readonly number[] = [10, 15, 30, 45, 60];

export function StartOwnTask({ onClose }: { readonly onClose: () => void }) {
  const { ownTask: words } = useMessages();
  const { now, tools, runner } = useRoom();
  const [task, setTask] = useState("");
  const [length, setLength] = useState<Length>({ ready: 15, own: "" });
  const minutes = minutesOf(length, MAX_OWN_TASK);
  return (
    <AskDialog
      title={words.startTitle}
      confirm={words.startNow}
      isPossible={minutes !== null && task.trim() !== "" && now.link.type === "open"}
      onCancel={onClose}
      onConfirm={() => {
        if (minutes === null) return;
        // What was written stays until it has arrived.
        void runner.run("own_task", async () => {
          const answer = await tools.session.command({ type: "start_own_task", task: task.trim(), minutes }, now.room.you.participant);
          if (answer.type === "ok") onClose();
          return answer;
        });
      }}
    >
      <Refusal />
      <p>{words.startText}</p>
      <TextField label={words.task} hint={words.taskHint} value={task} longest={MAX_TASK} rows={3} isFirst onChange={setTask} />
      <MinutesChoice label={words.howLong} choices={READY} length={length} most={MAX_OWN_TASK} onChange={setLength} />
    </AskDialog>
  );
}
