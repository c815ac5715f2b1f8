// What a reload needs to come back to the same seat. It lives in sessionStorage: of this tab, gone when it is closed.

import type { ParticipantId } from "../protocol/generated";

/** A way back into the session. */
export interface Seat {
  readonly url: string;
  readonly token: string;
}

const SECRET = "piiri.secret";
const SEAT = "piiri.seat";
/** What the anonymous questions of this tab belong to. */
export const QUESTION_KEYS = "piiri.question-keys";
const ACTING = "piiri.acting";

/** Reads the secret from the fragment and takes it out of the address bar and the history. */
export function takeSecret(location: Location, history: History, storage: Storage): string | null {
  const fragment = location.hash.slice(1);
  if (fragment !== "") {
    // Another link in the same tab is another room: the old seat must not answer for it.
    if (storage.getItem(SECRET) !== fragment) {
      forgetSeat(storage);
      storage.removeItem(QUESTION_KEYS);
    }
    storage.setItem(SECRET, fragment);
    history.replaceState(null, "", location.pathname + location.search);
  }
  return storage.getItem(SECRET);
}

/** What the fragment of a link of a further device begins with: its page opens nothing and asks no name. */
const DEVICE = "device:";

/** The link with which somebody comes with a further device. */
export function deviceLink({ origin, pathname }: Pick<Location, "origin" | "pathname">, secret: string): string {
  return `${origin}${pathname}#${DEVICE}${secret}`;
}

/** The secret in a fragment, and whether the link says that it is of a further device. */
export function readFragment(fragment: string): { readonly secret: string; readonly isDevice: boolean } {
  const isDevice = fragment.startsWith(DEVICE);
  return { secret: isDevice ? fragment.slice(DEVICE.length) : fragment, isDevice };
}

export function keepSeat(storage: Storage, seat: Seat): void {
  storage.setItem(SEAT, JSON.stringify(seat));
}

export function forgetSeat(storage: Storage): void {
  storage.removeItem(SEAT);
  storage.removeItem(ACTING);
}

/** Who of several in this seat was last chosen to act. */
export function keepActing(storage: Storage, who: ParticipantId): void {
  storage.setItem(ACTING, String(who));
}

/** As it was kept: whether the seat still carries them is for the caller to see. */
export function keptActing(storage: Storage): ParticipantId | null {
  const kept = Number(storage.getItem(ACTING) ?? Number.NaN);
  return Number.isSafeInteger(kept) ? kept : null;
}

/** Nothing of the session is known to this tab any more. */
export function forgetSecret(storage: Storage): void {
  storage.removeItem(SECRET);
  forgetSeat(storage);
}

export function keptSeat(storage: Storage): Seat | null {
  try {
    const seat = JSON.parse(storage.getItem(SEAT) ?? "null") as Partial<Seat> | null;
    return typeof seat?.url === "string" && typeof seat.token === "string" ? { url: seat.url, token: seat.token } : null;
  } catch {
    return null;
  }
}

// A duplicated tab takes the seat with it (sessionStorage is copied) and the first page is told it was replaced. As
// each token is good once, the first page can only come back with the token that the other one holds now.
const CHANNEL = "piiri.seat";

/** Answers other tabs of this browser that want the seat back. Returns how to stop. */
export function lendSeat(participant: ParticipantId, current: () => Seat | null): () => void {
  if (typeof BroadcastChannel === "undefined") return () => {};
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    const seat = current();
    if (seat !== null && isAsk(data) && data.ask === participant) channel.postMessage({ of: participant, seat });
  };
  return () => channel.close();
}

/** Asks the other tabs for the seat; null when none answers. */
export function askSeat(participant: ParticipantId, patience = 700): Promise<Seat | null> {
  if (typeof BroadcastChannel === "undefined") return Promise.resolve(null);
  const channel = new BroadcastChannel(CHANNEL);
  return new Promise((resolve) => {
    const done = (seat: Seat | null): void => {
      clearTimeout(timer);
      channel.close();
      resolve(seat);
    };
    const timer = setTimeout(() => done(null), patience);
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (isOffer(data) && data.of === participant) done(data.seat);
    };
    channel.postMessage({ ask: participant });
  });
}

function isAsk(data: unknown): data is { ask: ParticipantId } {
  return typeof data === "object" && data !== null && "ask" in data;
}

function isOffer(data: unknown): data is { of: ParticipantId; seat: Seat } {
  return typeof data === "object" && data !== null && "seat" in data;
}
