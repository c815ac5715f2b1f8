// In which sizes a picture is sent, and how many bits each may cost. Pure. The names of the sizes (rids) are fixed with
// the first offer; everything else follows what is captured and what is watched.
import type { PictureCodec, SourceKind } from "../protocol/generated";

/** The pictures among the sources. */
export type PictureKind = Extract<SourceKind, "camera" | "screen" | "second_screen">;

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What is sent: how large it is, and whether it moves. */
export interface Captured {
  /** Null while nothing is captured, and where a browser does not tell. */
  readonly size: Size | null;
  /** A film or a game on a shared screen; a text or a table does not move. */
  readonly moves: boolean;
}

const CAMERA_RIDS = ["q", "h", "f"] as const;
const SCREEN_RIDS = ["h", "f"] as const;

/**
 * From so many pixels on libwebrtc encodes three sizes, and from so many two; of what is smaller one. It leaves out the
 * last rids, not the smallest pictures: 640x360 divided by 4, 2 and 1 is never sent in full (seen with Chromium 156).
 */
const THREE_SIZES = 960 * 540;
const TWO_SIZES = 480 * 270;

/** A voice with what repeats it, and the share of what sizes cost at most that they need, see `needed`. */
const VOICE = 60_000;
const NEEDED = 0.8;

const SCREEN_BITRATE = 1_500_000;
const HALF_SCREEN_BITRATE = 400_000;

/** What a sender begins with, before it is known how large the picture is: as if it were 1280x720. */
export function firstEncodings(kind: PictureKind): RTCRtpEncodingParameters[] {
  const rids = kind === "camera" ? CAMERA_RIDS : SCREEN_RIDS;
  const captured: Captured = { size: null, moves: kind === "camera" };
  return encodingsFor(kind, captured, rids.length).map((encoding, index) => ({ rid: rids[index] ?? "f", ...encoding, active: true }));
}

/** One size for browsers that refuse the others. */
export function onlyEncoding(kind: PictureKind): RTCRtpEncodingParameters[] {
  return [{ maxBitrate: kind === "camera" ? bitrateOf(1280 * 720) : SCREEN_BITRATE }];
}

export interface Encoding {
  readonly scaleResolutionDownBy: number;
  readonly maxBitrate: number;
  readonly active: boolean;
}

/**
 * The `count` encodings of a sender, from the smallest, when others watch so many `layers` of it. `more`: the largest that is
 * sent may cost as much as all (see wayOut.ts).
 */
export function encodingsFor(kind: PictureKind, { size, moves }: Captured, count: number, layers = count, more = false): Encoding[] {
  const encodings = kind === "camera" ? cameraEncodings(size, count, layers) : screenEncodings(moves, count, layers);
  const largest = encodings.findLastIndex(({ active }) => active);
  const all = sum(count, (index) => encodings[index]?.maxBitrate ?? 0);
  return more ? encodings.map((each, index) => (index === largest ? { ...each, maxBitrate: all } : each)) : encodings;
}

/** How many sizes of this there are, at most; a text is sent in one. */
export function sizesFor(kind: PictureKind, { size, moves }: Captured, count: number, layers = count): number {
  return encodingsFor(kind, { size, moves }, count, layers).filter(({ active }) => active).length;
}

/**
 * What the `count` smallest encodings need, bit/s: with a voice, and less for the largest than it may cost at most. libwebrtc
 * begins with a size when there is room for what those below cost at most and for 1.2 of the least it has for this one (180
 * of 300 kbit/s, 420 or 720 of 900).
 */
export function needed(encodings: readonly Encoding[], count: number): number {
  return VOICE + NEEDED * sum(Math.min(count, encodings.length), (index) => encodings[index]?.maxBitrate ?? 0);
}

/** Whether all sizes can be layers of one stream, where the browser can (scalable coding). */
export function hasLayers(codec: PictureCodec): boolean {
  return codec === "VP9" || codec === "AV1";
}

export interface LayeredEncoding extends Encoding {
  readonly scalabilityMode: string;
}

/**
 * One stream with every size in it, when others watch so many `layers`. Larger sizes build on smaller ones in keyframes only
 * (KEY), so that whoever is sent a large picture need not be sent the small one too. A layer that nobody watches is left out
 * with its pixels.
 */
export function layeredEncoding(kind: PictureKind, { size, moves }: Captured, layers = 3): LayeredEncoding {
  const { width, height } = size ?? { width: 1280, height: 720 };
  const pixels = width * height;
  const sizes = kind === "camera" ? sizesOf(pixels) : moves ? 2 : 1;
  const used = Math.max(1, Math.min(sizes, layers));
  const scale = 2 ** (sizes - used);
  const maxBitrate = kind === "camera" ? sum(used, (index) => bitrateOf(pixels / scale ** 2 / 4 ** index)) : sum(used, (index) => (scale === 1 && index === 0 ? SCREEN_BITRATE : HALF_SCREEN_BITRATE));
  return { scalabilityMode: used === 1 ? "L1T3" : `L${used}T3_KEY`, scaleResolutionDownBy: scale, maxBitrate, active: layers > 0 };
}

function sum(count: number, of: (index: number) => number): number {
  return Array.from({ length: count }, (_, index) => of(index)).reduce((all, each) => all + each, 0);
}

function sizesOf(pixels: number): number {
  return pixels >= THREE_SIZES ? 3 : pixels >= TWO_SIZES ? 2 : 1;
}

function cameraEncodings(size: Size | null, count: number, layers: number): Encoding[] {
  const { width, height } = size ?? { width: 1280, height: 720 };
  const pixels = width * height;
  const sizes = Math.min(count, sizesOf(pixels));
  return Array.from({ length: count }, (_, index) => {
    const scale = index < sizes ? 2 ** (sizes - 1 - index) : 1;
    return {
      scaleResolutionDownBy: scale,
      maxBitrate: bitrateOf(pixels / scale ** 2),
      active: index < Math.min(sizes, layers),
    };
  });
}

/**
 * Half of a text cannot be read, and a second encoder of a whole screen costs an old laptop a core: what does not move is
 * sent in full only, and a narrow network gets fewer pictures of it (the temporal layers). A film at half size is still
 * a film, so of what moves there is the half as well.
 */
function screenEncodings(moves: boolean, count: number, layers: number): Encoding[] {
  return Array.from({ length: count }, (_, index) => {
    const isFull = index === count - 1;
    return {
      scaleResolutionDownBy: isFull ? 1 : 2,
      maxBitrate: isFull ? SCREEN_BITRATE : HALF_SCREEN_BITRATE,
      active: moves ? index < layers : isFull && layers > 0,
    };
  });
}

/** For a face at 24 pictures a second, with some pixels less or more than the usual sizes have. */
function bitrateOf(pixels: number): number {
  if (pixels > 800 * 450) return 900_000;
  return pixels > 400 * 225 ? 300_000 : 100_000;
}
