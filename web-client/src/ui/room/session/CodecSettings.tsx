// What pictures are coded in. The names are the same in every language. A change makes everybody's media anew.
import type { PictureCodec } from "../../../protocol/generated";
import { ALL_ON } from "../../../room/permissions";
import { useMessages } from "../../language";
import { useCommand, useRoom } from "../context";
import { Choices } from "./Choices";

const CODECS = { VP8: "VP8", VP9: "VP9", AV1: "AV1", H264: "H.264" } as const satisfies Record<PictureCodec, string>;

export function CodecSettings() {
  const { settings } = useMessages();
  const command = useCommand();
  const switches = useRoom().now.room.view.switches ?? ALL_ON;
  return (
    <section className="panel-section" aria-labelledby="codec-title">
      <h2 id="codec-title">{settings.codec}</h2>
      <p id="codec-hint" className="hint">{settings.codecHint}</p>
      <Choices
        name="codec"
        current={switches.codec ?? "VP8"}
        words={CODECS}
        press={settings.codecChange}
        onChange={(codec) => command("set_codec", { type: "set_switches", switches: { ...switches, codec } })}
        labelledBy="codec-title"
        describedBy="codec-hint"
      />
    </section>
  );
}
