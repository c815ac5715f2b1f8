// Whether the connection holds, in words, at the top of the page. Quiet while all is well; what it means and what helps
// is told when it is pressed.
import { Button } from "react-aria-components/Button";
import { SignalIcon } from "../../icons";
import { useMessages } from "../../language";
import { useStore, useToldPart } from "../../useStore";
import { useRoom } from "../context";

export function ConnectionSign() {
  const { room: words, connection } = useMessages();
  const { now, tools } = useRoom();
  const { media, audioOnly } = tools.session;
  const type = useToldPart(media.state, (state) => state.type);
  const { quality } = useStore(media.network.state);
  const voices = useStore(audioOnly);
  if (now.link.type !== "open") return <Trouble link="lost" text={words.reconnecting} />;
  if (type === "starting") return <Trouble link={type} text={words.mediaStarting} />;
  if (type === "broken") return <Trouble link={type} text={words.mediaBroken} />;
  return (
    <Button
      className="link-state"
      data-link="up"
      data-network={quality}
      data-audio-only={voices || undefined}
      onPress={() => tools.ask({ type: "connection" })}
    >
      <SignalIcon quality={quality} />
      <span className="link-words">
        {voices && quality === "good" ? connection.audioOnly : connection.sign[quality]}
        {voices && quality !== "good" && ` · ${connection.audioOnly}`}
      </span>
    </Button>
  );
}

/** Nothing can be done about it but wait, which the page does. */
function Trouble({ link, text }: { readonly link: string; readonly text: string }) {
  return (
    <p className="link-state" data-link={link}>
      {text}
    </p>
  );
}
