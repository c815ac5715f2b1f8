// Out of the line. It is asked once: a place one has waited for is lost by it.
import { useEffect, useRef, useState } from "react";
import type { Session } from "../../session";
import { useMessages } from "../language";
import { Press } from "../Press";

export function LeaveLine({ session }: { readonly session: Session }) {
  const { line: words } = useMessages().reception;
  const [asking, setAsking] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const stay = useRef<HTMLButtonElement>(null);
  const first = useRef<HTMLButtonElement>(null);
  const wasAsking = useRef(false);
  // The button that was pressed has given way to another one: the focus goes with it.
  useEffect(() => {
    if (asking !== wasAsking.current) (asking ? stay : first).current?.focus();
    wasAsking.current = asking;
  }, [asking]);
  if (!asking) {
    return (
      <Press ref={first} className="plain" data-action="leave_lobby" onPress={() => setAsking(true)}>
        {words.leave}
      </Press>
    );
  }
  return (
    <section className="leave-line" aria-labelledby="leave-line" aria-describedby="leave-line-text">
      <h2 id="leave-line">{words.leaveSure}</h2>
      <p id="leave-line-text">{words.leaveText}</p>
      <div className="quiet-buttons">
        <Press ref={stay} className="plain" aria-describedby="leave-line leave-line-text" onPress={() => setAsking(false)}>
          {words.stay}
        </Press>
        <Press
          className="danger"
          busy={leaving}
          data-action="confirm-leave"
          onPress={() => {
            setLeaving(true);
            void session.leave();
          }}
        >
          {words.leave}
        </Press>
      </div>
    </section>
  );
}
