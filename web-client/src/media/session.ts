// The media of one page: a sending and a receiving connection, made once. All six senders exist from the first offer and
// what they send is changed by replaceTrack only; who is in a receive slot is told by `slots` messages, never by SDP. A
// network that changes gets a new way (ICE restart); only a connection that broke for good makes both anew.
import type { IceServer, PictureCodec, ServerMessage, SourceKind } from "../protocol/generated";
import { after, type Cancel } from "../signaling/timing";
import { Store, type Readable } from "../store";
import { IceRestarter } from "./iceRestart";
import { NetworkState, type NetworkNews } from "./network";
import { onNetworkChange } from "./networkChange";
import { Pair, type Ask } from "./pair";
import { allInto, between, counted, mediaInto, type Counted, type Quality } from "./quality";
import { isPicture } from "./senders";
import { ShownPictures } from "./shown";
import { NO_SLOTS, placeSlots, type Slots } from "./slots";

/** The wait before both connections are made anew grows from the first to the last of these. */
const RESTART_WAITS = [0, 1_000, 2_000, 5_000, 10_000];

/**
 * A pair that was agreed on is up within this time, or made anew. The server gives it up sooner and says so, but not to a
 * page whose link is away at that moment; and a browser that gets no answer to its keys waits for a minute or more.
 */
export const UP_PATIENCE = 20_000;

export interface MediaState {
  readonly type: "starting" | "up" | "broken";
  readonly slots: Slots;
  /** Received tracks by m-line. */
  readonly tracks: readonly MediaStreamTrack[];
}

/** What the server tells of media by itself. */
export type MediaPush = Extract<ServerMessage, { type: "slots" } | { type: "media_wanted" } | { type: "network" } | { type: "media_restart" }>;

export class MediaSession {
  readonly shown: ShownPictures;
  readonly network: NetworkState;
  readonly #ask: Ask;
  readonly #store = new Store<MediaState>({ type: "starting", slots: NO_SLOTS, tracks: [] });
  readonly #tracks = new Map<SourceKind, MediaStreamTrack>();
  readonly #way: IceRestarter;
  #iceServers: readonly IceServer[] = [];
  #codec: PictureCodec = "VP8";
  #pair: Pair | null = null;
  /** Whether the server has been asked about this pair. */
  #asked = false;
  #negotiated = false;
  #failures = 0;
  /** This browser has failed with what was wished for: it is asked for less. */
  #plain = false;
  #counted: { readonly of: Pair; readonly counts: Counted } | null = null;
  #cancelRestart: Cancel = () => {};
  #cancelWatch: Cancel = () => {};
  readonly #stopNetwork: () => void;

  constructor(ask: Ask, say: (news: NetworkNews) => void = () => {}) {
    this.#ask = ask;
    this.network = new NetworkState(say);
    this.shown = new ShownPictures((shown) => void ask({ type: "media_show", shown }));
    this.#way = new IceRestarter({
      counts: () => this.#counts(),
      expectsPictures: () => this.#expects(({ line, kind, paused }) => isPicture(kind) && paused !== true && this.shown.has(line)),
      expectsAnything: () => this.#expects(() => true),
      sends: () => this.#tracks.size > 0,
      restart: () => this.#pair?.restartIce(ask) ?? Promise.resolve("refused"),
      giveUp: () => this.#broke(),
    });
    this.#store.subscribe(() => this.#fill());
    // An offer takes a browser tens of milliseconds: it is there when the server is.
    this.#pair = this.#make();
    this.#stopNetwork = onNetworkChange(() => this.#way.wish());
  }

  get state(): Readable<MediaState> {
    return this.#store;
  }

  /** Servers for networks that let nothing else through; asked before the link is said to be open. */
  useIceServers(iceServers: readonly IceServer[]): void {
    if (JSON.stringify(iceServers) === JSON.stringify(this.#iceServers)) return;
    this.#iceServers = iceServers;
    // An offer that was prepared without them is of no use behind such a network.
    if (!this.#asked) this.#discard();
    this.#pair?.useIceServers(iceServers);
  }

  /** What pictures are sent in from the next pair on; that is asked for by the server, if it is to be at once. */
  useCodec(codec: PictureCodec = "VP8"): void {
    if (codec === this.#codec) return;
    this.#codec = codec;
    if (!this.#asked) this.#discard();
  }

  /** The server can be asked (again): negotiates if that is still to be done. */
  linkOpened(): void {
    if (!this.#negotiated || this.#pair?.isBroken === true) return this.#start();
    this.shown.begin();
    this.#way.linkOpened();
  }

  /** Both connections anew, sooner the first time than later. */
  restart(): void {
    const wait = RESTART_WAITS[Math.min(this.#failures, RESTART_WAITS.length - 1)] ?? 0;
    this.#failures += 1;
    this.#cancelRestart();
    this.#cancelRestart = after(wait, () => this.#start());
  }

  take(message: MediaPush): void {
    switch (message.type) {
      case "slots":
        return this.#placeSlots(message);
      case "media_wanted":
        return this.#pair?.senders.want(message.sources);
      case "network":
        return this.network.become(message);
      case "media_restart":
        this.useCodec(message.codec);
        return this.restart();
    }
  }

  /** What this source sends from now on. No negotiation. */
  send(kind: SourceKind, track: MediaStreamTrack | null): void {
    if ((this.#tracks.get(kind) ?? null) === track) return;
    if (track === null) this.#tracks.delete(kind);
    else this.#tracks.set(kind, track);
    this.#pair?.senders.put(kind);
  }

  /** Nothing is sent or received any more, until the link opens into a room (again). */
  stop(): void {
    this.#cancelRestart();
    this.#discard();
    this.#failures = 0;
    this.#store.set({ type: "starting", slots: NO_SLOTS, tracks: [] });
  }

  /** How the receiving connection went since this was last asked; null when nothing is known of it. */
  async quality(): Promise<Quality | null> {
    const of = this.#pair;
    if (of === null) return null;
    try {
      const counts = counted(await reported(of.receive));
      const before = this.#counted?.of === of ? this.#counted.counts : null;
      this.#counted = { of, counts };
      return between(before, counts);
    } catch {
      return null; // It was closed meanwhile.
    }
  }

  close(): void {
    this.stop();
    this.shown.close();
    this.#stopNetwork();
  }

  #placeSlots(message: Slots): void {
    this.#store.update((before) => {
      const slots = placeSlots(before.slots, message);
      return slots === before.slots ? before : { ...before, slots };
    });
  }

  #start(): void {
    this.#cancelRestart();
    if (this.#pair === null || this.#asked || this.#pair.isBroken) {
      this.#discard();
      this.#pair = this.#make();
    }
    const pair = this.#pair;
    this.#asked = true;
    this.#store.set({ type: "starting", slots: NO_SLOTS, tracks: [] });
    const isCurrent = (): boolean => this.#pair === pair;
    const answered = (): boolean => {
      // Slots of an earlier pair may have come in between; from here on the messages are about this one.
      if (isCurrent()) this.#store.set({ type: "starting", slots: NO_SLOTS, tracks: [] });
      return isCurrent();
    };
    const placed = (tracks: MediaStreamTrack[]): void => {
      if (isCurrent()) this.#store.update((before) => ({ ...before, tracks }));
    };
    pair.agree(this.#ask, answered, placed).then(
      (outcome) => {
        if (!isCurrent()) return;
        if (outcome === "agreed") this.#agreed();
        // When the link was lost on the way, its return starts anew.
        if (outcome === "refused") this.#broke();
      },
      () => {
        if (!isCurrent()) return;
        this.#plain = true;
        this.#broke();
      },
    );
  }

  #agreed(): void {
    this.#negotiated = true;
    this.shown.begin();
    if (this.#pair?.isUp !== true) this.#cancelWatch = after(UP_PATIENCE, () => this.#broke());
  }

  #make(): Pair {
    this.#asked = false;
    const onState = (pair: Pair): void => this.#stateChanged(pair);
    return new Pair({ iceServers: this.#iceServers, tracks: this.#tracks, plain: this.#plain, codec: this.#codec, onState });
  }

  #stateChanged(pair: Pair): void {
    if (this.#pair !== pair) return;
    if (pair.isBroken) return this.#broke();
    if (pair.isDisconnected) return this.#way.wish();
    if (!pair.isUp) return;
    this.#cancelWatch();
    this.#failures = 0;
    this.#store.update((before) => (before.type === "up" ? before : { ...before, type: "up" }));
    this.#way.begin();
  }

  #broke(): void {
    this.#cancelWatch();
    this.#negotiated = false;
    this.#way.end();
    this.#store.update((before) => ({ ...before, type: "broken" }));
    this.restart();
  }

  /** Which pictures may come, and where. */
  #fill(): void {
    const { slots, tracks } = this.#store.get();
    const lines = tracks.flatMap(({ kind }, line) => (kind === "video" ? [line] : []));
    this.shown.fill(lines, slots.slots.map(({ line }) => line).filter((line) => lines.includes(line)));
  }

  /** Whether a slot is filled of which this is so. */
  #expects(is: (slot: Slots["slots"][number]) => boolean): boolean {
    return this.#store.get().slots.slots.some(is);
  }

  async #counts(): Promise<{ receive: number; send: number } | null> {
    const pair = this.#pair;
    if (pair === null) return null;
    const [receive, send] = await Promise.all([reported(pair.receive), reported(pair.send)]);
    pair.senders.look(performance.now(), send);
    return { receive: mediaInto(receive), send: allInto(send) };
  }

  #discard(): void {
    const pair = this.#pair;
    this.#cancelWatch();
    this.#pair = null;
    this.#negotiated = false;
    this.#asked = false;
    this.#way.end();
    this.shown.end();
    this.network.forget();
    pair?.close();
  }
}

async function reported(connection: RTCPeerConnection): Promise<Record<string, unknown>[]> {
  return [...(await connection.getStats()).values()] as Record<string, unknown>[];
}
