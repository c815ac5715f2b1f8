// The programme: the phases, the timer, breaks and own tasks, what people brought, and the topics they propose.
import { BreakSection } from "../breaks/BreakSection";
import { OwnTaskSection } from "../ownTask/OwnTaskSection";
import { ResultsSection } from "../ownTask/ResultsSection";
import { TimerSection } from "../timers/TimerSection";
import { TopicsSection } from "../topics/TopicsSection";
import { AgendaSection } from "./AgendaSection";

export function AgendaTab() {
  return (
    <>
      <AgendaSection />
      <TimerSection />
      <BreakSection />
      <OwnTaskSection />
      <ResultsSection />
      <TopicsSection />
    </>
  );
}
