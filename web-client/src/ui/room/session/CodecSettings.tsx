// What pictures are coded in. The names are the same in every language. A change makes everybody's media anew, so it takes a
// press: arrow keys go through the choices.
import { useState } from "react";
import type { PictureCodec } from "../../../protocol/generated";
import { ALL_ON } from "../../../room/permissions";
import { useMessages } from "../../language";
import { Press } from "../../Press";
import { useCommand, useRoom } from "../context";

const CODECS = { VP8: "VP8", VP9: "VP9", AV1: "AV1", H264: "H.264" } as const satisfies Record<PictureCodec, string>;

export function CodecSettings() {
  const messages = useMessages();
  const { room, link } = useRoom().now;
  const command = useCommand();
  const switches = room.view.switches ?? ALL_ON;
  const codecs = Object.keys(CODECS) as PictureCodec[];
  const current = switches.codec ?? "VP8";
  const [chosen, choose] = useState<PictureCodec | null>(null);
  // What was chosen here gives way when somebody else, or the server, changes it meanwhile.
  const [known, setKnown] = useState(current);
  if (known !== current) {
    setKnown(current);
    choose(null);
  }
  const change = (): void => {
    if (chosen !== null) command("set_codec", { type: "set_switches", switches: { ...switches, codec: chosen } });
  };
  return (
    <section className="panel-section" aria-labelledby="codec-title">
      <h2 id="codec-title">{messages.settings.codec}</h2>
      <p id="codec-hint" className="hint">{messages.settings.codecHint}</p>
      <fieldset className="choices" aria-labelledby="codec-title" aria-describedby="codec-hint">
        {codecs.map((codec) => (
          <label key={codec}>
            <input
              type="radio"
              name="codec"
              value={codec}
              checked={(chosen ?? current) === codec}
              disabled={link.type !== "open"}
              onChange={() => choose(codec)}
            />
            <span>{CODECS[codec]}</span>
          </label>
        ))}
      </fieldset>
      <Press className="plain" possible={link.type === "open" && chosen !== null && chosen !== current} onPress={change} data-action="change-codec">
        {messages.settings.codecChange}
      </Press>
    </section>
  );
}
