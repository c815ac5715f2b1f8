// An open question that I have not answered, in sight wherever I am: the pulse with its three answers at once, any other
// with a way to it. Whoever puts it aside finds it among the polls.
import { useState } from "react";
import type { PollView } from "../../../protocol/generated";
import { iMay } from "../../../room/selectors";
import { CloseIcon } from "../../icons";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useRoom } from "../context";
import { stage } from "../useKeptFocus";
import { PulseForm } from "./PulseForm";

export function PollNotice() {
  const messages = useMessages();
  const { now, tools } = useRoom();
  const [aside, setAside] = useState<ReadonlySet<string>>(new Set());
  const isShown = now.panelOpen && now.tab === "polls";
  if (isShown || !iMay(now.room, "vote")) return null;
  const waiting = (now.room.view.polls ?? []).filter((poll) => poll.stage === "open" && !poll.voted && !aside.has(keyOf(poll)));
  const poll = waiting.find((each) => each.kind.type === "pulse") ?? waiting[0];
  if (poll === undefined) return null;
  const isPulse = poll.kind.type === "pulse";
  const title = poll.group === undefined ? messages.polls.noticeTitle : messages.polls.noticeGroup;
  return (
    <div className="banner banner-poll" data-poll-notice={poll.poll}>
      <p>
        <strong>{isPulse && poll.group === undefined ? messages.polls.pulseQuestion : title(isPulse ? messages.polls.pulseQuestion : poll.question)}</strong>{" "}
        {isPulse && <span className="word">{poll.anonymous ? messages.polls.anonymousShort : messages.polls.namedShort}</span>}
      </p>
      {isPulse ? (
        <PulseForm poll={poll} />
      ) : (
        <Press className="primary" onPress={() => tools.toggleTab("polls")} data-action="answer-poll">
          {messages.polls.noticeOpen}
        </Press>
      )}
      <Press className="icon-button" aria-label={messages.polls.noticeLater} onPress={() => {
          setAside(new Set([...aside, keyOf(poll)]));
          stage()?.focus();
        }}>
        <CloseIcon />
      </Press>
    </div>
  );
}

/** One that began again is asked again. */
function keyOf(poll: PollView): string {
  return `${String(poll.poll)}-${String(poll.reopened)}`;
}
