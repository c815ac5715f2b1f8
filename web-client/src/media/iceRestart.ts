// When a page asks for a new way through the network (ICE restart, RFC 8445 §9), by itself: nothing comes in though it
// should, or the browser says that the network is another one. A restart costs both directions some 300 ms of what still
// flows, so it is asked for only when hardly anything can still flow.
//
// What counts as coming in are bytes of media; of the sending connection, which receives none, those of its candidate
// pairs, which are the server's feedback. (STUN, which browsers count apart, says too little: Chrome checks a pair that
// works every 2.5 s only. And Firefox ESR 153 counts nothing in its pairs after a restart.) That something should come in
// is known from what came before: 1,000 bytes a second are one voice or the smallest picture, and less is a room where
// nobody talks, of which every 400 ms a packet comes from each silent microphone.
import { after, type Cancel } from "../signaling/timing";
import type { Outcome } from "./pair";

/** What flows is looked at this often. */
export const LOOK_EVERY = 200;
/** Nothing for so long, where something should come: the way is dead. */
export const SILENCE = 700;
/** Longer between two looks: the page slept, and nothing is known. */
const ASLEEP = 1_500;
/** Bytes per millisecond of what should go on. */
const STEADY = 1;
/** Looks in a row in which something came: feedback, which the server gives ten times a second while media comes. */
const REGULAR = 5;

/**
 * The wait before the second restart, the third and so on. The server takes one description every two seconds after the
 * first five, and a restart takes two.
 */
export const RESTART_AGAIN = [2_000, 4_000, 8_000, 16_000];
/** After so many without anything coming in both connections are made anew. */
export const RESTARTS = 3;
/** When the last one is so long ago, the next counts as the first. */
export const CALM_AFTER = 30_000;

/** The flow into one connection, told the time and the bytes counted so far. Pure. */
export class Flow {
  #at: number | null = null;
  #bytes = 0;
  #risenAt = 0;
  #steady = false;
  #trickled = false;
  #has = false;
  #inARow = 0;
  #regular = false;

  take(now: number, bytes: number): void {
    const before = this.#at;
    const came = bytes - this.#bytes;
    this.#at = now;
    this.#bytes = bytes;
    if (before === null || now - before > ASLEEP) {
      this.#risenAt = now;
      this.#steady = false;
      this.#inARow = 0;
      this.#regular = false;
      return;
    }
    if (came === 0) {
      if (this.#inARow > 0) this.#regular = this.#inARow >= REGULAR;
      this.#inARow = 0;
      return;
    }
    this.#inARow += 1;
    this.#risenAt = now;
    this.#has = true;
    // A pair that is replaced takes its count with it.
    const flows = came < 0 || came >= (now - before) * STEADY;
    // What ends between two looks looks like a trickle once.
    this.#steady = flows || (this.#steady && !this.#trickled);
    this.#trickled = !flows;
  }

  /** How long nothing has come, after something had; else 0. */
  silence(now: number): number {
    return this.#at === null || !this.#has ? 0 : now - this.#risenAt;
  }

  /** Whether it came steadily until it ended, if it has. */
  get wasSteady(): boolean {
    return this.#steady;
  }

  /** Whether something came with every look until it ended, if it has, however little. */
  get wasRegular(): boolean {
    return this.#regular || this.#inARow >= REGULAR;
  }

  /** Nothing is expected any more, until it comes steadily again. */
  forget(): void {
    this.#at = null;
    this.#has = false;
    this.#steady = false;
    this.#trickled = false;
    this.#inARow = 0;
    this.#regular = false;
  }
}

export interface Way {
  /** Bytes of media into the receiving connection, and of anything into the sending one; null when nobody knows. */
  readonly counts: () => Promise<{ readonly receive: number; readonly send: number } | null>;
  /** Whether pictures of others should be coming. */
  readonly expectsPictures: () => boolean;
  /** Whether anything at all should be coming. */
  readonly expectsAnything: () => boolean;
  /** Whether this page sends something, of which the server would tell what it got. */
  readonly sends: () => boolean;
  readonly restart: () => Promise<Outcome>;
  /** No way was found. */
  readonly giveUp: () => void;
  readonly now?: () => number;
}

export class IceRestarter {
  readonly #way: Way;
  readonly #receive = new Flow();
  readonly #send = new Flow();
  #looking: ReturnType<typeof setInterval> | null = null;
  #cancel: Cancel = () => {};
  /** When the last restart was asked for. */
  #lastAt = Number.NEGATIVE_INFINITY;
  #restarts = 0;
  #restarting = false;
  /** Asked for while it could not be done: the link was away. */
  #owed = false;
  /** Grows when everything begins anew: what was under way then is of the past. */
  #era = 0;
  #counting = false;

  constructor(way: Way) {
    this.#way = way;
  }

  /** Both connections are up (again). */
  begin(): void {
    this.#looking ??= setInterval(() => void this.#look(), LOOK_EVERY);
  }

  /** There is nothing (any more) that could be restarted. */
  end(): void {
    if (this.#looking !== null) clearInterval(this.#looking);
    this.#looking = null;
    this.#cancel();
    this.#era += 1;
    this.#restarts = 0;
    this.#restarting = false;
    this.#owed = false;
    this.#receive.forget();
    this.#send.forget();
  }

  /** The link to the server is there (again). */
  linkOpened(): void {
    if (this.#owed) this.wish();
  }

  /** A new way is needed, as soon as it may be asked for. */
  wish(): void {
    if (this.#looking === null || this.#restarting) return;
    this.#owed = false;
    const now = this.#now();
    if (now - this.#lastAt > CALM_AFTER) this.#restarts = 0;
    const wait = this.#restarts === 0 ? 0 : (RESTART_AGAIN[Math.min(this.#restarts, RESTART_AGAIN.length) - 1] ?? 0);
    this.#restarting = true;
    this.#cancel = after(Math.max(0, this.#lastAt + wait - now), () => void this.#restart());
  }

  async #restart(): Promise<void> {
    const [era, lastAt] = [this.#era, this.#lastAt];
    this.#lastAt = this.#now();
    this.#restarts += 1;
    // What comes from now on comes on the new way.
    this.#receive.forget();
    this.#send.forget();
    const outcome = await this.#way.restart().catch((): Outcome => "refused");
    if (era !== this.#era) return;
    this.#restarting = false;
    if (outcome === "refused") return this.#way.giveUp();
    if (outcome === "lost") {
      // It was asked of nobody.
      this.#owed = true;
      this.#restarts -= 1;
      this.#lastAt = lastAt;
      return;
    }
    await this.#await(era);
  }

  /** Whether anything has come by the time the next restart would be due. */
  async #await(era: number): Promise<void> {
    const before = await this.#way.counts().catch(() => null);
    if (era !== this.#era) return;
    const wait = RESTART_AGAIN[Math.min(this.#restarts, RESTART_AGAIN.length) - 1] ?? 0;
    this.#cancel = after(Math.max(0, this.#lastAt + wait - this.#now()), async () => {
      const counts = await this.#way.counts().catch(() => null);
      if (era !== this.#era || this.#restarting || counts === null || before === null) return;
      if (counts.receive !== before.receive || !this.#way.expectsAnything()) return;
      if (this.#restarts >= RESTARTS) this.#way.giveUp();
      else this.wish();
    });
  }

  async #look(): Promise<void> {
    if (this.#restarting || this.#counting) return;
    this.#counting = true;
    const era = this.#era;
    const counts = await this.#way.counts().catch(() => null);
    this.#counting = false;
    if (era !== this.#era || counts === null || this.#restarting) return;
    const now = this.#now();
    this.#receive.take(now, counts.receive);
    this.#send.take(now, counts.send);
    if (!this.#way.expectsAnything()) this.#receive.forget();
    else if (this.#isDead(now)) this.wish();
  }

  /**
   * Pictures do not end all at once. A voice may: whoever talked turned the microphone off. Then what this page sends
   * tells, for the server answers it many times a second; where it sends nothing, a restart costs nothing.
   *
   * The way out may be dead alone: the two connections find a new way each for itself, and the other was quicker.
   */
  #isDead(now: number): boolean {
    if (this.#way.sends() && this.#send.wasRegular && this.#send.silence(now) >= SILENCE) return true;
    if (!this.#receive.wasSteady || this.#receive.silence(now) < SILENCE) return false;
    return this.#way.expectsPictures() || !this.#way.sends() || this.#send.silence(now) >= SILENCE;
  }

  #now(): number {
    return this.#way.now?.() ?? performance.now();
  }
}
