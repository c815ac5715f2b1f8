// The media of one page: a sending and a receiving RTCPeerConnection, made once. All six senders exist from the first
// offer and what they send is changed by replaceTrack only; who is in a receive slot is told by `slots` messages, never
// by SDP. Only a connection that broke for good makes both anew.
import { SOURCE_KINDS, type MediaRequest, type SourceKind } from "../protocol/generated";
import type { Answer } from "../signaling/socket";
import { after, type Cancel } from "../signaling/timing";
import { Store, type Readable } from "../store";
import { between, counted, type Counted, type Quality } from "./quality";
import { NO_SLOTS, placeSlots, type Slots } from "./slots";

const CAMERA_BITRATE = 600_000;
const SCREEN_BITRATE = 1_200_000;
/** The wait before both connections are made anew grows from the first to the last of these. */
const RESTART_WAITS = [0, 1_000, 2_000, 5_000, 10_000];

export interface MediaState {
  readonly type: "starting" | "up" | "broken";
  readonly slots: Slots;
  /** Received tracks by m-line. */
  readonly tracks: readonly MediaStreamTrack[];
}

interface Pair {
  readonly send: RTCPeerConnection;
  readonly receive: RTCPeerConnection;
  /** The offer for `send`, begun when the pair is made. */
  readonly offer: Promise<string>;
}

export class MediaSession {
  readonly #ask: (request: MediaRequest) => Promise<Answer>;
  readonly #store = new Store<MediaState>({ type: "starting", slots: NO_SLOTS, tracks: [] });
  readonly #tracks = new Map<SourceKind, MediaStreamTrack>();
  #pair: Pair | null = null;
  /** Whether the server has been asked about this pair. */
  #asked = false;
  #negotiated = false;
  #failures = 0;
  #counted: { readonly of: RTCPeerConnection; readonly counts: Counted } | null = null;
  #cancelRestart: Cancel = () => {};

  constructor(ask: (request: MediaRequest) => Promise<Answer>) {
    this.#ask = ask;
    // An offer takes a browser tens of milliseconds: it is there when the server is.
    this.#pair = this.#make();
  }

  get state(): Readable<MediaState> {
    return this.#store;
  }

  /** The server can be asked (again): negotiates if that is still to be done. */
  linkOpened(): void {
    const broken = this.#pair !== null && [this.#pair.send, this.#pair.receive].some(isBroken);
    if (!this.#negotiated || broken) this.#start();
  }

  /** Both connections anew, sooner the first time than later. */
  restart(): void {
    const wait = RESTART_WAITS[Math.min(this.#failures, RESTART_WAITS.length - 1)] ?? 0;
    this.#failures += 1;
    this.#cancelRestart();
    this.#cancelRestart = after(wait, () => this.#start());
  }

  placeSlots(message: Slots): void {
    this.#store.update((before) => {
      const slots = placeSlots(before.slots, message);
      return slots === before.slots ? before : { ...before, slots };
    });
  }

  /** What this source sends from now on. No negotiation. */
  send(kind: SourceKind, track: MediaStreamTrack | null): void {
    if ((this.#tracks.get(kind) ?? null) === track) return;
    if (track === null) this.#tracks.delete(kind);
    else this.#tracks.set(kind, track);
    if (this.#pair !== null) this.#put(this.#pair.send, kind);
  }

  /** Nothing is sent or received any more, until the link opens into a room (again). */
  stop(): void {
    this.close();
    this.#failures = 0;
    this.#store.set({ type: "starting", slots: NO_SLOTS, tracks: [] });
  }

  /** How the receiving connection went since this was last asked; null when nothing is known of it. */
  async quality(): Promise<Quality | null> {
    const of = this.#pair?.receive;
    if (of === undefined) return null;
    try {
      const counts = counted([...(await of.getStats()).values()] as Record<string, unknown>[]);
      const before = this.#counted?.of === of ? this.#counted.counts : null;
      this.#counted = { of, counts };
      return between(before, counts);
    } catch {
      return null; // It was closed meanwhile.
    }
  }

  close(): void {
    this.#cancelRestart();
    this.#discard();
  }

  #start(): void {
    this.#cancelRestart();
    if (this.#pair === null || this.#asked || [this.#pair.send, this.#pair.receive].some(isBroken)) {
      this.#discard();
      this.#pair = this.#make();
    }
    const pair = this.#pair;
    this.#asked = true;
    this.#store.set({ type: "starting", slots: NO_SLOTS, tracks: [] });
    this.#negotiate(pair).then(
      (outcome) => {
        if (this.#pair !== pair) return;
        if (outcome === "agreed") this.#negotiated = true;
        // When the link was lost on the way, its return starts anew.
        if (outcome === "refused") this.#broke();
      },
      () => {
        if (this.#pair === pair) this.#broke();
      },
    );
  }

  #make(): Pair {
    const [send, receive] = [connection(), connection()];
    for (const kind of SOURCE_KINDS) addSource(send, kind, this.#tracks.get(kind) ?? null);
    // The server needs no candidates from us: it learns the address from the first check.
    const offer = send.setLocalDescription().then(() => send.localDescription?.sdp ?? "");
    offer.catch(() => {}); // Told to whoever negotiates with it, if anybody does.
    const pair: Pair = { send, receive, offer };
    for (const each of [send, receive]) {
      each.onconnectionstatechange = () => {
        if (this.#pair === pair) this.#stateChanged(pair);
      };
    }
    return pair;
  }

  async #negotiate(pair: Pair): Promise<"agreed" | "refused" | "lost"> {
    const answer = await this.#ask({ type: "media_send", sdp: await pair.offer });
    if (answer.type === "lost") return "lost";
    if (answer.type !== "media" || this.#pair !== pair) return "refused";
    // Slots of an earlier pair may have come in between; from here on the messages are about this one.
    this.#store.set({ type: "starting", slots: NO_SLOTS, tracks: [] });
    // Neither waits for the other.
    const [done] = await Promise.all([
      this.#receive(pair, answer.offer),
      pair.send.setRemoteDescription({ type: "answer", sdp: answer.answer }),
    ]);
    if (done.type === "lost") return "lost";
    return done.type === "ok" ? "agreed" : "refused";
  }

  async #receive(pair: Pair, offer: string): Promise<Answer> {
    await pair.receive.setRemoteDescription({ type: "offer", sdp: offer });
    const tracks = pair.receive.getTransceivers().map((transceiver) => transceiver.receiver.track);
    if (this.#pair === pair) this.#store.update((before) => ({ ...before, tracks }));
    await pair.receive.setLocalDescription();
    return this.#ask({ type: "media_receive", sdp: pair.receive.localDescription?.sdp ?? "" });
  }

  #stateChanged(pair: Pair): void {
    if (isBroken(pair.send) || isBroken(pair.receive)) return this.#broke();
    if (pair.send.connectionState === "connected" && pair.receive.connectionState === "connected") {
      this.#failures = 0;
      this.#store.update((before) => ({ ...before, type: "up" }));
    }
  }

  #broke(): void {
    this.#negotiated = false;
    this.#store.update((before) => ({ ...before, type: "broken" }));
    this.restart();
  }

  #put(send: RTCPeerConnection, kind: SourceKind): void {
    const sender = send.getTransceivers()[SOURCE_KINDS.indexOf(kind)]?.sender;
    // A refusal means that the connection is closed, and then the next pair takes the track.
    sender?.replaceTrack(this.#tracks.get(kind) ?? null).catch(() => {});
  }

  #discard(): void {
    const pair = this.#pair;
    this.#pair = null;
    this.#negotiated = false;
    pair?.send.close();
    pair?.receive.close();
  }
}

function connection(): RTCPeerConnection {
  return new RTCPeerConnection({ bundlePolicy: "max-bundle", rtcpMuxPolicy: "require", iceServers: [] });
}

function isBroken({ connectionState }: RTCPeerConnection): boolean {
  return connectionState === "failed" || connectionState === "closed";
}

function addSource(send: RTCPeerConnection, kind: SourceKind, track: MediaStreamTrack | null): void {
  const isSound = kind === "microphone" || kind === "screen_sound" || kind === "second_screen_sound";
  const init: RTCRtpTransceiverInit = { direction: "sendonly" };
  if (!isSound) init.sendEncodings = [{ maxBitrate: kind === "camera" ? CAMERA_BITRATE : SCREEN_BITRATE }];
  const transceiver = send.addTransceiver(track ?? (isSound ? "audio" : "video"), init);
  if (!isSound) preferVp8(transceiver);
}

/** VP8 is what every browser here sends and receives; the others stay in the offer behind it. */
function preferVp8(transceiver: RTCRtpTransceiver): void {
  const codecs = RTCRtpReceiver.getCapabilities("video")?.codecs ?? [];
  const isVp8 = (codec: RTCRtpCodec): boolean => codec.mimeType.toLowerCase() === "video/vp8";
  if (!codecs.some(isVp8)) return;
  const sorted = [...codecs.filter(isVp8), ...codecs.filter((codec) => !isVp8(codec))];
  try {
    transceiver.setCodecPreferences(sorted);
  } catch {
    // An old browser orders by itself; the server's answer names VP8 alone.
  }
}
