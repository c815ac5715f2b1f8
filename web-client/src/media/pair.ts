// A sending and a receiving RTCPeerConnection with the server, and how they are agreed on: once, and again only for a new
// way through the network (ICE restart), which keeps keys, slots and tracks.
import type { IceServer, MediaRequest, PictureCodec, SourceKind } from "../protocol/generated";
import type { Answer } from "../signaling/socket";
import { offersRed, withSoundSent, withStereoPlayed } from "./descriptions";
import { prefer, Senders } from "./senders";

export type Ask = (request: MediaRequest) => Promise<Answer>;

/** What came of asking the server. `lost`: the link went meanwhile. */
export type Outcome = "agreed" | "refused" | "lost";

interface Options {
  readonly iceServers: readonly IceServer[];
  /** What is sent; what is put into it later is sent by `senders.put`. */
  readonly tracks: ReadonlyMap<SourceKind, MediaStreamTrack>;
  /** Without several sizes of a picture: for a browser that failed with them. */
  readonly plain: boolean;
  /** What pictures are sent in, if the browser can. */
  readonly codec: PictureCodec;
  readonly onState: (pair: Pair) => void;
}

export class Pair {
  readonly send: RTCPeerConnection;
  readonly receive: RTCPeerConnection;
  readonly senders: Senders;
  /** The offer of the sending connection: it takes a browser tens of milliseconds and is begun at once. */
  readonly #offer: Promise<string>;

  constructor({ iceServers, tracks, plain, codec, onState }: Options) {
    this.send = connection(iceServers);
    this.receive = connection(iceServers);
    this.senders = new Senders(this.send, tracks, plain, codec);
    this.#offer = setOffer(this.send);
    this.#offer.catch(() => {}); // Told to whoever agrees on it, if anybody does.
    for (const each of [this.send, this.receive]) each.onconnectionstatechange = () => onState(this);
  }

  get isBroken(): boolean {
    return [this.send, this.receive].some(({ connectionState }) => connectionState === "failed" || connectionState === "closed");
  }

  get isUp(): boolean {
    return [this.send, this.receive].every(({ connectionState }) => connectionState === "connected");
  }

  /** Nothing comes back from the server, though the browser has not given up yet. */
  get isDisconnected(): boolean {
    return [this.send, this.receive].some(({ connectionState }) => connectionState === "disconnected");
  }

  /** What is used from the next ICE restart on. */
  useIceServers(iceServers: readonly IceServer[]): void {
    for (const each of [this.send, this.receive]) {
      try {
        each.setConfiguration(configuration(iceServers));
      } catch {
        // Closed, or a browser that takes them at the beginning only: then the next pair has them.
      }
    }
  }

  /** The first agreement. `placed` is told the received tracks, by m-line, as soon as they are there. */
  async agree(ask: Ask, answered: () => boolean, placed: (tracks: MediaStreamTrack[]) => void): Promise<Outcome> {
    const answer = await ask({ type: "media_send", sdp: await this.#offer });
    if (answer.type === "media" && !answered()) return "refused";
    const outcome = await this.#take(ask, answer, placed);
    this.senders.negotiated();
    return outcome;
  }

  /** A new way through the network for both, with everything else as it is. */
  async restartIce(ask: Ask): Promise<Outcome> {
    this.send.restartIce();
    const answer = await ask({ type: "media_restart_ice", sdp: await setOffer(this.send) });
    return this.#take(ask, answer, () => {});
  }

  close(): void {
    this.send.close();
    this.receive.close();
  }

  async #take(ask: Ask, answer: Answer, placed: (tracks: MediaStreamTrack[]) => void): Promise<Outcome> {
    if (answer.type === "lost") return "lost";
    if (answer.type !== "media") return "refused";
    // Neither waits for the other.
    const [done] = await Promise.all([
      this.#receive(ask, answer.offer, placed),
      this.send.setRemoteDescription({ type: "answer", sdp: withSoundSent(answer.answer) }),
    ]);
    if (done.type === "lost") return "lost";
    return done.type === "ok" ? "agreed" : "refused";
  }

  async #receive(ask: Ask, offer: string, placed: (tracks: MediaStreamTrack[]) => void): Promise<Answer> {
    const { receive } = this;
    await receive.setRemoteDescription({ type: "offer", sdp: offer });
    const transceivers = receive.getTransceivers();
    placed(transceivers.map((transceiver) => transceiver.receiver.track));
    const red = offersRed(offer);
    for (const [line, transceiver] of transceivers.entries()) {
      if (red[line] === true) prefer(transceiver, "audio", ["audio/red", "audio/opus"]);
    }
    await setAnswer(receive);
    return ask({ type: "media_receive", sdp: receive.localDescription?.sdp ?? "" });
  }
}

async function setOffer(send: RTCPeerConnection): Promise<string> {
  await send.setLocalDescription();
  // The server needs no candidates from us: it learns the address from the first check.
  return send.localDescription?.sdp ?? "";
}

/** Sets our answer, with both channels of what is not a voice. */
async function setAnswer(receive: RTCPeerConnection): Promise<void> {
  const { type, sdp = "" } = await receive.createAnswer();
  try {
    await receive.setLocalDescription({ type, sdp: withStereoPlayed(sdp) });
  } catch {
    await receive.setLocalDescription(); // A browser that takes no changed answer plays one channel.
  }
}

function connection(iceServers: readonly IceServer[]): RTCPeerConnection {
  return new RTCPeerConnection(configuration(iceServers));
}

function configuration(iceServers: readonly IceServer[]): RTCConfiguration {
  return { bundlePolicy: "max-bundle", rtcpMuxPolicy: "require", iceServers: iceServers.map((each) => ({ ...each })) };
}
