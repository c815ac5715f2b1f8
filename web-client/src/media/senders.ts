// What one sending connection sends: six sources that are there from the first offer. Which track each sends, and in
// which sizes, changes without negotiation. Nothing a browser does not know of encodings may cost a person the session.
import { SOURCE_KINDS, type PictureCodec, type SourceKind, type WantedSource } from "../protocol/generated";
import { encodingsFor, firstEncodings, hasLayers, layeredEncoding, onlyEncoding, type Captured, type Encoding, type PictureKind } from "./encodings";

const PICTURES: readonly PictureKind[] = ["camera", "screen", "second_screen"];

export function isPicture(kind: SourceKind): kind is PictureKind {
  return (PICTURES as readonly SourceKind[]).includes(kind);
}

export class Senders {
  readonly #connection: RTCPeerConnection;
  readonly #tracks: ReadonlyMap<SourceKind, MediaStreamTrack>;
  /** How many layers others watch; all, until the server has said so. */
  #wanted: ReadonlyMap<SourceKind, number> = new Map();
  /** Of which the parameters are being set; true when they are to be set once more. */
  readonly #setting = new Map<PictureKind, boolean>();

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
    if (isPicture(kind)) void this.#set(kind);
  }

  /** Layers that nobody watches are not encoded. The track stays, so that the first picture comes at once when they are. */
  want(sources: readonly WantedSource[]): void {
    this.#wanted = new Map(sources.map(({ kind, layers }) => [kind, layers]));
    for (const kind of PICTURES) void this.#set(kind);
  }

  /** The server may have answered with fewer sizes than were offered. */
  negotiated(): void {
    for (const kind of PICTURES) if (this.#tracks.has(kind)) void this.#set(kind);
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
    return this.#layered ? [layeredEncoding(kind, captured, layers)] : encodingsFor(kind, captured, count, layers);
  }

  /** One at a time for each source: parameters that were read before others were set are refused. */
  async #set(kind: PictureKind): Promise<void> {
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

  async #setOf(sender: RTCRtpSender, kind: PictureKind, sizes: boolean): Promise<boolean> {
    try {
      const parameters = sender.getParameters();
      const { encodings } = parameters;
      const wished = this.#wished(kind, encodings.length);
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
  const transceiver = added(connection, track ?? "audio", soundWishes(kind));
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
function soundWishes(kind: SourceKind): RTCRtpEncodingParameters[][] {
  return kind === "microphone" ? [[{ priority: "high", networkPriority: "high" }]] : [];
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
