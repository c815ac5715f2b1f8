// Polls, check-ins, pulse and feedback: what is open first, then what came out, then how to ask.
import { iMay } from "../../../room/selectors";
import { useMessages } from "../../language";
import { useRoom } from "../context";
import { QuestionsSection } from "../questions/QuestionsSection";
import { Feedback } from "./Feedback";
import { NewPoll } from "./NewPoll";
import { PollCard } from "./PollCard";

export function PollsTab() {
  const messages = useMessages();
  const { room } = useRoom().now;
  const polls = (room.view.polls ?? []).toReversed().toSorted((a, b) => Number(b.stage === "open") - Number(a.stage === "open"));
  const runs = iMay(room, "run_polls");
  return (
    <>
      <QuestionsSection />
      <section className="panel-section" aria-labelledby="polls-title">
        <h2 id="polls-title">{messages.polls.title}</h2>
        {polls.length === 0 && <p className="hint">{messages.polls.none}</p>}
        {polls.map((poll) => (
          <PollCard key={poll.poll} poll={poll} />
        ))}
      </section>
      {runs && <NewPoll />}
      {(iMay(room, "vote") || iMay(room, "see_feedback")) && <Feedback />}
    </>
  );
}
