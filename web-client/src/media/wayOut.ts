// How many sizes of a picture this device's own network takes. Pure.
//
// A browser that is asked for several sizes and has room for one fills the rest of what it believes to have with padding, so
// that it may find room for the next (libwebrtc). On a narrow line that padding is the queue in which the picture, and the
// voice, wait. So a size that the browser leaves out for so long is not asked for any more.
//
// What there is room for, the browser learns only by sending: its estimate stays near what it sends. So now and then the size
// that is left may cost as much as all of them, for a moment: that makes the browser look (it probes when it is allowed more),
// and costs neither a keyframe nor padding.

/** What a browser did of one picture since the last look. */
export interface Sending {
  /** What the browser believes the network to carry, bit/s; null where it does not say. */
  readonly estimate: number | null;
  /** How many sizes others watch. */
  readonly wanted: number;
  /** Of how many there were frames. */
  readonly sent: number;
}

/** What is asked for. */
export interface Asked {
  /** So many sizes at most. */
  readonly sizes: number;
  /** Whether the largest of them may cost as much as all sizes would. */
  readonly more: boolean;
}

/** A size that was left out for so long, while the estimate did not grow, is not asked for; ms. */
export const LEFT_OUT = 3_000;
/** Between two questions whether there is room, and how long one lasts while the estimate does not grow; ms. */
export const ASKED_EVERY = 5_000;
export const QUESTION = 1_500;
/** An estimate that grows does so by 8 % a second (libwebrtc). */
const GROWN = 1.06;

export const ALL: Asked = { sizes: Number.POSITIVE_INFINITY, more: false };

export class WayOut {
  #asked: Asked = ALL;
  /** Since when a size is left out, or what is asked for is as it is, and with which estimate. */
  #since: number | null = null;
  #estimate = 0;

  get asked(): Asked {
    return this.#asked;
  }

  /** `needed`: what so many sizes need, bit/s. */
  take(now: number, { estimate, wanted, sent }: Sending, needed: (sizes: number) => number): Asked {
    const { sizes, more } = this.#asked;
    if (estimate === null) return this.#asked;
    // What is left out though there is room is left out for another reason: the processor.
    if (sent > 0 && sent < Math.min(wanted, sizes) && estimate < needed(sent + 1)) {
      if (this.#lasts(now, estimate, LEFT_OUT)) this.#become({ sizes: sent, more: false }, now, estimate);
    } else if (wanted <= sizes) {
      // There is nothing more to send.
      this.#since = null;
      if (more) this.#asked = { sizes, more: false };
    } else if (estimate >= needed(sizes + 1)) {
      this.#become(ALL, null, null);
    } else if (this.#lasts(now, more ? estimate : null, more ? QUESTION : ASKED_EVERY)) {
      this.#become({ sizes, more: !more }, now, estimate);
    }
    return this.#asked;
  }

  /** Whether it has been so for this long. A time in which the estimate grew does not count. */
  #lasts(now: number, estimate: number | null, time: number): boolean {
    if (this.#since === null || (estimate !== null && estimate >= this.#estimate * GROWN)) {
      this.#since = now;
      this.#estimate = estimate ?? 0;
    }
    return now - this.#since >= time;
  }

  #become(asked: Asked, now: number | null, estimate: number | null): void {
    this.#asked = asked;
    this.#since = now;
    this.#estimate = estimate ?? 0;
  }
}
