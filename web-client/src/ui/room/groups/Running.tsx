// Running the groups: their time, calling them back, the next round, and a word to all of them.
import { useState } from "react";
import { MAX_ANNOUNCEMENT, MAX_GROUPS, type GroupsRun } from "../../../protocol/generated";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { TextField } from "../../TextField";
import { useFrom } from "../../useStore";
import { useCommand, useRoom } from "../context";
import { useTimeLeft } from "../ticking";
import { Picker } from "./fields";
import { LATES, NOTE_RULES, Warnings } from "./OpeningSettings";
import { RunState } from "./RunState";
import { SpeakToAll } from "./SpeakToAll";

export function Running() {
  const messages = useMessages();
  const { run: words } = messages.groups;
  const { room } = useRoom().now;
  const { run } = room.view;
  if (run === undefined) return null;
  return (
    <div className="running">
      <p className="run-state">
        <RunState run={run} room={room} />
      </p>
      {run.opens_at === undefined && <Clock run={run} />}
      {run.recalled && <p className="hint">{words.recallBack}</p>}
      {run.rounds !== undefined && <NextRound run={run} />}
      <Recall />
      <SpeakToAll />
      <p className="hint">{messages.panel.moveHint}</p>
      <details className="more">
        <summary>{words.more}</summary>
        <div className="more-content">
          <TellAll />
          <RunSettings run={run} />
        </div>
      </details>
    </div>
  );
}

const STEP = 5;
/** The server keeps the end at least a minute away. */
const LEAST_LEFT = STEP * 60 + 60;

function Clock({ run }: { readonly run: GroupsRun }) {
  const { run: words } = useMessages().groups;
  const { now } = useRoom();
  const { room, link } = now;
  const ask = useAsk();
  const left = useTimeLeft(room, run.ends_at);
  const connected = link.type === "open";
  const remaining = run.paused_with === undefined ? left : Math.floor(run.paused_with / 1_000);
  const canShorten = remaining !== null && remaining >= LEAST_LEFT && !run.recalled;
  return (
    <div className="button-row" role="group" aria-label={words.time}>
      <Press
        className="plain"
        aria-label={words.shortenWords(STEP)}
        possible={connected && canShorten}
        busy={ask.busy}
        onPress={() => ask.send({ type: "extend_groups", minutes: -STEP })}
        data-action="shorten_groups"
      >
        {words.shorten(STEP)}
      </Press>
      <Press
        className="plain"
        aria-label={words.extendWords(STEP)}
        possible={connected}
        busy={ask.busy}
        onPress={() => ask.send({ type: "extend_groups", minutes: STEP })}
        data-action="extend_groups"
      >
        {words.extend(STEP)}
      </Press>
      <Press
        className="plain"
        possible={connected && remaining !== null}
        busy={ask.busy}
        onPress={() => ask.send({ type: run.paused_with === undefined ? "pause_groups" : "resume_groups" })}
        data-action="pause_groups"
      >
        {run.paused_with === undefined ? words.pause : words.resume}
      </Press>
    </div>
  );
}

type Send = Parameters<ReturnType<typeof useCommand>>[1];

/** One thing about the clock at a time. */
function useAsk() {
  const { runner } = useRoom();
  const command = useCommand();
  const busy = useFrom(runner.busy, (all) => all.has("groups_clock"));
  return { busy, send: (what: Send) => command("groups_clock", what) };
}

function NextRound({ run }: { readonly run: GroupsRun }) {
  const { run: words } = useMessages().groups;
  const { now, tools } = useRoom();
  const ask = useAsk();
  const isLast = (run.round ?? 0) >= (run.rounds ?? 0);
  return (
    <Press
      className="plain wide"
      possible={now.link.type === "open" && !isLast && run.opens_at === undefined}
      busy={ask.busy}
      onPress={() => tools.ask({ type: "next_round" })}
      data-action="next_round"
    >
      {words.nextRound}
    </Press>
  );
}

const RECALLS = ["10", "30", "60", "120"] as const;

function Recall() {
  const messages = useMessages();
  const { run: words, make } = messages.groups;
  const { now, runner } = useRoom();
  const command = useCommand();
  const busy = useFrom(runner.busy, (all) => all.has("recall"));
  const [seconds, setSeconds] = useState<(typeof RECALLS)[number]>("60");
  return (
    <div className="recall">
      <Picker label={words.recallAfter} value={seconds} all={RECALLS} words={(each) => make.after(Number(each))} onChange={setSeconds} />
      <Press
        className="primary"
        possible={now.link.type === "open"}
        busy={busy}
        onPress={() => command("recall", { type: "recall", seconds: Number(seconds) })}
        data-action="recall"
      >
        {messages.action.recall}
      </Press>
    </div>
  );
}

function TellAll() {
  const { run: words } = useMessages().groups;
  const { now, tools, runner } = useRoom();
  const busy = useFrom(runner.busy, (all) => all.has("tell_groups"));
  const [text, setText] = useState("");
  const send = (): void =>
    void runner.run("tell_groups", async () => {
      const answer = await tools.session.command({ type: "tell_groups", text: text.trim() }, now.room.you.participant);
      if (answer.type === "ok") setText("");
      return answer;
    });
  return (
    <form className="tell-all" onSubmit={(event) => event.preventDefault()}>
      <TextField label={words.tell} value={text} longest={MAX_ANNOUNCEMENT} rows={2} onChange={setText} />
      <Press type="submit" className="plain" possible={now.link.type === "open" && text.trim() !== ""} busy={busy} onPress={send} data-action="tell_groups">
        {words.tellSend}
      </Press>
    </form>
  );
}

function RunSettings({ run }: { readonly run: GroupsRun }) {
  const { run: words, make } = useMessages().groups;
  const { now } = useRoom();
  const command = useCommand();
  const connected = now.link.type === "open";
  const number = now.room.view.groups.length;
  return (
    <>
      <Warnings chosen={run.warnings} onChange={(minutes) => command("set_warnings", { type: "set_warnings", minutes: [...minutes] })} />
      <Picker label={make.late} value={run.late} all={LATES} words={(late) => make.lates[late]} onChange={(late) => command("set_late_rule", { type: "set_late_rule", late })} />
      <NoteRule run={run} />
      <Press className="plain" possible={connected && number < MAX_GROUPS && run.opens_at === undefined} onPress={() => command("add_group", { type: "add_group" })} data-action="add_group">
        {words.addGroup}
      </Press>
    </>
  );
}

/** It cannot become more open than it was, so what is chosen on the way through the list is not yet done. */
function NoteRule({ run }: { readonly run: GroupsRun }) {
  const { run: words, make } = useMessages().groups;
  const { now, runner } = useRoom();
  const command = useCommand();
  const busy = useFrom(runner.busy, (all) => all.has("set_note_rule"));
  const [wished, setWished] = useState<GroupsRun["notes"]>(run.notes);
  const openness = ["show", "keep", "destroy"] as const;
  const rules = NOTE_RULES.filter((rule) => openness.indexOf(rule) >= openness.indexOf(run.notes));
  const rule = rules.includes(wished) ? wished : run.notes;
  return (
    <>
      <Picker label={make.notes} value={rule} all={rules} words={(each) => make.noteRules[each]} onChange={setWished} />
      {rule !== run.notes && (
        <>
          <p className="notice">{words.noteRuleFinal}</p>
          <Press
            className="plain"
            possible={now.link.type === "open"}
            busy={busy}
            onPress={() => command("set_note_rule", { type: "set_note_rule", notes: rule })}
            data-action="set_note_rule"
          >
            {words.noteRuleSet}
          </Press>
        </>
      )}
    </>
  );
}
