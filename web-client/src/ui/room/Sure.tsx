// What cannot be taken back, or what everybody feels at once, is asked about before it is done.
import { useState, type ReactNode } from "react";
import type { Command, ParticipantId, TopicId } from "../../protocol/generated";
import { samePlace } from "../../room/place";
import { onBreak, readiness } from "../../room/programme";
import { afterSwap, sceneHere } from "../../room/scenes";
import { useMessages } from "../language";
import { AskDialog } from "./AskDialog";
import { nameOf } from "./chat/names";
import { useCommand, useRoom } from "./context";
import { useGone } from "./useGone";

interface SureProps {
  readonly title: string;
  readonly confirm: string;
  readonly isDanger?: boolean;
  /** As the runner knows it. */
  readonly name: string;
  readonly command: Command;
  /** What it is about; another one, or nothing, is not what was asked. */
  readonly about: number | undefined;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** One question, and the command it is about. */
export function Sure({ title, confirm, isDanger = false, name, command, about, onClose, children }: SureProps) {
  const { link } = useRoom().now;
  const send = useCommand();
  const [asked] = useState(about);
  useGone(about === undefined || about !== asked, onClose);
  return (
    <AskDialog
      title={title}
      confirm={confirm}
      isDanger={isDanger}
      isPossible={link.type === "open"}
      onCancel={onClose}
      onConfirm={() => {
        onClose();
        send(name, command);
      }}
    >
      {children}
    </AskDialog>
  );
}

interface Closing {
  readonly onClose: () => void;
}

export function EndBreak({ onClose }: Closing) {
  const { breaks: words } = useMessages();
  const { room } = useRoom().now;
  const { away } = onBreak(room);
  return (
    <Sure title={words.endSure} confirm={words.end} name="break" command={{ type: "end_break" }} about={room.view.pause?.since} onClose={onClose}>
      <p>{words.endSureText(away.length)}</p>
    </Sure>
  );
}

export function EndOwnTask({ onClose }: Closing) {
  const { ownTask: words } = useMessages();
  const { room } = useRoom().now;
  const { busy } = readiness(room);
  return (
    <Sure title={words.endSure} confirm={words.end} name="own_task" command={{ type: "end_own_task" }} about={room.view.own_task?.since} onClose={onClose}>
      <p>{words.endSureText(busy.length)}</p>
    </Sure>
  );
}

export function NextRound({ onClose }: Closing) {
  const { run: words } = useMessages().groups;
  const { room } = useRoom().now;
  return (
    <Sure title={words.nextRoundSure} confirm={words.nextRound} name="groups_clock" command={{ type: "next_round" }} about={room.view.run?.round} onClose={onClose}>
      <p>{words.nextRoundText}</p>
    </Sure>
  );
}

/** Those who listen talk, and those who talked listen. */
export function SwapScene({ onClose }: Closing) {
  const { scenes: words } = useMessages();
  const { room } = useRoom().now;
  const next = afterSwap(room);
  // In another place it would be another swap.
  const scene = sceneHere(room);
  const [asked] = useState(scene);
  const isStill = scene.scene.type === "reflecting_team" && samePlace(scene.place, asked.place) && next.length > 0;
  return (
    <Sure title={words.swapSure} confirm={words.swap} name="swap_scene" command={{ type: "swap_scene" }} about={isStill ? 1 : undefined} onClose={onClose}>
      <p>{words.swapText(next.map(({ name }) => name))}</p>
    </Sure>
  );
}

export function RemoveResult({ who, onClose }: Closing & { readonly who: ParticipantId }) {
  const { results: words } = useMessages();
  const { room } = useRoom().now;
  const result = room.view.results?.find((each) => each.participant === who);
  const title = result?.title ?? words.untitled;
  const isMine = who === room.you.participant;
  return (
    <Sure
      title={words.removeSure(isMine ? title : `${title}, ${nameOf(who, room)}`)}
      confirm={words.remove}
      isDanger
      name={isMine ? "remove_result" : `remove_result-${String(who)}`}
      command={isMine ? { type: "remove_result" } : { type: "remove_result", participant: who }}
      about={result?.participant}
      onClose={onClose}
    >
      <p>{words.removeSureText}</p>
    </Sure>
  );
}

export function RemoveTopic({ topic: id, onClose }: Closing & { readonly topic: TopicId }) {
  const { topics: words } = useMessages();
  const { room } = useRoom().now;
  const topic = room.view.topics?.topics.find((each) => each.topic === id);
  return (
    <Sure
      title={words.removeSure(topic?.text ?? words.erased)}
      confirm={words.remove}
      isDanger
      name={`remove-topic-${String(id)}`}
      command={{ type: "remove_topic", topic: id }}
      about={topic?.topic}
      onClose={onClose}
    >
      <p>{words.removeSureText(topic?.support ?? 0)}</p>
    </Sure>
  );
}
