// Which page is shown and how one leads to another: the door, what comes before the room, the room, a quiet page at the
// end. No user interface.
import { LocalMedia } from "./media/local";
import type { AgreementView, LobbyView, RefusalReason } from "./protocol/generated";
import { Session, type Proof } from "./session";
import { invitation, join, practice, sayCannotCome, type ClosedHours, type Invited } from "./signaling/join";
import { askSeat, forgetSecret, keptSeat, readFragment } from "./signaling/seat";
import type { Ending } from "./signaling/socket";
import { storage } from "./storage";
import { Store, type Readable } from "./store";

/** Why somebody stands at the door again. */
export type DoorNotice = "unreachable" | "nameNotValid" | "seatGone";

export type EndKind = "link" | "left" | "replaced" | "taken_over" | "put_away" | "outdated" | "removed" | "ended" | "refused" | "served";

export type Page =
  /** Without a link: what this is, and a room to practise in. */
  | { readonly type: "front" }
  /** `practice`: of a room of one's own, without a link. */
  | { readonly type: "door"; readonly practice: boolean; readonly notice: DoorNotice | null; readonly joining: boolean }
  | { readonly type: "entering" }
  | { readonly type: "agreement"; readonly session: Session; readonly agreement: AgreementView }
  | { readonly type: "lobby"; readonly session: Session; readonly view: LobbyView; readonly epoch: number }
  | { readonly type: "room"; readonly session: Session }
  | { readonly type: "end"; readonly kind: EndKind; readonly reason: RefusalReason | null }
  /** Left quickly: nothing is to be seen here. */
  | { readonly type: "blank" };

const NAME = "piiri.name";
/** The server knows who it is; it only wants some name with every link. */
const UNNAMED = "Piiri";
const NOWHERE = "about:blank";
/** A title that says nothing. */
const NOTHING = "–";

export class Pages {
  readonly local = new LocalMedia(storage("session"), storage("local"));
  readonly #secret: string | null;
  /** The link is of a further device, as it says itself. */
  readonly #isDevice: boolean;
  readonly #loadRoom: () => Promise<unknown>;
  readonly #page: Store<Page>;
  readonly #invited = new Store<Invited | null>(null);
  /** Whose seat this page had last: asked for among the other pages of this browser. */
  #participant: number | null = null;

  /** `loadRoom` fetches the code of the room, so that it is there when it is needed. */
  constructor(fragment: string | null, loadRoom: () => Promise<unknown>) {
    const { secret, isDevice } = fragment === null ? { secret: null, isDevice: false } : readFragment(fragment);
    this.#secret = secret;
    this.#isDevice = isDevice;
    this.#loadRoom = loadRoom;
    this.#page = new Store<Page>(secret === null ? { type: "front" } : this.#door(null));
    const seat = keptSeat(storage("session"));
    if (seat !== null) this.#enter(seat.url, { type: "resume", token: seat.token });
    else void this.#readInvitation();
  }

  get page(): Readable<Page> {
    return this.#page;
  }

  /** What the link is an invitation to; null until it is known, and without a link. */
  get invited(): Readable<Invited | null> {
    return this.#invited;
  }

  /** Whether the link is of a further device of somebody who is in already: it is good once. */
  get isFurther(): boolean {
    return this.#isDevice || this.#invited.get()?.further !== undefined;
  }

  /** The hours in which nobody is received, as far as they are known: then there is nothing to do at the door. Who works here may come. */
  get closed(): ClosedHours | null {
    const invited = this.#invited.get();
    return invited?.role === "participant" && !this.isFurther ? (invited.closed ?? null) : null;
  }

  /** Whether it is still closed. Whether the server has answered. */
  async lookAgain(): Promise<boolean> {
    return this.#readInvitation();
  }

  /** The name used on this device before. */
  get knownName(): string {
    return storage("local").getItem(NAME) ?? "";
  }

  /** With a further device: as who one is in already. It begins with nothing sent. */
  async bringDevice(): Promise<void> {
    // The server could not be asked before: nobody joins without having read what will happen.
    if (this.#invited.get() === null) return void (await this.#readInvitation());
    this.local.wish("microphone", false);
    this.local.wish("camera", false);
    await this.#join(this.#invited.get()?.name ?? UNNAMED);
  }

  /** By the link, or without one into a room of one's own to practise in. */
  async join(name: string): Promise<void> {
    storage("local").setItem(NAME, name);
    await this.#join(name);
  }

  async #join(name: string): Promise<void> {
    const secret = this.#secret;
    this.#page.set(this.#door(null, true));
    // A page that was open over an update may ask for a file that is gone; the room shows it when it loads it itself.
    // So it is not waited for: who is let in connects meanwhile.
    this.#loadRoom().catch(() => {});
    const result = await (secret === null ? practice(name) : join(secret, name));
    if (result.type === "entry") {
      this.#enter(result.entry.ws_url, { type: "ticket", ticket: result.entry.ticket });
    } else if (result.problem === "link_not_valid") {
      this.#page.set({ type: "end", kind: "link", reason: null });
    } else {
      this.#toDoor(result.problem === "name_not_valid" ? "nameNotValid" : "unreachable");
    }
  }

  /** To the door of a room to practise in. */
  toPractice(): void {
    this.#toDoor(null);
  }

  /** "I cannot come", or that one can after all. Nobody asks why. Whether the server has heard it. */
  async cannotCome(cannot: boolean): Promise<boolean> {
    if (this.#secret === null || !(await sayCannotCome(this.#secret, cannot))) return false;
    this.#invited.update((before) => before && { ...before, cannot_come: cannot });
    return true;
  }

  /** The button of a quiet page. */
  async goOn(kind: EndKind): Promise<void> {
    if (kind === "outdated") return location.reload();
    const seat = kind === "replaced" && this.#participant !== null ? await askSeat(this.#participant) : null;
    if (seat === null) this.#toDoor(null);
    else this.#enter(seat.url, { type: "resume", token: seat.token });
  }

  /** Away at once: the page shows nothing, then is somewhere else, and does not know the way back. */
  leaveQuickly(): void {
    const page = this.#page.get();
    if (page.type !== "room") return;
    this.#page.set({ type: "blank" });
    document.title = NOTHING;
    forgetSecret(storage("session"));
    void page.session.leaveQuickly().then(() => location.replace(NOWHERE));
  }

  /** A link that is not valid is told before anybody has tried the camera for it. */
  async #readInvitation(): Promise<boolean> {
    if (this.#secret === null) return false;
    const invited = await invitation(this.#secret);
    const answered = invited.type === "invited";
    const page = this.#page.get();
    if (page.type !== "door" || page.joining) return answered;
    if (invited.type === "invited") {
      this.#invited.set(invited.invited);
      if (this.#isDevice) this.#page.set(this.#door(null));
    } else if (invited.problem === "link_not_valid") this.#page.set({ type: "end", kind: "link", reason: null });
    else if (this.#isDevice) this.#page.set(this.#door("unreachable"));
    return answered;
  }

  #door(notice: DoorNotice | null, joining = false): Page {
    return { type: "door", practice: this.#secret === null, notice, joining };
  }

  #toDoor(notice: DoorNotice | null): void {
    this.#page.set(this.#door(notice));
    // What is known of closed hours was so when one came.
    const known = this.#invited.get();
    if (known === null || known.template === "drop_in") void this.#readInvitation();
  }

  #enter(url: string, proof: Proof): void {
    const session = new Session(url, proof, this.local, storage("session"));
    session.stage.subscribe(() => this.#page.set(pageIn(session)));
    session.party.subscribe(() => {
      this.#participant = session.party.get()?.you.participant ?? this.#participant;
    });
    session.link.subscribe(() => {
      const link = session.link.get();
      if (link.type !== "over" || this.#page.get().type === "blank") return;
      const neverIn = proof.type === "ticket" && session.stage.get().type === "entering";
      this.#page.set(this.#pageAfter(link.ending, session.refusal, neverIn));
    });
    this.#page.set(pageIn(session));
  }

  #pageAfter(ending: Ending, reason: RefusalReason | null, neverIn: boolean): Page {
    if (ending !== "unauthenticated") return { type: "end", kind: ending, reason };
    // That link has been used; there is no way in at its door any more.
    if (this.isFurther && !neverIn) return { type: "end", kind: "link", reason: null };
    return this.#door(neverIn ? "unreachable" : "seatGone");
  }
}

function pageIn(session: Session): Page {
  const stage = session.stage.get();
  switch (stage.type) {
    case "entering":
      return { type: "entering" };
    case "agreement":
      return { type: "agreement", session, agreement: stage.agreement };
    case "lobby":
      return { type: "lobby", session, view: stage.view, epoch: stage.epoch };
    case "room":
      return { type: "room", session };
  }
}
