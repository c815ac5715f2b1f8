// For those who choose it: how this place is staged now, in one sentence, and the way to change it.
import { useId } from "react";
import { chooseScene, swapScene } from "../../../actions/scenes";
import { iStage, sceneHere } from "../../../room/scenes";
import { useMessages } from "../../language";
import { ActionButton } from "../ActionButton";
import { useRoom } from "../context";

export function SceneChoice() {
  const { scenes: words } = useMessages();
  const { room } = useRoom().now;
  const id = useId();
  if (!iStage(room)) return null;
  const { type } = sceneHere(room).scene;
  return (
    <div className="scene-choice" role="group" aria-labelledby={id} data-scene={type}>
      <h3 id={id}>{words.title}</h3>
      <p>
        <strong>{words.name[type]}</strong> <span className="word">{words.about[type]}</span>
      </p>
      <ActionButton action={swapScene} className="primary wide" />
      <ActionButton action={chooseScene} className="plain wide" />
    </div>
  );
}
