// Renders parts of the page for tests, in a language and, where needed, in a room with a session that only remembers.
import { act, render } from "@testing-library/react";
import type { ReactNode } from "react";
import type { Situation, Tools } from "../actions/actions";
import type { Question } from "../actions/questions";
import { Runner } from "../actions/runner";
import { fi } from "../i18n/fi";
import type { LocalState } from "../media/local";
import { GOOD, type Network } from "../media/network";
import { NO_SLOTS, type Slots } from "../media/slots";
import type { Command, Event, Further, ParticipantId } from "../protocol/generated";
import type { Uploaded } from "../pictures";
import type { Heard } from "../room/announcements";
import { OwnQuestions } from "../ownQuestions";
import type { Party } from "../room/party";
import { reduce, type RoomState } from "../room/reduce";
import { Talk } from "../room/talk";
import type { Invited, Session } from "../session";
import type { Answer } from "../signaling/socket";
import type { Unplayable } from "../media/player";
import type { SharingState, ToPlay } from "../sharing";
import { Store } from "../store";
import { LanguageContext } from "./language";
import { TalkContext } from "./room/chat/talk";
import { OwnQuestionsContext } from "./room/questions/ownQuestions";
import { RoomContext } from "./room/context";

export function renderInFinnish(ui: ReactNode) {
  return render(inFinnish(ui));
}

function inFinnish(ui: ReactNode) {
  return <LanguageContext value={{ language: "fi", messages: fi, change: () => {} }}>{ui}</LanguageContext>;
}

const SWITCHED_OFF = { on: false, track: null, problem: null, opening: false, chosen: null };

export const QUIET: LocalState = {
  microphone: SWITCHED_OFF,
  camera: SWITCHED_OFF,
  devices: { microphone: [], camera: [] },
  asked: true,
};

interface Options {
  readonly local?: LocalState;
  readonly link?: Situation["link"];
  readonly now?: Partial<Situation>;
  /** What the server answers; never, unless told. */
  readonly answer?: Answer | Promise<Answer>;
  /** What this tab remembers from before. */
  readonly storage?: Storage;
  /** What is received. */
  readonly tracks?: readonly MediaStreamTrack[];
  /** Who is in which receive slot. */
  readonly slots?: Slots;
  /** What becomes of asking for a further device. */
  readonly invited?: Invited;
  /** Who else is at this device. */
  readonly party?: Party;
  /** What becomes of a picture that is sent. */
  readonly uploaded?: Uploaded;
  /** What this page shows to the others. */
  readonly sharing?: Partial<SharingState>;
  /** What becomes of a file that is played. */
  readonly played?: Answer | Unplayable;
}

/** Renders in the room; returns the commands that are sent and the switches that are turned. */
export function renderInRoom(ui: ReactNode | ((session: Session) => ReactNode), room: RoomState, options: Options = {}) {
  const sent: Command[] = [];
  /** On whose behalf each of them, where it was said. */
  const by: (ParticipantId | undefined)[] = [];
  const turned: [string, boolean][] = [];
  const done: string[] = [];
  const asked: Question[] = [];
  const heard: Heard[] = [];
  const sound = new Store<boolean | null>(null);
  const network = new Store<Network>(GOOD);
  const audioOnly = new Store(false);
  /** Received pictures that are drawn, by their elements. */
  const watched = new Map<Element, number>();
  const listeners = new Set<(event: Event, whom: readonly RoomState[]) => void>();
  const newsListeners = new Set<(news: Heard) => void>();
  const session = {
    command: (command: Command, who?: ParticipantId) => {
      sent.push(command);
      by.push(who);
      return options.answer === undefined ? new Promise<Answer>(() => {}) : Promise.resolve(options.answer);
    },
    speaking: new Store<readonly number[]>([]),
    party: new Store<Party | null>(options.party ?? { you: room.you, states: [room], acting: room.you.participant }),
    act: (who: ParticipantId) => void done.push(`act ${who}`),
    inviteDevice: (who: ParticipantId, further: Further) => {
      done.push(`invite ${who} ${further}`);
      return Promise.resolve<Invited>(options.invited ?? { type: "invited", secret: "bGFpdGU" });
    },
    pictures: {
      of: (who: ParticipantId) => ({
        upload: (blob: Blob) => {
          done.push(`upload ${who} ${blob.type}`);
          return Promise.resolve<Uploaded>(options.uploaded ?? { type: "uploaded", picture: 7 });
        },
        address: (picture: number) => Promise.resolve(`blob:${picture}`),
      }),
    },
    sound,
    playSound: (on: boolean) => sound.set(on),
    room: new Store<RoomState | null>(room),
    media: {
      state: new Store({ type: "up", tracks: options.tracks ?? [], slots: options.slots ?? NO_SLOTS }),
      network: { state: network },
      shown: {
        watch: (host: Element, line: number) => {
          watched.set(host, line);
          return () => watched.delete(host);
        },
      },
    },
    audioOnly,
    onEvent: (listener: (event: Event, whom: readonly RoomState[]) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tell: (news: Heard) => {
      heard.push(news);
      for (const listener of newsListeners) listener(news);
    },
    onNews: (listener: (news: Heard) => void) => {
      newsListeners.add(listener);
      return () => newsListeners.delete(listener);
    },
    sharing: {
      state: new Store<SharingState>({ share: null, player: null, failed: false, ended: false, captions: true, volume: 1, ...options.sharing }),
      share: (use: string, withSound: boolean, instead: readonly ParticipantId[] = []) => {
        done.push(["share", use, ...(withSound ? ["sound"] : []), ...instead].join(" "));
        return Promise.resolve();
      },
      stopSharing: () => {
        done.push("stop sharing");
        return Promise.resolve();
      },
      play: (what: ToPlay) => {
        done.push(`play ${what.file.name} ${String(what.level)}${what.title === "" ? "" : ` ${what.title}`}`);
        return Promise.resolve(options.played ?? { type: "ok" });
      },
      setVolume: (volume: number) => void done.push(`volume ${String(volume)}`),
      showCaptions: (on: boolean) => void done.push(`captions ${String(on)}`),
      dismiss: () => void done.push("dismiss"),
    },
    local: {
      turn: (kind: string, on: boolean) => {
        turned.push([kind, on]);
        return Promise.resolve();
      },
    },
  } as unknown as Session;
  const tools: Tools = {
    session,
    toggleTab: (tab) => void done.push(tab),
    showTab: (tab, section) => void done.push(section === undefined ? `show ${tab}` : `show ${tab} ${section}`),
    arrived: () => void done.push("arrived"),
    leaveQuickly: () => void done.push("leave quickly"),
    askToLeave: () => void done.push("leave"),
    ask: (question) => void asked.push(question),
    showShortcuts: () => void done.push("shortcuts"),
  };
  let now: Situation = { room, link: options.link ?? { type: "open" }, local: options.local ?? QUIET, panelOpen: true, tab: "people", tabs: ["people", "chat"], ...options.now };
  const runner = new Runner();
  const own = new OwnQuestions(forgetful());
  const talk = new Talk(options.storage ?? forgetful(), forgetful());
  talk.begin(room);
  const drawn = () => (
    <TalkContext value={talk}>
      <OwnQuestionsContext value={own}>
        <RoomContext value={{ now, tools, runner }}>{typeof ui === "function" ? ui(session) : ui}</RoomContext>
      </OwnQuestionsContext>
    </TalkContext>
  );
  const { rerender } = renderInFinnish(drawn());
  /** What the server tells, folded in as the page does. */
  const tell = (...events: readonly Event[]): void =>
    act(() => {
      for (const event of events) {
        now = { ...now, room: reduce(now.room, event) };
        talk.hear(event, now.room);
        for (const listener of listeners) listener(event, [now.room]);
      }
      rerender(inFinnish(drawn()));
    });
  return { network, audioOnly, watched: () => [...watched.values()], own, sent, by, session, turned, done, asked, heard, runner, talk, tell };
}

/** A storage of its own for each test. */
export function forgetful(): Storage {
  const map = new Map<string, string>();
  return {
    getItem: (key: string) => map.get(key) ?? null,
    setItem: (key: string, value: string) => void map.set(key, value),
  } as unknown as Storage;
}
