// How long people have waited, kind by kind: figures, and nobody's names.
import type { Messages } from "../../../i18n/fi";
import { KINDS } from "../../../room/facilitatorQueue";
import { iAnswer } from "../../../room/help";
import { useMessages } from "../../language";
import { useRoom } from "../context";

export function WaitingTimes() {
  const messages = useMessages();
  const { times } = messages.facilitatorQueue;
  const { room } = useRoom().now;
  const all = room.view.facilitator_queue?.figures ?? [];
  const served = KINDS.flatMap((kind) => all.filter((each) => each.kind === kind && each.served > 0));
  if (!iAnswer(room) || served.length === 0) return null;
  return (
    <section className="panel-section" aria-labelledby="waiting-times-title">
      <h2 id="waiting-times-title">{times.title}</h2>
      <p className="hint">{times.hint}</p>
      <dl className="waiting-times">
        {served.map(({ kind, served: count, median, longest }) => (
          <div key={kind} data-figures={kind}>
            <dt>{times.kind[kind]}</dt>
            <dd className="word">{[times.served(count), times.median(span(median, messages)), times.longest(span(longest, messages))].join(", ")}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** From two minutes on nobody wants to know the seconds. */
function span(seconds: number, { facilitatorQueue: { times } }: Messages): string {
  return seconds < 120 ? times.seconds(seconds) : times.minutes(Math.round(seconds / 60));
}
