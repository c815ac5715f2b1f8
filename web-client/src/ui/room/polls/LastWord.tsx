// Feedback from somebody who is about to leave: never in the way, and not lost either.
import { useEffect, useRef, useState } from "react";
import { mayGiveFeedback } from "../../../room/feedback";
import type { RoomState } from "../../../room/reduce";
import { me, namesBeside } from "../../../room/selectors";
import type { Session } from "../../../session";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { FeedbackFields, giveFeedback, NO_FEEDBACK, type FeedbackDraft } from "./FeedbackForm";

interface LastWordWork {
  readonly draft: FeedbackDraft;
  readonly write: (draft: FeedbackDraft) => void;
  /** `failed`: it was tried, and one may leave without it. `again`: it is tried once more. */
  readonly step: "open" | "giving" | "failed" | "again";
  /** Gives what was chosen, if anything was, then does it. */
  readonly before: (then: () => void) => void;
  /** As it was asked before it failed. */
  readonly again: () => void;
}

export function useLastWord(session: Session, room: RoomState): LastWordWork {
  const [draft, setDraft] = useState(NO_FEEDBACK);
  const [step, setStep] = useState<LastWordWork["step"]>("open");
  const isHere = useRef(false);
  const wanted = useRef<() => void>(() => {});
  useEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
    };
  }, []);
  const give = async (then: () => void, during: "giving" | "again"): Promise<void> => {
    wanted.current = then;
    setStep(during);
    const answer = await session.command(giveFeedback(draft), room.you.participant);
    // Whoever chose to stay meanwhile stays.
    if (!isHere.current) return;
    const isGiven = answer.type === "ok" || (answer.type === "rejected" && answer.code === "already_voted");
    setStep(isGiven ? "open" : "failed");
    if (isGiven) then();
  };
  return {
    draft,
    step,
    write: (written) => {
      setDraft(written);
      // Another answer is tried anew.
      if (step === "failed") setStep("open");
    },
    before: (then) => {
      if (draft.score === 0 || step === "failed" || !mayGiveFeedback(room)) then();
      else void give(then, "giving");
    },
    again: () => void give(wanted.current, "again"),
  };
}

interface Props {
  readonly last: LastWordWork;
  readonly room: RoomState;
  readonly isShared: boolean;
}

export function LastWord({ last, room, isShared }: Props) {
  const messages = useMessages();
  const { polls } = messages;
  const who = room.you.participant;
  const [wasOpen] = useState(() => mayGiveFeedback(room));
  if (!wasOpen) return null;
  if (!mayGiveFeedback(room)) return <p className="poll-voted">{polls.feedbackThanks}</p>;
  return (
    <div className="last-word" data-last-word>
      {isShared && <p className="for-whom">{messages.beside.isFor(me(room)?.name ?? "", namesBeside(room, who))}</p>}
      <FeedbackFields draft={last.draft} onChange={last.write} hint={polls.feedbackLeaving} />
      <div role="alert">
        {last.step === "failed" && <p className="problem">{polls.feedbackFailed}</p>}
      </div>
      {(last.step === "failed" || last.step === "again") && (
        <Press className="plain" busy={last.step === "again"} onPress={last.again} data-action="feedback-again">
          {polls.feedbackAgain}
        </Press>
      )}
    </div>
  );
}
