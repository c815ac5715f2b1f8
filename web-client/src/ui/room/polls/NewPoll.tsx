// Asking: a ready-made question with one press on "open", or one's own.
import { useId, useState } from "react";
import { MAX_OPTION, MAX_OPTIONS, MAX_QUESTION, type PollKind } from "../../../protocol/generated";
import type { Messages } from "../../../i18n/fi";
import { iOnlyListen, myGroup } from "../../../room/groups";
import { CloseIcon } from "../../icons";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { TextField } from "../../TextField";
import { useFrom } from "../../useStore";
import { useRoom } from "../context";
import { groupName } from "../groups/names";

type KindName = Exclude<PollKind["type"], "pulse">;
type ReadyName = keyof Messages["polls"]["builtIn"];

const KINDS: readonly KindName[] = ["single", "multiple", "scale", "mood"];
const READY: readonly ReadyName[] = ["checkIn", "energy", "safe", "heard", "useful", "checkOut"];
/** Those in which a word says more than a number. */
const WITH_WORD: ReadonlySet<ReadyName> = new Set<ReadyName>(["checkIn", "checkOut"]);

/** A question of one's own, as it is written. */
export interface Draft {
  readonly question: string;
  readonly kind: KindName;
  readonly options: readonly string[];
  readonly low: string;
  readonly high: string;
}

export const EMPTY: Draft = { question: "", kind: "single", options: ["", ""], low: "", high: "" };

export function NewPoll() {
  const messages = useMessages();
  const { now, tools, runner } = useRoom();
  const id = useId();
  const [ready, setReady] = useState<ReadyName | "own">("checkIn");
  const [own, setOwn] = useState<Draft>(EMPTY);
  const [anonymous, setAnonymous] = useState(true);
  const [asksAll, setAsksAll] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const busy = useFrom(runner.busy, (all) => all.has("open_poll"));
  const connected = now.link.type === "open";
  // In a group its own matters come first: asking all others as well is the exception, and interrupts them.
  const group = iOnlyListen(now.room) ? undefined : myGroup(now.room);
  const here = group !== undefined && !asksAll;
  const open = (question: string, kind: PollKind): void => {
    setProblem(null);
    void runner.run("open_poll", async () => {
      const answer = await tools.session.command({ type: "open_poll", question, kind, anonymous, ...(here ? { here } : {}) });
      if (answer.type === "ok" && kind.type !== "pulse") setOwn(EMPTY);
      return answer;
    });
  };
  const ask = (): void => {
    if (ready !== "own") {
      const { question, low, high } = messages.polls.builtIn[ready];
      return open(question, { type: WITH_WORD.has(ready) ? "mood" : "scale", low, high });
    }
    const made = pollOf(own, messages);
    if (typeof made === "string") setProblem(made);
    else open(own.question.trim(), made);
  };
  return (
    <section className="panel-section" aria-labelledby={id}>
      <h2 id={id}>{messages.polls.make}</h2>
      <form className="new-poll" onSubmit={(event) => event.preventDefault()} noValidate>
        {group !== undefined && (
          <fieldset className="choices">
            <legend>{messages.polls.whom}</legend>
            {[false, true].map((all) => (
              <label key={String(all)}>
                <input type="radio" name={`${id}-whom`} checked={asksAll === all} onChange={() => setAsksAll(all)} />
                <span>{all ? messages.polls.whomAll : messages.polls.whomGroup(groupName(group, messages))}</span>
              </label>
            ))}
            {here && <p className="hint">{messages.polls.groupHint}</p>}
          </fieldset>
        )}
        <fieldset className="choices">
          <legend>{messages.polls.who}</legend>
          {[true, false].map((each) => (
            <label key={String(each)}>
              <input type="radio" name={`${id}-who`} checked={anonymous === each} onChange={() => setAnonymous(each)} />
              <span>{each ? messages.polls.whoAnonymous : messages.polls.whoNamed}</span>
            </label>
          ))}
        </fieldset>
        <div className="pulse-ask">
          <Press
            className="plain wide"
            possible={connected}
            busy={busy}
            onPress={() => open(messages.polls.pulseQuestion, { type: "pulse" })}
            data-action="open-pulse"
          >
            {messages.polls.openPulse}
          </Press>
          <p className="hint">{messages.polls.pulseHint}</p>
        </div>
        <div className="labelled">
          <label htmlFor={`${id}-ready`}>{messages.polls.ready}</label>
          <select
            id={`${id}-ready`}
            className="picker"
            value={ready}
            onChange={(event) => {
              setReady(event.target.value as ReadyName | "own");
              setProblem(null);
            }}
          >
            {READY.map((each) => (
              <option key={each} value={each}>
                {messages.polls.builtIn[each].question}
              </option>
            ))}
            <option value="own">{messages.polls.own}</option>
          </select>
          {ready !== "own" && (
            <p className="hint">
              {messages.polls.kinds[WITH_WORD.has(ready) ? "mood" : "scale"]}:{" "}
              {messages.polls.scaleEnds(messages.polls.builtIn[ready].low, messages.polls.builtIn[ready].high)}
            </p>
          )}
        </div>
        {ready === "own" && <OwnQuestion draft={own} onChange={setOwn} />}
        <p className="problem" role="status">
          {problem}
        </p>
        <Press type="submit" className="primary wide" possible={connected} busy={busy} onPress={ask} data-action="open-poll">
          {messages.polls.openPoll}
        </Press>
      </form>
    </section>
  );
}

/** How it is answered, or what is missing. */
export function pollOf(draft: Draft, { polls }: Messages): PollKind | string {
  if (draft.question.trim() === "") return polls.questionMissing;
  if (draft.kind === "scale" || draft.kind === "mood") {
    const [low, high] = [draft.low.trim(), draft.high.trim()];
    return low === "" || high === "" ? polls.endsMissing : { type: draft.kind, low, high };
  }
  const options = [...new Set(draft.options.map((each) => each.trim()).filter((each) => each !== ""))];
  return options.length < 2 ? polls.optionsMissing : { type: draft.kind, options };
}

export function OwnQuestion({ draft, onChange }: { readonly draft: Draft; readonly onChange: (draft: Draft) => void }) {
  const messages = useMessages();
  const id = useId();
  const isScale = draft.kind === "scale" || draft.kind === "mood";
  return (
    <>
      <TextField
        label={messages.polls.question}
        value={draft.question}
        longest={MAX_QUESTION}
        rows={2}
        onChange={(question) => onChange({ ...draft, question })}
      />
      <div className="labelled">
        <label htmlFor={`${id}-kind`}>{messages.polls.kind}</label>
        <select id={`${id}-kind`} className="picker" value={draft.kind} onChange={(event) => onChange({ ...draft, kind: event.target.value as KindName })}>
          {KINDS.map((each) => (
            <option key={each} value={each}>
              {messages.polls.kinds[each]}
            </option>
          ))}
        </select>
      </div>
      {isScale ? (
        <>
          <TextField label={messages.polls.low} longest={MAX_OPTION} value={draft.low} onChange={(low) => onChange({ ...draft, low })} />
          <TextField label={messages.polls.high} longest={MAX_OPTION} value={draft.high} onChange={(high) => onChange({ ...draft, high })} />
        </>
      ) : (
        <Options options={draft.options} onChange={(options) => onChange({ ...draft, options })} />
      )}
    </>
  );
}

function Options({ options, onChange }: { readonly options: readonly string[]; readonly onChange: (options: readonly string[]) => void }) {
  const messages = useMessages();
  return (
    <>
      {options.map((option, index) => (
        // Options are told apart by their place only.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={index} className="option-row">
          <TextField
            label={messages.polls.option(index + 1)}
            value={option}
            longest={MAX_OPTION}
            onChange={(text) => onChange(options.map((each, at) => (at === index ? text : each)))}
          />
          {options.length > 2 && (
            <Press className="icon-button" aria-label={messages.polls.removeOption(index + 1)} onPress={() => onChange(options.filter((_, at) => at !== index))}>
              <CloseIcon />
            </Press>
          )}
        </div>
      ))}
      {options.length < MAX_OPTIONS && (
        <Press className="plain" onPress={() => onChange([...options, ""])}>
          {messages.polls.addOption}
        </Press>
      )}
    </>
  );
}
