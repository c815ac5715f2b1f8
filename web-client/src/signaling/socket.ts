// The one WebSocket of a page: says hello, numbers requests, counts events, comes back by itself.
import { decode } from "../protocol/decode";
import type { Command, ExportRequest, Hello, MediaRequest, PictureRequest, Proof, QuestionView, Rejection, Sequence, ServerMessage } from "../protocol/generated";
import { CLOSE_CODES, VERSION } from "../protocol/generated";
import { after, type Cancel } from "./timing";

/** What came of a request. `lost`: the connection went before the answer; what happened is seen in the next view. */
export type Answer =
  | { readonly type: "ok" }
  | { readonly type: "rejected"; readonly code: Rejection }
  | { readonly type: "media"; readonly answer: string; readonly offer: string }
  | { readonly type: "table"; readonly csv: string }
  | { readonly type: "picture_key"; readonly key: string }
  | { readonly type: "own_questions"; readonly questions: readonly (QuestionView | null)[] }
  | { readonly type: "lost" };

/** Why it is over for good. `put_away`: this device only, its person stays with another. */
export type Ending = "unauthenticated" | "replaced" | "taken_over" | "left" | "put_away" | "outdated" | "removed" | "ended" | "refused" | "served";

/** `open`: requests are heard, in the room, in the lobby or before an agreement. */
export type LinkState =
  | { readonly type: "connecting" }
  | { readonly type: "open" }
  | { readonly type: "lost"; readonly since: number }
  | { readonly type: "over"; readonly ending: Ending };

/** Messages that are not answers. */
export type Push = Exclude<ServerMessage, { type: "ok" } | { type: "rejected" } | { type: "media" } | { type: "attendance_table" } | { type: "picture_key" } | { type: "own_questions" }>;

export interface SocketOptions {
  readonly url: string;
  readonly proof: { readonly type: "ticket"; readonly ticket: string } | { readonly type: "resume"; readonly token: string };
  readonly onState: (state: LinkState) => void;
  readonly onPush: (message: Push) => void;
  /** Called with every new token, before the welcome is pushed. */
  readonly onToken: (token: string) => void;
  readonly random?: () => number;
}

const OPEN: LinkState = { type: "open" };

/** `WebSocket.CLOSING`; what comes after it is `CLOSED`. */
const CLOSING = 2;

const FIRST_WAIT = 300;
const LONGEST_WAIT = 5_000;
/** A request without an answer for this long means that the connection is dead, whatever the browser thinks. */
const ANSWER_PATIENCE = 15_000;
/** Nobody waits longer than this for a handshake and a welcome. */
const WELCOME_PATIENCE = 10_000;

/** How long to wait before the n-th new attempt (0, 1, 2 …): doubling, with jitter, between 0.3 and 5 s. */
export function waitBefore(attempt: number, random: number): number {
  const ceiling = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** attempt);
  return Math.max(FIRST_WAIT, ceiling * (0.5 + random / 2));
}

const ENDINGS: Readonly<Record<number, Ending>> = {
  [CLOSE_CODES.malformed]: "outdated",
  [CLOSE_CODES.unauthenticated]: "unauthenticated",
  [CLOSE_CODES.unsupported_version]: "outdated",
  [CLOSE_CODES.replaced]: "replaced",
  [CLOSE_CODES.taken_over]: "taken_over",
  [CLOSE_CODES.left]: "left",
  [CLOSE_CODES.removed]: "removed",
  [CLOSE_CODES.ended]: "ended",
  [CLOSE_CODES.refused]: "refused",
  [CLOSE_CODES.served]: "served",
  [CLOSE_CODES.too_large]: "outdated",
};

export class SessionSocket {
  /** Frames that this page did not understand. */
  skipped = 0;

  readonly #options: SocketOptions;
  #proof: SocketOptions["proof"];
  #socket: WebSocket | null = null;
  #state: LinkState = { type: "connecting" };
  #seen: Sequence | null = null;
  #attempt = 0;
  #nextId = 1;
  readonly #waiting = new Map<number, { readonly resolve: (answer: Answer) => void; readonly cancel: Cancel }>();
  #cancelTimer: Cancel = () => {};

  constructor(options: SocketOptions) {
    this.#options = options;
    this.#proof = options.proof;
    addEventListener("online", this.#onOnline);
    this.#connect();
  }

  get state(): LinkState {
    return this.#state;
  }

  /** Sends a request; the promise never rejects. */
  request(body: Command | MediaRequest | ExportRequest | PictureRequest): Promise<Answer> {
    const socket = this.#socket;
    // A socket that is closing takes nothing any more, and says so in the console; that it closed is told soon.
    if (socket === null || this.#state.type !== "open" || socket.readyState >= CLOSING) return Promise.resolve({ type: "lost" });
    const id = this.#nextId++;
    return new Promise((resolve) => {
      const cancel = after(ANSWER_PATIENCE, () => this.#drop());
      this.#waiting.set(id, { resolve, cancel });
      socket.send(JSON.stringify({ id, ...body }));
    });
  }

  /** Ends it from this side; nothing is told any more. */
  close(): void {
    this.#end();
    const socket = this.#socket;
    this.#forget();
    socket?.close(1000);
  }

  #connect(): void {
    this.#cancelTimer();
    const socket = new WebSocket(this.#options.url);
    this.#socket = socket;
    // A socket that was given up may still speak; only the newest is heard.
    const current = (): boolean => this.#socket === socket;
    socket.onopen = () => {
      if (current()) socket.send(JSON.stringify(this.#hello()));
    };
    socket.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (current() && typeof data === "string") this.#read(data);
    };
    socket.onclose = ({ code }) => {
      if (current()) this.#lost(code);
    };
    this.#cancelTimer = after(WELCOME_PATIENCE, () => this.#drop());
  }

  #hello(): Hello {
    const proof: Proof = this.#proof.type === "ticket" ? this.#proof : { ...this.#proof, seen: this.#seen };
    return { version: VERSION, proof };
  }

  #read(text: string): void {
    const decoded = decode(text);
    if (decoded.type === "broken") {
      this.skipped += 1;
      return;
    }
    if (decoded.type === "skipped") {
      this.skipped += 1;
      if (decoded.seq !== undefined) this.#follows(decoded.seq);
      return;
    }
    const { message } = decoded;
    switch (message.type) {
      case "ok":
        return this.#answer(message.id, { type: "ok" });
      case "rejected":
        return this.#answer(message.id, { type: "rejected", code: message.code });
      case "media":
        return this.#answer(message.id, { type: "media", answer: message.answer, offer: message.offer });
      case "attendance_table":
        return this.#answer(message.id, { type: "table", csv: message.csv });
      case "picture_key":
        return this.#answer(message.id, { type: "picture_key", key: message.key });
      case "own_questions":
        return this.#answer(message.id, { type: "own_questions", questions: message.questions });
      case "welcome":
        this.#keep(message.resume_token);
        if (message.view !== undefined || this.#seen === null) this.#seen = message.seq;
        return this.#opened(message);
      case "lobby":
        if (message.resume_token !== undefined) this.#keep(message.resume_token);
        // Nothing of the room is known here: whoever is let in is told the whole of it.
        this.#seen = null;
        return this.#opened(message);
      case "agreement_needed":
        return this.#opened(message);
      case "event":
        if (this.#follows(message.seq)) this.#options.onPush(message);
        return;
      case "device_invitation":
      case "slots":
      case "speaking":
      case "refused":
      case "media_restart":
      case "media_wanted":
      case "network":
        return this.#options.onPush(message);
    }
  }

  #keep(token: string): void {
    this.#proof = { type: "resume", token };
    this.#options.onToken(token);
  }

  /** The server knows who this is: the connection stands, wherever it leads. */
  #opened(message: Push): void {
    this.#cancelTimer();
    this.#attempt = 0;
    this.#options.onPush(message);
    this.#become(OPEN);
  }

  /** Whether this event is the next one. An old one is left out; a gap means coming back for what was missed. */
  #follows(seq: Sequence): boolean {
    const next = (this.#seen ?? 0) + 1;
    if (seq < next) return false;
    if (seq > next) {
      this.#drop();
      return false;
    }
    this.#seen = seq;
    return true;
  }

  #answer(id: number, answer: Answer): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    waiting.cancel();
    waiting.resolve(answer);
  }

  /** Gives the present connection up and makes a new one. */
  #drop(): void {
    const socket = this.#socket;
    this.#lost(1006);
    socket?.close();
  }

  #lost(code: number): void {
    this.#forget();
    const ending = ENDINGS[code];
    if (ending !== undefined) {
      this.#end();
      this.#become({ type: "over", ending });
      return;
    }
    if (this.#state.type !== "lost") this.#become({ type: "lost", since: Date.now() });
    const wait = waitBefore(this.#attempt, (this.#options.random ?? Math.random)());
    this.#attempt += 1;
    this.#cancelTimer = after(wait, () => this.#connect());
  }

  #forget(): void {
    this.#cancelTimer();
    this.#socket = null;
    for (const { resolve, cancel } of this.#waiting.values()) {
      cancel();
      resolve({ type: "lost" });
    }
    this.#waiting.clear();
  }

  #end(): void {
    this.#cancelTimer();
    removeEventListener("online", this.#onOnline);
  }

  #become(state: LinkState): void {
    this.#state = state;
    this.#options.onState(state);
  }

  /** The network is back, often with another address: what is open is most likely dead, what waits need not wait. */
  readonly #onOnline = (): void => {
    if (this.#state.type === "over") return;
    const socket = this.#socket;
    if (this.#state.type === "open") this.#lost(1006);
    else this.#forget();
    socket?.close();
    this.#attempt = 0;
    this.#connect();
  };
}
