// What people brought: for those who run the session all of it, with what to show; for the others what has been shown.
import { useId, useState } from "react";
import { Button } from "react-aria-components/Button";
import { Dialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import type { ResultView } from "../../../protocol/generated";
import { iAmStaff, iMay } from "../../../room/selectors";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { nameOf } from "../chat/names";
import { useCommand, useRoom } from "../context";
import { MyResult } from "./MyResult";
import { Picture } from "./Picture";
import { resultDraft } from "./resultDraft";

export function ResultsSection() {
  const { results: words } = useMessages();
  const { now, tools } = useRoom();
  const { room } = now;
  const id = useId();
  const [large, setLarge] = useState<ResultView | null>(null);
  const staff = iAmStaff(room);
  const me = room.you.participant;
  const all = (room.view.results ?? []).filter((each) => staff || each.shown || each.participant === me);
  const { own_task: task } = room.view;
  // After the task one can still change what one brought, or send what one has begun; while it goes on that is on the stage.
  const hasBegun = resultDraft(tools.session, me) !== undefined && iMay(room, "bring_results");
  const mine = task === undefined && !staff && (hasBegun || all.some((each) => each.participant === me));
  const others = all.filter((each) => staff || each.participant !== me || each.shown);
  if (all.length === 0 && task === undefined && !mine) return null;
  return (
    <section className="panel-section" aria-labelledby={id} data-results>
      <h2 id={id}>{words.title}</h2>
      {others.length === 0 && <p className="hint">{staff ? words.none : words.noneShown}</p>}
      {others.length > 0 && (
        <ul className="results" aria-labelledby={id}>
          {others.map((each) => (
            <Result key={each.participant} result={each} onLook={() => setLarge(each)} />
          ))}
        </ul>
      )}
      {mine && <MyResult />}
      {large !== null && <Large result={large} onClose={() => setLarge(null)} />}
    </section>
  );
}

function Result({ result, onLook }: { readonly result: ResultView; readonly onLook: () => void }) {
  const { results: words } = useMessages();
  const { now, tools } = useRoom();
  const { room } = now;
  const command = useCommand();
  const who = result.participant;
  const name = nameOf(who, room);
  const title = result.title ?? words.untitled;
  const possible = now.link.type === "open";
  return (
    <li className="result" data-result={who} data-showing={result.showing || undefined}>
      {result.picture !== undefined && (
        <Press className="thumb-button" aria-label={words.look(title, name)} onPress={onLook}>
          <Picture key={result.picture} picture={result.picture} words="" className="thumb" />
        </Press>
      )}
      <p className="phase-title">
        {title} <span className="word">{name}</span>
      </p>
      {result.text !== undefined && <p className="result-text">{result.text}</p>}
      {(result.showing || (iAmStaff(room) && result.shown)) && <p className="word strong">{result.showing ? words.showing : words.wasShown}</p>}
      <div className="button-row">
        {iMay(room, "run_agenda") && (
          <Press
            className="plain"
            aria-label={result.showing ? undefined : words.showOf(`${title}, ${name}`)}
            possible={possible}
            onPress={() => command("show_result", result.showing ? { type: "show_result" } : { type: "show_result", participant: who })}
            data-action="show-result"
          >
            {result.showing ? words.putAway : words.show}
          </Press>
        )}
        {iMay(room, "delete_others_messages") && who !== room.you.participant && (
          <Press
            className="plain quiet-button"
            aria-label={words.removeOf(`${title}, ${name}`)}
            possible={possible}
            onPress={() => tools.ask({ type: "remove_result", participant: who })}
          >
            {words.remove}
          </Press>
        )}
      </div>
    </li>
  );
}

function Large({ result, onClose }: { readonly result: ResultView; readonly onClose: () => void }) {
  const messages = useMessages();
  const { results: words } = messages;
  const { room } = useRoom().now;
  const name = nameOf(result.participant, room);
  const title = result.title ?? words.untitled;
  return (
    <ModalOverlay className="overlay" isOpen onOpenChange={onClose} isDismissable>
      <Modal className="modal modal-wide">
        <Dialog>
          <Heading slot="title">
            {title}, {name}
          </Heading>
          {result.picture !== undefined && <Picture picture={result.picture} words={words.pictureOf(title, name)} className="large-picture" />}
          {result.text !== undefined && <p className="result-text">{result.text}</p>}
          <div className="dialog-buttons">
            <Button className="plain" autoFocus onPress={onClose}>
              {messages.room.close}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
