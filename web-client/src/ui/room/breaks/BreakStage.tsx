// The break, in place of the circle: when it goes on, that nobody sees or hears anybody, and who is back.
import { useRef } from "react";
import { useLandmark } from "react-aria/useLandmark";
import type { BreakView } from "../../../protocol/generated";
import { useMessages } from "../../language";
import { BackButton, BackList, BreakControls, CoffeeButton, CoffeePeople, Resuming } from "./parts";

export function BreakStage({ pause }: { readonly pause: BreakView }) {
  const { breaks: words, room } = useMessages();
  const stage = useRef<HTMLElement>(null);
  const { landmarkProps } = useLandmark({ role: "main", "aria-label": room.stage }, stage);
  return (
    // It scrolls where it must, and the focus comes here when what had it is put away.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <main ref={stage} className="stage calm" data-break {...landmarkProps} tabIndex={0}>
      <div className="calm-page">
        <h2 className="calm-title">{words.title}</h2>
        <p className="calm-time">
          <Resuming pause={pause} />
        </p>
        <p className="calm-text">{words.off}</p>
        <div className="button-row">
          <BackButton />
          <CoffeeButton pause={pause} />
        </div>
        <CoffeePeople pause={pause} />
        <BreakControls pause={pause} />
        <BackList />
      </div>
    </main>
  );
}
