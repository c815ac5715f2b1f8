// What pictures are coded in. The names are the same in every language.
import type { PictureCodec } from "../../../protocol/generated";
import { ALL_ON } from "../../../room/permissions";
import { useMessages } from "../../language";
import { useCommand, useRoom } from "../context";

const CODECS = { VP8: "VP8", VP9: "VP9", AV1: "AV1", H264: "H.264" } as const satisfies Record<PictureCodec, string>;

export function CodecSettings() {
  const messages = useMessages();
  const { room, link } = useRoom().now;
  const command = useCommand();
  const switches = room.view.switches ?? ALL_ON;
  const codecs = Object.keys(CODECS) as PictureCodec[];
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
              // Shows what the server says; a press changes nothing by itself.
              checked={(switches.codec ?? "VP8") === codec}
              disabled={link.type !== "open"}
              onChange={() => command("set_codec", { type: "set_switches", switches: { ...switches, codec } })}
            />
            <span>{CODECS[codec]}</span>
          </label>
        ))}
      </fieldset>
    </section>
  );
}
