// The technology round: those who run it see who has tried what; those who take part have a calm list of their own.
import { useId, useState } from "react";
import { Button } from "react-aria-components/Button";
import { Menu, MenuItem, MenuTrigger } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import type { ProgressView, TechnologyStep, TechnologyView } from "../../../protocol/generated";
import { iMay } from "../../../room/selectors";
import { TickIcon } from "../../icons";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useFrom } from "../../useStore";
import { nameOf } from "../chat/names";
import { useCommand, useRoom } from "../context";

const STEPS: readonly TechnologyStep[] = ["microphone_on", "microphone_off", "camera", "hand", "share"];

/** For those who run rounds; `MyRound` is for the others. */
export function TechnologySection() {
  const messages = useMessages();
  const { room } = useRoom().now;
  const id = useId();
  const { technology } = room.view;
  if (!iMay(room, "run_technology_round")) return null;
  return (
    <section className="panel-section" aria-labelledby={id} data-technology>
      <h2 id={id}>{messages.technology.title}</h2>
      {technology === undefined ? <Starting /> : <Round technology={technology} labelledBy={id} />}
    </section>
  );
}

function Starting() {
  const messages = useMessages();
  const { now, runner } = useRoom();
  const command = useCommand();
  const busy = useFrom(runner.busy, (all) => all.has("technology"));
  // Sharing a screen is more than most come for: it is there to be chosen.
  const [steps, setSteps] = useState<ReadonlySet<TechnologyStep>>(new Set(STEPS.filter((step) => step !== "share")));
  const toggle = (step: TechnologyStep, on: boolean): void =>
    setSteps(new Set(STEPS.filter((each) => (each === step ? on : steps.has(each)))));
  return (
    <form className="opening" onSubmit={(event) => event.preventDefault()}>
      <p className="hint">{messages.technology.intro}</p>
      <fieldset className="choices">
        <legend>{messages.technology.whichSteps}</legend>
        {STEPS.map((step) => (
          <label key={step}>
            <input type="checkbox" checked={steps.has(step)} onChange={(event) => toggle(step, event.target.checked)} />
            <span>{messages.technology.steps[step]}</span>
          </label>
        ))}
      </fieldset>
      {steps.size === 0 && <p className="problem">{messages.technology.stepMissing}</p>}
      <Press
        type="submit"
        className="primary wide"
        possible={now.link.type === "open" && steps.size > 0}
        busy={busy}
        onPress={() => command("technology", { type: "start_technology_round", steps: [...steps] })}
        data-action="start-technology"
      >
        {messages.technology.start}
      </Press>
    </form>
  );
}

function Round({ technology, labelledBy }: { readonly technology: TechnologyView; readonly labelledBy: string }) {
  const messages = useMessages();
  const { now, runner } = useRoom();
  const command = useCommand();
  const busy = useFrom(runner.busy, (all) => all.has("technology"));
  const { progress, finished } = technology;
  const ready = progress.filter((each) => each.open.length === 0).length;
  return (
    <>
      <p className={finished ? "poll-voted" : "my-number"} data-finished={finished || undefined}>
        {progress.length === 0 ? messages.technology.nobody : finished ? messages.technology.allDone : messages.technology.progress(ready, progress.length)}
      </p>
      <ul className="rounds" aria-labelledby={labelledBy}>
        {progress.map((each) => (
          <Person key={each.participant} progress={each} steps={technology.steps} />
        ))}
      </ul>
      <Press
        className="plain wide"
        possible={now.link.type === "open"}
        busy={busy}
        onPress={() => command("technology", { type: "end_technology_round" })}
        data-action="end-technology"
      >
        {messages.technology.end}
      </Press>
    </>
  );
}

function Person({ progress, steps }: { readonly progress: ProgressView; readonly steps: readonly TechnologyStep[] }) {
  const messages = useMessages();
  const { technology } = messages;
  const { now } = useRoom();
  const command = useCommand();
  const name = nameOf(progress.participant, now.room);
  const isReady = progress.open.length === 0;
  const open = steps.filter((step) => progress.open.includes(step));
  return (
    <li data-progress={progress.participant} data-ready={isReady || undefined}>
      <div className="round-person">
        <p className="person-name">{name}</p>
        {isReady ? (
          <p className="word done">
            <TickIcon /> {technology.personDone}
          </p>
        ) : (
          <p className="word">{technology.left(open.map((step) => technology.steps[step]))}</p>
        )}
      </div>
      {!isReady && (
        <MenuTrigger>
          <Button className="plain move" aria-label={technology.markOf(name)} isDisabled={now.link.type !== "open"}>
            <TickIcon />
            <span>{technology.markMenu}</span>
          </Button>
          <Popover className="popover">
            <Menu aria-label={technology.markOf(name)}>
              {open.map((step) => (
                <MenuItem
                  key={step}
                  id={step}
                  className="menu-item"
                  onAction={() => command(`mark-${String(progress.participant)}-${step}`, { type: "mark_step", participant: progress.participant, step })}
                >
                  {technology.steps[step]}
                </MenuItem>
              ))}
            </Menu>
          </Popover>
        </MenuTrigger>
      )}
    </li>
  );
}
