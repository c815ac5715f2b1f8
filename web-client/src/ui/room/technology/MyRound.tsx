// What I can try in a technology round, each ticked by itself. Beside the circle, so that the buttons to try are in sight.
import { useId, useState } from "react";
import type { TechnologyStep } from "../../../protocol/generated";
import { CloseIcon, TickIcon } from "../../icons";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useRoom } from "../context";
import { stage } from "../useKeptFocus";

export function MyRound() {
  const messages = useMessages();
  const { technology: words } = messages;
  const { room } = useRoom().now;
  const id = useId();
  const [closed, setClosed] = useState<string | null>(null);
  const { technology } = room.view;
  const mine = technology?.progress.find((each) => each.participant === room.you.participant);
  if (technology === undefined || mine === undefined) return null;
  const isDone = mine.open.length === 0;
  const key = technology.steps.join(" ");
  // What is done may be put away; a round with other steps is another one.
  if (isDone && closed === key) return null;
  const steps = technology.steps.filter((step) => mine.done.includes(step) || mine.open.includes(step));
  const next = steps.find((step) => mine.open.includes(step));
  return (
    <section className="my-round" aria-labelledby={id} data-my-round data-done={isDone || undefined}>
      <div className="my-round-top">
        <h2 id={id}>{isDone ? words.mineDone : words.mine}</h2>
        {isDone && (
          <Press className="icon-button quiet" aria-label={messages.room.close} onPress={() => {
              setClosed(key);
              stage()?.focus();
            }}>
            <CloseIcon />
          </Press>
        )}
      </div>
      <ul className="steps">
        {steps.map((step) => (
          <Step key={step} step={step} done={mine.done.includes(step)} />
        ))}
      </ul>
      {next !== undefined && (
        <details>
          <summary>{words.howTitle}</summary>
          <p className="hint">{words.mineIntro}</p>
          <ul className="steps-how">
            {steps
              .filter((step) => mine.open.includes(step))
              .map((step) => (
                <li key={step}>
                  <strong>{words.steps[step]}:</strong> {words.how[step]}
                </li>
              ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function Step({ step, done }: { readonly step: TechnologyStep; readonly done: boolean }) {
  const { technology } = useMessages();
  return (
    <li data-step={step} data-done={done || undefined}>
      <span className="step-mark" aria-hidden="true">
        {done && <TickIcon />}
      </span>
      <span className="step-name">{technology.steps[step]}</span>
      <span className="word">{done ? technology.done : technology.notDone}</span>
    </li>
  );
}
