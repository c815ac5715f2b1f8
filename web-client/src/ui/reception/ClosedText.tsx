// Where to turn when nobody is received here, as those say it who run the reception.
import { useId } from "react";
import { useMessages } from "../language";

export function ClosedText({ text }: { readonly text: string }) {
  const { closed: words } = useMessages().reception;
  const id = useId();
  if (text === "") return null;
  return (
    <section className="closed-text" aria-labelledby={id}>
      <h2 id={id}>{words.turnTo}</h2>
      <p>{text}</p>
    </section>
  );
}
