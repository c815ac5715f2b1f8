// Who waits at the door, for those who may let them in: those who ask for help first, then first come first.
import { admitAll } from "../../../actions/session";
import type { RefusalReason, WaitingView } from "../../../protocol/generated";
import { iMay, myPlace } from "../../../room/selectors";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useFrom } from "../../useStore";
import { ActionButton } from "../ActionButton";
import { useClock } from "../clock";
import { useCommand, useRoom } from "../context";
import { RowMenu } from "../RowMenu";

export function Waiting() {
  const messages = useMessages();
  const { room } = useRoom().now;
  const { lobby } = room.view;
  if (lobby === undefined || lobby.count === 0) return null;
  const more = lobby.count - lobby.waiting.length;
  return (
    <section className="panel-section" aria-labelledby="waiting-title">
      <h2 id="waiting-title">
        {messages.waiting.title} <span className="word">{messages.panel.count(lobby.count)}</span>
      </h2>
      <ul className="waiting" aria-labelledby="waiting-title">
        {lobby.waiting.map((each) => (
          <Row key={each.participant} waiting={each} />
        ))}
      </ul>
      {more > 0 && <p className="hint">{messages.waiting.more(more)}</p>}
      {lobby.waiting.some((each) => each.marked) && <p className="hint">{messages.waiting.markedWhy}</p>}
      <ActionButton action={admitAll} className="plain wide" label={messages.waiting.admitAll(lobby.count)} />
    </section>
  );
}

const REASONS: readonly RefusalReason[] = ["later", "full", "not_invited"];

function Row({ waiting }: { readonly waiting: WaitingView }) {
  const messages = useMessages();
  const { now, tools, runner } = useRoom();
  const command = useCommand();
  const clock = useClock(now.room);
  const { participant: who, name, help } = waiting;
  const key = `waiting-${who}`;
  const busy = useFrom(runner.busy, (all) => all.has(key));
  const possible = now.link.type === "open";
  // Who helps already cannot help another at the same time.
  const canHelp = possible && waiting.connected && myPlace(now.room).type !== "help";
  const admit = (
    <Press
      className={help === undefined ? "primary" : "plain"}
      aria-label={messages.waiting.admitWho(name)}
      possible={possible}
      busy={busy}
      data-action="admit"
      onPress={() => command(key, { type: "admit", participants: [who] })}
    >
      {messages.waiting.admit}
    </Press>
  );
  // Let in already: there is nothing to press twice.
  const letIn = waiting.admitted === true ? null : admit;
  const aid = (
    <Press
      className={help === undefined ? "plain" : "primary"}
      aria-label={messages.waiting.helpWho(name)}
      possible={canHelp}
      busy={busy}
      data-action="take_to_help"
      onPress={() => command(key, { type: "take_to_help", participant: who })}
    >
      {messages.waiting.helpShort}
    </Press>
  );
  return (
    <li data-at-door={who} data-help={help} data-marked={waiting.marked || undefined}>
      <p className="person">
        <span className="person-name">{name}</span>
        <span className="word">{messages.waiting.since(clock(waiting.since))}</span>
        {help !== undefined && <strong className="asks">{messages.waiting.asks[help]}</strong>}
        {waiting.marked && <strong className="asks">{messages.waiting.marked}</strong>}
        {waiting.admitted === true && <span className="word">{messages.waiting.admitted}</span>}
        {!waiting.connected && <span className="word">{messages.waiting.gone}</span>}
      </p>
      <div className="waiting-buttons">
        {help === undefined ? letIn : aid}
        {help !== undefined && letIn}
        <RowMenu
          label={messages.person.menu(name)}
          choices={[
            ...(help === undefined && canHelp
              ? [{ id: "help", label: messages.waiting.help, onChoose: () => command(key, { type: "take_to_help", participant: who }) }]
              : []),
            ...REASONS.map((reason) => ({
              id: `refuse-${reason}`,
              label: messages.waiting.refuse[reason],
              onChoose: () => command(key, { type: "refuse", participant: who, reason }),
            })),
            ...(iMay(now.room, "remove")
              ? [
                  {
                    id: "remove",
                    label: messages.person.remove,
                    isDanger: true,
                    onChoose: () => {
                      const remains = waiting.invitation === "personal" ? "nothing" : "shared_link";
                      tools.ask({ type: "remove", participant: who, name, remains });
                    },
                  },
                ]
              : []),
          ]}
        />
      </div>
    </li>
  );
}
