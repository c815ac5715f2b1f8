// Generated from the Rust types in signaling/src. Do not edit; run:
// UPDATE_GENERATED=1 cargo test -p signaling --test generated

/** A person in a session. Drawn at random by the server when a link is exchanged for a ticket. */
export type ParticipantId = number;

/**
 * A page or installed client with one WebSocket and one media session. A device outlives its connections
 * (a reload or a lost network), may carry several people, and a person may have several.
 */
export type DeviceId = number;

/** A breakout group. Never used twice in a session, so that a late message cannot mean another group. */
export type GroupId = number;

/** A place where one person is helped to get in. Never used twice in a session. */
export type HelpId = number;

/** Chosen by the client, echoed in the answer. Any number a JavaScript client can hold exactly. */
export type RequestId = number;

/** Position in one person's stream of events: 1, 2, 3 … without gaps. */
export type Sequence = number;

/**
 * Milliseconds since the session's epoch. The server makes it: from the monotonic clock while it runs, from the
 * wall clock after a restart, never below the last one stored.
 */
export type Moment = number;

/** What someone is in a session. Given by the invitation, changed live, read from the room at each command. */
export type Role = "supervisor" | "facilitator" | "assistant" | "participant" | "speaker" | "observer" | "interpreter";

/** One thing that a role may or may not do. */
export type Permission = "publish_microphone" | "publish_camera" | "publish_screen" | "publish_screen_sound" | "hear_plenary" | "see_plenary" | "raise_hand" | "chat_plenary" | "chat_group" | "chat_facilitators" | "chat_privately" | "react" | "delete_others_messages" | "run_polls" | "vote" | "see_pulse" | "see_feedback" | "see_attendance" | "correct_attendance" | "see_speaking_time" | "see_device_state" | "run_technology_round" | "admit" | "run_door" | "move_people" | "run_groups" | "visit_groups" | "run_turns" | "lower_others_hands" | "run_timers" | "mute_others" | "rename_others" | "rename" | "remove" | "see_quick_leave" | "change_roles" | "change_settings" | "end_session" | "enter_backstage" | "add_people";

/** The kind of meeting; decides labels and defaults. */
export type Template = "supervision" | "peer_circle" | "leadership_meeting" | "workshop" | "cafe" | "webinar" | "appointment" | "drop_in" | "focus_group" | "dialogue";

/** What a device can send. The order is the order of the m-lines in the sending connection. */
export type SourceKind = "microphone" | "camera" | "screen" | "screen_sound" | "second_screen" | "second_screen_sound";

/** How people are spread over freshly opened groups. */
export type Assignment = "by_hand" | "random";

/** Where somebody is. */
export type Place =
  | { type: "plenary" }
  | {
    type: "group";
    /** Which. */
    group: GroupId;
  }
  | { type: "backstage" }
  | {
    type: "help";
    /** Which. */
    help: HelpId;
  };

/** One person to one place. */
export type Move = {
  /** Who. */
  participant: ParticipantId;
  /** Where to. */
  to: Place;
};

/** What participants and observers may do by themselves, as far as their role lets them. Nobody else is bound by it. */
export type Switches = {
  /** Turn their microphone on; else only when asked to, or with the floor. */
  unmute: boolean;
  /** Show their camera. */
  camera: boolean;
  /** Share a screen. */
  share: boolean;
  /** Write to one other person. */
  chat_privately: boolean;
  /** Change their name. */
  rename: boolean;
};

/** What the door does with somebody who comes. Those who run the session always get in. */
export type Door = "open" | "knock" | "closed";

/** The door as somebody in the lobby sees it. */
export type DoorView =
  | { type: "knock" }
  | { type: "closed" }
  | {
    type: "not_yet";
    /** When the doors open. */
    opens_at: Moment;
  };

/** Why somebody in the lobby cannot get in by themselves. */
export type HelpProblem = "no_sound" | "no_picture" | "something_else";

/** Why somebody was not let in. */
export type RefusalReason = "not_invited" | "full" | "later";

/** How somebody came to the door. */
export type Invitation = "personal" | "shared";

/** All that somebody in the lobby knows. It comes whole in [`super::ServerMessage::Lobby`]; the next replaces it. */
export type LobbyView = {
  /** What the room says to those who wait. */
  welcome: string;
  /** How many came before and still wait. */
  ahead: number;
  /** What they wait for. */
  door: DoorView;
  /** What they asked help for, if they did. */
  help?: HelpProblem;
};

/** The lobby as those see it who may let people in. */
export type LobbyList = {
  /** What the door does. */
  door: Door;
  /** Whether the session has ended for guests. */
  ended: boolean;
  /** How many wait. */
  count: number;
  /** The first [`MAX_WAITING_SHOWN`] of them: those who ask for help, then first come first. */
  waiting: Array<WaitingView>;
};

/** Somebody in the lobby. */
export type WaitingView = {
  /** Who. */
  participant: ParticipantId;
  /** The name they gave. */
  name: string;
  /** Since when. */
  since: Moment;
  /** How they came. */
  invitation: Invitation;
  /** They came through a shared link after somebody who had come through it was removed: it may be the same person. */
  marked: boolean;
  /** Whether their connection is there. */
  connected: boolean;
  /** What they ask help for. */
  help?: HelpProblem;
};

/** What removing somebody cannot stop. */
export type Remains = "nothing" | "shared_link";

/** The first frame of every connection: who is it? */
export type Hello = {
  /** Protocol version the client speaks. */
  version: number;
  /** What proves the identity. */
  proof: Proof;
};

/** Identity comes from one of these, never from a later message. */
export type Proof =
  | {
    type: "ticket";
    /** The signed ticket. */
    ticket: string;
  }
  | {
    type: "resume";
    /** The rotating token, good once. */
    token: string;
    /** The last event seen; `null` after a reload: then the whole view is sent. */
    seen: Sequence | null;
  };

/** What a person asks of the room. Who asks is known from the connection. */
export type Command =
  | {
    type: "set_sending";
    /** Which source. */
    kind: SourceKind;
    /** Whether it is sent. */
    on: boolean;
  }
  | { type: "raise_hand" }
  | {
    type: "lower_hand";
    /** Whose hand; one's own when absent. */
    participant?: ParticipantId;
  }
  | { type: "call_next" }
  | { type: "finish_turn" }
  | {
    type: "open_groups";
    /** How many, 1 to [`MAX_GROUPS`]. */
    count: number;
    /** Who goes where at once. */
    assignment: Assignment;
  }
  | {
    type: "move_people";
    /** Who goes where. */
    moves: Array<Move>;
  }
  | { type: "recall" }
  | { type: "leave" }
  | { type: "leave_quickly" }
  | {
    type: "change_role";
    /** Who. */
    participant: ParticipantId;
    /** What they are from now on. */
    role: Role;
  }
  | {
    type: "mute";
    /** Whose. */
    participant: ParticipantId;
    /** Which. */
    kind: SourceKind;
  }
  | {
    type: "ask_to_unmute";
    /** Whom. */
    participant: ParticipantId;
    /** Which. */
    kind: SourceKind;
  }
  | {
    type: "decline_unmute";
    /** Which. */
    kind: SourceKind;
  }
  | { type: "act_as_supervisor" }
  | { type: "stop_acting" }
  | {
    type: "set_switches";
    /** All of them. */
    switches: Switches;
  }
  | { type: "go_backstage" }
  | { type: "come_from_backstage" }
  | {
    type: "step_out";
    /** Why, if one likes to say; at most [`super::MAX_NOTE`] characters, one line. */
    note?: string;
  }
  | { type: "step_back" }
  | {
    type: "rename";
    /** Who; oneself when absent. */
    participant?: ParticipantId;
    /** The name. */
    name: string;
  }
  | {
    type: "ask_for_help";
    /** What is wrong. */
    problem: HelpProblem;
  }
  | {
    type: "admit";
    /** Who, 1 to [`super::MAX_ADMITTED`]. */
    participants: Array<ParticipantId>;
  }
  | { type: "admit_all" }
  | {
    type: "refuse";
    /** Who, in the lobby. */
    participant: ParticipantId;
    /** Why; they are told. */
    reason: RefusalReason;
  }
  | {
    type: "send_back";
    /** Who. */
    participant: ParticipantId;
  }
  | {
    type: "take_to_help";
    /** Who, in the lobby. */
    participant: ParticipantId;
  }
  | {
    type: "remove";
    /** Who. */
    participant: ParticipantId;
  }
  | { type: "end_session" }
  | {
    type: "set_door";
    /** What. */
    door: Door;
  }
  | {
    type: "set_welcome";
    /** At most [`super::MAX_WELCOME`] characters. */
    text: string;
  };

/** Session descriptions; two messages in the life of a device. */
export type MediaRequest =
  | {
    type: "media_send";
    /** SDP offer. */
    sdp: string;
  }
  | {
    type: "media_receive";
    /** SDP answer. */
    sdp: string;
  };

/** Any frame after the first. */
export type Request = { id: RequestId } & (Command | MediaRequest);

/** Any frame from the server. */
export type ServerMessage =
  | {
    type: "welcome";
    /** Version spoken from here on. */
    version: number;
    /** Whose connection this is. */
    you: You;
    /** Good for one [`Proof::Resume`]; replaces the one before. */
    resume_token: string;
    /** The last event already contained in `view`, or the last one seen when it is absent. */
    seq: Sequence;
    /** The whole truth for this person; absent when the missed events follow instead. */
    view?: RoomView;
  }
  | {
    type: "ok";
    /** Of the request. */
    id: RequestId;
  }
  | {
    type: "rejected";
    /** Of the request. */
    id: RequestId;
    /** Why. */
    code: Rejection;
  }
  | {
    type: "event";
    /** Its place in this person's stream. */
    seq: Sequence;
    /** What. */
    event: Event;
  }
  | {
    type: "media";
    /** Of the request. */
    id: RequestId;
    /** SDP answer for the sending connection. */
    answer: string;
    /** SDP offer of the receiving connection. */
    offer: string;
  }
  | {
    type: "slots";
    /** Grows with every change for this device. */
    generation: number;
    /** Every slot that carries somebody. */
    slots: Array<SlotView>;
  }
  | {
    type: "speaking";
    /** Loudest first. */
    devices: Array<DeviceId>;
  }
  | {
    type: "lobby";
    /** Good for one [`Proof::Resume`]; absent when the one before is still good. */
    resume_token?: string;
    /** What they know. */
    view: LobbyView;
  }
  | {
    type: "refused";
    /** Why. */
    reason: RefusalReason;
  }
  | { type: "media_restart" };

/** Who this connection speaks for. */
export type You = {
  /** The person. */
  participant: ParticipantId;
  /** The page. */
  device: DeviceId;
};

/** What one person is told. Small state is sent whole: fold by replacing. */
export type Event =
  | {
    type: "people_changed";
    /** In seat order. */
    people: Array<PersonView>;
  }
  | {
    type: "person_left";
    /** Who. */
    participant: ParticipantId;
    /** How. */
    reason: LeaveReason;
  }
  | {
    type: "groups_changed";
    /** In number order. */
    groups: Array<GroupView>;
  }
  | {
    type: "queues_changed";
    /** Plenary first, then groups by number. */
    queues: Array<QueueView>;
  }
  | {
    type: "devices_changed";
    /** In order of id. */
    devices: Array<DeviceView>;
  }
  | {
    type: "view_replaced";
    /** Instead of the one before. */
    view: RoomView;
  }
  | {
    type: "switches_changed";
    /** All of them. */
    switches: Switches;
  }
  | {
    type: "unmute_asked";
    /** All that is still asked, in [`SourceKind`] order. */
    asked: Array<SourceKind>;
  }
  | {
    type: "unmute_declined";
    /** Who. */
    participant: ParticipantId;
    /** To what. */
    kind: SourceKind;
  }
  | {
    type: "lobby_changed";
    /** Whole. */
    lobby: LobbyList;
  }
  | {
    type: "removed";
    /** Who is removed. */
    participant: ParticipantId;
    /** What they can still do. */
    remains: Remains;
  };

/** How somebody went. */
export type LeaveReason = "left" | "lost" | "left_quickly" | "removed" | "ended" | "sent_back";

/** Everything one person may know of the session. The events fold into it. */
export type RoomView = {
  /** What the room is called. */
  title: string;
  /** What kind of meeting it is. */
  template: Template;
  /** The moment of this view. */
  now: Moment;
  /** As in [`super::Event::PeopleChanged`]. */
  people: Array<PersonView>;
  /** As in [`super::Event::GroupsChanged`]. */
  groups: Array<GroupView>;
  /** As in [`super::Event::QueuesChanged`]. */
  queues: Array<QueueView>;
  /** As in [`super::Event::DevicesChanged`]. */
  devices: Array<DeviceView>;
  /** As in [`super::Event::SwitchesChanged`]; absent when nothing is switched off. */
  switches?: Switches;
  /** As in [`super::Event::UnmuteAsked`]; absent when nothing is asked. */
  asked?: Array<SourceKind>;
  /** As in [`super::Event::LobbyChanged`]; absent for those who may not let people in. */
  lobby?: LobbyList;
};

/** A person as everybody sees them. */
export type PersonView = {
  /** Who. */
  participant: ParticipantId;
  /** The name they chose at the door. */
  name: string;
  /** What they are here. */
  role: Role;
  /** Stable order of the circle: kept for the whole session, never given to another. */
  seat: number;
  /** Whether they are reachable. */
  presence: Presence;
  /** Where they are. */
  place: Place;
  /** Whether they act as supervisor because none is here; absent when not. */
  acting?: boolean;
  /** What they said when they stepped out, at most [`MAX_NOTE`] characters. */
  note?: string;
};

/** Whether somebody is reachable. Whoever left is not in the roster. */
export type Presence =
  | { type: "here" }
  | {
    type: "dropped";
    /** Since when. */
    since: Moment;
  }
  | {
    type: "stepped_out";
    /** Since when. */
    since: Moment;
  };

/** An open breakout group. */
export type GroupView = {
  /** Which. */
  group: GroupId;
  /** What people call it: 1, 2, 3 … */
  number: number;
};

/** A speaking queue. */
export type QueueView = {
  /** Whose queue. */
  place: Place;
  /** Who has the floor. */
  floor?: Turn;
  /** Raised hands, first come first. */
  hands: Array<Hand>;
};

/** A raised hand. */
export type Hand = {
  /** Whose. */
  participant: ParticipantId;
  /** Since when. */
  since: Moment;
};

/** The floor. */
export type Turn = {
  /** Who has it. */
  participant: ParticipantId;
  /** Since when. */
  since: Moment;
};

/** A device as those in its place see it. */
export type DeviceView = {
  /** Which. */
  device: DeviceId;
  /** The people it carries, in seat order. */
  people: Array<ParticipantId>;
  /** What it sends, in [`SourceKind`] order. What is not here is not forwarded. */
  sending: Array<SourceKind>;
};

/** What one receive slot shows or plays. */
export type SlotView = {
  /** Index of the m-line in the receiving connection. */
  line: number;
  /** Whose device. */
  device: DeviceId;
  /** Which of its sources. */
  kind: SourceKind;
  /**
   * RTP timestamp of the first packet of this source in this slot, once it is known: show the tile from the first
   * frame at or after it, and until then none. Compare modulo 2^32.
   */
  from_timestamp?: number;
};

/** Why a request was not done. Nothing has changed. */
export type Rejection = "not_allowed" | "unknown_participant" | "unknown_group" | "queue_empty" | "no_turn" | "groups_open" | "no_groups" | "out_of_range" | "bad_description" | "no_media" | "last_supervisor" | "supervisor_here" | "too_soon" | "unavailable";

/** Why the server closes a connection: WebSocket close codes of the private range, with the snake_case name as reason. */
export type CloseCode = "malformed" | "unauthenticated" | "unsupported_version" | "hello_timeout" | "replaced" | "left" | "removed" | "ended" | "refused" | "too_large" | "too_fast" | "try_again";

/** The version these types are of. */
export const VERSION = 1 as const;

/** Most groups in a session. */
export const MAX_GROUPS = 50 as const;

/** Most people in one move_people. */
export const MAX_MOVES = 500 as const;

/** Most people in one admit. */
export const MAX_ADMITTED = 500 as const;

/** Most characters of the welcome text. */
export const MAX_WELCOME = 500 as const;

/** Most characters in a name. */
export const MAX_NAME = 60 as const;

/** Most characters in the note of somebody who steps out. */
export const MAX_NOTE = 60 as const;

/** Largest frame to the server, in bytes of UTF-8. */
export const MAX_FRAME = 65536 as const;

/** WebSocket close codes. */
export const CLOSE_CODES = {
  "ended": 4411,
  "hello_timeout": 4408,
  "left": 4410,
  "malformed": 4400,
  "refused": 4423,
  "removed": 4403,
  "replaced": 4409,
  "too_fast": 4429,
  "too_large": 4413,
  "try_again": 4503,
  "unauthenticated": 4401,
  "unsupported_version": 4406
} as const satisfies Record<CloseCode, number>;

/** What a device can send, in the order of the m-lines of the sending connection. */
export const SOURCE_KINDS = [
  "microphone",
  "camera",
  "screen",
  "screen_sound",
  "second_screen",
  "second_screen_sound"
] as const satisfies readonly SourceKind[];

/** What each role may, before the switches of the session. */
export const ROLE_PERMISSIONS = {
  "supervisor": [
    "publish_microphone",
    "publish_camera",
    "publish_screen",
    "publish_screen_sound",
    "hear_plenary",
    "see_plenary",
    "raise_hand",
    "chat_plenary",
    "chat_group",
    "chat_facilitators",
    "chat_privately",
    "react",
    "delete_others_messages",
    "run_polls",
    "vote",
    "see_pulse",
    "see_feedback",
    "see_attendance",
    "correct_attendance",
    "see_speaking_time",
    "see_device_state",
    "run_technology_round",
    "admit",
    "run_door",
    "move_people",
    "run_groups",
    "visit_groups",
    "run_turns",
    "lower_others_hands",
    "run_timers",
    "mute_others",
    "rename_others",
    "rename",
    "remove",
    "see_quick_leave",
    "change_roles",
    "change_settings",
    "end_session",
    "enter_backstage",
    "add_people"
  ],
  "facilitator": [
    "publish_microphone",
    "publish_camera",
    "publish_screen",
    "publish_screen_sound",
    "hear_plenary",
    "see_plenary",
    "raise_hand",
    "chat_plenary",
    "chat_group",
    "chat_facilitators",
    "chat_privately",
    "react",
    "delete_others_messages",
    "run_polls",
    "vote",
    "see_pulse",
    "see_feedback",
    "see_attendance",
    "correct_attendance",
    "see_speaking_time",
    "see_device_state",
    "run_technology_round",
    "admit",
    "run_door",
    "move_people",
    "run_groups",
    "visit_groups",
    "run_turns",
    "lower_others_hands",
    "run_timers",
    "mute_others",
    "rename_others",
    "rename",
    "remove",
    "see_quick_leave",
    "end_session",
    "enter_backstage",
    "add_people"
  ],
  "assistant": [
    "publish_microphone",
    "publish_camera",
    "publish_screen",
    "publish_screen_sound",
    "hear_plenary",
    "see_plenary",
    "raise_hand",
    "chat_plenary",
    "chat_group",
    "chat_facilitators",
    "chat_privately",
    "react",
    "vote",
    "see_pulse",
    "see_attendance",
    "correct_attendance",
    "see_device_state",
    "run_technology_round",
    "admit",
    "visit_groups",
    "run_timers",
    "rename",
    "enter_backstage",
    "add_people"
  ],
  "participant": [
    "publish_microphone",
    "publish_camera",
    "publish_screen",
    "publish_screen_sound",
    "hear_plenary",
    "see_plenary",
    "raise_hand",
    "chat_plenary",
    "chat_group",
    "chat_facilitators",
    "chat_privately",
    "react",
    "vote",
    "rename",
    "add_people"
  ],
  "speaker": [
    "publish_microphone",
    "publish_camera",
    "publish_screen",
    "publish_screen_sound",
    "hear_plenary",
    "see_plenary",
    "raise_hand",
    "chat_plenary",
    "chat_group",
    "chat_facilitators",
    "chat_privately",
    "react",
    "rename",
    "enter_backstage",
    "add_people"
  ],
  "observer": [
    "hear_plenary",
    "see_plenary",
    "chat_facilitators",
    "rename"
  ],
  "interpreter": [
    "publish_microphone",
    "publish_camera",
    "publish_screen",
    "publish_screen_sound",
    "hear_plenary",
    "see_plenary",
    "raise_hand",
    "chat_plenary",
    "chat_group",
    "chat_facilitators",
    "chat_privately",
    "react",
    "vote",
    "rename",
    "add_people"
  ]
} as const satisfies Record<Role, readonly Permission[]>;
