// One poll as this person may see it: the question, how the answer is kept, the answer, and what came out.
import { useId, useState } from "react";
import type { PollView } from "../../../protocol/generated";
import { groupById } from "../../../room/groups";
import { iMay } from "../../../room/selectors";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useFrom } from "../../useStore";
import { useCommand, useRoom } from "../context";
import { groupName } from "../groups/names";
import { Ballots } from "./Ballots";
import { Figures } from "./Figures";
import { PulseForm } from "./PulseForm";
import { VoteForm } from "./VoteForm";

export function PollCard({ poll }: { readonly poll: PollView }) {
  const messages = useMessages();
  const { room } = useRoom().now;
  const id = useId();
  const isPulse = poll.kind.type === "pulse";
  // A pulse has one question, which everybody reads in their own language.
  const question = isPulse ? messages.polls.pulseQuestion : poll.question;
  const leads = iMay(room, isPulse ? "see_pulse" : "run_polls");
  const group = poll.group === undefined ? undefined : groupById(room, poll.group);
  const stage = poll.stage === "shown" && poll.group !== undefined ? messages.polls.shownGroup : messages.polls[poll.stage];
  const words = [stage, poll.anonymous ? messages.polls.anonymousShort : messages.polls.namedShort];
  if (group !== undefined) words.unshift(messages.polls.onlyGroup(groupName(group, messages)));
  if (poll.votes !== undefined) words.push(messages.polls.votes(poll.votes));
  return (
    <article className="poll" aria-labelledby={id} data-poll={poll.poll} data-stage={poll.stage}>
      <h3 id={id}>{question}</h3>
      <p className="word">{words.join(" · ")}</p>
      {poll.reopened && <p className="notice">{poll.stage === "open" ? messages.polls.reopened : messages.polls.reopenedClosed}</p>}
      {poll.stage === "open" ? <Open poll={poll} question={question} /> : <Closed poll={poll} leads={leads} />}
      {leads && !poll.anonymous && poll.ballots.length > 0 && <Ballots poll={poll} />}
      {iMay(room, "run_polls") && <Running poll={poll} question={question} />}
    </article>
  );
}

function Open({ poll, question }: { readonly poll: PollView; readonly question: string }) {
  const messages = useMessages();
  const { room } = useRoom().now;
  if (!iMay(room, "vote")) return <p className="hint">{messages.polls.cannotVote}</p>;
  const named = poll.group === undefined ? messages.polls.named : messages.polls.namedGroup;
  return (
    <>
      <p className="hint">{poll.anonymous ? messages.polls.anonymous : named}</p>
      {poll.kind.type === "pulse" ? <PulseForm poll={poll} /> : <VoteForm poll={poll} kind={poll.kind} question={question} />}
    </>
  );
}

function Closed({ poll, leads }: { readonly poll: PollView; readonly leads: boolean }) {
  const messages = useMessages();
  if (poll.figures !== undefined) return <Figures kind={poll.kind} figures={poll.figures} votes={poll.votes ?? 0} />;
  if (!leads && poll.stage === "closed") {
    return <p className="hint">{poll.kind.type === "pulse" ? messages.polls.pulseSeen : messages.polls.waitFigures}</p>;
  }
  return <p className="hint">{messages.polls.tooFew}</p>;
}

/** For those who run polls. */
function Running({ poll, question }: { readonly poll: PollView; readonly question: string }) {
  const messages = useMessages();
  const { now, runner } = useRoom();
  const command = useCommand();
  const [asking, setAsking] = useState(false);
  const busy = useFrom(runner.busy, (all) => all.has(`poll-${String(poll.poll)}`));
  const connected = now.link.type === "open";
  const button = (label: string, type: "close_poll" | "show_poll" | "remove_poll", className = "plain") => (
    <Press
      className={className}
      aria-label={messages.polls.about(label, question)}
      possible={connected}
      busy={busy}
      onPress={() => command(`poll-${String(poll.poll)}`, { type, poll: poll.poll })}
      data-action={type}
    >
      {label}
    </Press>
  );
  if (asking) {
    return (
      <div className="message-question" role="group" aria-label={messages.polls.removeQuestion}>
        <p>{messages.polls.removeQuestion}</p>
        <Press className="plain" ref={(each) => each?.focus()} onPress={() => setAsking(false)}>
          {messages.polls.keep}
        </Press>
        {button(messages.polls.remove, "remove_poll", "danger")}
      </div>
    );
  }
  const isPulse = poll.kind.type === "pulse";
  const show = poll.group === undefined ? messages.polls.show : messages.polls.showGroup;
  return (
    <div className="poll-buttons">
      {poll.stage === "open" && button(messages.polls.close, "close_poll")}
      {poll.stage !== "shown" && !isPulse && button(poll.stage === "open" ? messages.polls.showAndClose : show, "show_poll")}
      <Press
        className="plain quiet-button"
        aria-label={messages.polls.about(messages.polls.remove, question)}
        possible={connected}
        onPress={() => setAsking(true)}
        data-action="ask-remove-poll"
      >
        {messages.polls.remove}
      </Press>
    </div>
  );
}
