// Renders parts of the page for tests, in a language and, where needed, in a room with a session that only remembers.
import { render } from "@testing-library/react";
import type { ReactNode } from "react";
import type { Situation, Tools } from "../actions/actions";
import type { Question } from "../actions/questions";
import { Runner } from "../actions/runner";
import { fi } from "../i18n/fi";
import type { LocalState } from "../media/local";
import type { Command } from "../protocol/generated";
import type { RoomState } from "../room/reduce";
import type { Session } from "../session";
import type { Answer } from "../signaling/socket";
import { Store } from "../store";
import { LanguageContext } from "./language";
import { RoomContext } from "./room/context";

export function renderInFinnish(ui: ReactNode) {
  return render(<LanguageContext value={{ language: "fi", messages: fi, change: () => {} }}>{ui}</LanguageContext>);
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
  readonly answer?: Answer;
}

/** Renders in the room; returns the commands that are sent and the switches that are turned. */
export function renderInRoom(ui: ReactNode, room: RoomState, options: Options = {}) {
  const sent: Command[] = [];
  const turned: [string, boolean][] = [];
  const done: string[] = [];
  const asked: Question[] = [];
  const session = {
    command: (command: Command) => {
      sent.push(command);
      return options.answer === undefined ? new Promise<Answer>(() => {}) : Promise.resolve(options.answer);
    },
    speaking: new Store<readonly number[]>([]),
    onEvent: () => () => {},
    onNews: () => () => {},
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
    leaveQuickly: () => void done.push("leave quickly"),
    askToLeave: () => void done.push("leave"),
    ask: (question) => void asked.push(question),
    showShortcuts: () => void done.push("shortcuts"),
  };
  const now: Situation = { room, link: options.link ?? { type: "open" }, local: options.local ?? QUIET, panelOpen: true, tab: "people", tabs: ["people", "chat"], ...options.now };
  const runner = new Runner();
  renderInFinnish(<RoomContext value={{ now, tools, runner }}>{ui}</RoomContext>);
  return { sent, turned, done, asked, runner };
}
