// What a person can do, as data. Button, menu and shortcut all read the same record, so that they always agree.
import type { Messages } from "../i18n/fi";
import type { LocalState } from "../media/local";
import { canCaptureScreen } from "../media/screen";
import { iMayHere, iOnlyListen } from "../room/groups";
import { iAmOnBreak } from "../room/programme";
import type { RoomState } from "../room/reduce";
import { iMayPlay, iMayShare, iShare } from "../room/screens";
import {
  iAmReceived,
  iHaveFloor,
  iMay,
  iMayUnmute,
  myHandNumber,
  myPlace,
  permissionToSend,
  queueHere,
  thisDeviceSends,
} from "../room/selectors";
import { nextTurn } from "../room/turns";
import type { Session } from "../session";
import type { Question } from "./questions";
import type { Answer, LinkState } from "../signaling/socket";

/** All that decides whether something can be done. */
export interface Situation {
  readonly room: RoomState;
  readonly link: LinkState;
  readonly local: LocalState;
  readonly panelOpen: boolean;
  /** The part of the panel that is shown when it is open. */
  readonly tab: TabId;
  /** The parts of the panel that there are for this person. */
  readonly tabs: readonly TabId[];
  /** What of the part that is shown is wished to be in sight, until it is. */
  readonly section?: Section | undefined;
}

/** A section of a part of the panel to which one can be brought. */
export type Section = "groups";

/** The parts of the panel, in their order. */
export type TabId = "reception" | "people" | "chat" | "group" | "agenda" | "polls" | "session";

/** What an action works with. */
export interface Tools {
  readonly session: Session;
  /** Shows this part of the panel, or closes the panel if it is the one that is shown. */
  readonly toggleTab: (tab: TabId) => void;
  /** Shows this part of the panel, and there this section. */
  readonly showTab: (tab: TabId, section?: Section) => void;
  /** The section that was wished is in sight. */
  readonly arrived: () => void;
  readonly askToLeave: () => void;
  /** Away at once, without a question. */
  readonly leaveQuickly: () => void;
  readonly showShortcuts: () => void;
  /** Asks the person, over everything else. */
  readonly ask: (question: Question) => void;
}

export type ActionId =
  | "microphone"
  | "camera"
  | "hand"
  | "share"
  | "people"
  | "chat"
  | "leave"
  | "call_next"
  | "finish_turn"
  | "shortcuts"
  | "go_backstage"
  | "come_from_backstage"
  | "step_back"
  | "act_as_supervisor"
  | "stop_acting"
  | "admit_all"
  | "ask_for_help"
  | "choose_scene"
  | "swap_scene"
  | "take_seat"
  | "leave_seat"
  | "reply"
  | "pass_turn"
  | "take_turn_later"
  | "end_round"
  | "end_silence"
  | "take_stick"
  | "lower_all_hands"
  | "come_back"
  | "take_next"
  | "receive_all"
  | "join_encounter"
  | "decline_encounter"
  | "step_aside"
  | "go_to_visitor"
  | "leave_encounter"
  | "propose_hand_over"
  | "withdraw_hand_over"
  | "return_to_line"
  | "end_encounter";

export interface Action {
  readonly id: ActionId;
  readonly label: (messages: Messages) => string;
  /** A single letter or sign; not used while somebody types. */
  readonly shortcut?: string;
  /** Whether it is for this person at all. */
  readonly isFor: (now: Situation) => boolean;
  readonly isPossible: (now: Situation) => boolean;
  /** For switches: whether it is on, as the server sees it. */
  readonly isOn?: (now: Situation) => boolean;
  /** Asked, but not yet in force. */
  readonly isPending?: (now: Situation) => boolean;
  readonly perform: (tools: Tools, now: Situation) => Promise<Answer | void> | void;
}

const anyone = (): boolean => true;
export const isConnected = ({ link }: Situation): boolean => link.type === "open";

function localSwitch(kind: "microphone" | "camera", shortcut: string): Action {
  return {
    id: kind,
    label: (messages) => messages.action[kind],
    shortcut,
    isFor: ({ room }) => iMay(room, permissionToSend(kind)),
    // Turning off is always possible, also while the connection is away.
    isPossible: (now) => now.local[kind].on || (isConnected(now) && !iAmOnBreak(now.room) && !iOnlyListen(now.room) && (kind === "camera" || iMayUnmute(now.room))),
    isOn: ({ room, local }) => local[kind].on && local[kind].track !== null && thisDeviceSends(room, kind),
    isPending: ({ room, local }) => {
      const { on, track, opening } = local[kind];
      return opening || (on && track !== null && !thisDeviceSends(room, kind));
    },
    perform: ({ session }, now) => session.local.turn(kind, !(now.local[kind].on && now.local[kind].track !== null)),
  };
}

const hand: Action = {
  id: "hand",
  label: (messages) => messages.action.hand,
  shortcut: "r",
  // Backstage and where people are helped there is no queue.
  isFor: ({ room }) => iMay(room, "raise_hand") && ["plenary", "group"].includes(myPlace(room).type),
  isPossible: (now) => isConnected(now) && !iHaveFloor(now.room),
  isOn: ({ room }) => myHandNumber(room) !== null,
  perform: ({ session }, { room }) => session.command({ type: myHandNumber(room) === null ? "raise_hand" : "lower_hand" }),
};

/** One's screen, or a file, to the others. On a phone it is in one's own menu: there the bar has no room for it. */
export const share: Action = {
  id: "share",
  label: (messages) => messages.share.action,
  shortcut: "s",
  // A phone has no screen to share, but may play to all.
  isFor: ({ room }) => iShare(room) || (iMay(room, "publish_screen") && canCaptureScreen()) || iMay(room, "play_to_all"),
  isPossible: (now) => iShare(now.room) || (isConnected(now) && (iMayShare(now.room) || iMayPlay(now.room))),
  isOn: ({ room }) => iShare(room),
  perform: ({ session, ask }, { room }) => (iShare(room) ? session.sharing.stopSharing() : ask({ type: "share" })),
};

function tabSwitch(tab: "people" | "chat", shortcut: string): Action {
  return {
    id: tab,
    label: (messages) => messages.action[tab],
    shortcut,
    isFor: ({ tabs }) => tabs.includes(tab),
    isPossible: anyone,
    isOn: (now) => now.panelOpen && now.tab === tab,
    perform: ({ toggleTab }) => toggleTab(tab),
  };
}

const leave: Action = {
  id: "leave",
  label: (messages) => messages.action.leave,
  isFor: anyone,
  isPossible: anyone,
  perform: ({ askToLeave }) => askToLeave(),
};

export const callNext: Action = {
  id: "call_next",
  label: (messages) => messages.action.callNext,
  isFor: ({ room }) => iMayHere(room, "run_turns"),
  isPossible: (now) => isConnected(now) && nextTurn(now.room) !== undefined,
  perform: ({ session }) => session.command({ type: "call_next" }),
};

export const finishTurn: Action = {
  id: "finish_turn",
  label: (messages) => messages.action.finishTurn,
  isFor: ({ room }) => queueHere(room).floor !== undefined && (iHaveFloor(room) || iMayHere(room, "run_turns")),
  isPossible: isConnected,
  perform: ({ session }) => session.command({ type: "finish_turn" }),
};

export const shortcuts: Action = {
  id: "shortcuts",
  label: (messages) => messages.action.shortcuts,
  shortcut: "?",
  isFor: ({ room }) => !iAmReceived(room),
  isPossible: anyone,
  perform: ({ showShortcuts }) => showShortcuts(),
};

/** The bar at the bottom, in its order. Leave is the last. */
export const TOOLBAR: readonly Action[] = [
  localSwitch("microphone", "m"),
  localSwitch("camera", "v"),
  hand,
  share,
  tabSwitch("people", "p"),
  tabSwitch("chat", "c"),
  leave,
];

/** Everything that has a shortcut. */
export const WITH_SHORTCUT: readonly Action[] = [...TOOLBAR, shortcuts].filter((action) => action.shortcut !== undefined);
