// Who voted what in a named poll, for those who run polls.
import type { Choice, PollKind, PollView } from "../../../protocol/generated";
import type { Messages } from "../../../i18n/fi";
import { useMessages } from "../../language";
import { nameOf } from "../chat/names";
import { useRoom } from "../context";
import { scoreName } from "./VoteForm";

export function Ballots({ poll }: { readonly poll: PollView }) {
  const messages = useMessages();
  const { room } = useRoom().now;
  return (
    <details className="more">
      <summary>{messages.polls.ballots}</summary>
      <div className="more-content">
        <p className="hint">{messages.polls.ballotsHint}</p>
        <dl className="ballots">
          {poll.ballots.map(({ participant, choice }) => (
            <div key={participant}>
              <dt>{nameOf(participant, room)}</dt>
              <dd>{choiceName(choice, poll.kind, messages)}</dd>
            </div>
          ))}
        </dl>
      </div>
    </details>
  );
}

export function choiceName(choice: Choice, kind: PollKind, { polls }: Messages): string {
  const options = kind.type === "single" || kind.type === "multiple" ? kind.options : [];
  const [low, high] = kind.type === "scale" || kind.type === "mood" ? [kind.low, kind.high] : ["", ""];
  switch (choice.type) {
    case "single":
      return options[choice.option] ?? "";
    case "multiple":
      return choice.options.map((each) => options[each] ?? "").join(", ");
    case "scale":
      return scoreName(choice.score, low, high, polls.score);
    case "mood": {
      const score = scoreName(choice.score, low, high, polls.score);
      return choice.word === undefined ? score : `${score}: ${choice.word}`;
    }
    case "pulse":
      return polls.pulse[choice.pulse];
  }
}
