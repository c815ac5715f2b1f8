// Which page is shown and how one leads to another: the door, the room, a quiet page at the end. No user interface.
import { LocalMedia } from "./media/local";
import { Session, type Proof } from "./session";
import { join } from "./signaling/join";
import { askSeat, keptSeat } from "./signaling/seat";
import type { Ending } from "./signaling/socket";
import { storage } from "./storage";
import { Store, type Readable } from "./store";

/** Why somebody stands at the door again. */
export type DoorNotice = "unreachable" | "nameNotValid" | "seatGone";

export type EndKind = "noLink" | "link" | "left" | "replaced" | "outdated";

export type Page =
  | { readonly type: "door"; readonly notice: DoorNotice | null; readonly joining: boolean }
  | { readonly type: "room"; readonly session: Session }
  | { readonly type: "end"; readonly kind: EndKind };

const NAME = "piiri.name";

export class Pages {
  readonly local = new LocalMedia(storage("session"), storage("local"));
  readonly #secret: string | null;
  readonly #loadRoom: () => Promise<unknown>;
  readonly #page: Store<Page>;
  /** Whose seat this page had last: asked for among the other pages of this browser. */
  #participant: number | null = null;

  /** `loadRoom` fetches the code of the room, so that it is there when it is needed. */
  constructor(secret: string | null, loadRoom: () => Promise<unknown>) {
    this.#secret = secret;
    this.#loadRoom = loadRoom;
    this.#page = new Store<Page>(
      secret === null ? { type: "end", kind: "noLink" } : { type: "door", notice: null, joining: false },
    );
    const seat = secret === null ? null : keptSeat(storage("session"));
    if (seat !== null) this.#enter(seat.url, { type: "resume", token: seat.token });
  }

  get page(): Readable<Page> {
    return this.#page;
  }

  /** The name used on this device before. */
  get knownName(): string {
    return storage("local").getItem(NAME) ?? "";
  }

  async join(name: string): Promise<void> {
    if (this.#secret === null) return;
    storage("local").setItem(NAME, name);
    this.#page.set({ type: "door", notice: null, joining: true });
    // A page that was open over an update may ask for a file that is gone; the room shows it when it loads it itself.
    // So it is not waited for: who is let in connects meanwhile.
    this.#loadRoom().catch(() => {});
    const result = await join(this.#secret, name);
    if (result.type === "entry") {
      this.#enter(result.entry.ws_url, { type: "ticket", ticket: result.entry.ticket });
    } else if (result.problem === "link_not_valid") {
      this.#page.set({ type: "end", kind: "link" });
    } else {
      this.#toDoor(result.problem === "name_not_valid" ? "nameNotValid" : "unreachable");
    }
  }

  /** The button of a quiet page. */
  async goOn(kind: EndKind): Promise<void> {
    if (kind === "outdated") return location.reload();
    const seat = kind === "replaced" && this.#participant !== null ? await askSeat(this.#participant) : null;
    if (seat === null) this.#toDoor(null);
    else this.#enter(seat.url, { type: "resume", token: seat.token });
  }

  #toDoor(notice: DoorNotice | null): void {
    this.#page.set({ type: "door", notice, joining: false });
  }

  #enter(url: string, proof: Proof): void {
    const session = new Session(url, proof, this.local, storage("session"));
    session.link.subscribe(() => {
      const link = session.link.get();
      if (link.type !== "over") return;
      this.#participant = session.room.get()?.you.participant ?? null;
      this.#page.set(pageAfter(link.ending, proof.type === "ticket" && this.#participant === null));
    });
    this.#page.set({ type: "room", session });
  }
}

function pageAfter(ending: Ending, neverIn: boolean): Page {
  if (ending !== "unauthenticated") return { type: "end", kind: ending };
  return { type: "door", notice: neverIn ? "unreachable" : "seatGone", joining: false };
}
