// A topic becomes the next phase: how long?
import { useState } from "react";
import { MAX_MINUTES, type TopicId } from "../../../protocol/generated";
import { useMessages } from "../../language";
import { AskDialog } from "../AskDialog";
import { useCommand, useRoom } from "../context";
import { MinutesChoice, minutesOf, type Length } from "../timers/MinutesChoice";

const READY: readonly number[] = [5, 10, 15, 20, 30];

export function ChooseTopic({ topic, onClose }: { readonly topic: TopicId; readonly onClose: () => void }) {
  const { topics: words, timers } = useMessages();
  const { room } = useRoom().now;
  const command = useCommand();
  const [length, setLength] = useState<Length>({ ready: 15, own: "" });
  const minutes = minutesOf(length, MAX_MINUTES);
  const text = room.view.topics?.topics.find((each) => each.topic === topic)?.text ?? words.erased;
  return (
    <AskDialog
      title={words.chooseOf(text)}
      confirm={words.choose}
      isPossible={minutes !== null}
      onCancel={onClose}
      onConfirm={() => {
        if (minutes === null) return;
        onClose();
        command(`choose-topic-${String(topic)}`, { type: "choose_topic", topic, minutes });
      }}
    >
      <p>{words.chooseText}</p>
      <MinutesChoice label={timers.howLong} choices={READY} length={length} most={MAX_MINUTES} onChange={setLength} />
    </AskDialog>
  );
}
