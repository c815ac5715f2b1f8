// Everybody is asked for feedback: the question wherever one is, until it is answered or put aside. It takes neither the
// focus nor the room.
import { useEffect, useState } from "react";
import type { ParticipantId } from "../../../protocol/generated";
import { mayGiveFeedback } from "../../../room/feedback";
import { carriedHere, me, namesBeside } from "../../../room/selectors";
import type { Session } from "../../../session";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useRoom } from "../context";
import { stage } from "../useKeptFocus";
import { FeedbackForm } from "./FeedbackForm";

/** It was said aloud too, and nothing is to be done about it. */
const THANKED_FOR = 10_000;

type Step = "aside" | "thanked";

export function FeedbackNotice({ session }: { readonly session: Session }) {
  const messages = useMessages();
  const { room, panelOpen, tab } = useRoom().now;
  const who = room.you.participant;
  const { steps, putAside } = useSteps(session);
  const step = steps.get(who);
  // There it is anyway.
  if (room.view.feedback_asked !== true || (panelOpen && tab === "polls")) return null;
  if (step === "thanked") {
    return (
      <div className="banner" data-feedback-notice="thanks">
        <p>{messages.polls.feedbackThanks}</p>
      </div>
    );
  }
  if (step === "aside" || !mayGiveFeedback(room)) return null;
  const isShared = carriedHere(room).length > 1;
  return (
    <div className="banner banner-feedback" data-feedback-notice="asked">
      {isShared && <p className="for-whom">{messages.beside.isFor(me(room)?.name ?? "", namesBeside(room, who))}</p>}
      {/* What is half chosen is of whoever acts. */}
      <FeedbackForm key={who}>
        <Press
          className="plain"
          data-action="feedback-not-now"
          onPress={() => {
            putAside(who);
            stage()?.focus();
          }}
        >
          {messages.banner.notNow}
        </Press>
      </FeedbackForm>
    </div>
  );
}

type Steps = ReadonlyMap<ParticipantId, Step>;

/** How far each of those at this page is. */
function useSteps(session: Session) {
  const [steps, setSteps] = useState<Steps>(new Map());
  useEffect(() => {
    const timers = new Set<ReturnType<typeof setTimeout>>();
    const stop = session.onEvent((event, whom) => {
      const all = whom.map(({ you }) => you.participant);
      // Asked once more: whoever put it aside is asked again.
      if (event.type === "feedback_asked") setSteps((before) => stepped(before, all, null));
      if (event.type !== "feedback_given") return;
      setSteps((before) => stepped(before, all, "thanked"));
      timers.add(setTimeout(() => setSteps((before) => stepped(before, all, null)), THANKED_FOR));
    });
    return () => {
      stop();
      for (const timer of timers) clearTimeout(timer);
    };
  }, [session]);
  return { steps, putAside: (who: ParticipantId) => setSteps((before) => stepped(before, [who], "aside")) };
}

function stepped(before: Steps, all: readonly ParticipantId[], step: Step | null): Steps {
  const kept = [...before].filter(([who]) => !all.includes(who));
  return new Map(step === null ? kept : [...kept, ...all.map((who) => [who, step] as const)]);
}
