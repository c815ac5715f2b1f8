// The players of the receive slots. Making a player, or letting a paused one play again, takes a browser tens of
// milliseconds; with slots the tracks are the same for the whole session. So each track has one player, which plays from
// the beginning to the end and is moved from tile to tile; while nobody shows it, it waits in the document, out of sight.
import type { MediaState } from "../../media/session";
import { isAtOrAfter } from "../../media/slots";
import { Store, type Readable } from "../../store";

/** The player of one track, which looks out for the first frame of whoever is in its slot now. */
class Player {
  readonly video: HTMLVideoElement;
  /** Timestamp of the first frame that has come; nothing while it is awaited. */
  readonly seen = new Store<number | undefined>(undefined);
  #from: number | undefined;
  #newest: number | undefined;
  #look = 0;

  constructor(track: MediaStreamTrack) {
    this.video = make(track);
  }

  /** Somebody else is in the slot, or nobody: what was seen does not count any more. */
  begin(): void {
    this.seen.set(undefined);
    this.#from = undefined;
    this.#newest = undefined;
  }

  /** Looks until the first frame has come. It may come before the word which one is the first. */
  expect(from: number | undefined): void {
    this.#from = from;
    this.#watch();
  }

  rest(): void {
    this.begin();
    this.video.cancelVideoFrameCallback(this.#look);
    this.#look = 0;
  }

  #watch(): void {
    const from = this.#from;
    if (from !== undefined && this.#newest !== undefined && isAtOrAfter(this.#newest, from)) {
      this.seen.set(from);
      return;
    }
    if (this.#look !== 0) return;
    this.#look = this.video.requestVideoFrameCallback((_now, frame) => {
      this.#look = 0;
      // A browser that does not tell timestamps: the first frame after the server's word has to do.
      this.#newest = frame.rtpTimestamp ?? this.#from;
      this.#watch();
    });
  }
}

const PLAYERS = new WeakMap<MediaStreamTrack, Player>();

/** Where players wait that nobody shows. */
let pool: HTMLElement | null = null;

/**
 * Makes players for those who may come, one at a time while the page has nothing to do: made at once they would hold up
 * whoever is joining. Keeps all players of these tracks until the returned function is called.
 */
export function prepare(tracks: readonly MediaStreamTrack[]): () => void {
  const videos = tracks.filter((track) => track.kind === "video");
  const missing = [...videos];
  let cancel = (): void => {};
  const next = (): void => {
    cancel = whenIdle(() => {
      const track = missing.shift();
      if (track === undefined) return;
      playerOf(track);
      next();
    });
  };
  next();
  return () => {
    cancel();
    for (const track of videos) {
      PLAYERS.get(track)?.video.remove();
      PLAYERS.delete(track);
    }
  };
}

/** Safari cannot say when it is idle: there it is often enough after a while. */
function whenIdle(work: () => void): () => void {
  if (typeof requestIdleCallback === "function") {
    const handle = requestIdleCallback(work);
    return () => cancelIdleCallback(handle);
  }
  const handle = setTimeout(work, 250);
  return () => clearTimeout(handle);
}

/**
 * Has the players look out for first frames as the server names them. Apart from drawing, which takes its time: by when
 * a tile is drawn, its picture may be there. Returns how to end it.
 */
export function follow(media: Readable<MediaState>): () => void {
  const shown = new Map<Player, { readonly device: number; readonly from: number | undefined }>();
  const look = (): void => {
    const { slots, tracks } = media.get();
    const now = new Map<Player, { readonly device: number; readonly from: number | undefined }>();
    for (const slot of slots.slots) {
      const track = tracks[slot.line];
      if (track?.kind !== "video") continue;
      const player = playerOf(track);
      const before = shown.get(player);
      const after = { device: slot.device, from: slot.from_timestamp };
      now.set(player, after);
      if (before?.device === after.device && before.from === after.from) continue;
      // The word which frame is the first says nothing against frames that came before the word.
      if (before?.device !== after.device || before.from !== undefined) player.begin();
      player.expect(after.from);
    }
    for (const player of shown.keys()) if (!now.has(player)) player.rest();
    shown.clear();
    for (const [player, what] of now) shown.set(player, what);
  };
  look();
  const end = media.subscribe(look);
  return () => {
    end();
    for (const player of shown.keys()) player.rest();
  };
}

/** Which first frame of this track has come. */
export function seenOf(track: MediaStreamTrack): Readable<number | undefined> {
  return playerOf(track).seen;
}

/** Shows the track in `host` until the returned function is called. */
export function showIn(host: HTMLElement, track: MediaStreamTrack): () => void {
  const kept = playerOf(track).video;
  // Two people on one device have one picture in two tiles.
  const isFree = kept.parentElement === pool;
  const video = isFree ? kept : make(track);
  put(video, host);
  return () => {
    if (PLAYERS.get(track)?.video === video) put(video, waitingRoom());
    else video.remove();
  };
}

function waitingRoom(): HTMLElement {
  if (pool?.isConnected) return pool;
  pool = document.createElement("div");
  pool.className = "players";
  pool.inert = true;
  document.body.append(pool);
  return pool;
}

/** Moves a player without stopping it, where the browser can. */
function put(video: HTMLVideoElement, into: HTMLElement): void {
  if ("moveBefore" in into && video.isConnected && into.isConnected) {
    into.moveBefore(video, null);
    return;
  }
  into.append(video);
  video.play().catch(() => {}); // It is muted, so only an element that was taken away refuses.
}

function playerOf(track: MediaStreamTrack): Player {
  const known = PLAYERS.get(track);
  if (known !== undefined) return known;
  const made = new Player(track);
  PLAYERS.set(track, made);
  put(made.video, waitingRoom());
  return made;
}

function make(track: MediaStreamTrack): HTMLVideoElement {
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  video.ariaHidden = "true";
  video.srcObject = new MediaStream([track]);
  return video;
}
