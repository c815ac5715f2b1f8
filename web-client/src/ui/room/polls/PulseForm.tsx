// The pulse: one press, no form.
import { PULSES, type PollView } from "../../../protocol/generated";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useFrom } from "../../useStore";
import { useCommand, useRoom } from "../context";

export function PulseForm({ poll }: { readonly poll: PollView }) {
  const messages = useMessages();
  const { now, runner } = useRoom();
  const command = useCommand();
  const key = `vote-${String(poll.poll)}`;
  const busy = useFrom(runner.busy, (all) => all.has(key));
  if (poll.voted && poll.anonymous) return <p className="poll-voted">{messages.polls.voted}</p>;
  const mine = poll.mine?.type === "pulse" ? poll.mine.pulse : null;
  return (
    <div className="pulse" role="group" aria-label={messages.polls.pulseQuestion}>
      {PULSES.map((pulse) => (
        <Press
          key={pulse}
          className="plain"
          // Of a named one the answer is known, and may be changed.
          aria-pressed={poll.anonymous ? undefined : mine === pulse}
          possible={now.link.type === "open"}
          busy={busy}
          onPress={() => command(key, { type: "vote", poll: poll.poll, choice: { type: "pulse", pulse } })}
          data-pulse={pulse}
        >
          {messages.polls.pulse[pulse]}
        </Press>
      ))}
    </div>
  );
}
