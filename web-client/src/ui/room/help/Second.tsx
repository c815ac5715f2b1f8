// What needs a second step before it is asked: a way back to the first, and a way on.
import type { ReactNode } from "react";
import { Button } from "react-aria-components/Button";
import { Heading } from "react-aria-components/Heading";
import { useMessages } from "../../language";
import { useRoom } from "../context";

interface SecondProps {
  readonly title: string;
  /** Words of the way on; that a request is sent when it is not said. */
  readonly send?: string;
  readonly isPossible?: boolean;
  readonly onSend: () => void;
  readonly onBack: () => void;
  readonly children: ReactNode;
}

export function Second({ title, send, isPossible = true, onSend, onBack, children }: SecondProps) {
  const { help } = useMessages();
  const possible = useRoom().now.link.type === "open" && isPossible;
  return (
    <form
      className="ask"
      onSubmit={(event) => {
        event.preventDefault();
        if (possible) onSend();
      }}
    >
      <Heading slot="title">{title}</Heading>
      {children}
      <div className="dialog-buttons">
        <Button className="plain" onPress={onBack}>
          {help.subject.back}
        </Button>
        <Button type="submit" className="primary" isDisabled={!possible} data-action="send_request">
          {send ?? help.subject.send}
        </Button>
      </div>
    </form>
  );
}
