// What this page shows to the others beside camera and microphone: its screen, and a file that it plays to all. The
// server decides what goes out; this page lets go of what does not.
import { captureScreen, type ScreenUse } from "./media/screen";
import { FilePlayer, type Unplayable } from "./media/player";
import type { MediaSession } from "./media/session";
import { MAX_CUE, MAX_LEVEL, type Command, type DeviceId, type ParticipantId, type SourceKind } from "./protocol/generated";
import type { Heard } from "./room/announcements";
import type { RoomState } from "./room/reduce";
import { freeShare, soundOf, type ScreenKind } from "./room/screens";
import { me, thisDeviceSends } from "./room/selectors";
import type { Answer } from "./signaling/socket";
import { after } from "./signaling/timing";
import { Store, type Readable } from "./store";

/** A screen that goes out from here. */
export interface Share {
  readonly kind: ScreenKind;
  readonly picture: MediaStreamTrack;
  readonly sound: MediaStreamTrack | null;
}

export interface SharingState {
  readonly share: Share | null;
  readonly player: FilePlayer | null;
  /** The browser could not show the screen. */
  readonly failed: boolean;
  /** What was shared goes out no more, and not because this person said so. */
  readonly ended: boolean;
  /** Whether this person wants to see captions. */
  readonly captions: boolean;
  /** How loud screens and what is played are here: 0 … 1. */
  readonly volume: number;
}

/** What is to be played, as the person chose it. */
export interface ToPlay {
  readonly file: File;
  readonly captions: File | null;
  /** Empty: no name. */
  readonly title: string;
  /** 0 … MAX_LEVEL. */
  readonly level: number;
  /** Whether it becomes quieter while somebody speaks. */
  readonly ducks: boolean;
}

export interface SharingParts {
  readonly media: Pick<MediaSession, "send">;
  readonly room: Readable<RoomState | null>;
  readonly speaking: Readable<readonly DeviceId[]>;
  readonly command: (command: Command) => Promise<Answer>;
  readonly tell: (heard: Heard) => void;
}

/** How a browser is asked, and how a file is opened: others in tests. */
export interface SharingDevices {
  readonly capture: typeof captureScreen;
  readonly open: typeof FilePlayer.open;
}

const DEVICES: SharingDevices = { capture: captureScreen, open: (file, options) => FilePlayer.open(file, options) };
const KINDS: readonly ScreenKind[] = ["screen", "second_screen"];
/** An event comes with the answer; milliseconds. */
const TOLD_WITHIN = 3_000;

export class Sharing {
  readonly #parts: SharingParts;
  readonly #devices: SharingDevices;
  readonly #store = new Store<SharingState>({ share: null, player: null, failed: false, ended: false, captions: true, volume: 1 });
  /** Asked of the server, and not yet answered: what it says meanwhile is of before. */
  #asking = 0;
  #ducks = false;
  readonly #stopWatching: () => void;

  constructor(parts: SharingParts, devices: SharingDevices = DEVICES) {
    this.#parts = parts;
    this.#devices = devices;
    this.#stopWatching = parts.speaking.subscribe(() => this.#duck());
  }

  get state(): Readable<SharingState> {
    return this.#store;
  }

  /** Asks for a screen and shows it; `instead` of these, whose screens are stopped once there is one. Called at once after a press. */
  async share(use: ScreenUse, withSound: boolean, instead: readonly ParticipantId[] = []): Promise<Answer | void> {
    this.dismiss();
    const captured = await this.#devices.capture(use, withSound);
    if (captured.type === "failed") this.#update({ failed: true });
    if (captured.type !== "captured") return undefined;
    const { picture, sound } = captured;
    const answer = await this.#take(picture, sound, instead);
    if (answer.type !== "ok") for (const track of [picture, sound]) track?.stop();
    return answer;
  }

  async #take(picture: MediaStreamTrack, sound: MediaStreamTrack | null, instead: readonly ParticipantId[]): Promise<Answer> {
    for (const participant of instead) {
      for (const kind of KINDS) {
        const answer = await this.#parts.command({ type: "mute", participant, kind });
        if (answer.type !== "ok") return answer;
      }
    }
    const room = this.#parts.room.get();
    const kind = room === null ? null : freeShare(room);
    if (kind === null) return { type: "rejected", code: "taken" };
    const sounds: readonly SourceKind[] = sound === null ? [] : [soundOf(kind)];
    const answer = await this.#on([kind, ...sounds]);
    if (answer.type !== "ok") return answer;
    // Chosen away in the browser's own bar while the server was asked.
    if (picture.readyState === "ended") {
      void this.#off(kind);
      return { type: "ok" };
    }
    this.#update({ share: { kind, picture, sound } });
    this.#parts.media.send(kind, picture);
    this.#parts.media.send(soundOf(kind), sound);
    // The browser's own bar, or the window is gone.
    picture.addEventListener("ended", () => {
      if (this.#store.get().share?.picture === picture) void this.stopSharing();
    });
    return answer;
  }

  /** Nothing of the screen goes out when this returns; the answer is the server's. */
  stopSharing(): Promise<Answer | void> {
    const share = this.#letGo();
    return share === null ? Promise.resolve() : this.#off(share.kind);
  }

  /** Plays a file to everybody. Called after a press. */
  async play(what: ToPlay): Promise<Answer | Unplayable> {
    const player = await this.#devices.open(what.file, {
      captions: what.captions,
      longestCue: MAX_CUE,
      onCue: (text) => void this.#parts.command({ type: "send_cue", text }),
      onEnded: () => void this.stopPlaying(),
    });
    if (typeof player === "string") return player;
    const { level, title } = what;
    this.#asking += 1;
    const answer = await this.#parts.command({
      type: "start_playing",
      ...(title.trim() === "" ? {} : { title: title.trim() }),
      picture: player.picture !== null,
      level,
      captions: what.captions !== null,
    });
    const kind = answer.type === "ok" ? await this.#toldKind() : null;
    this.#asking -= 1;
    if (kind === null) {
      player.close();
      // The server plays it, and this page has not heard of it: the connection was lost in between.
      return answer.type === "ok" ? this.stopPlaying() : answer;
    }
    this.#ducks = what.ducks;
    player.setLevel(level / MAX_LEVEL);
    player.setOwnVolume(this.#store.get().volume);
    this.#update({ player });
    this.#parts.media.send(kind, player.picture);
    this.#parts.media.send(soundOf(kind), player.sound);
    this.#duck();
    player.play();
    return answer;
  }

  /** How loud everybody hears what is played from here. */
  async setLevel(level: number): Promise<Answer | void> {
    const playing = this.#parts.room.get()?.view.playing;
    if (playing === undefined) return undefined;
    this.#store.get().player?.setLevel(level / MAX_LEVEL);
    const { title, captions } = playing;
    return this.#parts.command({ type: "set_playing", ...(title === undefined ? {} : { title }), level, captions });
  }

  stopPlaying(): Promise<Answer> {
    return this.#parts.command({ type: "stop_playing" });
  }

  /** How loud screens and what is played are for this person alone. */
  setVolume(volume: number): void {
    this.#update({ volume });
    this.#store.get().player?.setOwnVolume(volume);
  }

  showCaptions(captions: boolean): void {
    this.#update({ captions });
  }

  /** What went wrong, or ended, has been read. */
  dismiss(): void {
    this.#update({ failed: false, ended: false });
  }

  /** What the server has stopped, paused or let go on is so here too. */
  obey(before: RoomState, now: RoomState): void {
    const { share } = this.#store.get();
    if (share !== null && thisDeviceSends(before, share.kind) && !thisDeviceSends(now, share.kind)) {
      this.#letGo();
      // Of a break everybody is told what it does.
      const isCalm = now.view.pause !== undefined || me(now)?.presence.type !== "here";
      if (!isCalm) {
        this.#update({ ended: true });
        this.#parts.tell({ type: "my_screen_ended" });
      }
    }
    this.#obeyPlaying(now);
    this.settle(now);
  }

  /** After a reload the server still has on what this page cannot send any more. */
  settle(room: RoomState): void {
    // What is asked just now may be on already.
    if (this.#asking > 0) return;
    const { share, player } = this.#store.get();
    const { playing } = room.view;
    for (const kind of KINDS) {
      const isPlayed = player !== null && playing?.device === room.you.device && playing.kind === kind;
      const isOurs = share?.kind === kind || isPlayed;
      if (!isOurs && (thisDeviceSends(room, kind) || thisDeviceSends(room, soundOf(kind)))) void this.#off(kind);
    }
  }

  /** Lets go of everything, without a word to the server. */
  letGoOfAll(): void {
    this.#letGo();
    this.#close();
  }

  close(): void {
    this.#stopWatching();
    this.letGoOfAll();
  }

  #obeyPlaying({ view, you }: RoomState): void {
    const { player } = this.#store.get();
    const { playing } = view;
    if (player === null) return;
    if (playing === undefined || playing.device !== you.device) return this.#close();
    if (playing.paused) player.pause();
    else if (player.element.paused && !player.element.ended) player.play();
  }

  /** In which pair what is played from here goes out, once this page is told; null when it is not told in time. */
  #toldKind(): Promise<ScreenKind | null> {
    const { room } = this.#parts;
    return new Promise((resolve) => {
      const look = (): boolean => {
        const state = room.get();
        const playing = state?.view.playing;
        if (playing === undefined || playing.device !== state?.you.device || !isScreen(playing.kind)) return false;
        done(playing.kind);
        return true;
      };
      let stop = (): void => {};
      const cancel = after(TOLD_WITHIN, () => done(null));
      const done = (kind: ScreenKind | null): void => {
        stop();
        cancel();
        resolve(kind);
      };
      if (!look()) stop = room.subscribe(() => void look());
    });
  }

  async #on(kinds: readonly SourceKind[]): Promise<Answer> {
    this.#asking += 1;
    let answer: Answer = { type: "ok" };
    for (const kind of kinds) {
      answer = await this.#parts.command({ type: "set_sending", kind, on: true });
      if (answer.type !== "ok") break;
    }
    this.#asking -= 1;
    return answer;
  }

  async #off(kind: ScreenKind): Promise<Answer> {
    this.#asking += 1;
    const answers = await Promise.all([kind, soundOf(kind)].map((each) => this.#parts.command({ type: "set_sending", kind: each, on: false })));
    this.#asking -= 1;
    return answers.find(({ type }) => type !== "ok") ?? { type: "ok" };
  }

  #letGo(): Share | null {
    const { share } = this.#store.get();
    if (share === null) return null;
    this.#update({ share: null });
    this.#parts.media.send(share.kind, null);
    this.#parts.media.send(soundOf(share.kind), null);
    for (const track of [share.picture, share.sound]) track?.stop();
    return share;
  }

  #close(): void {
    const { player } = this.#store.get();
    if (player === null) return;
    this.#update({ player: null });
    const { share } = this.#store.get();
    for (const kind of KINDS) {
      if (kind === share?.kind) continue;
      this.#parts.media.send(kind, null);
      this.#parts.media.send(soundOf(kind), null);
    }
    player.close();
  }

  #duck(): void {
    this.#store.get().player?.duck(this.#ducks && this.#parts.speaking.get().length > 0);
  }

  #update(change: Partial<SharingState>): void {
    this.#store.update((before) => ({ ...before, ...change }));
  }
}

function isScreen(kind: SourceKind): kind is ScreenKind {
  return kind === "screen" || kind === "second_screen";
}
