// What is shown to everybody now, large, above the circle. Everybody may put it away for themselves.
import { useState } from "react";
import type { ResultView } from "../../../protocol/generated";
import { iMay } from "../../../room/selectors";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { nameOf } from "../chat/names";
import { useCommand, useRoom } from "../context";
import { stage } from "../useKeptFocus";
import { Picture } from "./Picture";

export function ShownResult({ result }: { readonly result: ResultView }) {
  const { results: words } = useMessages();
  const { now } = useRoom();
  const command = useCommand();
  const [hidden, setHidden] = useState(false);
  if (hidden) return null;
  const name = nameOf(result.participant, now.room);
  const title = result.title ?? words.untitled;
  return (
    <section className="shown-result" aria-label={words.shownLabel} data-shown-result={result.participant}>
      {result.picture !== undefined && <Picture key={result.picture} picture={result.picture} words={words.pictureOf(title, name)} className="large-picture" />}
      <div className="shown-words">
        <p className="shown-title">
          {title} <span className="word">{name}</span>
        </p>
        {result.text !== undefined && <p className="result-text">{result.text}</p>}
        <div className="button-row">
          <Press
            className="plain"
            onPress={() => {
              setHidden(true);
              stage()?.focus();
            }}
          >
            {words.hide}
          </Press>
          {iMay(now.room, "run_agenda") && (
            <Press className="plain" possible={now.link.type === "open"} onPress={() => command("show_result", { type: "show_result" })} data-action="put-away">
              {words.putAway}
            </Press>
          )}
        </div>
      </div>
    </section>
  );
}
