// Pictures that people bring: sent to the server and fetched from it with a key that only this page knows. The key is
// never in an address; a picture that was fetched is kept as long as somebody may see it.
import type { ParticipantId, PictureId } from "./protocol/generated";

/** Why a picture was not taken. */
export type PictureProblem = "not_a_picture" | "too_large" | "not_now" | "not_allowed" | "full" | "unreachable";

export type Uploaded =
  | { readonly type: "uploaded"; readonly picture: PictureId }
  | { readonly type: "problem"; readonly problem: PictureProblem };

/** What the server takes, in bytes. */
export const MAX_PICTURE_BYTES = 3_000_000;

const ADDRESS = "/api/v1/pictures";

export class Pictures {
  /** Asks the server for a new key; null when there is none for this person now. */
  readonly #askKey: () => Promise<string | null>;
  #key: Promise<string | null> | null = null;
  readonly #fetched = new Map<PictureId, Promise<string | null>>();

  constructor(askKey: () => Promise<string | null>) {
    this.#askKey = askKey;
  }

  /** Sends it. Never throws. */
  async upload(picture: Blob): Promise<Uploaded> {
    const response = await this.#ask(ADDRESS, { method: "POST", body: picture, headers: { "content-type": picture.type } });
    if (response === null) return problem("unreachable");
    if (!response.ok) return problem(PROBLEMS[response.status] ?? "not_now");
    try {
      const answer = (await response.json()) as { readonly picture?: unknown };
      return typeof answer.picture === "number" ? { type: "uploaded", picture: answer.picture } : problem("not_now");
    } catch {
      // The answer was cut.
      return problem("unreachable");
    }
  }

  /** A `blob:` address to show it with; null when it cannot be seen. A failure is tried again the next time. */
  address(picture: PictureId): Promise<string | null> {
    const known = this.#fetched.get(picture);
    if (known !== undefined) return known;
    const fetched = this.#fetch(picture);
    this.#fetched.set(picture, fetched);
    void fetched.then((address) => {
      if (address === null && this.#fetched.get(picture) === fetched) this.#fetched.delete(picture);
    });
    return fetched;
  }

  /** Forgets all others. */
  keepOnly(pictures: ReadonlySet<PictureId>): void {
    for (const [picture, address] of this.#fetched) {
      if (pictures.has(picture)) continue;
      this.#fetched.delete(picture);
      void address.then((known) => known !== null && URL.revokeObjectURL(known));
    }
  }

  close(): void {
    this.keepOnly(new Set());
    this.#key = null;
  }

  async #fetch(picture: PictureId): Promise<string | null> {
    const response = await this.#ask(`${ADDRESS}/${String(picture)}`, { method: "GET" });
    if (response?.ok !== true) return null;
    try {
      return URL.createObjectURL(await response.blob());
    } catch {
      return null;
    }
  }

  /** With the key there is, and once more with a new one when that is good no more. Null without an answer. */
  async #ask(address: string, request: RequestInit): Promise<Response | null> {
    for (let again = false; ; again = true) {
      this.#key ??= this.#askKey();
      const asked = this.#key;
      const key = await asked;
      if (key === null) {
        if (this.#key === asked) this.#key = null;
        return null;
      }
      try {
        const headers = { ...(request.headers as Readonly<Record<string, string>> | undefined), authorization: `Bearer ${key}` };
        const response = await fetch(address, { ...request, headers, credentials: "omit", cache: "no-store" });
        if (response.status !== 401 || again) return response;
        // Several may learn it at the same time: one new key is enough.
        if (this.#key === asked) this.#key = null;
      } catch {
        return null;
      }
    }
  }
}

function problem(what: PictureProblem): Uploaded {
  return { type: "problem", problem: what };
}

const PROBLEMS: Readonly<Record<number, PictureProblem>> = {
  403: "not_allowed",
  408: "unreachable",
  413: "too_large",
  415: "not_a_picture",
  422: "not_a_picture",
  503: "full",
};

/** One for each of the people whom a page carries: each has a key of their own. */
export class PicturesOfEach {
  readonly #askKey: (who: ParticipantId) => Promise<string | null>;
  readonly #all = new Map<ParticipantId, Pictures>();

  constructor(askKey: (who: ParticipantId) => Promise<string | null>) {
    this.#askKey = askKey;
  }

  of(who: ParticipantId): Pictures {
    const known = this.#all.get(who);
    if (known !== undefined) return known;
    const made = new Pictures(() => this.#askKey(who));
    this.#all.set(who, made);
    return made;
  }

  /** Of one of them: forgets all others. */
  keepOnly(who: ParticipantId, pictures: ReadonlySet<PictureId>): void {
    this.#all.get(who)?.keepOnly(pictures);
  }

  close(): void {
    for (const each of this.#all.values()) each.close();
    this.#all.clear();
  }
}
