// One session seen from one page: wires the socket, the media and the room state together. No user interface.
import { LocalMedia } from "./media/local";
import type { DeviceKind } from "./media/devices";
import { MediaSession } from "./media/session";
import type { Command, DeviceId } from "./protocol/generated";
import type { Heard } from "./room/announcements";
import { newsBetween } from "./room/news";
import { may } from "./room/permissions";
import { reduce, welcome, type RoomState } from "./room/reduce";
import { me, thisDeviceSends } from "./room/selectors";
import { forgetSeat, keepSeat, lendSeat, type Seat } from "./signaling/seat";
import { SessionSocket, type Answer, type LinkState, type Push } from "./signaling/socket";
import { Store, type Readable } from "./store";

export type Proof = { readonly type: "ticket"; readonly ticket: string } | { readonly type: "resume"; readonly token: string };

const LOCAL_KINDS: readonly DeviceKind[] = ["microphone", "camera"];

export class Session {
  readonly local: LocalMedia;
  readonly media: MediaSession;
  readonly #room = new Store<RoomState | null>(null);
  readonly #speaking = new Store<readonly DeviceId[]>([]);
  readonly #link = new Store<LinkState>({ type: "connecting" });
  readonly #socket: SessionSocket;
  readonly #url: string;
  readonly #storage: Storage;
  readonly #listeners = new Set<(heard: Heard) => void>();
  readonly #asking = new Set<DeviceKind>();
  #token: string | null = null;
  #stopLending: () => void = () => {};
  #stopWatching: () => void = () => {};

  constructor(url: string, proof: Proof, local: LocalMedia, storage: Storage) {
    this.#url = url;
    this.#storage = storage;
    this.local = local;
    this.media = new MediaSession((request) => this.#socket.request(request));
    this.#stopWatching = local.state.subscribe(() => this.#syncSending());
    this.#socket = new SessionSocket({
      url,
      proof,
      onState: (state) => this.#linkChanged(state),
      onPush: (message) => this.#take(message),
      onToken: (token) => {
        this.#token = token;
        keepSeat(storage, { url, token });
      },
    });
  }

  get room(): Readable<RoomState | null> {
    return this.#room;
  }

  /** Devices heard now in my place, loudest first. */
  get speaking(): Readable<readonly DeviceId[]> {
    return this.#speaking;
  }

  get link(): Readable<LinkState> {
    return this.#link;
  }

  /** Calls with everything worth saying. */
  onNews(listener: (heard: Heard) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  command(command: Command): Promise<Answer> {
    return this.#socket.request(command);
  }

  /** Goodbye, for good. */
  async leave(): Promise<void> {
    await Promise.race([this.command({ type: "leave" }), new Promise((resolve) => setTimeout(resolve, 1_500))]);
    if (this.#link.get().type !== "over") this.#over({ type: "over", ending: "left" });
  }

  /** Frees everything. The seat stays, so that a reload or `use here` can take it. */
  close(): void {
    this.#stopLending();
    this.#stopWatching();
    this.#socket.close();
    this.media.close();
    this.local.close();
  }

  #linkChanged(state: LinkState): void {
    const before = this.#link.get();
    if (state.type === "over") return this.#over(state);
    this.#link.set(state);
    if (state.type === "lost" && before.type === "open") this.#tell({ type: "link_lost" });
    if (state.type !== "open") return;
    if (before.type === "lost" && this.#room.get() !== null) this.#tell({ type: "link_back" });
    this.media.linkOpened();
    this.#syncSending();
  }

  #over(state: LinkState & { type: "over" }): void {
    // Another page has the seat now, and its token is newer than ours; an outdated page is to be loaded again.
    if (state.ending === "left" || state.ending === "unauthenticated") forgetSeat(this.#storage);
    this.close();
    this.#link.set(state);
  }

  #take(message: Push): void {
    switch (message.type) {
      case "welcome": {
        const before = this.#room.get();
        const after = welcome(before, message);
        this.#lend(message.you.participant);
        if (before !== null && after !== null) this.#tellBetween(before, after);
        this.#room.set(after);
        const self = after === null ? undefined : me(after);
        if (self !== undefined && !may(self.role, "publish")) this.local.close();
        return;
      }
      case "event": {
        const before = this.#room.get();
        if (before === null) return;
        const after = reduce(before, message.event);
        this.#room.set(after);
        this.#tellBetween(before, after);
        if (message.event.type === "devices_changed") this.#syncSending();
        return;
      }
      case "speaking":
        return this.#speaking.set(message.devices);
      case "slots":
        return this.media.placeSlots(message);
      case "media_restart":
        return this.media.restart();
    }
  }

  /** Brings what is sent, and what the server lets through, in line with the switches of this page. */
  #syncSending(): void {
    const room = this.#room.get();
    for (const kind of LOCAL_KINDS) {
      const track = this.#wanted(kind);
      this.media.send(kind, track);
      const sends = track !== null;
      if (room !== null && this.#link.get().type === "open" && thisDeviceSends(room, kind) !== sends) {
        void this.#setSending(kind, sends);
      }
    }
  }

  /** What this page means to send now. */
  #wanted(kind: DeviceKind): MediaStreamTrack | null {
    const room = this.#room.get();
    const self = room === null ? undefined : me(room);
    const { on, track } = this.local.state.get()[kind];
    return on && self !== undefined && may(self.role, "publish") ? track : null;
  }

  async #setSending(kind: DeviceKind, on: boolean): Promise<void> {
    if (this.#asking.has(kind)) return;
    this.#asking.add(kind);
    const answer = await this.command({ type: "set_sending", kind, on });
    this.#asking.delete(kind);
    if (answer.type === "rejected" && on) await this.local.turn(kind, false);
    // The person may have pressed again meanwhile.
    else if (answer.type === "ok" && (this.#wanted(kind) !== null) !== on) this.#syncSending();
  }

  #lend(participant: number): void {
    this.#stopLending();
    this.#stopLending = lendSeat(participant, (): Seat | null =>
      this.#token === null ? null : { url: this.#url, token: this.#token },
    );
  }

  #tellBetween(before: RoomState, after: RoomState): void {
    for (const news of newsBetween(before, after)) this.#tell(news);
  }

  #tell(heard: Heard): void {
    for (const listener of this.#listeners) listener(heard);
  }
}
