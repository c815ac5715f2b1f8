// One session seen from one page: wires the socket, the media and the room state together. No user interface.
import { AudioOnly } from "./media/audioOnly";
import { LocalMedia } from "./media/local";
import { PicturesOfEach } from "./pictures";
import type { DeviceKind } from "./media/devices";
import { DeviceReporter } from "./media/report";
import { MediaSession } from "./media/session";
import type { AgreementView, Command, DeviceId, DeviceState, Event, ExportRequest, Further, LobbyView, ParticipantId, RefusalReason } from "./protocol/generated";
import type { Heard } from "./room/announcements";
import { groupNewsOf } from "./room/groupNews";
import { newsBetween, newsOf } from "./room/news";
import { actedBy, actingState, folded, mustSayWho, stateOf, welcomed, type Party } from "./room/party";
import { ownTaskQuiets } from "./room/programme";
import { programmeNews } from "./room/programmeNews";
import { sceneNews } from "./room/sceneNews";
import { turnNews } from "./room/turnNews";
import { visitNews } from "./room/visit";
import type { RoomState } from "./room/reduce";
import { questionNews } from "./room/questions";
import { receptionNews } from "./room/receptionNews";
import { requestNews } from "./room/requestNews";
import { talkNewsOf } from "./room/talkNews";
import { iMay, iMayUnmute, isCompanion, me, myOtherDevices, permissionToSend, thisDeviceSends } from "./room/selectors";
import { forgetSeat, keepActing, keepSeat, keptActing, lendSeat, type Seat } from "./signaling/seat";
import { SessionSocket, type Answer, type Ending, type LinkState, type Push } from "./signaling/socket";
import { Sharing } from "./sharing";
import { shareNews, shareNewsOf } from "./room/shareNews";
import { storage as kept } from "./storage";
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

/** What becomes of asking for an invitation of a further device. */
export type Invited = { readonly type: "invited"; readonly secret: string } | Exclude<Answer, { type: "ok" }>;

type DeviceInvitation = Extract<Push, { type: "device_invitation" }>;

const LOCAL_KINDS: readonly DeviceKind[] = ["microphone", "camera"];

export class Session {
  readonly local: LocalMedia;
  readonly media: MediaSession;
  readonly audioOnly = new AudioOnly(kept("local"));
  readonly sharing: Sharing;
  readonly pictures = new PicturesOfEach((who) => this.#pictureKey(who));
  readonly #stage = new Store<Stage>({ type: "entering" });
  readonly #party = new Store<Party | null>(null);
  readonly #room = new Store<RoomState | null>(null);
  readonly #sound = new Store<boolean | null>(null);
  readonly #speaking = new Store<readonly DeviceId[]>([]);
  readonly #link = new Store<LinkState>({ type: "connecting" });
  readonly #socket: SessionSocket;
  readonly #url: string;
  readonly #storage: Storage;
  readonly #listeners = new Set<(heard: Heard) => void>();
  readonly #eventListeners = new Set<(event: Event, whom: readonly RoomState[]) => void>();
  readonly #asking = new Set<DeviceKind>();
  readonly #reporter: DeviceReporter;
  #hasWaited = false;
  #putAway = false;
  #invitation: DeviceInvitation | null = null;
  #refusal: RefusalReason | null = null;
  #token: string | null = null;
  #stopLending: () => void = () => {};
  #stopWatching: () => void = () => {};

  constructor(url: string, proof: Proof, local: LocalMedia, storage: Storage) {
    this.#url = url;
    this.#storage = storage;
    this.local = local;
    this.media = new MediaSession((request) => this.#socket.request(request), (news) => this.tell(news));
    this.#stopWatching = local.state.subscribe(() => this.#syncSending());
    this.sharing = new Sharing({
      media: this.media,
      room: this.#room,
      speaking: this.#speaking,
      command: (command) => this.command(command),
      tell: (heard) => this.tell(heard),
    });
    const { state: network } = this.media.network;
    const sources = { local: local.state, media: this.media.state, network, quality: () => this.media.quality() };
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

  /** Everybody whom this page carries; null while it is not in the room. */
  get party(): Readable<Party | null> {
    return this.#party;
  }

  /** The room of whoever acts now; null while this page is not in the room. */
  get room(): Readable<RoomState | null> {
    return this.#room;
  }

  /** Whether the person chose that this page plays sound, or that it does not; null when they have not chosen. */
  get sound(): Readable<boolean | null> {
    return this.#sound;
  }

  playSound(on: boolean): void {
    this.#sound.set(on);
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

  /**
   * Calls with every event, after it is folded in, and with the rooms of those it was for: for what is of the moment
   * (reactions, older messages).
   */
  onEvent(listener: (event: Event, whom: readonly RoomState[]) => void): () => void {
    this.#eventListeners.add(listener);
    return () => this.#eventListeners.delete(listener);
  }

  /** Whoever acts now asks it, or `who` of those whom this page carries. */
  command(command: Command, who?: ParticipantId): Promise<Answer> {
    const party = this.#party.get();
    const participant = who ?? party?.acting;
    if (party === null || participant === undefined || !mustSayWho(party, participant)) return this.#socket.request(command);
    return this.#socket.request({ type: "as", participant, command });
  }

  /** From now on this one of those whom this page carries acts. */
  act(who: ParticipantId): void {
    const party = this.#party.get();
    if (party === null) return;
    const after = actedBy(party, who);
    this.#setParty(after);
    keepActing(this.#storage, after.acting);
  }

  /** Asks for a way in for a further device of this person. One at a time. */
  async inviteDevice(who: ParticipantId, further: Further): Promise<Invited> {
    this.#invitation = null;
    const answer = await this.command({ type: "invite_device", further }, who);
    const invitation = this.#invitation as DeviceInvitation | null;
    if (answer.type !== "ok") return answer;
    // It comes before the answer. Without it nothing can be shown.
    if (invitation?.participant !== who || invitation.further !== further) return { type: "rejected", code: "unavailable" };
    return { type: "invited", secret: invitation.secret };
  }

  /** The table of who came as a file, as far as this person may see it: the answer is a `table`. */
  exportAttendance(request: Omit<ExportRequest, "type">): Promise<Answer> {
    return this.#socket.request({ type: "export_attendance", ...request });
  }

  /** Goodbye, for good, of everybody whom this page carries. */
  async leave(): Promise<void> {
    const room = this.#room.get();
    this.#putAway = room !== null && isCompanion(room) && myOtherDevices(room).length > 0;
    await this.#leaveWith({ type: "leave" }, 1_500);
  }

  /** Goodbye of one of several; the others stay. */
  leaveAlone(who: ParticipantId): Promise<Answer> {
    return this.command({ type: "leave" }, who);
  }

  /** As `leave`, and only those who run the session learn that it was quick. Nothing is heard or sent from now on. */
  async leaveQuickly(): Promise<void> {
    this.sharing.letGoOfAll();
    this.media.stop();
    this.local.close();
    await this.#leaveWith({ type: "leave_quickly" }, 300);
  }

  /** Frees everything. The seat stays, so that a reload or `use here` can take it. */
  close(): void {
    this.pictures.close();
    this.#stopLending();
    this.#stopWatching();
    this.#reporter.close();
    this.sharing.close();
    this.#socket.close();
    this.media.close();
    this.local.close();
  }

  /** A key to bring and see pictures with, for one of those whom this page carries; null when there is none now. */
  async #pictureKey(who: ParticipantId): Promise<string | null> {
    const party = this.#party.get();
    const whose = party !== null && mustSayWho(party, who) ? { participant: who } : {};
    const answer = await this.#socket.request({ type: "picture_key", ...whose });
    return answer.type === "picture_key" ? answer.key : null;
  }

  async #leaveWith(command: Command, patience: number): Promise<void> {
    const all = this.#party.get()?.states.map(({ you }) => you.participant) ?? [undefined];
    const done = Promise.all(all.map((who) => this.command(command, who)));
    await Promise.race([done, new Promise((resolve) => setTimeout(resolve, patience))]);
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
    const room = this.#room.get();
    if (room !== null) this.sharing.settle(room);
    this.#reporter.begin();
  }

  #over(state: LinkState & { type: "over" }): void {
    // Another page has the seat now, and its token is newer than ours; an outdated page is to be loaded again.
    if (state.ending !== "replaced" && state.ending !== "outdated") forgetSeat(this.#storage);
    this.close();
    this.#link.set({ type: "over", ending: this.#endingOf(state.ending) });
  }

  /** A companion that is put away is not goodbye: its person stays with another device. */
  #endingOf(ending: Ending): Ending {
    return ending === "left" && this.#putAway ? "put_away" : ending;
  }

  #setParty(party: Party | null): void {
    this.#party.set(party);
    this.#room.set(party === null ? null : actingState(party));
  }

  #take(message: Push): void {
    switch (message.type) {
      case "welcome": {
        const before = this.#room.get();
        const party = welcomed(this.#party.get(), message, Date.now() - message.now, keptActing(this.#storage));
        const after = party === null ? null : actingState(party);
        this.#lend(message.you.participant);
        this.media.useIceServers(message.ice_servers ?? []);
        this.media.useCodec(message.view?.switches?.codec);
        if (before !== null && after !== null && isSamePerson(before, after)) this.#tellBetween(before, after);
        this.#setParty(party);
        if (after !== null) this.#releaseForbidden(after);
        // The same device after a loss: what was stopped meanwhile stays stopped, also when it is seen in the whole only.
        if (before !== null && after !== null && before.you.device === after.you.device) {
          this.#obey(before, after);
          this.sharing.obey(before, after);
        }
        // A page that was closed or asleep when people were sent away may open in a pocket: it is not on the air by that.
        else if (party?.states.every(ownTaskQuiets) === true) this.local.turnOff(LOCAL_KINDS);
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
        return this.#fold(message.event, message.whom ?? []);
      case "device_invitation":
        this.#invitation = message;
        return;
      case "speaking":
        return this.#speaking.set(message.devices);
      case "slots":
      case "media_wanted":
      case "network":
      case "media_restart":
        return this.media.take(message);
    }
  }

  #fold(event: Event, whom: readonly ParticipantId[]): void {
    const known = this.#party.get();
    if (known === null) return;
    const party = folded(known, event, whom);
    const after = actingState(party);
    // When whoever acted has left, somebody else acts, who has seen it happen.
    const before = stateOf(known, party.acting) ?? after;
    const heard = party.states.filter(({ you }) => whom.length === 0 || whom.includes(you.participant));
    this.#setParty(party);
    if (heard.includes(after)) {
      this.#tellBetween(before, after);
      for (const news of newsOf(event, before)) this.tell(news);
      for (const news of talkNewsOf(event, before, after)) this.tell(news);
      for (const news of groupNewsOf(event, before, after)) this.tell(news);
      for (const news of shareNewsOf(event, after)) this.tell(news);
    }
    if (event.type === "results_changed" || event.type === "view_replaced") {
      for (const { you, view } of heard) this.pictures.keepOnly(you.participant, new Set((view.results ?? []).flatMap(({ picture }) => picture ?? [])));
    }
    for (const listener of this.#eventListeners) listener(event, heard);
    if (after.view.people !== before.view.people || after.view.switches !== before.view.switches) this.#releaseForbidden(after);
    if (after.view.devices !== before.view.devices) {
      this.#obey(before, after);
      this.#syncSending();
    }
    if (after.view.devices !== before.view.devices || after.view.playing !== before.view.playing) this.sharing.obey(before, after);
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
    this.#setParty(null);
    this.#speaking.set([]);
    this.#stopLending();
    this.sharing.letGoOfAll();
    this.media.stop();
  }

  /** What the server has stopped (muted, stepped out, another role) is off here too, until this person turns it on. */
  #obey(before: RoomState, after: RoomState): void {
    const isStopped = (kind: DeviceKind): boolean => thisDeviceSends(before, kind) && !thisDeviceSends(after, kind);
    const stopped = LOCAL_KINDS.filter((kind) => isStopped(kind) && !this.#asking.has(kind) && this.#wanted(kind) !== null);
    // Together: what is still on while the other is off already would be asked for anew.
    this.local.turnOff(stopped);
    // Of a break and an own task everybody is told what they do.
    const isCalm = after.view.pause !== undefined || after.view.own_task !== undefined;
    if (isCalm || me(after)?.presence.type !== "here") return;
    for (const kind of stopped) {
      if (this.#mayBeSentBy(kind) !== undefined) this.tell({ type: "muted", kind });
    }
  }

  /** Whoever may not send it does not have it open either: the light goes out. */
  #releaseForbidden(room: RoomState): void {
    for (const kind of LOCAL_KINDS) {
      if (me(room) !== undefined && this.#mayBeSentBy(kind) === undefined) this.local.release(kind);
    }
  }

  /** Sound and picture are shared: one of those here who may send it is enough; whoever acts before the others. */
  #mayBeSentBy(kind: DeviceKind): ParticipantId | undefined {
    const party = this.#party.get();
    if (party === null) return undefined;
    const mays = party.states.filter((state) => iMay(state, permissionToSend(kind))).map(({ you }) => you.participant);
    return mays.includes(party.acting) ? party.acting : mays[0];
  }

  /** Of several here: whoever may turn it on now, by themselves or because they were asked. */
  #askerFor(kind: DeviceKind): ParticipantId | undefined {
    const party = this.#party.get();
    const asker = this.#mayBeSentBy(kind);
    if (party === null || kind !== "microphone") return asker;
    const may = party.states.filter(iMayUnmute).map(({ you }) => you.participant);
    return asker !== undefined && may.includes(asker) ? asker : (may[0] ?? asker);
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
    return on && room !== null && this.#mayBeSentBy(kind) !== undefined ? track : null;
  }

  async #setSending(kind: DeviceKind, on: boolean): Promise<void> {
    if (this.#asking.has(kind)) return;
    this.#asking.add(kind);
    const answer = await this.command({ type: "set_sending", kind, on }, this.#askerFor(kind));
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
    for (const news of programmeNews(before, after)) this.tell(news);
    for (const news of sceneNews(before, after)) this.tell(news);
    for (const news of turnNews(before, after)) this.tell(news);
    for (const news of requestNews(before, after)) this.tell(news);
    for (const news of receptionNews(before, after)) this.tell(news);
    for (const news of visitNews(before, after)) this.tell(news);
    for (const news of questionNews(before, after)) this.tell(news);
    for (const news of shareNews(before, after)) this.tell(news);
  }

  /** Something worth saying, also when it comes from this page. */
  tell(heard: Heard): void {
    for (const listener of this.#listeners) listener(heard);
  }
}

function isSamePerson(a: RoomState, b: RoomState): boolean {
  return a.you.participant === b.you.participant;
}
