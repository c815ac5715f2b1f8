// Which received pictures are really visible on this page and how large, in pixels of the device, told to the server
// whole: what nobody sees costs no bytes. Told when it changed noticeably, and not more often than layouts settle.
//
// Lines that nobody is in are told as visible too, in the size that pictures have here. They cost nothing, and whoever
// comes into one is sent at once: not after their tile is drawn, measured and told of, which would make each move to a
// group slower by a tenth of a second and a round trip.
import type { ShownSlot } from "../protocol/generated";
import { after, type Cancel } from "../signaling/timing";

/** Layouts change in several steps at once; what they settle to is told. */
export const SETTLES_WITHIN = 60;
/** At most four times a second, where the server takes twenty messages of all kinds. */
export const TOLD_EVERY = 250;
/** A size is another from here on: less than this chooses no other layer. */
const NOTICEABLE = 1.25;

/** So long a picture whose slot was filled just now may take to be drawn. */
export const DRAWN_WITHIN = 1_000;
/** As the server takes it before anything is told (`ShownSlot::UNSAID`). */
const UNSAID = { width: 320, height: 180 };

interface Box {
  readonly line: number;
  width: number;
  height: number;
  /** Null while that is not known yet. */
  inSight: boolean | null;
}

/** From what was told to what is to be told; the same array when nothing changed noticeably. Pure. */
export function toTell(told: readonly ShownSlot[], now: readonly ShownSlot[]): readonly ShownSlot[] {
  const before = new Map(told.map((each) => [each.line, each]));
  const slots = now.map((each) => {
    const had = before.get(each.line);
    return had !== undefined && isAbout(had.width, each.width) && isAbout(had.height, each.height) ? had : each;
  });
  return slots.length === told.length && slots.every((each) => before.get(each.line) === each) ? told : slots;
}

function isAbout(a: number, b: number): boolean {
  return Math.max(a, b) < Math.min(a, b) * NOTICEABLE;
}

export class ShownPictures {
  readonly #tell: (shown: ShownSlot[]) => void;
  readonly #boxes = new Map<Element, Box>();
  readonly #sizes: ResizeObserver | null;
  readonly #sights: IntersectionObserver | null;
  /** All lines of pictures, and since when each is filled that is. */
  #lines: readonly number[] = [];
  #filledAt: ReadonlyMap<number, number> = new Map();
  #told: readonly ShownSlot[] | null = null;
  #toldAt = Number.NEGATIVE_INFINITY;
  /** Somebody listens. */
  #listening = false;
  /** Something else lies over all pictures. */
  #covered = false;
  #waiting = false;
  #cancel: Cancel = () => {};
  #cancelDrawn: Cancel = () => {};

  constructor(tell: (shown: ShownSlot[]) => void) {
    this.#tell = tell;
    // A browser without them says nothing, and is sent all pictures in a middling size.
    this.#sizes = typeof ResizeObserver === "function" ? new ResizeObserver((entries) => this.#resized(entries)) : null;
    this.#sights = typeof IntersectionObserver === "function" ? new IntersectionObserver((entries) => this.#sighted(entries)) : null;
    document.addEventListener("visibilitychange", this.#onVisibility);
  }

  /** The picture of this m-line is in `host` until the returned function is called. */
  watch(host: Element, line: number): () => void {
    this.#boxes.set(host, { line, width: 0, height: 0, inSight: null });
    this.#sizes?.observe(host);
    this.#sights?.observe(host);
    return () => {
      this.#boxes.delete(host);
      this.#sizes?.unobserve(host);
      this.#sights?.unobserve(host);
      this.#changed();
    };
  }

  /** Which lines carry pictures, and which of them are filled now. */
  fill(lines: readonly number[], filled: readonly number[]): void {
    const now = Date.now();
    const before = this.#filledAt;
    this.#lines = lines;
    this.#filledAt = new Map(filled.map((line) => [line, before.get(line) ?? now]));
    if (filled.some((line) => !before.has(line))) {
      this.#cancelDrawn();
      this.#cancelDrawn = after(DRAWN_WITHIN, () => this.#changed());
    }
    this.#changed();
  }

  /** No picture is to be seen: a panel lies over everything, or voices only are wanted. Or that is over. */
  cover(covered: boolean): void {
    this.#covered = covered;
    this.#changed();
  }

  /** Whether the picture of this m-line is told as visible; also before anything was told. */
  has(line: number): boolean {
    return this.#told?.some((each) => each.line === line) ?? true;
  }

  /** There is somebody to tell (anew): what was told before is not known to them. */
  begin(): void {
    this.#listening = true;
    this.#told = null;
    this.#changed();
  }

  end(): void {
    this.#listening = false;
    this.#told = null;
    this.#cancel();
    this.#cancelDrawn();
    this.#waiting = false;
  }

  close(): void {
    this.end();
    this.#sizes?.disconnect();
    this.#sights?.disconnect();
    document.removeEventListener("visibilitychange", this.#onVisibility);
  }

  readonly #onVisibility = (): void => {
    // A page that is put away is slow to do what waits.
    if (document.visibilityState === "hidden") this.#tellNow();
    else this.#changed();
  };

  #resized(entries: readonly ResizeObserverEntry[]): void {
    for (const { target, contentRect } of entries) {
      const box = this.#boxes.get(target);
      if (box !== undefined) Object.assign(box, { width: contentRect.width, height: contentRect.height });
    }
    this.#changed();
  }

  #sighted(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      const box = this.#boxes.get(target);
      if (box !== undefined) box.inSight = isIntersecting;
    }
    this.#changed();
  }

  #changed(): void {
    if (!this.#listening || this.#waiting) return;
    this.#waiting = true;
    this.#cancel = after(Math.max(SETTLES_WITHIN, this.#toldAt + TOLD_EVERY - Date.now()), () => this.#tellNow());
  }

  #tellNow(): void {
    this.#cancel();
    this.#waiting = false;
    if (!this.#listening || this.#sizes === null || this.#sights === null) return;
    const told = toTell(this.#told ?? [], this.#now());
    if (told === this.#told) return;
    this.#told = told;
    this.#toldAt = Date.now();
    this.#tell([...told]);
  }

  #now(): ShownSlot[] {
    if (this.#covered || document.visibilityState === "hidden") return [];
    const seen = this.#seen();
    const usual = [...seen.values()].toSorted((a, b) => a.width - b.width)[seen.size >> 1] ?? UNSAID;
    const expected = this.#expected().filter((line) => !seen.has(line));
    const all = [...seen.values(), ...expected.map((line) => ({ line, width: usual.width, height: usual.height }))];
    return all.toSorted((a, b) => a.line - b.line);
  }

  /** What is measured; of a picture that is shown twice the larger. */
  #seen(): Map<number, ShownSlot> {
    const lines = new Map<number, ShownSlot>();
    for (const { line, width, height, inSight } of this.#boxes.values()) {
      if (inSight !== true || width < 1 || height < 1) continue;
      const had = lines.get(line);
      lines.set(line, {
        line,
        width: Math.max(had?.width ?? 0, Math.round(width * devicePixelRatio)),
        height: Math.max(had?.height ?? 0, Math.round(height * devicePixelRatio)),
      });
    }
    return lines;
  }

  /** Lines whose pictures will be seen as soon as they come, as far as that is known. */
  #expected(): number[] {
    const boxes = [...this.#boxes.values()];
    const drawn = new Set(boxes.map(({ line }) => line));
    const unmeasured = boxes.filter(({ inSight, width }) => inSight === null || (inSight && width < 1)).map(({ line }) => line);
    const freshly = Date.now() - DRAWN_WITHIN;
    const undrawn = this.#lines.filter((line) => !drawn.has(line) && (this.#filledAt.get(line) ?? Number.POSITIVE_INFINITY) > freshly);
    return [...new Set([...unmeasured, ...undrawn])];
  }
}
