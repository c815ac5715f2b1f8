// The timer of the place I am in, for those who run it: starting, more time, pausing, stopping.
import { useId, useState } from "react";
import { MAX_MINUTES, MAX_TIMER, MAX_TIMER_TITLE, type TimerView } from "../../../protocol/generated";
import { iRunTimer, myTimer, otherTimers } from "../../../room/programme";
import { placeKey } from "../../../room/place";
import { myPlace } from "../../../room/selectors";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { TextField } from "../../TextField";
import { useFrom } from "../../useStore";
import { placeName, useCommand, useRoom } from "../context";
import { MinutesChoice, minutesOf, type Length } from "./MinutesChoice";
import { TimeLeft, useLeft } from "./TimeLeft";

const READY: readonly number[] = [1, 2, 3, 5, 10];
const MINUTE = 60;

export function TimerSection() {
  const messages = useMessages();
  const { room } = useRoom().now;
  const id = useId();
  const others = otherTimers(room);
  const runs = iRunTimer(room);
  const timer = myTimer(room);
  if (!runs && others.length === 0) return null;
  return (
    <section className="panel-section" aria-labelledby={id} data-timer>
      <h2 id={id}>{messages.timers.title}</h2>
      {runs && (
        <>
          {timer !== undefined && <Running timer={timer} />}
          <Starting isRunning={timer !== undefined} />
        </>
      )}
      {others.length > 0 && (
        <>
          <h3>{messages.timers.elsewhere}</h3>
          <ul className="timers-elsewhere">
            {others.map((each) => (
              <li key={placeKey(each.place)}>
                <span>{placeName(each.place, room, messages)}</span> <TimeLeft endsAt={each.ends_at} pausedWith={each.paused_with} />
                {each.ends_at === undefined && <span className="word">{messages.timers.paused}</span>}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Running({ timer }: { readonly timer: TimerView }) {
  const { timers } = useMessages();
  const { link } = useRoom().now;
  const command = useCommand();
  const left = useLeft(timer.ends_at, timer.paused_with) ?? 0;
  const possible = link.type === "open";
  const isPaused = timer.ends_at === undefined;
  return (
    <div className="timer-running">
      <p>
        <span className="timer-title">{timer.title ?? timers.title}</span>{" "}
        <TimeLeft endsAt={timer.ends_at} pausedWith={timer.paused_with} className="timer-large" bare />{" "}
        {isPaused && <span className="word">{timers.paused}</span>}
      </p>
      <div className="button-row">
        <Press
          className="plain"
          aria-label={`${timers.lessFull}: ${timers.less}`}
          possible={possible && left > MINUTE && timer.seconds > MINUTE}
          onPress={() => command("extend_timer", { type: "extend_timer", seconds: -MINUTE })}
        >
          {timers.less}
        </Press>
        <Press
          className="plain"
          aria-label={`${timers.moreFull}: ${timers.more}`}
          possible={possible && timer.seconds + MINUTE <= MAX_TIMER}
          onPress={() => command("extend_timer", { type: "extend_timer", seconds: MINUTE })}
        >
          {timers.more}
        </Press>
        <Press
          className="plain"
          possible={possible}
          onPress={() => command("pause_timer", { type: isPaused ? "resume_timer" : "pause_timer" })}
          data-action="pause-timer"
        >
          {isPaused ? timers.resume : timers.pause}
        </Press>
        <Press className="plain" possible={possible} onPress={() => command("stop_timer", { type: "stop_timer" })} data-action="stop-timer">
          {timers.stop}
        </Press>
      </div>
    </div>
  );
}

function Starting({ isRunning }: { readonly isRunning: boolean }) {
  const messages = useMessages();
  const { timers } = messages;
  const { now, tools, runner } = useRoom();
  const busy = useFrom(runner.busy, (all) => all.has("start_timer"));
  const [length, setLength] = useState<Length>({ ready: 5, own: "" });
  const [title, setTitle] = useState("");
  const minutes = minutesOf(length, MAX_MINUTES);
  const start = (): void => {
    if (minutes === null) return;
    const what = title.trim();
    void runner.run("start_timer", async () => {
      const answer = await tools.session.command({ type: "start_timer", seconds: minutes * MINUTE, ...(what === "" ? {} : { title: what }) });
      if (answer.type === "ok") setTitle("");
      return answer;
    });
  };
  return (
    <form className="opening" onSubmit={(event) => event.preventDefault()}>
      {!isRunning && <p className="hint">{timers.whereHint(placeName(myPlace(now.room), now.room, messages))}</p>}
      <MinutesChoice label={timers.howLong} choices={READY} length={length} most={MAX_MINUTES} onChange={setLength} />
      <TextField label={timers.what} hint={timers.whatHint} value={title} longest={MAX_TIMER_TITLE} onChange={setTitle} />
      <Press
        type="submit"
        className={isRunning ? "plain wide" : "primary wide"}
        possible={now.link.type === "open" && minutes !== null}
        busy={busy}
        onPress={start}
        data-action="start-timer"
      >
        {isRunning ? timers.startAgain : timers.start}
      </Press>
    </form>
  );
}
