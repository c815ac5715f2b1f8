// What one sending connection sends: six sources that are there from the first offer. Which track each sends, and in
// which sizes, changes without negotiation. Nothing a browser does not know of encodings may cost a person the session.
import { SOURCE_KINDS, type PictureCodec, type SourceKind, type WantedSource } from "../protocol/generated";
import { encodingsFor, firstEncodings, hasLayers, layeredEncoding, needed, onlyEncoding, sizesFor, type Captured, type Encoding, type PictureKind } from "./encodings";
import { estimateIn, FramesSent, type Report } from "./sent";
import { ALL, WayOut } from "./wayOut";

const PICTURES: readonly PictureKind[] = ["camera", "screen", "second_screen"];

export function isPicture(kind: SourceKind): kind is PictureKind {
  return (PICTURES as readonly SourceKind[]).includes(kind);
}

/**
 * The sound of a picture. Chrome keeps what it may cost (128 kbit/s each, see descriptions.ts) free for it while its encoding
 * is active, also without a track: 256 kbit/s that a narrow network does not have.
 */
function isOfPicture(kind: SourceKind): boolean {
  return kind === "screen_sound" || kind === "second_screen_sound";
}

export class Senders {
  readonly #connection: RTCPeerConnection;
  readonly #tracks: ReadonlyMap<SourceKind, MediaStreamTrack>;
  /** How many layers others watch; all, until the server has said so. */
  #wanted: ReadonlyMap<SourceKind, number> = new Map();
  /** What the network takes of each. */
  readonly #ways: ReadonlyMap<PictureKind, WayOut> = new Map(PICTURES.map((kind) => [kind, new WayOut()]));
  readonly #frames = new FramesSent();
  /** Of which the parameters are being set; true when they are to be set once more. */
  readonly #setting = new Map<SourceKind, boolean>();

  /** Whether each picture is one stream with all sizes in it. */
  readonly #layered: boolean;

  /**
   * Adds all sources. What is in `tracks`, also later, is what `put` sends. `plain`: without several sizes, and in what every
   * browser has.
   */
  constructor(connection: RTCPeerConnection, tracks: ReadonlyMap<SourceKind, MediaStreamTrack>, plain: boolean, codec: PictureCodec = "VP8") {
    this.#connection = connection;
    this.#tracks = tracks;
    this.#layered = !plain && hasLayers(codec) && knowsLayers();
    for (const kind of SOURCE_KINDS) {
      if (isPicture(kind)) addPicture(connection, kind, tracks.get(kind), plain ? "VP8" : codec, this.#wishes(kind, plain, codec));
      else addSound(connection, kind, tracks.get(kind));
    }
    this.negotiated();
  }

  /** Sends what is now the track of this source. */
  put(kind: SourceKind): void {
    const track = this.#tracks.get(kind) ?? null;
    // A camera is watched for who moves and how; sharpness of a face that does not move matters less than that.
    if (kind === "camera" && track !== null && "contentHint" in track) track.contentHint = "motion";
    // A refusal means that the connection is closed, and then the next pair takes the track.
    this.#sender(kind)?.replaceTrack(track).catch(() => {});
    if (isPicture(kind) || isOfPicture(kind)) void this.#set(kind);
  }

  /** Layers that nobody watches are not encoded. The track stays, so that the first picture comes at once when they are. */
  want(sources: readonly WantedSource[]): void {
    this.#wanted = new Map(sources.map(({ kind, layers }) => [kind, layers]));
    for (const kind of PICTURES) void this.#set(kind);
  }

  /** Sizes for which the network is too narrow are not asked for, until it is not. `report`: statistics of the connection. */
  look(now: number, report: Report): void {
    if (this.#layered) return;
    const sent = this.#frames.take(now, report);
    if (sent === null) return;
    const estimate = estimateIn(report);
    for (const [kind, way] of this.#ways) {
      const count = this.#sender(kind)?.getParameters().encodings.length ?? 0;
      if (count < 2 || !this.#tracks.has(kind)) continue;
      const captured = capturedBy(this.#tracks.get(kind));
      const encodings = encodingsFor(kind, captured, count);
      const [before, wanted] = [way.asked, sizesFor(kind, captured, count, this.#wanted.get(kind))];
      const asked = way.take(now, { estimate, wanted, sent: sent.get(SOURCE_KINDS.indexOf(kind)) ?? 0 }, (sizes) => needed(encodings, sizes));
      if (asked !== before) void this.#set(kind);
    }
  }

  /** The server may have answered with fewer sizes than were offered. */
  negotiated(): void {
    for (const kind of this.#tracks.keys()) if (isPicture(kind) || isOfPicture(kind)) void this.#set(kind);
  }

  /** From what is wished most to what every browser takes. */
  #wishes(kind: PictureKind, plain: boolean, codec: PictureCodec): RTCRtpEncodingParameters[][] {
    if (plain) return [onlyEncoding(kind)];
    if (this.#layered) return [[layeredEncoding(kind, { size: null, moves: kind === "camera" })], onlyEncoding(kind)];
    const sizes = firstEncodings(kind);
    const inLayers = (scalabilityMode: string): RTCRtpEncodingParameters[] => sizes.map((each) => ({ ...each, scalabilityMode }));
    return codec === "VP8" ? [inLayers("L1T3"), inLayers("L1T2"), sizes, onlyEncoding(kind)] : [sizes, onlyEncoding(kind)];
  }

  #wished(kind: PictureKind, count: number): readonly Encoding[] {
    const captured = capturedBy(this.#tracks.get(kind));
    const layers = this.#wanted.get(kind);
    if (this.#layered) return [layeredEncoding(kind, captured, layers)];
    const { sizes, more } = this.#ways.get(kind)?.asked ?? ALL;
    return encodingsFor(kind, captured, count, Math.min(layers ?? count, sizes), more);
  }

  /** One at a time for each source: parameters that were read before others were set are refused. */
  async #set(kind: SourceKind): Promise<void> {
    if (this.#setting.has(kind)) {
      this.#setting.set(kind, true);
      return;
    }
    do {
      this.#setting.set(kind, false);
      const sender = this.#sender(kind);
      // Some browsers refuse to change sizes later; which of them are sent matters more.
      if (sender !== undefined && !(await this.#setOf(sender, kind, true))) await this.#setOf(sender, kind, false);
    } while (this.#setting.get(kind) === true);
    this.#setting.delete(kind);
  }

  async #setOf(sender: RTCRtpSender, kind: SourceKind, sizes: boolean): Promise<boolean> {
    try {
      const parameters = sender.getParameters();
      const { encodings } = parameters;
      const wished = isPicture(kind) ? this.#wished(kind, encodings.length) : [{ active: this.#tracks.has(kind) }];
      let changed = false;
      for (const [index, { active, ...size }] of wished.entries()) {
        const encoding = encodings[index];
        if (encoding === undefined) continue;
        const wish = sizes ? { ...size, active } : { active };
        changed ||= differs(encoding, wish);
        Object.assign(encoding, wish);
      }
      if (changed) await sender.setParameters(parameters);
      return true;
    } catch {
      return false; // Closed, or not known here: it sends as before.
    }
  }

  #sender(kind: SourceKind): RTCRtpSender | undefined {
    return this.#connection.getTransceivers()[SOURCE_KINDS.indexOf(kind)]?.sender;
  }
}

function differs(encoding: RTCRtpEncodingParameters, wish: Partial<RTCRtpEncodingParameters>): boolean {
  const had = encoding as Readonly<Record<string, unknown>>;
  return Object.entries(wish).some(([name, value]) => had[name] !== value);
}

function capturedBy(track: MediaStreamTrack | undefined): Captured {
  const { width, height } = track?.getSettings?.() ?? {};
  const size = width === undefined || height === undefined ? null : { width, height };
  return { size, moves: track?.contentHint === "motion" };
}

function addPicture(connection: RTCPeerConnection, kind: PictureKind, track: MediaStreamTrack | undefined, codec: PictureCodec, wishes: RTCRtpEncodingParameters[][]): void {
  const transceiver = added(connection, track ?? "video", wishes);
  if (kind === "camera" && track !== undefined && "contentHint" in track) track.contentHint = "motion";
  // A browser without the codec offers VP8 first, which the server takes as well.
  prefer(transceiver, "video", [`video/${codec.toLowerCase()}`, "video/vp8"]);
}

function addSound(connection: RTCPeerConnection, kind: SourceKind, track: MediaStreamTrack | undefined): void {
  const transceiver = added(connection, track ?? "audio", soundWishes(kind, track !== undefined));
  // Redundancy is for voices: music would cost twice as much, and a gap in it is heard as little as any.
  if (kind === "microphone") prefer(transceiver, "audio", ["audio/red", "audio/opus"]);
  else prefer(transceiver, "audio", ["audio/opus"], ["audio/red"]);
}

/** Whether this browser can be asked for layers: one that cannot does not even look, and would send one size. */
function knowsLayers(): boolean {
  let looked = false;
  const encoding: RTCRtpEncodingParameters & { scalabilityMode: string } = {
    get scalabilityMode() {
      looked = true;
      return "L1T3";
    },
  };
  const trial = new RTCPeerConnection();
  try {
    trial.addTransceiver("video", { direction: "sendonly", sendEncodings: [encoding] });
  } catch {
    return false;
  } finally {
    trial.close();
  }
  return looked;
}

/** A voice goes before everything else, also in the queues of the person's own router (DSCP). */
function soundWishes(kind: SourceKind, active: boolean): RTCRtpEncodingParameters[][] {
  return isOfPicture(kind) ? [[{ active }]] : [[{ priority: "high", networkPriority: "high" }]];
}

function added(connection: RTCPeerConnection, what: MediaStreamTrack | string, wishes: RTCRtpEncodingParameters[][]): RTCRtpTransceiver {
  for (const sendEncodings of wishes) {
    try {
      return connection.addTransceiver(what, { direction: "sendonly", sendEncodings });
    } catch {
      // Not known to this browser: something simpler.
    }
  }
  return connection.addTransceiver(what, { direction: "sendonly" });
}

/**
 * These first, in this order, and without those; the others stay in the offer behind them. Nothing changes where none of
 * them is known.
 */
export function prefer(transceiver: RTCRtpTransceiver, kind: "audio" | "video", first: readonly string[], without: readonly string[] = []): void {
  const codecs = RTCRtpReceiver.getCapabilities(kind)?.codecs ?? [];
  const place = ({ mimeType }: RTCRtpCodec): number => {
    const index = first.indexOf(mimeType.toLowerCase());
    return index === -1 ? first.length : index;
  };
  if (!codecs.some((codec) => place(codec) < first.length)) return;
  const kept = codecs.filter(({ mimeType }) => !without.includes(mimeType.toLowerCase()));
  try {
    transceiver.setCodecPreferences(kept.toSorted((a, b) => place(a) - place(b)));
  } catch {
    // An old browser orders by itself; the server's answer names what it takes.
  }
}
