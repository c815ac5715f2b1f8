// What a sending connection did, from what the browser counts.

export type Report = Iterable<Readonly<Record<string, unknown>>>;

/** Frames are counted over so long, in ms: the smallest rate of a camera is above one a second. */
export const COUNTED = 1_000;

/** What the browser believes the network to carry, bit/s; null where it does not say. */
export function estimateIn(report: Report): number | null {
  let estimate: number | null = null;
  for (const { type, availableOutgoingBitrate: each } of report) {
    if (type === "candidate-pair" && typeof each === "number") estimate = Math.max(estimate ?? 0, each);
  }
  return estimate;
}

/** In how many sizes each picture is sent. */
export class FramesSent {
  #at: number | null = null;
  #frames: ReadonlyMap<string, number> = new Map();

  /** By m-line; null when it is too early to say. */
  take(now: number, report: Report): ReadonlyMap<number, number> | null {
    if (this.#at !== null && now - this.#at < COUNTED) return null;
    const [sizes, frames] = [new Map<number, number>(), new Map<string, number>()];
    for (const { type, kind, mid, rid, framesEncoded } of report) {
      if (type !== "outbound-rtp" || kind !== "video" || typeof mid !== "string" || typeof framesEncoded !== "number") continue;
      const name = `${mid} ${typeof rid === "string" ? rid : ""}`;
      frames.set(name, framesEncoded);
      if (framesEncoded > (this.#frames.get(name) ?? 0)) sizes.set(Number(mid), (sizes.get(Number(mid)) ?? 0) + 1);
    }
    const isFirst = this.#at === null;
    this.#at = now;
    this.#frames = frames;
    return isFirst ? null : sizes;
  }
}
