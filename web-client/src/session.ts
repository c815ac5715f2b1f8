// One session seen from one page: wires the socket, the media and the room state together. No user interface.
import { LocalMedia } from "./media/local";
import type { DeviceKind } from "./media/devices";
import { DeviceReporter } from "./media/report";
import { MediaSession } from "./media/session";
import type { AgreementView, Command, DeviceId, DeviceState, Event, ExportRequest, LobbyView, RefusalReason } from "./protocol/generated";
import type { Heard } from "./room/announcements";
import { newsBetween, newsOf } from "./room/news";
import { reduce, welcome, type RoomState } from "./room/reduce";
import { talkNewsOf } from "./room/talkNews";
import { iMay, me, permissionToSend, thisDeviceSends } from "./room/selectors";
import { forgetSeat, keepSeat, lendSeat, type Seat } from "./signaling/seat";
import { SessionSocket, type Answer, type LinkState, type Push } from "./signaling/socket";
import { Store, type Readable } from "./store";

export type Proof = { readonly type: "ticket"; readonly ticket: string } | { readonly type: "resume"; readonly token: string };

/** How far in this page is. */
export type Stage =
  | { readonly type: "entering" }
  /** An agreement is to be accepted first. */
  | { readonly type: "agreement"; readonly agreement: AgreementView }
  /** Waiting to be let in; `epoch` as in `RoomState`. */
  | { readonly type: "lobby"; readonly view: LobbyView; readonly epoch: number }
  | { readonly type: "room" };

const LOCAL_KINDS: readonly DeviceKind[] = ["microphone", "camera"];

export class Session {
  readonly local: LocalMedia;
  readonly media: MediaSession;
  readonly #stage = new Store<Stage>({ type: "entering" });
  readonly #room = new Store<RoomState | null>(null);
  readonly #speaking = new Store<readonly DeviceId[]>([]);
  readonly #link = new Store<LinkState>({ type: "connecting" });
  readonly #socket: SessionSocket;
  readonly #url: string;
  readonly #storage: Storage;
  readonly #listeners = new Set<(heard: Heard) => void>();
  readonly #eventListeners = new Set<(event: Event) => void>();
  readonly #asking = new Set<DeviceKind>();
  readonly #reporter: DeviceReporter;
  #hasWaited = false;
  #refusal: RefusalReason | null = null;
  #token: string | null = null;
  #stopLending: () => void = () => {};
  #stopWatching: () => void = () => {};

  constructor(url: string, proof: Proof, local: LocalMedia, storage: Storage) {
    this.#url = url;
    this.#storage = storage;
    this.local = local;
    this.media = new MediaSession((request) => this.#socket.request(request));
    this.#stopWatching = local.state.subscribe(() => this.#syncSending());
    const sources = { local: local.state, media: this.media.state, quality: () => this.media.quality() };
    this.#reporter = new DeviceReporter(sources, (state) => this.#report(state));
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

  get stage(): Readable<Stage> {
    return this.#stage;
  }

  /** Null while this page is not in the room. */
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

  /** Whether this page was in the lobby before it came into the room. */
  get hasWaited(): boolean {
    return this.#hasWaited;
  }

  /** Why this page was not let in, if the server said so. */
  get refusal(): RefusalReason | null {
    return this.#refusal;
  }

  /** Calls with everything worth saying. */
  onNews(listener: (heard: Heard) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Calls with every event, after it is folded in: for what is of the moment (reactions, older messages). */
  onEvent(listener: (event: Event) => void): () => void {
    this.#eventListeners.add(listener);
    return () => this.#eventListeners.delete(listener);
  }

  command(command: Command): Promise<Answer> {
    return this.#socket.request(command);
  }

  /** The table of who came as a file, as far as this person may see it: the answer is a `table`. */
  exportAttendance(request: Omit<ExportRequest, "type">): Promise<Answer> {
    return this.#socket.request({ type: "export_attendance", ...request });
  }

  /** Goodbye, for good. */
  async leave(): Promise<void> {
    await this.#leaveWith({ type: "leave" }, 1_500);
  }

  /** As `leave`, and only those who run the session learn that it was quick. Nothing is heard or sent from now on. */
  async leaveQuickly(): Promise<void> {
    this.media.stop();
    this.local.close();
    await this.#leaveWith({ type: "leave_quickly" }, 300);
  }

  /** Frees everything. The seat stays, so that a reload or `use here` can take it. */
  close(): void {
    this.#stopLending();
    this.#stopWatching();
    this.#reporter.close();
    this.#socket.close();
    this.media.close();
    this.local.close();
  }

  async #leaveWith(command: Command, patience: number): Promise<void> {
    await Promise.race([this.command(command), new Promise((resolve) => setTimeout(resolve, patience))]);
    if (this.#link.get().type !== "over") this.#over({ type: "over", ending: "left" });
  }

  #linkChanged(state: LinkState): void {
    const before = this.#link.get();
    if (state.type === "over") return this.#over(state);
    this.#link.set(state);
    if (state.type === "lost" && before.type === "open") this.tell({ type: "link_lost" });
    if (state.type !== "open") return;
    if (before.type === "lost" && this.#room.get() !== null) this.tell({ type: "link_back" });
    if (this.#stage.get().type !== "room") return;
    this.media.linkOpened();
    this.#syncSending();
    this.#reporter.begin();
  }

  #over(state: LinkState & { type: "over" }): void {
    // Another page has the seat now, and its token is newer than ours; an outdated page is to be loaded again.
    if (state.ending !== "replaced" && state.ending !== "outdated") forgetSeat(this.#storage);
    this.close();
    this.#link.set(state);
  }

  #take(message: Push): void {
    switch (message.type) {
      case "welcome": {
        const before = this.#room.get();
        const after = welcome(before, message, Date.now() - message.now);
        this.#lend(message.you.participant);
        if (before !== null && after !== null) this.#tellBetween(before, after);
        this.#room.set(after);
        if (after !== null) this.#releaseForbidden(after);
        // The same device after a loss: what was stopped meanwhile stays stopped, also when it is seen in the whole only.
        if (before !== null && after !== null && before.you.device === after.you.device) this.#obey(before, after);
        this.#stage.set({ type: "room" });
        return;
      }
      case "lobby":
        this.#hasWaited = true;
        return this.#toStage({ type: "lobby", view: message.view, epoch: Date.now() - message.now });
      case "agreement_needed":
        return this.#toStage({ type: "agreement", agreement: message.agreement });
      case "refused":
        this.#refusal = message.reason;
        return;
      case "event":
        return this.#fold(message.event);
      case "device_invitation":
        return;
      case "speaking":
        return this.#speaking.set(message.devices);
      case "slots":
        return this.media.placeSlots(message);
      case "media_restart":
        return this.media.restart();
    }
  }

  #fold(event: Event): void {
    const before = this.#room.get();
    if (before === null) return;
    const after = reduce(before, event);
    this.#room.set(after);
    this.#tellBetween(before, after);
    for (const news of newsOf(event, before)) this.tell(news);
    for (const news of talkNewsOf(event, before, after)) this.tell(news);
    for (const listener of this.#eventListeners) listener(event);
    if (after.view.people !== before.view.people || after.view.switches !== before.view.switches) this.#releaseForbidden(after);
    if (after.view.devices !== before.view.devices) {
      this.#obey(before, after);
      this.#syncSending();
    }
  }

  /** Nobody is told how a device fares that waits outside. */
  #report(state: DeviceState): Promise<boolean> | null {
    if (this.#stage.get().type !== "room" || this.#link.get().type !== "open") return null;
    return this.command({ type: "report_device", state }).then((answer) => answer.type === "ok");
  }

  /** Outside the room nothing of it is known, and there is no media. */
  #toStage(stage: Stage): void {
    this.#stage.set(stage);
    if (this.#room.get() === null) return;
    this.#room.set(null);
    this.#speaking.set([]);
    this.#stopLending();
    this.media.stop();
  }

  /** What the server has stopped (muted, stepped out, another role) is off here too, until this person turns it on. */
  #obey(before: RoomState, after: RoomState): void {
    for (const kind of LOCAL_KINDS) {
      const stopped = thisDeviceSends(before, kind) && !thisDeviceSends(after, kind);
      if (!stopped || this.#asking.has(kind) || this.#wanted(kind) === null) continue;
      void this.local.turn(kind, false);
      if (iMay(after, permissionToSend(kind)) && me(after)?.presence.type === "here") this.tell({ type: "muted", kind });
    }
  }

  /** Whoever may not send it does not have it open either: the light goes out. */
  #releaseForbidden(room: RoomState): void {
    for (const kind of LOCAL_KINDS) {
      if (me(room) !== undefined && !iMay(room, permissionToSend(kind))) this.local.release(kind);
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
    const { on, track } = this.local.state.get()[kind];
    return on && room !== null && iMay(room, permissionToSend(kind)) ? track : null;
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
    for (const news of newsBetween(before, after)) this.tell(news);
  }

  /** Something worth saying, also when it comes from this page. */
  tell(heard: Heard): void {
    for (const listener of this.#listeners) listener(heard);
  }
}
