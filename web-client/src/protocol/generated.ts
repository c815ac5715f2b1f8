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

/** A line of the drop-in reception: 0 for the first of those it was made with. */
export type LineId = number;

/** A visitor of the drop-in reception with those who receive them. Never used twice in a session. */
export type EncounterId = number;

/** What somebody asks those for who run the session. Grows with each, so that it is the order of their arrival. */
export type AskId = number;

/** A place where two people have a word alone. Never used twice in a session. */
export type WordId = number;

/** A question to those who run the session. Never used twice in a session. */
export type QuestionId = number;

/** A message in the chat: 1, 2, 3 … in its scope. */
export type MessageId = number;

/** A poll or check-in. Never used twice in a session. */
export type PollId = number;

/** Chosen by the client, echoed in the answer. Any number a JavaScript client can hold exactly. */
export type RequestId = number;

/** Position in one device's stream of events: 1, 2, 3 … without gaps. */
export type Sequence = number;

/**
 * Milliseconds since the session's epoch. The server makes it: from the monotonic clock while it runs, from the
 * wall clock after a restart, never below the last one stored.
 */
export type Moment = number;

/** What someone is in a session. Given by the invitation, changed live, read from the room at each command. */
export type Role = "supervisor" | "facilitator" | "assistant" | "participant" | "speaker" | "observer" | "interpreter";

/** One thing that a role may or may not do. */
export type Permission = "publish_microphone" | "publish_camera" | "publish_screen" | "publish_screen_sound" | "hear_plenary" | "see_plenary" | "raise_hand" | "chat_plenary" | "chat_group" | "chat_facilitators" | "chat_privately" | "react" | "delete_others_messages" | "run_polls" | "vote" | "see_pulse" | "see_feedback" | "see_attendance" | "correct_attendance" | "see_speaking_time" | "see_device_state" | "run_technology_round" | "admit" | "run_door" | "move_people" | "run_groups" | "visit_groups" | "run_turns" | "lower_others_hands" | "run_timers" | "mute_others" | "rename_others" | "rename" | "remove" | "see_quick_leave" | "change_roles" | "change_settings" | "end_session" | "enter_backstage" | "add_people" | "run_agenda" | "propose_topics" | "choose_group" | "bring_results" | "answer_help" | "play_to_all";

/** The kind of meeting; decides labels and defaults. */
export type Template = "supervision" | "peer_circle" | "leadership_meeting" | "workshop" | "cafe" | "webinar" | "appointment" | "drop_in" | "focus_group" | "dialogue";

/** What a device can send. The order is the order of the m-lines in the sending connection. */
export type SourceKind = "microphone" | "camera" | "screen" | "screen_sound" | "second_screen" | "second_screen_sound";

/** A phase of the agenda. Never used twice in a session. */
export type PhaseId = number;

/** A topic of the open agenda. Never used twice in a session. */
export type TopicId = number;

/** A picture that the server keeps for a session. Never used twice. */
export type PictureId = number;

/** How many groups. */
export type Shape =
  | {
    type: "groups";
    /** 1 to [`MAX_GROUPS`]. */
    groups: number;
  }
  | {
    type: "size";
    /** 2 to [`MAX_GROUP_SIZE`]. */
    people: number;
  };

/** What groups are balanced by. */
export type Attribute = "unit" | "role" | "experience";

/** What balancing does with an attribute. */
export type Blend = "mix" | "alike";

/**
 * How people are spread over freshly opened groups. Those who run the session stay where they are unless they are named;
 * people at one device stay together; people who are backstage, on the coffee table or being helped are left there.
 */
export type Assignment =
  | { type: "by_hand" }
  | { type: "random" }
  | {
    type: "balanced";
    /** By what. */
    by?: Attribute;
    /** Mixed or alike. */
    blend: Blend;
    /** Whether those who have been in a group together before are parted. */
    unmet: boolean;
  }
  | {
    type: "chosen";
    /** Most people in a group, 2 to [`MAX_GROUP_SIZE`]; any number when absent. */
    most?: number;
  }
  | { type: "prepared" }
  | { type: "same" }
  | {
    type: "rotation";
    /** 2 to [`MAX_GROUP_ROUNDS`]. */
    rounds: number;
  }
  | { type: "one_two_four" }
  | {
    type: "cafe";
    /** 2 to [`MAX_GROUP_ROUNDS`]. */
    rounds: number;
    /** Who stays, one for each table: 2 to [`MAX_GROUPS`]. */
    hosts: Array<ParticipantId>;
  };

/**
 * Where whoever comes while groups are open goes. Whoever has been in one of them returns to it; those who run the session
 * come to the plenary.
 */
export type LateRule = "lobby" | "plenary" | "smallest_group" | "prepared_group";

/** Whether observers are put into groups. */
export type ObserverRule = "dealt" | "stay";

/** What becomes of the note of each group when they end. */
export type NoteRule = "keep" | "show" | "destroy";

/** How groups are to be opened. */
export type GroupsPlan = {
  /** How many. */
  shape: Shape;
  /** Who goes where. */
  assignment: Assignment;
  /**
   * What they are called, in order: as many as wanted, each one line of at most [`MAX_GROUP_NAME`] characters. The
   * others go by their number.
   */
  names: Array<string>;
  /** What each of them does, at most [`MAX_TASK`] characters. */
  task?: string;
  /** How long they take, or each of their rounds: 1 to [`MAX_MINUTES`]. Until they are recalled when absent. */
  minutes?: number;
  /**
   * Minutes before the end at which everybody in them is warned, at most [`MAX_WARNINGS`]. There is always one a minute
   * before.
   */
  warnings: Array<number>;
  /** Seconds from now until people move, at most [`MAX_COUNTDOWN`]; 0 at once. */
  countdown_seconds: number;
  /** Where latecomers go. */
  late: LateRule;
  /** Whether observers go along. */
  observers: ObserverRule;
  /** What becomes of the notes. */
  notes: NoteRule;
};

/** A group that is prepared: also for people who have not come yet. */
export type PreparedGroup = {
  /** What it is called, as in [`GroupsPlan::names`]. */
  name?: string;
  /** What it does; the task of the plan when absent. */
  task?: string;
  /** Who is in it: people of the list of those expected, and people who are here. Nobody is in two. */
  people: Array<AttendanceSubject>;
  /** Who leads it, one of them. */
  leader?: AttendanceSubject;
  /** How long it is open if that is shorter than the others, in minutes; 1 to [`super::MAX_MINUTES`]. */
  minutes?: number;
};

/** What marks a group beside its number, the same in every language and never alone. */
export type GroupColour = "blue" | "green" | "orange" | "violet" | "teal" | "red" | "brown" | "grey";

/** What a phase is to those who are in it. */
export type Scene = "everyone" | "break" | "stage" | "reflecting_team" | "fishbowl";

/**
 * How a place is staged. Whoever is not seen is not heard either: nothing of theirs is passed on, and they hear and see
 * those who are.
 */
export type SceneKind =
  | { type: "everyone" }
  | { type: "stage" }
  | { type: "reflecting_team" }
  | {
    type: "fishbowl";
    /**
     * How many seats there are for those who are chosen or take one, [`MIN_FISHBOWL_SEATS`] to
     * [`MAX_FISHBOWL_SEATS`].
     */
    seats: number;
    /** Whether there is one seat more, on which nobody is put: it is kept for who takes it. */
    free_seat: boolean;
    /**
     * Once no seat is free, whoever has sat longest leaves after so many seconds, [`MIN_FISHBOWL_LEAVE`] to
     * [`MAX_FISHBOWL_LEAVE`]; nobody has to when absent.
     */
    leave_after?: number;
  };

/** Who may speak in a place that has a queue: the plenary, and each group. The server passes no other voice on. */
export type TurnMode = "free" | "queue" | "round" | "stick" | "silence";

/** A question of a phase: it is opened as a poll when the phase begins. */
export type PhaseQuestion = {
  /** As in [`Command::OpenPoll`](super::Command::OpenPoll). */
  question: string;
  /** How it may be answered. */
  kind: PollKind;
  /** Whether nobody learns who answered what. */
  anonymous: boolean;
};

/** What a phase shows: a page that people open by themselves. */
export type Material = {
  /** What it is called, one line. */
  title: string;
  /** Where it is: an address that begins with `https://`; absent for something that is shown by hand. */
  address?: string;
};

/**
 * A phase as it is prepared. Everybody sees title, length and scene; task and material from when it begins; the rest is for
 * those who run the session.
 */
export type Phase = {
  /** What it is called, one line of at most [`MAX_PHASE_TITLE`] characters. */
  title: string;
  /** How long it is to take, 1 to [`super::MAX_MINUTES`]; needed for a break and an own task. */
  minutes?: number;
  /** What it is. */
  scene: Scene;
  /** Who may speak in the plenary from when it begins; a round begins at the first seat. */
  turns: TurnMode;
  /**
   * Whether the next phase begins by itself when the time is over, if there is one; groups are recalled a minute before.
   * Otherwise it runs over and shows so.
   */
  cut: boolean;
  /** With a break: whether a coffee table stays open. */
  coffee_table: boolean;
  /** Whether people go away from the screen to do the task. Not with a break, and neither of them with groups. */
  own_task: boolean;
  /** The groups it opens. */
  groups?: GroupsPlan;
  /** What to do, at most [`super::MAX_TASK`] characters; needed for an own task. */
  task?: string;
  /** What everybody is asked. */
  question?: PhaseQuestion;
  /** Who of the crew leads it. */
  leads?: AttendanceSubject;
  /** Who of the crew helps. */
  helps: Array<AttendanceSubject>;
  /** Who comes from backstage when it begins. */
  brings?: AttendanceSubject;
  /** What it shows. */
  material?: Material;
  /** A note for the crew, at most [`MAX_CREW_NOTE`] characters. */
  note?: string;
};

/** A place in a new order of the agenda. */
export type AgendaItem = {
  /** One that was there; a new one when absent. */
  phase?: PhaseId;
  /** What it is from now on. */
  plan: Phase;
};

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
  }
  | { type: "coffee" }
  | {
    type: "private_word";
    /** Which. */
    word: WordId;
  }
  | {
    type: "encounter";
    /** Which. */
    encounter: EncounterId;
  }
  | {
    type: "aside";
    /** Of which encounter. */
    encounter: EncounterId;
  };

/** One person to one place. */
export type Move = {
  /** Who. */
  participant: ParticipantId;
  /** Where to. */
  to: Place;
};

/** What is named in a command: one thing that waits. */
export type QueueItem =
  | {
    type: "request";
    /** Which. */
    request: AskId;
  }
  | {
    type: "lobby";
    /** Who. */
    participant: ParticipantId;
  }
  | {
    type: "hand";
    /** Whose. */
    participant: ParticipantId;
    /** In the queue of which place. */
    place: Place;
  }
  | {
    type: "question";
    /** Which. */
    question: QuestionId;
  };

/**
 * What an anonymous question belongs to: 32 lower case hexadecimal digits, made at random by the asking client. It is
 * shown nowhere, not even among what the server writes for itself.
 */
export type QuestionKey = string;

/** What something in the queue is. */
export type QueueKind = "quiet_signal" | "lobby" | "hand" | "help" | "private_word" | "question";

/** How pictures are coded, by the name that the media type has (IANA, `video/…`). VP8 is what every browser has. */
export type PictureCodec = "VP8" | "VP9" | "AV1" | "H264";

/**
 * What participants and observers may do by themselves, as far as their role lets them, and what is shown to them. Nobody else
 * is bound by it but by the number of screens and the codec.
 */
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
  /** See how long each has spoken; else only those who lead do. */
  speaking_shown: boolean;
  /** Share two screens at once in one place; else one. Binds everybody. */
  two_screens: boolean;
  /**
   * What pictures are coded in by all who can. A change makes everybody's media anew, which is a second of silence, and so
   * does somebody who comes and cannot show it: then it becomes VP8 by itself. Binds everybody.
   */
  codec?: PictureCodec;
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

/** What somebody needs help with: in the lobby to get in, in the room to take part. */
export type HelpProblem = "no_sound" | "no_picture" | "something_else";

/** Why somebody was not let in. */
export type RefusalReason = "not_invited" | "full" | "later";

/** How somebody came to the door. */
export type Invitation = "personal" | "shared";

/** What a person who is in the session already does with a further device. */
export type Further = "own" | "take_over" | "companion";

/** How long one probably waits, in minutes. From how long the last encounters took, see `room/reception/estimate.rs`. */
export type WaitRange = {
  /** Hardly less. */
  from: number;
  /** Hardly more. */
  to: number;
};

/** An answer at the door. */
export type DoorAnswer =
  | {
    type: "chosen";
    /** To which question: 0 for the first. */
    question: number;
    /** Which: 0 for the first. */
    option: number;
  }
  | {
    type: "words";
    /** To which question: 0 for the first. */
    question: number;
    /** At most [`MAX_DOOR_WORDS`] characters. */
    text: string;
  };

/** A question at the door. */
export type DoorQuestionView = {
  /** What is asked. */
  text: string;
  /** What there is to choose from; none when it is answered in one's own words, or not at all. */
  options: Array<DoorOptionView>;
};

/** An answer to choose. */
export type DoorOptionView = {
  /** What it says. */
  text: string;
  /** The line it leads to, if it says so. */
  line?: LineId;
};

/** A line, as a visitor knows it. */
export type LineView = {
  /** Which. */
  line: LineId;
  /** What it is called. */
  name: string;
  /** Whether one may still join it. */
  open: boolean;
};

/** A professional whom a visitor may wait for. */
export type ReceivingView = {
  /** Who. */
  participant: ParticipantId;
  /** What they are called. */
  name: string;
  /** How long it takes to wait for them and nobody else. */
  estimate?: WaitRange;
};

/** A question at the door with its answer, as words. */
export type AnsweredView = {
  /** What was asked. */
  question: string;
  /** What was answered. */
  answer: string;
};

/** Where a visitor stands. */
export type OwnLineView = {
  /** In which line. */
  line: LineId;
  /**
   * How many are taken before, as far as is known now: of those who wait for somebody named only who waits for the
   * same.
   */
  ahead: number;
  /** How long it probably takes; absent when nobody receives this line now. */
  estimate?: WaitRange;
  /**
   * Whom they wait for and nobody else. Whoever stops receiving is waited for no longer: then it is absent, and
   * `wanted_gone` says so.
   */
  wanted?: ParticipantId;
  /** Whoever they waited for receives no longer, so that they wait for anybody now; absent when not. */
  wanted_gone?: boolean;
  /** They would rather write than talk; absent when not. */
  in_writing?: boolean;
  /** They were handed over from another encounter, and go ahead of the line; absent when not. */
  handed_over?: boolean;
  /**
   * They were with a professional already and are back where they stood: because that one's connection was lost, or
   * they were returned; absent when not.
   */
  returned?: boolean;
  /** What they answered at the door, in the order of the questions. */
  answers: Array<AnsweredView>;
};

/**
 * The reception as somebody in the lobby knows it: in [`super::LobbyView`], whose `door` says when it opens if it is
 * closed now.
 */
export type ReceptionDoorView = {
  /** Whether visitors may join a line now. Whoever stands in one goes on waiting after that. */
  open: boolean;
  /** Where to turn in closed hours, or when a line is closed; empty when nothing is said. */
  closed_text: string;
  /** The lines, in their order. */
  lines: Array<LineView>;
  /** What is asked, in this order. The last chosen answer that leads to a line decides; without any it is the first line. */
  questions: Array<DoorQuestionView>;
  /** Where they stand; absent before [`super::Command::JoinLine`]. */
  own?: OwnLineView;
  /** Whom of those who receive their line they may wait for, in seat order; none before they stand in one. */
  receiving: Array<ReceivingView>;
};

/** A line, as professionals see it. */
export type LineStateView = {
  /** Which. */
  line: LineId;
  /** What it is called. */
  name: string;
  /** Whether visitors may join it. */
  open: boolean;
  /** How many stand in it. */
  waiting: number;
  /** How many encounters of it have begun. A count, and nobody's name. */
  served: number;
  /** How long whoever joined now would wait; absent when nobody receives it. */
  estimate?: WaitRange;
  /** Half of those taken lately waited no longer than this, in seconds; 0 when none was. */
  median_wait: number;
  /** The longest that one waited who was taken, in seconds. */
  longest_wait: number;
};

/** A professional who receives. */
export type ServingView = {
  /** Who. */
  participant: ParticipantId;
  /** Which lines, in their order. */
  lines: Array<LineId>;
};

/** A visitor in a line, as professionals see them. What they answered is for whoever takes them. */
export type VisitorView = {
  /** Who. */
  participant: ParticipantId;
  /** The name they gave. */
  name: string;
  /** In which line. */
  line: LineId;
  /** Since when. */
  since: Moment;
  /** Whether their connection is there: nobody is taken without. */
  connected: boolean;
  /** Whom they wait for and nobody else. */
  wanted?: ParticipantId;
  /** As in [`OwnLineView`]. */
  in_writing?: boolean;
  /** As in [`OwnLineView`]. */
  handed_over?: boolean;
  /** As in [`OwnLineView`]. */
  returned?: boolean;
};

/** A professional who is asked to join an encounter. */
export type ColleagueAsked = {
  /** Who. */
  participant: ParticipantId;
  /** By whom. */
  by: ParticipantId;
};

/** An encounter, as professionals see it who are not in it. */
export type EncounterSummary = {
  /** Which. */
  encounter: EncounterId;
  /** From which line. */
  line: LineId;
  /** Since when. */
  since: Moment;
  /** Those who receive the visitor, also while they are aside, in seat order. */
  professionals: Array<ParticipantId>;
  /** Who is asked to join, in the order they were asked. */
  asked: Array<ColleagueAsked>;
};

/**
 * The reception, for those who may let people in; whole. A speaker who is asked to join an encounter sees that encounter
 * and nothing else of it.
 */
export type ReceptionView = {
  /** Whether it is open by its hours and its door. */
  open: boolean;
  /** The lines, in their order. */
  lines: Array<LineStateView>;
  /** Who receives, in seat order. */
  serving: Array<ServingView>;
  /** How many stand in all lines. */
  count: number;
  /** The first [`MAX_VISITORS_SHOWN`] of them: those handed over, then first come first. */
  visitors: Array<VisitorView>;
  /** The encounters, in the order they began. */
  encounters: Array<EncounterSummary>;
};

/** That a visitor go on with somebody else. Nothing happens before the visitor has answered. */
export type HandOverView = {
  /** Grows with each proposal of a session. */
  proposal: number;
  /** In which line: ahead of those who came from the door. */
  line: LineId;
  /** What it is called. */
  line_name: string;
  /** With whom, if with somebody named. */
  to?: ParticipantId;
  /** What that one is called; the visitor does not know them yet. */
  to_name?: string;
  /** What is told to whoever goes on, in full: the visitor reads it before they answer. Empty when nothing is. */
  note: string;
};

/** What a visitor says to a hand-over. */
export type HandOverAnswer = "carry" | "tell_again" | "stay";

/** The encounter one is in, for the visitor and for the professionals. */
export type EncounterView = {
  /** Which. */
  encounter: EncounterId;
  /** The name of its line. */
  line: string;
  /** Whom it is for. */
  visitor: ParticipantId;
  /** What the visitor is called: while one is aside, they are not among the people one sees in one's place. */
  visitor_name: string;
  /** Since when. */
  since: Moment;
  /** The visitor would rather write than talk; absent when not. */
  in_writing?: boolean;
  /** What the visitor answered at the door; of one who was handed over only with their yes. */
  answers: Array<AnsweredView>;
  /** What the one before has written, if the visitor was handed over and said yes to it. */
  note?: string;
  /** All who receive the visitor are aside, and come back; absent when not. */
  alone?: boolean;
  /** Those with the visitor, in seat order. */
  professionals: Array<ParticipantId>;
  /** Those aside, in seat order; none for the visitor. */
  aside: Array<ParticipantId>;
  /** Who is asked to join; none for the visitor. */
  asked: Array<ColleagueAsked>;
  /** What the visitor is asked. */
  hand_over?: HandOverView;
};

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
  /**
   * What they have to accept before they come in, because it changed while they waited:
   * [`super::Command::AcceptAgreement`]. Whoever is let in before that comes in when they accept.
   */
  agreement?: AgreementView;
  /** The drop-in reception, in a room that has one, for whoever comes as a visitor. */
  reception?: ReceptionDoorView;
};

/**
 * The lobby as those see it who may let people in. Visitors of a drop-in reception are in [`super::ReceptionView`], and here
 * only while they ask for help.
 */
export type LobbyList = {
  /** What the door does. */
  door: Door;
  /** Whether the session has ended for guests. */
  ended: boolean;
  /** What the lobby says to those who wait. */
  welcome: string;
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
  /** They are let in, and come when they have accepted the agreement that changed while they waited; absent when not. */
  admitted?: boolean;
  /** What they ask help for. */
  help?: HelpProblem;
};

/** What removing somebody cannot stop. */
export type Remains = "nothing" | "shared_link";

/** To whom something is written. */
export type Scope =
  | { type: "plenary" }
  | {
    type: "group";
    /** Which. Named, so that what was written before a move cannot arrive in another group. */
    group: GroupId;
  }
  | {
    type: "help";
    /** Which. */
    help: HelpId;
  }
  | {
    type: "encounter";
    /** Which. */
    encounter: EncounterId;
  }
  | { type: "backstage" }
  | {
    type: "facilitators";
    /** Whose thread. One's own, unless one runs the session. */
    participant: ParticipantId;
  }
  | {
    type: "person";
    /** The other. */
    participant: ParticipantId;
  };

/** A reaction, named by what it means: pictures and words for it are the client's. */
export type Reaction = "thanks" | "agree" | "applause" | "heart" | "laugh" | "wow";

/** What is asked. */
export type PollKind =
  | {
    type: "single";
    /** 2 to [`MAX_OPTIONS`], each on one line. */
    options: Array<string>;
  }
  | {
    type: "multiple";
    /** 2 to [`MAX_OPTIONS`], each on one line. */
    options: Array<string>;
  }
  | {
    type: "scale";
    /** What 1 means. */
    low: string;
    /** What [`MAX_SCORE`] means. */
    high: string;
  }
  | {
    type: "mood";
    /** What 1 means. */
    low: string;
    /** What [`MAX_SCORE`] means. */
    high: string;
  }
  | { type: "pulse" };

/** An answer to a pulse. */
export type Pulse = "with_you" | "need_break" | "lost_thread";

/** An answer. Its type is that of the poll's [`PollKind`]. */
export type Choice =
  | {
    type: "single";
    /** Its index, from 0. */
    option: number;
  }
  | {
    type: "multiple";
    /** Their indices, from 0: at least one, ascending, each once. */
    options: Array<number>;
  }
  | {
    type: "scale";
    /** 1 to [`MAX_SCORE`]. */
    score: number;
  }
  | {
    type: "mood";
    /** 1 to [`MAX_SCORE`]. */
    score: number;
    /** One line of at most [`MAX_WORD`] characters. */
    word?: string;
  }
  | {
    type: "pulse";
    /** Which. */
    pulse: Pulse;
  };

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
    /** The last event seen; `null` after a reload and from the lobby: then the whole view is sent. */
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
  | {
    type: "raise_hand";
    /**
     * Whether it is a direct reply to what is said: those are called before the hands. `replies_full` when
     * [`super::MAX_REPLIES`] others wait already. One may have a hand up beside it.
     */
    reply?: boolean;
  }
  | {
    type: "lower_hand";
    /** Whose hand; one's own when absent. */
    participant?: ParticipantId;
    /** Whether the direct reply goes and not the hand. */
    reply?: boolean;
  }
  | { type: "lower_all_hands" }
  | { type: "call_next" }
  | {
    type: "call_person";
    /** Whom. */
    participant: ParticipantId;
  }
  | { type: "finish_turn" }
  | {
    type: "set_queue_order";
    /** Which. */
    order: QueueOrder;
  }
  | { type: "take_stick" }
  | {
    type: "give_turn";
    /** To whom. */
    to: ParticipantId;
  }
  | {
    type: "start_round";
    /** Who begins; the first seat when absent. */
    from?: ParticipantId;
    /** Whether it goes against the order of the seats. */
    backwards: boolean;
    /** How long a turn is to take: 1 to [`super::MAX_TURN`]. */
    seconds?: number;
    /** Whether a turn ends by itself then; only with `seconds`. */
    hard: boolean;
  }
  | { type: "pass_turn" }
  | { type: "take_turn_later" }
  | { type: "end_round" }
  | {
    type: "move_seat";
    /** Whose. */
    participant: ParticipantId;
    /** Before whom; to the end when absent. */
    before?: ParticipantId;
  }
  | {
    type: "open_groups";
    /** How. */
    plan: GroupsPlan;
  }
  | {
    type: "prepare_groups";
    /** At most [`super::MAX_GROUPS`] with at most [`super::MAX_PREPARED`] people in all. */
    groups: Array<PreparedGroup>;
  }
  | {
    type: "set_group";
    /** Which. */
    group: GroupId;
    /** One line of at most [`super::MAX_GROUP_NAME`] characters; its number only when absent. */
    name?: string;
    /** What marks it. */
    colour: GroupColour;
    /** At most [`super::MAX_TASK`] characters; what all of them do when absent. */
    task?: string;
    /** Somebody who is in it and not an observer. */
    leader?: ParticipantId;
  }
  | {
    type: "set_group_length";
    /** Which. */
    group: GroupId;
    /** From now, 1 to [`super::MAX_MINUTES`]; with the others when absent. */
    minutes?: number;
  }
  | { type: "add_group" }
  | {
    type: "merge_groups";
    /** Which ends. */
    from: GroupId;
    /** Which remains. */
    into: GroupId;
  }
  | {
    type: "split_group";
    /** Which. */
    group: GroupId;
    /** Who goes. */
    people: Array<ParticipantId>;
  }
  | {
    type: "move_people";
    /** Who goes where. */
    moves: Array<Move>;
  }
  | {
    type: "choose_group";
    /** Which; the plenary when absent. */
    group?: GroupId;
  }
  | {
    type: "recall";
    /** [`super::MIN_RECALL`] to [`super::MAX_COUNTDOWN`]. */
    seconds: number;
  }
  | {
    type: "extend_groups";
    /** Not 0; the end stays at least a minute away, and at most [`super::MAX_MINUTES`]. */
    minutes: number;
  }
  | { type: "pause_groups" }
  | { type: "resume_groups" }
  | {
    type: "set_warnings";
    /** As in [`GroupsPlan::warnings`]. */
    minutes: Array<number>;
  }
  | {
    type: "set_late_rule";
    /** Where. */
    late: LateRule;
  }
  | {
    type: "set_note_rule";
    /** What. */
    notes: NoteRule;
  }
  | { type: "next_round" }
  | {
    type: "say_ready";
    /** Whether. */
    ready: boolean;
  }
  | {
    type: "tell_groups";
    /** What. */
    text: string;
  }
  | {
    type: "speak_to_all";
    /** Whether. */
    on: boolean;
  }
  | {
    type: "visit_group";
    /** Which. */
    group: GroupId;
    /** Whether one only listens. */
    listening: boolean;
  }
  | { type: "end_visit" }
  | {
    type: "write_card";
    /** At most [`super::MAX_CARD`] characters. */
    text: string;
  }
  | {
    type: "share_card";
    /** Whether. */
    shared: boolean;
  }
  | {
    type: "show_card";
    /** Of which group; put the one away that is shown when absent. */
    group?: GroupId;
  }
  | { type: "take_note" }
  | { type: "release_note" }
  | {
    type: "write_note";
    /** The whole text, at most [`super::MAX_GROUP_NOTE`] characters and [`super::MAX_GROUP_NOTE_BYTES`] bytes. */
    text: string;
  }
  | {
    type: "start_timer";
    /** 1 to [`super::MAX_TIMER`]. */
    seconds: number;
    /** What for, one line of at most [`super::MAX_TIMER_TITLE`] characters. */
    title?: string;
  }
  | {
    type: "extend_timer";
    /** Seconds, not 0. Its length stays between 1 and [`super::MAX_TIMER`]. */
    seconds: number;
  }
  | { type: "pause_timer" }
  | { type: "resume_timer" }
  | { type: "stop_timer" }
  | {
    type: "set_agenda";
    /** At most [`super::MAX_PHASES`]. */
    phases: Array<AgendaItem>;
  }
  | {
    type: "next_phase";
    /** Seconds for the recall of groups, as in [`Command::Recall`]. */
    seconds: number;
  }
  | { type: "previous_phase" }
  | {
    type: "extend_phase";
    /** Not 0; the end stays at least a minute away, and at most [`super::MAX_MINUTES`]. */
    minutes: number;
  }
  | {
    type: "skip_phase";
    /** Which. */
    phase: PhaseId;
    /** Whether. */
    skipped: boolean;
  }
  | {
    type: "set_turns";
    /** Who. */
    turns: TurnMode;
  }
  | {
    type: "set_scene";
    /** How. */
    scene: SceneKind;
    /**
     * Who is seen at first, at most [`super::MAX_SEEN`], in a fishbowl at most as many as it has seats: people of the
     * place, in the plenary also such as are away from it. Nobody where everybody is.
     */
    seen: Array<ParticipantId>;
  }
  | {
    type: "set_seen";
    /** Who. In a fishbowl those who sat already go on doing so. */
    people: Array<ParticipantId>;
  }
  | { type: "swap_scene" }
  | { type: "take_seat" }
  | { type: "leave_seat" }
  | {
    type: "set_spotlight";
    /** Whom; nobody any longer when absent. */
    participant?: ParticipantId;
  }
  | {
    type: "choose_interpreter";
    /** Whom; nobody when absent. */
    participant?: ParticipantId;
  }
  | {
    type: "open_topics";
    /** Whether. */
    open: boolean;
  }
  | {
    type: "propose_topic";
    /** One line of at most [`super::MAX_TOPIC`] characters. */
    text: string;
    /** Whether everybody sees whose it is. Otherwise nobody does. */
    named: boolean;
  }
  | {
    type: "support_topic";
    /** Which. */
    topic: TopicId;
    /** Whether. */
    on: boolean;
  }
  | {
    type: "remove_topic";
    /** Which. */
    topic: TopicId;
  }
  | {
    type: "choose_topic";
    /** Which. */
    topic: TopicId;
    /** How long, 1 to [`super::MAX_MINUTES`]. */
    minutes: number;
  }
  | {
    type: "start_break";
    /** 1 to [`super::MAX_MINUTES`]. */
    minutes: number;
    /** Whether a coffee table stays open. */
    coffee_table: boolean;
  }
  | {
    type: "extend_break";
    /** Not 0; its end is not before now, and at most [`super::MAX_MINUTES`] away. Once it is past, more time counts from now. */
    minutes: number;
  }
  | { type: "end_break" }
  | {
    type: "say_back";
    /** Whether. */
    back: boolean;
  }
  | {
    type: "sit_at_coffee";
    /** Whether. */
    sit: boolean;
  }
  | {
    type: "start_own_task";
    /** What, at most [`super::MAX_TASK`] characters. */
    task: string;
    /** 1 to [`super::MAX_OWN_TASK`]. */
    minutes: number;
  }
  | {
    type: "extend_own_task";
    /**
     * Not 0; its end is not before now, and at most [`super::MAX_OWN_TASK`] away. Once it is past, more time counts from
     * now.
     */
    minutes: number;
  }
  | { type: "end_own_task" }
  | {
    type: "say_task_ready";
    /** Whether. */
    ready: boolean;
  }
  | {
    type: "bring_result";
    /** What it is called, one line of at most [`super::MAX_RESULT_TITLE`] characters. */
    title: string;
    /** Words, at most [`super::MAX_RESULT`] characters. */
    text?: string;
    /** One that this person has sent to the server before: `unknown_picture`. */
    picture?: PictureId;
  }
  | {
    type: "remove_result";
    /** Whose; one's own when absent. */
    participant?: ParticipantId;
  }
  | {
    type: "show_result";
    /** Whose; put the one away that is shown when absent. */
    participant?: ParticipantId;
  }
  | { type: "leave" }
  | {
    type: "send_message";
    /** To whom. */
    scope: Scope;
    /** What, plain text of at most [`super::MAX_MESSAGE`] characters. */
    text: string;
  }
  | {
    type: "delete_message";
    /** Where it was written. */
    scope: Scope;
    /** Which. */
    message: MessageId;
  }
  | {
    type: "read_messages";
    /** Of which scope. */
    scope: Scope;
    /** The oldest message one has of it. */
    before: MessageId;
  }
  | {
    type: "type_text";
    /** Who sees it. */
    scope: Scope;
    /** The whole line, at most [`super::MAX_LINE`] characters. */
    text: string;
  }
  | {
    type: "set_slow_mode";
    /** Seconds between two messages of one person, at most [`super::MAX_SLOW_MODE`]; 0 ends it. */
    seconds: number;
  }
  | {
    type: "react";
    /** Which. */
    reaction: Reaction;
  }
  | {
    type: "open_poll";
    /** What, at most [`super::MAX_QUESTION`] characters. */
    question: string;
    /** How it may be answered. */
    kind: PollKind;
    /** Whether nobody, not even the server's store, learns who voted what. */
    anonymous: boolean;
    /**
     * Ask those who are where one is: in a group the group, and nobody else learns of it; in the plenary everybody.
     * `out_of_range` in any other place and for whoever visits a group and only listens. Absent when not.
     */
    here?: boolean;
  }
  | {
    type: "vote";
    /** Which poll. */
    poll: PollId;
    /** The answer. */
    choice: Choice;
  }
  | {
    type: "close_poll";
    /** Which poll. */
    poll: PollId;
  }
  | {
    type: "show_poll";
    /** Which poll. */
    poll: PollId;
  }
  | {
    type: "remove_poll";
    /** Which poll. */
    poll: PollId;
  }
  | { type: "ask_feedback" }
  | {
    type: "give_feedback";
    /** 1 to [`super::MAX_SCORE`], the best. */
    score: number;
    /** One line of at most [`super::MAX_WORD`] characters. */
    word?: string;
  }
  | {
    type: "set_agreement";
    /** Plain text of at most [`super::MAX_AGREEMENT`] characters; absent for none. */
    text?: string;
  }
  | {
    type: "accept_agreement";
    /** The version that was read. */
    version: number;
  }
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
    /**
     * For the whole group one is of, not only for oneself: `out_of_range` for who is of none that is open. A group has
     * one request: nothing changes when another of it has asked for it already. Means nothing in the lobby; `false`
     * when absent.
     */
    for_group?: boolean;
    /**
     * What it is about, if one likes to say: one line of at most [`super::MAX_SUBJECT`] characters. Means nothing in
     * the lobby.
     */
    subject?: string;
  }
  | {
    type: "ask_for_private_word";
    /**
     * With whom: somebody who may answer, who sees it first, others after [`super::NAMED_FIRST`] seconds or when this
     * one may no longer. `unknown_participant`; `out_of_range` for somebody who may not answer, or oneself. Anybody of
     * them when absent.
     */
    with?: ParticipantId;
  }
  | { type: "send_quiet_signal" }
  | {
    type: "withdraw";
    /** Which. */
    request: AskId;
  }
  | {
    type: "claim";
    /** Which. */
    item: QueueItem;
  }
  | {
    type: "release";
    /** Which. */
    item: QueueItem;
  }
  | {
    type: "resolve";
    /** Which. */
    item: QueueItem;
  }
  | {
    type: "go_to";
    /** Which. */
    item: QueueItem;
  }
  | {
    type: "ask_question";
    /** What, at most [`super::MAX_QUESTION_TEXT`] characters. */
    text: string;
    /**
     * Without one's name: what it belongs to from now on, new for each question. Then the answer is
     * [`super::ServerMessage::OwnQuestions`], and this device is told what becomes of it. `out_of_range` for a key that
     * a question has already.
     */
    key?: QuestionKey;
  }
  | {
    type: "withdraw_question";
    /** Which. */
    question: QuestionId;
    /** What an anonymous one belongs to. */
    key?: QuestionKey;
  }
  | {
    type: "watch_questions";
    /** At most [`super::MAX_QUESTION_KEYS`]. */
    keys: Array<QuestionKey>;
  }
  | {
    type: "vote_question";
    /** Which. */
    question: QuestionId;
    /** Whether. */
    on: boolean;
  }
  | {
    type: "publish_question";
    /** Which. */
    question: QuestionId;
  }
  | {
    type: "show_question";
    /** Which. */
    question: QuestionId;
    /** Whether. */
    on: boolean;
  }
  | {
    type: "answer_question";
    /** Which. */
    question: QuestionId;
    /** In these words, at most [`super::MAX_ANSWER`] characters; aloud when absent. */
    text?: string;
  }
  | { type: "come_back" }
  | {
    type: "join_line";
    /** At most one to each question. What is to choose from must be answered, what is in words need not. */
    answers: Array<DoorAnswer>;
    /** Rather write than talk. */
    in_writing: boolean;
  }
  | {
    type: "wait_for";
    /** Whom. */
    participant?: ParticipantId;
  }
  | {
    type: "receive";
    /** Which. */
    lines: Array<LineId>;
  }
  | {
    type: "open_line";
    /** Which. */
    line: LineId;
    /** Whether. */
    open: boolean;
  }
  | {
    type: "take_next";
    /** Of this line; of all that one receives when absent. */
    line?: LineId;
  }
  | {
    type: "take_visitor";
    /** Whom. */
    participant: ParticipantId;
  }
  | {
    type: "ask_colleague";
    /** Whom. */
    participant: ParticipantId;
    /** Whether; `false` takes it back. */
    on: boolean;
  }
  | {
    type: "join_encounter";
    /** Which. */
    encounter: EncounterId;
  }
  | {
    type: "decline_encounter";
    /** Which. */
    encounter: EncounterId;
  }
  | { type: "step_aside" }
  | { type: "go_to_visitor" }
  | { type: "leave_encounter" }
  | {
    type: "propose_hand_over";
    /** In which line. */
    line: LineId;
    /** With whom; with anybody when absent. */
    to?: ParticipantId;
    /** What whoever goes on should know, at most [`super::MAX_HAND_OVER_NOTE`] characters; the visitor reads it. */
    note: string;
  }
  | { type: "withdraw_hand_over" }
  | {
    type: "answer_hand_over";
    /** What. */
    answer: HandOverAnswer;
    /** Which proposal they have read: they agree to no other. */
    proposal: number;
  }
  | { type: "return_to_line" }
  | { type: "end_encounter" }
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
  }
  | {
    type: "correct_attendance";
    /** Whose row. */
    subject: AttendanceSubject;
    /** What it was. */
    status?: AttendanceStatus;
    /** How many minutes they were there, at most [`super::MAX_CORRECTED_MINUTES`]. */
    minutes?: number;
    /** Why it is corrected, 1 to [`super::MAX_REASON`] characters on one line. Never why somebody was away. */
    reason: string;
  }
  | {
    type: "match_member";
    /** Who came. */
    participant: ParticipantId;
    /** Whom the list knows as. */
    member?: MemberId;
  }
  | {
    type: "name_keeper";
    /** Who; `not_allowed` if their role may not correct. */
    participant?: ParticipantId;
  }
  | {
    type: "report_device";
    /** How it fares. */
    state: DeviceState;
  }
  | {
    type: "start_technology_round";
    /** What is to be tried: at least one, none twice. */
    steps: Array<TechnologyStep>;
  }
  | {
    type: "mark_step";
    /** For whom: somebody who does not run the session. */
    participant: ParticipantId;
    /** Which. */
    step: TechnologyStep;
  }
  | { type: "end_technology_round" }
  | { type: "ask_for_screen" }
  | {
    type: "start_playing";
    /** What it is, at most [`super::MAX_PLAYING_TITLE`] characters, one line. It is kept in memory only. */
    title?: string;
    /** Whether it has a picture. */
    picture: boolean;
    /** How loud, 0 to [`super::MAX_LEVEL`]. */
    level: number;
    /** Whether captions come with it. */
    captions: boolean;
  }
  | {
    type: "set_playing";
    /** As in [`Command::StartPlaying`]. */
    title?: string;
    /** As in [`Command::StartPlaying`]. */
    level: number;
    /** As in [`Command::StartPlaying`]. */
    captions: boolean;
  }
  | { type: "pause_playing" }
  | { type: "resume_playing" }
  | { type: "stop_playing" }
  | {
    type: "send_cue";
    /** The words. */
    text: string;
  }
  | {
    type: "as";
    /** On whose. */
    participant: ParticipantId;
    /** What. Not this one again: `out_of_range`. */
    command: Command;
  }
  | {
    type: "add_person";
    /** What they are called, as in [`Command::Rename`]. */
    name: string;
    /** The version of the agreement that they have read and accepted; `out_of_range` when it is not in force. */
    agreement?: number;
  }
  | {
    type: "invite_device";
    /** What it is for. */
    further: Further;
  };

/** Session descriptions, two messages in the life of a device, and what it shows. */
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
  }
  | {
    type: "media_restart_ice";
    /** SDP offer. */
    sdp: string;
  }
  | {
    type: "media_show";
    /** At most one for each line. */
    shown: Array<ShownSlot>;
  };

/** A picture that is visible on a page. */
export type ShownSlot = {
  /** Index of the m-line in the receiving connection. */
  line: number;
  /** Width on the screen, in pixels of the device. */
  width: number;
  /** Height on the screen, in pixels of the device. */
  height: number;
};

/** Asks for the table as a file. */
export type ExportRequest = {
  type: "export_attendance";
  /** In which its words are. */
  language: Language;
  /** What the reader's clock is ahead of UTC, at most [`MAX_UTC_OFFSET`] either way. */
  utc_offset_minutes: number;
};

/** Asks for a way to bring pictures and to see them. */
export type PictureRequest = {
  type: "picture_key";
  /** Whose; of whoever speaks through this device when absent. */
  participant?: ParticipantId;
};

/** A language of the product. */
export type Language = "fi" | "sv" | "en";

/** Any frame after the first. */
export type Request = { id: RequestId } & (Command | MediaRequest | ExportRequest | PictureRequest);

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
    /** The moment at which it was said: what a client's own clock shows when it comes. */
    now: Moment;
    /** The whole truth for this person; absent when the missed events follow instead. */
    view?: RoomView;
    /** The same for everybody else whom the device carries, in seat order; absent without them, or without a view. */
    beside?: Array<BesideView>;
    /** For networks that let nothing else through; absent when there are none. */
    ice_servers?: Array<IceServer>;
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
    /** Its place in the stream of this device. */
    seq: Sequence;
    /** What. */
    event: Event;
    /** Whose views it is to be folded into; everybody's whom the device carries when absent. */
    whom?: Array<ParticipantId>;
  }
  | {
    type: "device_invitation";
    /** Whose device it will be. */
    participant: ParticipantId;
    /** What it is for. */
    further: Further;
    /** For `POST /api/v1/join`, once and for a short time; belongs after the `#` of a link. */
    secret: string;
  }
  | {
    type: "own_questions";
    /** Of the request. */
    id: RequestId;
    /** In the order of the keys; `null` for what is gone. */
    questions: Array<QuestionView | null>;
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
    type: "attendance_table";
    /** Of the request. */
    id: RequestId;
    /** The table, headings first, as a spreadsheet takes it. */
    csv: string;
  }
  | {
    type: "picture_key";
    /** Of the request. */
    id: RequestId;
    /**
     * The bearer key, good while this device is in the room and carries this person. The next one of the same person
     * at this device replaces it.
     */
    key: string;
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
    type: "media_wanted";
    /** Each picture that this device sends. */
    sources: Array<WantedSource>;
  }
  | {
    type: "network";
    /** In a word. */
    quality: NetworkQuality;
    /** Why it is not good. */
    reason?: NetworkReason;
  }
  | {
    type: "agreement_needed";
    /** The one in force. */
    agreement: AgreementView;
  }
  | {
    type: "lobby";
    /** Good for one [`Proof::Resume`]; absent when the one before is still good. */
    resume_token?: string;
    /** The moment at which it was said. */
    now: Moment;
    /** What they know. */
    view: LobbyView;
  }
  | {
    type: "refused";
    /** Why. */
    reason: RefusalReason;
  }
  | {
    type: "media_restart";
    /** What pictures are to be sent in from here on, if the browser can; the server takes VP8 as well. */
    codec?: PictureCodec;
  };

/** The whole truth for somebody beside one at the same device. What they ask is sent with [`Command::As`]. */
export type BesideView = {
  /** Who. */
  participant: ParticipantId;
  /** What they may know. */
  view: RoomView;
};

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
    /** Absent without groups. */
    run?: GroupsRun;
  }
  | {
    type: "groups_warned";
    /** How soon, in seconds. */
    seconds_left: number;
    /** When, in the server's clock. */
    ends_at: Moment;
    /** Which of them alone, if it ends before the others: then those who are in it are told. */
    group?: GroupId;
  }
  | {
    type: "last_groups_changed";
    /** In number order. */
    last_groups: Array<LastGroup>;
  }
  | {
    type: "prepared_changed";
    /** Absent when one may not see it any longer. */
    prepared?: Array<PreparedGroup>;
  }
  | {
    type: "inside_changed";
    /** Absent when one is in none. */
    inside?: InsideView;
  }
  | {
    type: "note_changed";
    /** Absent when one is in none. */
    note?: NoteView;
  }
  | {
    type: "cards_changed";
    /** In the order of the groups. */
    cards: Array<CardView>;
  }
  | {
    type: "notes_kept";
    /** In the order of the groups. */
    notes: Array<KeptNote>;
  }
  | {
    type: "timers_changed";
    /** Plenary first, then groups by number. */
    timers: Array<TimerView>;
  }
  | {
    type: "agenda_changed";
    /** Absent when there is none. */
    agenda?: AgendaView;
  }
  | {
    type: "scenes_changed";
    /** Plenary first, then groups by number. */
    scenes: Array<SceneView>;
  }
  | {
    type: "interpreter_chosen";
    /** Absent for nobody. */
    participant?: ParticipantId;
  }
  | {
    type: "topics_changed";
    /** Absent when it is closed and there is nothing in it. */
    topics?: TopicsView;
  }
  | {
    type: "my_topics_changed";
    /** Whole. */
    mine: MyTopics;
  }
  | {
    type: "break_changed";
    /** Absent when there is none. */
    pause?: BreakView;
  }
  | {
    type: "break_due_changed";
    /** Since when there has been none; absent when none is due. */
    since?: Moment;
  }
  | {
    type: "own_task_changed";
    /** Absent when there is none. */
    own_task?: OwnTaskView;
  }
  | {
    type: "results_changed";
    /** In seat order. */
    results: Array<ResultView>;
  }
  | {
    type: "requests_changed";
    /** In the order they came. */
    requests: Array<RequestView>;
  }
  | {
    type: "request_ended";
    /** Which. */
    request: AskId;
    /** How. */
    how: RequestEnd;
  }
  | {
    type: "question_changed";
    /** Replaces the one with the same id, or is new. */
    question: QuestionView;
  }
  | {
    type: "question_removed";
    /** Which. */
    question: QuestionId;
  }
  | {
    type: "question_votes_changed";
    /** In the order the questions came. */
    question_votes: Array<QuestionId>;
  }
  | {
    type: "own_question_changed";
    /** As it is now. */
    question: QuestionView;
  }
  | {
    type: "facilitator_queue_changed";
    /** Whole; empty when one may answer nothing any longer. */
    queue: FacilitatorQueueView;
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
    type: "message_sent";
    /** With its words. */
    message: ChatMessage;
  }
  | {
    type: "message_deleted";
    /** Where. */
    scope: Scope;
    /** Which. */
    message: MessageId;
  }
  | {
    type: "message_forgotten";
    /** Where. */
    scope: Scope;
    /** Which. */
    message: MessageId;
  }
  | {
    type: "chat_shown";
    /** Replaces what there was of the same part. */
    chat: ChatPartView;
  }
  | {
    type: "older_messages";
    /** Of which scope. */
    scope: Scope;
    /** The messages before the one that was named, oldest first. */
    messages: Array<ChatMessage>;
    /** Whether there are older ones still. */
    more: boolean;
  }
  | {
    type: "typing";
    /** The whole line; over when its text is empty. */
    line: ChatLine;
  }
  | {
    type: "slow_mode_changed";
    /** As in [`super::ChatView::slow_mode`]. */
    seconds: number;
  }
  | {
    type: "reacted";
    /** Who. */
    participant: ParticipantId;
    /** How. */
    reaction: Reaction;
    /** Until when to show it; told late (after a lost connection) it is not shown at all. */
    until: Moment;
  }
  | {
    type: "poll_changed";
    /** Replaces the one with the same id, or is new. */
    poll: PollView;
  }
  | {
    type: "voted";
    /** In which poll. */
    poll: PollId;
    /** What, if the poll is not anonymous. */
    mine?: Choice;
  }
  | {
    type: "vote_counted";
    /** In which poll. */
    poll: PollId;
    /** How many have voted. */
    votes: number;
    /** What they voted, if the poll is not anonymous. Replaces what they had voted before. */
    ballot?: Ballot;
  }
  | {
    type: "poll_removed";
    /** Which. */
    poll: PollId;
  }
  | {
    type: "polls_changed";
    /** In order of id. */
    polls: Array<PollView>;
  }
  | { type: "feedback_asked" }
  | { type: "feedback_given" }
  | {
    type: "feedback_changed";
    /** Whole. */
    feedback?: FeedbackView;
  }
  | {
    type: "agreement_changed";
    /** The one in force. */
    agreement?: AgreementView;
  }
  | {
    type: "agreement_accepted";
    /** Which version. */
    version: number;
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
  }
  | {
    type: "attendance_table";
    /** Absent when one may not see it any longer. */
    attendance?: AttendanceView;
  }
  | {
    type: "attendance_changed";
    /** The table stays in its order: members, then visitors, each by id. */
    rows: Array<AttendanceRow>;
    /** Rows that are no longer: of visitors who were matched with a member. */
    gone: Array<AttendanceSubject>;
  }
  | {
    type: "device_states_changed";
    /** In order of id. */
    states: Array<DeviceStateView>;
    /** Devices that are gone, or whose state one may not see any longer. */
    gone: Array<DeviceId>;
  }
  | {
    type: "technology_changed";
    /** Absent when there is none. */
    technology?: TechnologyView;
  }
  | {
    type: "reception_changed";
    /** Absent in a room without one, or when one may not see it any longer. */
    reception?: ReceptionView;
  }
  | {
    type: "encounter_changed";
    /** Absent when one is in none any longer. */
    encounter?: EncounterView;
  }
  | {
    type: "playing_changed";
    /** Absent when nothing is. */
    playing?: PlayingView;
  }
  | {
    type: "cue_shown";
    /** The words; empty when the one before is over. */
    text: string;
  }
  | {
    type: "screen_asked";
    /** Who. */
    participant: ParticipantId;
  }
  | {
    type: "speaking_times_changed";
    /** In order of id; none when one may not see it any longer. */
    times: Array<SpeakingTime>;
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
  /** The chat this person may read; absent when there is nothing in it. */
  chat?: ChatView;
  /** The polls, in order of id; absent when there are none. */
  polls?: Array<PollView>;
  /** Whether this person has given feedback; absent when not. */
  gave_feedback?: boolean;
  /** Whether everybody has been asked for feedback; absent when not. */
  feedback_asked?: boolean;
  /** As in [`Event::FeedbackChanged`](super::Event::FeedbackChanged). */
  feedback?: FeedbackView;
  /** The agreement in force. */
  agreement?: AgreementView;
  /** Whether this person is asked to accept it; absent when not. */
  agreement_asked?: boolean;
  /** As in [`super::Event::SwitchesChanged`]; absent when nothing is switched off. */
  switches?: Switches;
  /** As in [`super::Event::UnmuteAsked`]; absent when nothing is asked. */
  asked?: Array<SourceKind>;
  /** As in [`super::Event::LobbyChanged`]; absent for those who may not let people in. */
  lobby?: LobbyList;
  /** As in [`super::Event::AttendanceTable`], for those who may see it. */
  attendance?: AttendanceView;
  /** As in [`super::Event::DeviceStatesChanged`]; absent when there is nothing to see. */
  device_states?: Array<DeviceStateView>;
  /** As in [`super::Event::TechnologyChanged`]. */
  technology?: TechnologyView;
  /** As in [`super::Event::SpeakingTimesChanged`]; absent when there is nothing to see. */
  speaking_times?: Array<SpeakingTime>;
  /** As in [`super::Event::GroupsChanged`]. */
  run?: GroupsRun;
  /** As in [`super::Event::LastGroupsChanged`]; absent when there are none. */
  last_groups?: Array<LastGroup>;
  /** As in [`super::Event::PreparedChanged`]. */
  prepared?: Array<PreparedGroup>;
  /** As in [`super::Event::InsideChanged`]. */
  inside?: InsideView;
  /** As in [`super::Event::NoteChanged`]. */
  note?: NoteView;
  /** As in [`super::Event::CardsChanged`]; absent when there are none. */
  cards?: Array<CardView>;
  /** As in [`super::Event::NotesKept`]; absent when there are none. */
  notes?: Array<KeptNote>;
  /** As in [`super::Event::TimersChanged`]; absent when there are none. */
  timers?: Array<TimerView>;
  /** As in [`super::Event::AgendaChanged`]. */
  agenda?: AgendaView;
  /** As in [`super::Event::ScenesChanged`]; absent when there are none. */
  scenes?: Array<SceneView>;
  /** As in [`super::Event::InterpreterChosen`]. */
  interpreter?: ParticipantId;
  /** As in [`super::Event::TopicsChanged`]. */
  topics?: TopicsView;
  /** As in [`super::Event::MyTopicsChanged`]; absent when nothing is. */
  my_topics?: MyTopics;
  /** As in [`super::Event::BreakChanged`]. */
  pause?: BreakView;
  /** As in [`super::Event::BreakDueChanged`]. */
  break_due_since?: Moment;
  /** As in [`super::Event::OwnTaskChanged`]. */
  own_task?: OwnTaskView;
  /** As in [`super::Event::ResultsChanged`]; absent when there are none. */
  results?: Array<ResultView>;
  /** As in [`super::Event::RequestsChanged`]; absent when there are none. */
  requests?: Array<RequestView>;
  /** As in [`super::Event::FacilitatorQueueChanged`]; absent when there is nothing in it. */
  facilitator_queue?: FacilitatorQueueView;
  /**
   * The questions one sees, in the order they came: those that are published and one's own named ones, and for those
   * who answer all. Absent when there are none.
   */
  questions?: Array<QuestionView>;
  /** As in [`super::Event::QuestionVotesChanged`]; absent when there are none. */
  question_votes?: Array<QuestionId>;
  /** As in [`super::Event::ReceptionChanged`]. */
  reception?: ReceptionView;
  /** As in [`super::Event::EncounterChanged`]. */
  encounter?: EncounterView;
  /** As in [`super::Event::PlayingChanged`]. */
  playing?: PlayingView;
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

/** An open breakout group, as everybody in the session sees it. */
export type GroupView = {
  /** Which. */
  group: GroupId;
  /** What people call it: 1, 2, 3 … */
  number: number;
  /** What else they call it. */
  name?: string;
  /** What marks it. */
  colour: GroupColour;
  /** What it does, if it is not what all of them do: [`GroupsRun::task`]. */
  task?: string;
  /** Who leads it: may give the floor, lower hands and run the timer there. */
  leader?: ParticipantId;
  /** Since when it has said to be ready. */
  ready_since?: Moment;
  /** When it ends, if that is before the others: then its people go to the plenary, and the others go on. */
  ends_at?: Moment;
  /** What was left of that when the clock of the groups was stopped, in milliseconds. */
  paused_with?: number;
  /** Who visits it or is announced, absent when nobody. */
  visits?: Array<VisitView>;
};

/** What groups do in rounds. */
export type Course = "rotation" | "one_two_four" | "cafe";

/** How the groups run. Ends are absolute, in the server's clock. */
export type GroupsRun = {
  /** When people move into them; absent when they have. */
  opens_at?: Moment;
  /** When they end, or their round; absent without an end and while paused. */
  ends_at?: Moment;
  /** While paused: milliseconds left. */
  paused_with?: number;
  /** Whether they were recalled: the end is that of the countdown. */
  recalled: boolean;
  /** Minutes before the end at which everybody is warned, ascending; one is among them. */
  warnings: Array<number>;
  /** What each group does that has no task of its own. */
  task?: string;
  /** Whether people choose by themselves. */
  chosen: boolean;
  /** Most people in a group that people choose. */
  most?: number;
  /** What the rounds are; absent without rounds. */
  course?: Course;
  /** Who stays at a table of the café while the others move on, in the order they were named; absent elsewhere. */
  hosts?: Array<ParticipantId>;
  /** Which round this is, from 1; absent without rounds. */
  round?: number;
  /** How many rounds there are. */
  rounds?: number;
  /** Where latecomers go. */
  late: LateRule;
  /** What becomes of the notes. */
  notes: NoteRule;
  /** Who is heard in every group now. */
  speaking_to_all?: ParticipantId;
  /** What was announced to all groups: the latest [`MAX_ANNOUNCEMENTS`], oldest first. */
  announcements: Array<Announcement>;
};

/** A text to all groups. */
export type Announcement = {
  /** 1, 2, 3 … in the session. */
  number: number;
  /** Whose. */
  by: ParticipantId;
  /** When. */
  at: Moment;
  /** What it says; absent when it was erased. */
  text?: string;
};

/** A visit of somebody who runs the session to a group. */
export type VisitView = {
  /** Who. */
  participant: ParticipantId;
  /** Whether they only listen: nothing of theirs is sent there. */
  listening: boolean;
  /** When they can hear the group. Until then they are announced. */
  begins_at: Moment;
  /** When they had gone, or were not coming after all. */
  ended_at?: Moment;
};

/** A group of the last time. */
export type LastGroup = {
  /** Which it was. */
  group: GroupId;
  /** Its number. */
  number: number;
  /** Its name. */
  name?: string;
  /** Its colour. */
  colour: GroupColour;
  /** Who was in it at the end, in seat order, without those who visited. */
  people: Array<ParticipantId>;
};

/** What those who are in a group know of it, and nobody else. */
export type InsideView = {
  /** Which group. */
  group: GroupId;
  /** Who has visited it, and who visits it now, oldest first. */
  visits: Array<VisitView>;
  /** What is on its card; absent when nothing. */
  card?: string;
  /** Whether the card is shared with the plenary. */
  shared: boolean;
};

/** The note of the group one is in. */
export type NoteView = {
  /** Of which group. */
  group: GroupId;
  /** The whole text. */
  text: string;
  /** Who writes now: nobody else can. */
  writer?: ParticipantId;
  /** When they last wrote, or took it. */
  written_at?: Moment;
};

/** A card that a group has shared. Those who run groups see all of them, the others those that have been shown. */
export type CardView = {
  /** Of which group; it may have ended. */
  group: GroupId;
  /** Its number. */
  number: number;
  /** Its name. */
  name?: string;
  /** What is on it; absent when it was erased. */
  text?: string;
  /** Whether it has been shown to everybody. */
  shown: boolean;
  /** Whether it is shown now. */
  showing: boolean;
};

/** A note of a group that has ended. */
export type KeptNote = {
  /** Of which group. */
  group: GroupId;
  /** Its number. */
  number: number;
  /** Its name. */
  name?: string;
  /** The whole text. */
  text: string;
};

/** A timer. It runs over its end until it is stopped: that it is over is shown, nothing is cut. */
export type TimerView = {
  /** Where. */
  place: Place;
  /** What for. */
  title?: string;
  /** How long it is by now, in seconds. */
  seconds: number;
  /** When it ends, in the server's clock; absent while paused. */
  ends_at?: Moment;
  /** While paused: milliseconds left, below nothing when over its end. */
  paused_with?: number;
};

/** What is played to all in a place. The file stays where it is: only its sound and picture are sent, like those of a screen. */
export type PlayingView = {
  /** Who plays it. */
  participant: ParticipantId;
  /** From which device. */
  device: DeviceId;
  /** What it is, in the words of whoever plays it; absent when they gave none. */
  title?: string;
  /**
   * The source that carries the picture, with its sound in the kind after it: a screen or a second screen. Also where
   * there is no picture.
   */
  kind: SourceKind;
  /** Whether there is a picture. */
  picture: boolean;
  /** Whether it stands still. */
  paused: boolean;
  /** How loud the player sends it, 0 to [`MAX_LEVEL`]. */
  level: number;
  /** Whether captions come with it. */
  captions: boolean;
};

/** How one place is staged. */
export type SceneView = {
  /** Where. */
  place: Place;
  /** How. */
  scene: SceneKind;
  /**
   * Who is seen, as it was chosen: in seat order, in a fishbowl whoever has sat longest first; nobody where everybody is.
   * Also those of the plenary who are away in a group or backstage. Whoever is at a device of one of them is seen with
   * them.
   */
  seen: Array<ParticipantId>;
  /** When whoever has sat longest leaves the fishbowl, in the server's clock; absent while a seat is free, and in a break. */
  leaves_at?: Moment;
  /** Who is large for everybody. */
  spotlight?: ParticipantId;
};

/** A phase as one person may see it. */
export type PhaseView = {
  /** Which. */
  phase: PhaseId;
  /** What this person may know of it; what they may not is absent, false or empty. */
  plan: Phase;
  /** Whether it is to be passed over. */
  skipped: boolean;
  /** Whether it is over. */
  done: boolean;
};

/** The agenda, and how far it is. */
export type AgendaView = {
  /** In order. */
  phases: Array<PhaseView>;
  /** Which one is now. */
  current?: CurrentPhase;
};

/** The phase that is now. */
export type CurrentPhase = {
  /** Which. */
  phase: PhaseId;
  /** Since when. */
  since: Moment;
  /** When its time is over, in the server's clock; absent without a length. */
  ends_at?: Moment;
  /**
   * Which one begins as soon as the groups have ended, which are counting down to it. Whoever gives the groups more time
   * takes it back.
   */
  then?: PhaseId;
  /** For those who run the session: why its groups could not be opened when it began, or its question not be asked. */
  failed?: Rejection;
};

/** The open agenda. */
export type TopicsView = {
  /** Whether topics can be proposed and supported. */
  open: boolean;
  /** Most supported first, then the oldest. */
  topics: Array<TopicView>;
};

/** A topic that somebody proposed. */
export type TopicView = {
  /** Which. */
  topic: TopicId;
  /** What; absent when it was erased. */
  text?: string;
  /** Whose, if they said so. */
  by?: ParticipantId;
  /** How many support it. */
  support: number;
  /** The phase it has become. */
  phase?: PhaseId;
  /**
   * Whether it was left over from an earlier session. Until topics are opened, or it is chosen, it is seen by those only who
   * may run the agenda.
   */
  carried: boolean;
};

/** What is one's own among the topics. */
export type MyTopics = {
  /** Which one proposed, named or not. */
  proposed: Array<TopicId>;
  /** Which one supports. */
  supported: Array<TopicId>;
};

/**
 * A break. Nobody in the plenary sends or is sent anything; what was on, there and at the coffee table, stays off when it is
 * over.
 */
export type BreakView = {
  /** Since when. */
  since: Moment;
  /** When it is to be over, in the server's clock. It lasts until it is ended. */
  ends_at: Moment;
  /** Whether one may go to the coffee table. */
  coffee_table: boolean;
  /** Who has said to be back, in seat order. Sitting at the coffee table does not say it. */
  back: Array<ParticipantId>;
};

/** Something to do away from the screen. Whoever loses the connection meanwhile keeps their seat. */
export type OwnTaskView = {
  /** What; absent when it was erased. */
  task?: string;
  /** Since when. */
  since: Moment;
  /** When people are to be back, in the server's clock. It lasts until it is ended. */
  ends_at: Moment;
  /** Who has said to be ready, in seat order. */
  ready: Array<ParticipantId>;
};

/** What somebody brings from an own task: a text, a picture or both. */
export type ResultView = {
  /** Whose. */
  participant: ParticipantId;
  /** What it is called; absent when it was erased. */
  title?: string;
  /** Words. */
  text?: string;
  /** A picture, kept by the server. */
  picture?: PictureId;
  /** Whether everybody sees it. Until then whose it is and those who run the session do. */
  shown: boolean;
  /** Whether it is shown large now. */
  showing: boolean;
};

/** Something that waits, as those see it who answer. */
export type QueueItemView = {
  /** How it is named in commands. */
  item: QueueItem;
  /** What it is. */
  kind: QueueKind;
  /**
   * Who: whoever asked, has a hand up, or is in the lobby. The names of those are in [`super::LobbyList`]. Absent for
   * an anonymous question; what is asked is in [`super::QuestionView`].
   */
  participant?: ParticipantId;
  /** Where they are now; of a hand, in whose queue it is. Absent in the lobby, and for a question. */
  place?: Place;
  /** Since when. */
  since: Moment;
  /** Who answers it; absent while it waits. */
  claimed_by?: ParticipantId;
  /** What help is for, and in the lobby what help to get in is asked for. */
  problem?: HelpProblem;
  /** Whether help is asked for a whole group; absent when not. */
  for_group?: boolean;
  /** What help is about, in the words of whoever asks. */
  subject?: string;
  /** With whom a word alone is asked for, if with somebody named. */
  with?: ParticipantId;
};

/** How long one kind waits. */
export type WaitingFigures = {
  /** Of what. */
  kind: QueueKind;
  /** How many wait now or are being answered, also beyond those that are shown. */
  waiting: number;
  /** How many have been served. */
  served: number;
  /** Half of those served lately waited no longer than this before somebody took them, in seconds; 0 when none was. */
  median: number;
  /** The longest that one waited who was served, in seconds. */
  longest: number;
};

/**
 * The facilitator queue, as far as one person may answer it: the lobby for those who may let people in, hands for
 * those who may give the floor everywhere.
 */
export type FacilitatorQueueView = {
  /** Quiet signals first, then in the order they came; at most [`MAX_QUEUE_SHOWN`] of each kind. */
  items: Array<QueueItemView>;
  /** Of each kind of which there is or was anything that one may see. */
  figures: Array<WaitingFigures>;
};

/** What one has asked for, and what another of one's group has asked for all of it. */
export type RequestView = {
  /** Which. */
  request: AskId;
  /** Help, a private word or a quiet signal. */
  kind: QueueKind;
  /** Who asked. */
  participant: ParticipantId;
  /** Since when. */
  since: Moment;
  /** Who answers it; absent while it waits. */
  claimed_by?: ParticipantId;
  /**
   * How many of the same kind came before and are not ended yet. Of a quiet signal always 0: whether others are not
   * all right is theirs to say.
   */
  ahead: number;
  /** What help is for. */
  problem?: HelpProblem;
  /** Whether help is asked for the whole group; absent when not. */
  for_group?: boolean;
  /** What help is about. */
  subject?: string;
  /** With whom a word alone is asked for, if with somebody named. */
  with?: ParticipantId;
  /** Until when it waits for the one who is named alone: then others see it too. Absent when all who answer see it. */
  theirs_until?: Moment;
};

/** How a request ended. */
export type RequestEnd = "served" | "withdrawn";

/** A question as somebody sees it. */
export type QuestionView = {
  /** Which. */
  question: QuestionId;
  /** What is asked. */
  text: string;
  /** Who asked; absent when it is anonymous. */
  asked_by?: ParticipantId;
  /** Since when. */
  since: Moment;
  /** How many people want it answered. */
  votes: number;
  /** Whether everybody sees it and may vote for it; absent when not. */
  published?: boolean;
  /** Whether everybody is shown it large now, one question at a time; absent when not. */
  shown?: boolean;
  /** The answer, once there is one. */
  answer?: AnswerView;
};

/** How a question was answered. */
export type AnswerView = {
  /** By whom. */
  by: ParticipantId;
  /** When. */
  at: Moment;
  /** In these words; absent when it was answered aloud. */
  text?: string;
};

/** A speaking queue, and who may speak in its place. */
export type QueueView = {
  /** Whose queue. */
  place: Place;
  /** Who may speak there; absent when everybody may. */
  turns?: TurnMode;
  /** Which order the hands are in; absent when it is that of arrival. */
  order?: QueueOrder;
  /** Who has the floor: in a round whoever's turn it is, with the talking stick its holder. */
  floor?: Turn;
  /**
   * Who wants to reply directly to what is said, first come first; they are called before the hands. Absent when nobody
   * does; at most [`MAX_REPLIES`].
   */
  replies?: Array<Hand>;
  /** Raised hands, in the order they are called; first of all whoever was interrupted. */
  hands: Array<Hand>;
  /** The round; there is one exactly when [`Self::turns`] says so. */
  round?: RoundView;
};

/** The order in which hands are called. */
export type QueueOrder = "arrival" | "least_spoken";

/** A round that is going on. Whoever's turn it is has the floor; nobody has it while all who are to come are away. */
export type RoundView = {
  /** Whether it goes against the order of the seats. */
  backwards: boolean;
  /** How long a turn is to take, in seconds from when it began: 1 to [`MAX_TURN`]. */
  seconds?: number;
  /** Whether a turn ends by itself when that time is over. Otherwise it is only shown. */
  hard: boolean;
  /**
   * Who has not had a turn yet, in the order they get it; without whoever's turn it is. Whoever is away when their turn
   * comes goes to the end and is waited for.
   */
  to_come: Array<ParticipantId>;
  /** Of them and of whoever's turn it is: those who took it later. One may once. */
  later: Array<ParticipantId>;
  /** Who has had a turn, in the order they had it. */
  had: Array<RoundTurn>;
};

/** A turn that somebody has had. */
export type RoundTurn = {
  /** Who. */
  participant: ParticipantId;
  /** Whether they passed. */
  passed: boolean;
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
  /**
   * What is on at it and not forwarded now, in the same order: the voice of somebody who may not speak
   * now (see [`TurnMode`](super::TurnMode)). Absent when nothing is.
   */
  held?: Array<SourceKind>;
  /**
   * Whether it came as a companion of another device of the same person: its own page plays no sound until it is
   * asked to; absent when not.
   */
  companion?: boolean;
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
  /** Whether the picture pauses because the network carries no more; absent when not. It comes back by itself. */
  paused?: boolean;
};

/** How many layers of a picture anybody watches. */
export type WantedSource = {
  /** Which of this device's pictures. */
  kind: SourceKind;
  /** From the smallest: 0 for none. */
  layers: number;
};

/** How a device's network does. */
export type NetworkQuality = "good" | "weak" | "poor";

/** What is wrong with a network, the worst first. */
export type NetworkReason = "sending_loss" | "receiving_loss" | "delay" | "narrow";

/** A TURN server for networks that let nothing else through (RFC 8656). */
export type IceServer = {
  /** Where, as `RTCIceServer.urls` takes it. */
  urls: Array<string>;
  /** Good for a limited time. */
  username: string;
  /** Belongs to the name. */
  credential: string;
};

/** The agreement in force. */
export type AgreementView = {
  /** Grows by one with every other text; never used twice in a room. */
  version: number;
  /** Plain text of at most [`MAX_AGREEMENT`] characters. */
  text: string;
};

/** The chat as one person may see it. */
export type ChatView = {
  /**
   * Seconds that others than staff wait between two messages to the plenary or a group; 0 when the chat is not
   * slowed.
   */
  slow_mode: number;
  /** The parts in which there is something, each once, in the order of [`ChatPart`]. */
  parts: Array<ChatPartView>;
};

/** A part of the chat as one person may see it. */
export type ChatPartView = {
  /** Which. */
  part: ChatPart;
  /** The newest [`MAX_SHOWN_MESSAGES`], oldest first. */
  messages: Array<ChatMessage>;
  /** Lines being written, by person; one person writes at most one. */
  lines: Array<ChatLine>;
};

/** A part of the chat: what is shown and hidden together. */
export type ChatPart =
  | { type: "plenary" }
  | {
    type: "group";
    /** Which. */
    group: GroupId;
  }
  | {
    type: "help";
    /** Which. */
    help: HelpId;
  }
  | {
    type: "encounter";
    /** Which. */
    encounter: EncounterId;
  }
  | { type: "backstage" }
  | { type: "private" };

/** A message. Its text is plain: a link in it is text until somebody clicks it, and is never fetched. */
export type ChatMessage = {
  /** To whom, as the one who is told sees it. */
  scope: Scope;
  /** 1, 2, 3 … in its scope. */
  message: MessageId;
  /** Who wrote it. May have left since. */
  from: ParticipantId;
  /** When. */
  at: Moment;
  /** What was written; absent when it was deleted. */
  words?: ChatWords;
};

/** What was written, and the name under which. */
export type ChatWords = {
  /** The writer's name at that time. */
  name: string;
  /** At most [`MAX_MESSAGE`] characters; no control characters but line ends and tabs. */
  text: string;
};

/** A line that somebody is writing now. Not part of the history. */
export type ChatLine = {
  /** Who would see it if it were sent, as the one who is told sees it. */
  scope: Scope;
  /** Who is writing. */
  participant: ParticipantId;
  /** The whole line as it is now, at most [`MAX_LINE`] characters; empty when it is over. */
  text: string;
};

/** A poll as one person may see it. */
export type PollView = {
  /** Which. */
  poll: PollId;
  /**
   * The group that is asked. Only who is in it sees the poll, without those who only listen; it goes with the group.
   * Absent when everybody is asked.
   */
  group?: GroupId;
  /** What is asked. */
  question: string;
  /** How it may be answered. */
  kind: PollKind;
  /**
   * Nobody learns who voted what: a ballot is nowhere tied to a person, and cannot be changed. In a poll that is
   * not anonymous those who run polls see each person's answer as it comes, and it can be changed until the end.
   */
  anonymous: boolean;
  /** What has become of it. */
  stage: PollStage;
  /** The server lost the ballots of this anonymous poll in a restart, since they are never stored: vote again. */
  reopened: boolean;
  /** Whether this person has voted, as long as it is open. */
  voted: boolean;
  /** What this person voted, if the poll is not anonymous. */
  mine?: Choice;
  /** How many have voted: for those who run polls, and for all once the figures are shown. */
  votes?: number;
  /**
   * What came out. Absent while the poll is open, while it is not shown to this person, and for ever when an
   * anonymous poll had votes of fewer than [`MIN_ANONYMOUS`] people who do not run it and sit at devices of their own.
   */
  figures?: PollFigures;
  /** Who voted what, in order of person: for those who run polls, of a poll that is not anonymous. */
  ballots: Array<Ballot>;
};

/** What has become of a poll. */
export type PollStage = "open" | "closed" | "shown";

/** Figures without people. */
export type PollFigures = {
  /** How many chose each option, each score from 1, or each [`Pulse`]. */
  counts: Array<number>;
  /** The words, in alphabetical order, so that their order tells nothing about who wrote them. */
  words: Array<WordCount>;
};

/** How often a word was given. */
export type WordCount = {
  /** The word. */
  word: string;
  /** How often. */
  times: number;
};

/** What one person voted. */
export type Ballot = {
  /** Who. */
  participant: ParticipantId;
  /** What. */
  choice: Choice;
};

/** The feedback on the session, for those who may see it. */
export type FeedbackView = {
  /** How many have given feedback. */
  given: number;
  /**
   * Of how many of them the figures are. They come in steps of at least [`MIN_ANONYMOUS`], so that no step shows
   * what one person gave.
   */
  counted: number;
  /** What they gave: how many each score from 1, and the words. */
  figures: PollFigures;
};

/** Somebody on the organiser's list of those expected; the same over the sessions of a series. */
export type MemberId = number;

/** A home unit: where people who are expected come from. */
export type UnitId = number;

/** Whose row: somebody on the list of those expected, or somebody who came without being on it. */
export type AttendanceSubject =
  | {
    type: "member";
    /** Who, on the organiser's list. */
    member: MemberId;
  }
  | {
    type: "visitor";
    /** Who, in the session. */
    participant: ParticipantId;
  };

/** Whether somebody was there. */
export type AttendanceStatus = "present" | "late" | "absent" | "absent_announced";

/** The table, as far as this person may see it. */
export type AttendanceView = {
  /** When the session begins; absent when no start is planned: then nobody is late. */
  start?: Moment;
  /** Minutes after the start from which on one is late. */
  late_after: number;
  /** Who alone, beside supervisors, corrects the table; absent when nobody is named. */
  keeper?: ParticipantId;
  /** The only unit whose rows this person sees; absent when they see all. */
  only?: UnitId;
  /** The units in the rows, in order of id. */
  units: Array<UnitView>;
  /** The members, then the visitors, in order of id. */
  rows: Array<AttendanceRow>;
};

/** A home unit. */
export type UnitView = {
  /** Which. */
  unit: UnitId;
  /** What it is called. */
  name: string;
};

/**
 * One line of the table. `status` and the times are what was recorded; a correction stands beside them and is the
 * last that says something of the status or of the minutes.
 */
export type AttendanceRow = {
  /** Whose. */
  subject: AttendanceSubject;
  /** What they are called; empty when it has been erased. */
  name: string;
  /** Where they come from. */
  unit?: UnitId;
  /** As whom they have been in the session: several when they came anew with a new invitation. */
  participants: Array<ParticipantId>;
  /** As recorded. */
  status: AttendanceStatus;
  /** Milliseconds they were there before the stay that goes on now. */
  present_ms: number;
  /** Since when they are there; absent when they are not. */
  here_since?: Moment;
  /** When they first came. */
  came?: Moment;
  /** When they last went; absent while they are there. */
  left?: Moment;
  /** Oldest first. */
  corrections: Array<CorrectionView>;
};

/** What somebody has corrected by hand. */
export type CorrectionView = {
  /** Who did. */
  author: ParticipantId;
  /** When. */
  at: Moment;
  /** What it was, where that is corrected. */
  status?: AttendanceStatus;
  /** How many minutes they were there, where that is corrected. */
  minutes?: number;
  /** Why it is corrected; empty when it has been erased. */
  reason: string;
};

/** What a device says of its microphone. */
export type MicrophoneState = "unasked" | "missing" | "denied" | "silent" | "heard";

/** What a device says of its camera. */
export type CameraState = "unasked" | "missing" | "denied" | "permitted";

/** The connection in three words. */
export type ConnectionState = "good" | "weak" | "bad";

/** How a device fares. */
export type DeviceState = {
  /** Its microphone. */
  microphone: MicrophoneState;
  /** Its camera. */
  camera: CameraState;
  /** Its connection. */
  connection: ConnectionState;
};

/** How one device fares, for those who help. */
export type DeviceStateView = {
  /** Which; whom it carries is in the roster of devices of its place, and here too, because staff are elsewhere. */
  device: DeviceId;
  /** One of those whom it carries. */
  participant: ParticipantId;
  /** How it fares. */
  state: DeviceState;
};

/** One thing to try in a technology round. */
export type TechnologyStep = "microphone_on" | "microphone_off" | "camera" | "hand" | "share";

/** A technology round, as far as this person may see it. */
export type TechnologyView = {
  /** What is to be tried, in order. */
  steps: Array<TechnologyStep>;
  /** Whether everybody has done everything. */
  finished: boolean;
  /** Who has done what: for those who run rounds of everybody, else of oneself. In order of id. */
  progress: Array<ProgressView>;
};

/** What somebody has done of it. */
export type ProgressView = {
  /** Who. */
  participant: ParticipantId;
  /** What they have done. */
  done: Array<TechnologyStep>;
  /** What they have not, and may. */
  open: Array<TechnologyStep>;
};

/** How long somebody has spoken. */
export type SpeakingTime = {
  /** Who. */
  participant: ParticipantId;
  /** Whole seconds. */
  seconds: number;
};

/** Why a request was not done. Nothing has changed. */
export type Rejection = "not_allowed" | "unknown_participant" | "unknown_group" | "queue_empty" | "no_turn" | "replies_full" | "round_running" | "groups_open" | "no_groups" | "out_of_range" | "too_fast" | "too_long" | "unknown_message" | "unknown_poll" | "poll_closed" | "already_voted" | "bad_description" | "no_media" | "last_supervisor" | "supervisor_here" | "group_full" | "taken" | "on_break" | "not_running" | "unknown_phase" | "unknown_topic" | "unknown_picture" | "unknown_item" | "no_seat" | "line_closed" | "line_empty" | "too_soon" | "unavailable";

/** Why the server closes a connection: WebSocket close codes of the private range, with the snake_case name as reason. */
export type CloseCode = "malformed" | "unauthenticated" | "unsupported_version" | "hello_timeout" | "replaced" | "taken_over" | "left" | "removed" | "ended" | "refused" | "served" | "too_large" | "too_fast" | "try_again";

/** The version these types are of. */
export const VERSION = 1 as const;

/** Most groups in a session. */
export const MAX_GROUPS = 100 as const;

/** Every colour of groups. */
export const GROUP_COLOURS = [
  "blue",
  "green",
  "orange",
  "violet",
  "teal",
  "red",
  "brown",
  "grey"
] as const satisfies readonly GroupColour[];

/** Most characters in the name of a group. */
export const MAX_GROUP_NAME = 40 as const;

/** Most characters in a task. */
export const MAX_TASK = 2000 as const;

/** Longest groups, phase or break, in minutes. */
export const MAX_MINUTES = 480 as const;

/** Most warnings before the end of groups. */
export const MAX_WARNINGS = 5 as const;

/** Longest countdown, in seconds. */
export const MAX_COUNTDOWN = 600 as const;

/** Shortest countdown of a recall, in seconds. */
export const MIN_RECALL = 5 as const;

/** Most rounds of a rotation. */
export const MAX_GROUP_ROUNDS = 12 as const;

/** Most people in a group. */
export const MAX_GROUP_SIZE = 500 as const;

/** Most characters in an announcement. */
export const MAX_ANNOUNCEMENT = 500 as const;

/** Most people prepared for groups. */
export const MAX_PREPARED = 500 as const;

/** Seconds for which a visit is announced. */
export const VISIT_ANNOUNCED = 3 as const;

/** Most characters on a card. */
export const MAX_CARD = 1000 as const;

/** Most characters in a note. */
export const MAX_GROUP_NOTE = 20000 as const;

/** Most bytes in a note. */
export const MAX_GROUP_NOTE_BYTES = 49152 as const;

/** Milliseconds between two texts of a note. */
export const NOTE_EVERY = 500 as const;

/** Seconds after which an idle note may be taken. */
export const NOTE_IDLE = 60 as const;

/** Longest timer, in seconds. */
export const MAX_TIMER = 28800 as const;

/** Most characters in the title of a timer. */
export const MAX_TIMER_TITLE = 60 as const;

/** Most characters in what is played to all. */
export const MAX_PLAYING_TITLE = 60 as const;

/** Most characters in one cue of captions. */
export const MAX_CUE = 300 as const;

/** The loudest that something is played, in per cent. */
export const MAX_LEVEL = 100 as const;

/** Fewest inner seats of a fishbowl. */
export const MIN_FISHBOWL_SEATS = 2 as const;

/** Most inner seats of a fishbowl. */
export const MAX_FISHBOWL_SEATS = 8 as const;

/** Shortest time after which somebody leaves a full fishbowl, in seconds. */
export const MIN_FISHBOWL_LEAVE = 10 as const;

/** Longest time after which somebody leaves a full fishbowl, in seconds. */
export const MAX_FISHBOWL_LEAVE = 3600 as const;

/** Most people who are chosen to be seen in a place. */
export const MAX_SEEN = 100 as const;

/** Most direct replies that wait in one place. */
export const MAX_REPLIES = 3 as const;

/** Longest turn in a round, in seconds. */
export const MAX_TURN = 3600 as const;

/** Most phases of a session. */
export const MAX_PHASES = 60 as const;

/** Most characters in the title of a phase. */
export const MAX_PHASE_TITLE = 100 as const;

/** Most characters in the crew's note. */
export const MAX_CREW_NOTE = 2000 as const;

/** Most helpers of a phase. */
export const MAX_HELPERS = 10 as const;

/** Most characters in the title or address of a material. */
export const MAX_MATERIAL = 500 as const;

/** Most topics. */
export const MAX_TOPICS = 200 as const;

/** Most topics of one person. */
export const MAX_TOPICS_EACH = 10 as const;

/** Most characters in a topic. */
export const MAX_TOPIC = 200 as const;

/** Longest own task, in minutes. */
export const MAX_OWN_TASK = 120 as const;

/** Most characters in the name of a result. */
export const MAX_RESULT_TITLE = 60 as const;

/** Most characters in a result. */
export const MAX_RESULT = 2000 as const;

/** Most bytes of a picture. */
export const MAX_PICTURE_BYTES = 3000000 as const;

/** Most pixels of a picture on a side. */
export const MAX_PICTURE_SIDE = 4096 as const;

/** Most characters in the subject of a request for help. */
export const MAX_SUBJECT = 200 as const;

/** Seconds for which a private word waits for the one who is named alone. */
export const NAMED_FIRST = 120 as const;

/** Most items of one kind in the facilitator queue that are shown. */
export const MAX_QUEUE_SHOWN = 20 as const;

/** Most questions of a session. */
export const MAX_QUESTIONS = 200 as const;

/** Most characters in a question to those who run it. */
export const MAX_QUESTION_TEXT = 300 as const;

/** Most characters in an answer. */
export const MAX_ANSWER = 1000 as const;

/** Most named questions of one person that wait. */
export const MAX_QUESTIONS_EACH = 5 as const;

/** Most keys in one watch_questions. */
export const MAX_QUESTION_KEYS = 20 as const;

/** Most questions at the door of a reception. */
export const MAX_DOOR_QUESTIONS = 5 as const;

/** Most characters in an answer at the door. */
export const MAX_DOOR_WORDS = 500 as const;

/** Most characters in the note that goes with a hand-over. */
export const MAX_HAND_OVER_NOTE = 1000 as const;

/** Most visitors that are shown. */
export const MAX_VISITORS_SHOWN = 50 as const;

/** Most professionals in one encounter. */
export const MAX_PROFESSIONALS = 8 as const;

/** Most people in one move_people. */
export const MAX_MOVES = 500 as const;

/** Most people in one admit. */
export const MAX_ADMITTED = 500 as const;

/** Most characters of the welcome text. */
export const MAX_WELCOME = 500 as const;

/** Most devices of one person. */
export const MAX_DEVICES = 4 as const;

/** Most people whom one device carries. */
export const MAX_CARRIED = 20 as const;

/** Most characters in a name. */
export const MAX_NAME = 60 as const;

/** Most characters in the note of somebody who steps out. */
export const MAX_NOTE = 60 as const;

/** Most characters in an agreement. */
export const MAX_AGREEMENT = 10000 as const;

/** Most characters in a message. */
export const MAX_MESSAGE = 2000 as const;

/** Most characters in a line being written. */
export const MAX_LINE = 500 as const;

/** Most messages of a part of the chat in a view. */
export const MAX_SHOWN_MESSAGES = 50 as const;

/** Longest slow mode in seconds. */
export const MAX_SLOW_MODE = 900 as const;

/** Most polls of everybody in a session. */
export const MAX_POLLS = 50 as const;

/** Most polls of one group. */
export const MAX_GROUP_POLLS = 10 as const;

/** Most characters in a question. */
export const MAX_QUESTION = 300 as const;

/** Most options of a poll. */
export const MAX_OPTIONS = 12 as const;

/** Most characters in an option or at an end of a scale. */
export const MAX_OPTION = 100 as const;

/** Most characters in a word. */
export const MAX_WORD = 30 as const;

/** The best score. */
export const MAX_SCORE = 6 as const;

/** Fewest votes of which secret figures are told. */
export const MIN_ANONYMOUS = 3 as const;

/** Every reaction. */
export const REACTIONS = [
  "thanks",
  "agree",
  "applause",
  "heart",
  "laugh",
  "wow"
] as const satisfies readonly Reaction[];

/** Every answer to a pulse. */
export const PULSES = [
  "with_you",
  "need_break",
  "lost_thread"
] as const satisfies readonly Pulse[];

/** Longest reason of a correction, in characters. */
export const MAX_REASON = 200 as const;

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
  "served": 4414,
  "taken_over": 4412,
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
    "add_people",
    "run_agenda",
    "propose_topics",
    "choose_group",
    "bring_results",
    "answer_help",
    "play_to_all"
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
    "add_people",
    "run_agenda",
    "propose_topics",
    "choose_group",
    "bring_results",
    "answer_help",
    "play_to_all"
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
    "add_people",
    "propose_topics",
    "choose_group",
    "bring_results",
    "answer_help"
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
    "add_people",
    "propose_topics",
    "choose_group",
    "bring_results"
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
    "add_people",
    "choose_group",
    "bring_results"
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
    "add_people",
    "propose_topics",
    "choose_group",
    "bring_results"
  ]
} as const satisfies Record<Role, readonly Permission[]>;
