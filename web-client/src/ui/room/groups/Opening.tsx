// Opening groups: how many or how large, who goes where, what for and how long. What is seldom needed is behind
// "more ways" and "settings"; a sentence says what will happen before the button does it.
import { useId, useState } from "react";
import { MAX_GROUP_ROUNDS, MAX_GROUP_SIZE, MAX_GROUPS, MAX_TASK, type Attribute, type Shape } from "../../../protocol/generated";
import { asksRounds, asksShape, DRAFT, missingIn, planOf, shapeOf, type Draft, type Way } from "../../../room/groupsPlan";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { TextField } from "../../TextField";
import { useFrom } from "../../useStore";
import { useRoom } from "../context";
import { Check, Picker, Radio, Radios } from "./fields";
import { Length, Pause } from "./Length";
import { OpeningSettings } from "./OpeningSettings";
import { Stepper } from "./Stepper";
import { useForecast } from "./useForecast";

export interface Part {
  readonly draft: Draft;
  readonly change: (more: Partial<Draft>) => void;
}

export function Opening() {
  const messages = useMessages();
  const { make } = messages.groups;
  const { now, tools, runner } = useRoom();
  const [draft, setDraft] = useState<Draft>(DRAFT);
  const [tried, setTried] = useState(false);
  const busy = useFrom(runner.busy, (all) => all.has("open_groups"));
  const change = (more: Partial<Draft>): void => setDraft({ ...draft, ...more });
  const missing = missingIn(draft, now.room);
  const will = useForecast(draft);
  const open = (): void => {
    setTried(true);
    if (missing !== null) return;
    void runner.run("open_groups", () => tools.session.command({ type: "open_groups", plan: planOf(draft, now.room) }, now.room.you.participant));
  };
  const problem = { balance: make.balanceMissing, hosts: make.hostsMissing, prepared: make.preparedMissing, minutes: make.lengthWrong };
  return (
    <form
      className="opening"
      // Enter in a field presses the button, which sends.
      onSubmit={(event) => event.preventDefault()}
      noValidate
    >
      <Ways draft={draft} change={change} />
      <WayDetails draft={draft} change={change} />
      {asksShape(draft.way) && <HowMany draft={draft} change={change} />}
      <TextField label={make.task} hint={make.taskHint} value={draft.task} longest={MAX_TASK} rows={2} onChange={(task) => change({ task })} />
      <Length draft={draft} change={change} />
      <OpeningSettings draft={draft} change={change} />
      <p className="will" data-will>
        {will}
      </p>
      <p className="problem" role="status">
        {tried && missing !== null ? problem[missing] : null}
      </p>
      <Press type="submit" className="primary wide" possible={now.link.type === "open"} busy={busy} onPress={open} data-action="open_groups">
        {messages.action.openGroups}
      </Press>
    </form>
  );
}

/** What most want, and what is there because of what was done before. */
function commonWays(hasPrepared: boolean, hadGroups: boolean): readonly Way[] {
  return ["random", "by_hand", "chosen", ...(hasPrepared ? (["prepared"] as const) : []), ...(hadGroups ? (["same"] as const) : [])];
}

const SELDOM: readonly Way[] = ["balanced", "rotation", "one_two_four", "cafe"];

function Ways({ draft, change }: Part) {
  const { make } = useMessages().groups;
  const { room } = useRoom().now;
  const { tools } = useRoom();
  const name = useId();
  const hasPrepared = (room.view.prepared ?? []).length > 0;
  const common = commonWays(hasPrepared, (room.view.last_groups ?? []).length > 0);
  const hint = (way: Way): string | undefined => (Object.hasOwn(make.hints, way) ? make.hints[way as keyof typeof make.hints] : undefined);
  const radio = (way: Way) => (
    <Radio key={way} name={name} value={way} chosen={draft.way} words={make.ways[way]} hint={hint(way)} onChange={() => change({ way })} />
  );
  return (
    <fieldset className="choices ways">
      <legend>{make.who}</legend>
      {common.map(radio)}
      <details className="more">
        <summary>{make.moreWays}</summary>
        {SELDOM.map(radio)}
        {!hasPrepared && radio("prepared")}
        <Press className="plain wide" onPress={() => tools.ask({ type: "prepare_groups" })} data-action="prepare_groups">
          {hasPrepared ? make.prepareAgain : make.prepare}
        </Press>
      </details>
    </fieldset>
  );
}

function WayDetails({ draft, change }: Part) {
  const { make } = useMessages().groups;
  const { tools, now } = useRoom();
  const { way } = draft;
  return (
    <>
      {way === "balanced" && <Balance draft={draft} change={change} />}
      {way === "chosen" && <Most draft={draft} change={change} />}
      {asksRounds(way) && (
        <Stepper label={make.rounds} value={draft.rounds} least={2} most={MAX_GROUP_ROUNDS} onChange={(rounds) => change({ rounds })} />
      )}
      {way === "cafe" && <Hosts draft={draft} change={change} />}
      {way === "one_two_four" && <Pause label={make.alone} value={draft.alone} all={[30, 60, 120, 180, 300]} onChange={(alone) => change({ alone })} />}
      {way === "prepared" && (now.room.view.prepared ?? []).length === 0 && (
        <Press className="plain wide" onPress={() => tools.ask({ type: "prepare_groups" })}>
          {make.prepare}
        </Press>
      )}
    </>
  );
}

function HowMany({ draft, change }: Part) {
  const { make } = useMessages().groups;
  const { room } = useRoom().now;
  const shape = shapeOf(draft, room);
  const to = (type: Shape["type"]): void =>
    change({ shape: type === "size" ? { type, people: shape.type === "size" ? shape.people : 4 } : { type, groups: shape.type === "groups" ? shape.groups : 2 } });
  return (
    <>
      <Radios
        label={make.shape}
        value={shape.type}
        all={["size", "groups"]}
        words={(type) => (type === "size" ? make.bySize : make.byNumber)}
        onChange={to}
      />
      {shape.type === "size" ? (
        <Stepper label={make.size} value={shape.people} least={2} most={MAX_GROUP_SIZE} onChange={(people) => change({ shape: { type: "size", people } })} />
      ) : (
        <Stepper label={make.number} value={shape.groups} least={1} most={MAX_GROUPS} onChange={(groups) => change({ shape: { type: "groups", groups } })} />
      )}
    </>
  );
}

function Balance({ draft, change }: Part) {
  const { make } = useMessages().groups;
  return (
    <div className="way-details">
      <Picker
        label={make.by}
        value={draft.by ?? "none"}
        all={["none", "unit", "role", "experience"]}
        words={(by) => make.attributes[by]}
        onChange={(by) => change({ by: by === "none" ? null : (by satisfies Attribute) })}
      />
      {draft.by !== null && (
        <Radios label={make.blend} value={draft.blend} all={["mix", "alike"]} words={(blend) => make.blends[blend]} onChange={(blend) => change({ blend })} />
      )}
      <div className="choices">
        <Check words={make.unmet} checked={draft.unmet} onChange={(unmet) => change({ unmet })} />
      </div>
    </div>
  );
}

const MOSTS = ["none", "2", "3", "4", "5", "6", "8", "10", "12", "15", "20"] as const;

function Most({ draft, change }: Part) {
  const { make } = useMessages().groups;
  return (
    <Picker
      label={make.most}
      value={draft.most === null ? "none" : String(draft.most)}
      all={MOSTS as readonly string[]}
      words={(most) => (most === "none" ? make.noMost : make.people(Number(most)))}
      onChange={(most) => change({ most: most === "none" ? null : Number(most) })}
    />
  );
}

function Hosts({ draft, change }: Part) {
  const { make } = useMessages().groups;
  const { room } = useRoom().now;
  const people = room.view.people.filter((each) => each.place.type === "plenary" && each.role !== "observer");
  const toggle = (who: number, chosen: boolean): void =>
    change({ hosts: chosen ? [...draft.hosts, who].slice(0, MAX_GROUPS) : draft.hosts.filter((each) => each !== who) });
  return (
    <fieldset className="choices way-details">
      <legend>{make.hosts}</legend>
      <p className="hint">{make.hostsHint}</p>
      {people.map((each) => (
        <Check
          key={each.participant}
          words={each.name}
          checked={draft.hosts.includes(each.participant)}
          onChange={(chosen) => toggle(each.participant, chosen)}
        />
      ))}
    </fieldset>
  );
}
