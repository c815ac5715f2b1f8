//! Every message on the wire. Enum variants without content are written `{}` so that unknown fields in them are
//! refused too (serde accepts anything in a unit variant of an internally tagged enum).

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::id::{DeviceId, GroupId, ParticipantId, RequestId, Sequence};
use crate::role::Role;
use crate::time::Moment;

/// The version this server speaks.
pub const VERSION: u32 = 1;

// ---------------------------------------------------------------------------------------------- client to server

/// The first frame of every connection: who is it?
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Hello {
    /// Protocol version the client speaks.
    pub version: u32,
    /// What proves the identity.
    pub proof: Proof,
}

/// Identity comes from one of these, never from a later message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Proof {
    /// A fresh ticket from `POST /api/v1/join`: 60 s, once.
    Ticket {
        /// The signed ticket.
        ticket: String,
    },
    /// The token from the last [`ServerMessage::Welcome`]: comes back to the same seat, hand and group.
    Resume {
        /// The rotating token, good once.
        token: String,
        /// The last event seen; `null` after a reload: then the whole view is sent.
        seen: Option<Sequence>,
    },
}

/// Any frame after the first: `{"id": 7, "type": "raise_hand", …}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Request {
    /// Echoed in the answer.
    pub id: RequestId,
    /// What is asked.
    #[serde(flatten)]
    pub body: RequestBody,
}

/// A request is for the room or for the media session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum RequestBody {
    /// For the room engine.
    Command(Command),
    /// For the media worker.
    Media(MediaRequest),
}

/// What a person asks of the room. Who asks is known from the connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// Turn one of this device's sources on or off. Off is enforced by the server.
    SetSending {
        /// Which source.
        kind: SourceKind,
        /// Whether it is sent.
        on: bool,
    },
    /// Join the queue of the place one is in. A second raise keeps the first place.
    RaiseHand {},
    /// Leave the queue; with `participant`, take another's hand down.
    LowerHand {
        /// Whose hand; one's own when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        participant: Option<ParticipantId>,
    },
    /// Give the floor to the first in the queue of the place one is in who is here.
    CallNext {},
    /// Give up the floor; a facilitator may end another's turn.
    FinishTurn {},
    /// Open breakout groups beside each other.
    OpenGroups {
        /// How many, 1 to [`MAX_GROUPS`].
        count: u32,
        /// Who goes where at once.
        assignment: Assignment,
    },
    /// Move people between the plenary and groups: all of them or, if one move is impossible, none.
    MovePeople {
        /// Who goes where.
        moves: Vec<Move>,
    },
    /// Everybody back to the plenary; the groups are closed.
    Recall {},
    /// Goodbye: seat, hand and group are given up at once.
    Leave {},
}

/// Most groups in a session.
pub const MAX_GROUPS: u32 = 50;

/// Most people moved by one [`Command::MovePeople`].
pub const MAX_MOVES: usize = 500;

/// How people are spread over freshly opened groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Assignment {
    /// Nobody moves until a facilitator moves them.
    ByHand,
    /// Participants and observers who are in the plenary are shuffled and dealt evenly; staff stay.
    Random,
}

/// One person to one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// Who.
    pub participant: ParticipantId,
    /// Where to.
    pub to: Place,
}

/// Session descriptions; two messages in the life of a device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum MediaRequest {
    /// The offer of the sending connection, with all six transceivers in [`SourceKind`] order. Answered by
    /// [`ServerMessage::Media`]. Sent again (after a reload) it replaces what was there.
    MediaSend {
        /// SDP offer.
        sdp: String,
    },
    /// The answer to the receiving connection's offer.
    MediaReceive {
        /// SDP answer.
        sdp: String,
    },
}

impl MediaRequest {
    /// The `type` of [`MediaRequest::MediaSend`].
    pub const SEND: &str = "media_send";
    /// The `type` of [`MediaRequest::MediaReceive`].
    pub const RECEIVE: &str = "media_receive";
}

/// What a device can send. The order is the order of the m-lines in the sending connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// The person's voice.
    Microphone,
    /// The person's picture.
    Camera,
    /// A shared screen or window.
    Screen,
    /// What that screen plays.
    ScreenSound,
    /// A second shared screen.
    SecondScreen,
    /// What the second screen plays.
    SecondScreenSound,
}

impl SourceKind {
    /// All kinds in m-line order.
    pub const ALL: [Self; 6] = [
        Self::Microphone,
        Self::Camera,
        Self::Screen,
        Self::ScreenSound,
        Self::SecondScreen,
        Self::SecondScreenSound,
    ];
}

// ---------------------------------------------------------------------------------------------- server to client

/// Any frame from the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerMessage {
    /// The answer to [`Hello`].
    Welcome {
        /// Version spoken from here on.
        version: u32,
        /// Whose connection this is.
        you: You,
        /// Good for one [`Proof::Resume`]; replaces the one before.
        resume_token: String,
        /// The last event already contained in `view`, or the last one seen when it is absent.
        seq: Sequence,
        /// The whole truth for this person; absent when the missed events follow instead.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        view: Option<RoomView>,
    },
    /// The request was done.
    Ok {
        /// Of the request.
        id: RequestId,
    },
    /// The request was not done, and nothing changed.
    Rejected {
        /// Of the request.
        id: RequestId,
        /// Why.
        code: Rejection,
    },
    /// Something changed.
    Event {
        /// Its place in this person's stream.
        seq: Sequence,
        /// What.
        event: Event,
    },
    /// Answer to [`MediaRequest::MediaSend`].
    Media {
        /// Of the request.
        id: RequestId,
        /// SDP answer for the sending connection.
        answer: String,
        /// SDP offer of the receiving connection.
        offer: String,
    },
    /// Who is in which receive slot, whole. A message with a lower generation than one already seen is stale.
    Slots {
        /// Grows with every change for this device.
        generation: u32,
        /// Every slot that carries somebody.
        slots: Vec<SlotView>,
    },
    /// Which devices in this person's place are heard speaking now, loudest first. Not numbered: the next replaces it.
    Speaking {
        /// Loudest first.
        devices: Vec<DeviceId>,
    },
    /// The media session did not come up; make both connections anew with [`MediaRequest::MediaSend`].
    MediaRestart {},
}

/// Who this connection speaks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct You {
    /// The person.
    pub participant: ParticipantId,
    /// The page.
    pub device: DeviceId,
}

/// What one person is told. Small state is sent whole: fold by replacing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// Everybody in the session, in seat order.
    PeopleChanged {
        /// In seat order.
        people: Vec<PersonView>,
    },
    /// Somebody is gone for good; the roster without them comes as [`Event::PeopleChanged`].
    PersonLeft {
        /// Who.
        participant: ParticipantId,
        /// How.
        reason: LeaveReason,
    },
    /// The groups that are open; none when everybody is in the plenary.
    GroupsChanged {
        /// In number order.
        groups: Vec<GroupView>,
    },
    /// Every speaking queue this person may see: of their own place, and for staff of all places.
    QueuesChanged {
        /// Plenary first, then groups by number.
        queues: Vec<QueueView>,
    },
    /// The devices in this person's place and what they send.
    DevicesChanged {
        /// In order of id.
        devices: Vec<DeviceView>,
    },
}

/// How somebody went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LeaveReason {
    /// By their own choice.
    Left,
    /// The connection was lost and did not come back within the grace time.
    Lost,
}

/// Everything one person may know of the session. The events fold into it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RoomView {
    /// What the room is called.
    pub title: String,
    /// What kind of meeting it is.
    pub template: Template,
    /// The moment of this view.
    pub now: Moment,
    /// As in [`Event::PeopleChanged`].
    pub people: Vec<PersonView>,
    /// As in [`Event::GroupsChanged`].
    pub groups: Vec<GroupView>,
    /// As in [`Event::QueuesChanged`].
    pub queues: Vec<QueueView>,
    /// As in [`Event::DevicesChanged`].
    pub devices: Vec<DeviceView>,
}

/// The kind of meeting; decides labels and defaults.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Template {
    /// Työnohjaus.
    Supervision,
    /// Vertaisryhmä.
    PeerCircle,
    /// Etäjohtaminen.
    LeadershipMeeting,
    /// Työpaja.
    Workshop,
    /// Etäkahvila.
    Cafe,
    /// Webinaari, valmennus.
    Webinar,
    /// Etävastaanotto.
    Appointment,
    /// Vastaanotto ilman ajanvarausta.
    DropIn,
    /// Ryhmähaastattelu.
    FocusGroup,
    /// Dialogi.
    Dialogue,
}

/// A person as everybody sees them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PersonView {
    /// Who.
    pub participant: ParticipantId,
    /// The name they chose at the door.
    pub name: String,
    /// What they are here.
    pub role: Role,
    /// Stable order of the circle: kept for the whole session, never given to another.
    pub seat: u32,
    /// Whether they are reachable.
    pub presence: Presence,
    /// Where they are.
    pub place: Place,
}

/// Whether somebody is reachable. Whoever left is not in the roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Presence {
    /// At least one connection.
    Here {},
    /// Connection lost; seat, hand and group are kept until the grace time is over.
    Dropped {
        /// Since when.
        since: Moment,
    },
}

/// Where somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Place {
    /// With everybody who is not in a group.
    Plenary {},
    /// In a breakout group.
    Group {
        /// Which.
        group: GroupId,
    },
}

/// An open breakout group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GroupView {
    /// Which.
    pub group: GroupId,
    /// What people call it: 1, 2, 3 …
    pub number: u32,
}

/// A speaking queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct QueueView {
    /// Whose queue.
    pub place: Place,
    /// Who has the floor.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub floor: Option<Turn>,
    /// Raised hands, first come first.
    pub hands: Vec<Hand>,
}

/// A raised hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Hand {
    /// Whose.
    pub participant: ParticipantId,
    /// Since when.
    pub since: Moment,
}

/// The floor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Turn {
    /// Who has it.
    pub participant: ParticipantId,
    /// Since when.
    pub since: Moment,
}

/// A device as those in its place see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DeviceView {
    /// Which.
    pub device: DeviceId,
    /// The people it carries, in seat order.
    pub people: Vec<ParticipantId>,
    /// What it sends, in [`SourceKind`] order. What is not here is not forwarded.
    pub sending: Vec<SourceKind>,
}

/// What one receive slot shows or plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SlotView {
    /// Index of the m-line in the receiving connection.
    pub line: u32,
    /// Whose device.
    pub device: DeviceId,
    /// Which of its sources.
    pub kind: SourceKind,
    /// RTP timestamp of the first packet of this source in this slot, once it is known: show the tile from the first
    /// frame at or after it, and until then none. Compare modulo 2^32.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub from_timestamp: Option<u32>,
}

/// Why a request was not done. Nothing has changed.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS, thiserror::Error,
)]
#[serde(rename_all = "snake_case")]
pub enum Rejection {
    /// The role may not.
    #[error("the role may not do this")]
    NotAllowed,
    /// No such person in the session.
    #[error("no such person")]
    UnknownParticipant,
    /// No such group is open.
    #[error("no such group")]
    UnknownGroup,
    /// Nobody to call.
    #[error("nobody in the queue can be called")]
    QueueEmpty,
    /// Nobody has the floor.
    #[error("nobody has the floor")]
    NoTurn,
    /// Groups are open already.
    #[error("groups are open already")]
    GroupsOpen,
    /// No groups are open.
    #[error("no groups are open")]
    NoGroups,
    /// A number or list is outside what is allowed.
    #[error("outside what is allowed")]
    OutOfRange,
    /// The session description cannot be used.
    #[error("the session description cannot be used")]
    BadDescription,
    /// The media session is not in a state for this.
    #[error("no media session waits for this")]
    NoMedia,
    /// The server could not do it now; try again.
    #[error("not possible right now")]
    Unavailable,
}

/// Why the server closes a connection: WebSocket close codes of the private range, with the snake_case name as reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CloseCode {
    /// 4400: not JSON, unknown type or field, duplicate key, wrong shape.
    Malformed,
    /// 4401: ticket or token is not good (one code for every reason), or a message came before [`Hello`].
    Unauthenticated,
    /// 4406: the protocol version is not spoken here.
    UnsupportedVersion,
    /// 4408: no [`Hello`] in time.
    HelloTimeout,
    /// 4409: the same person came with a newer connection.
    Replaced,
    /// 4410: the person left, or the session is over.
    Left,
    /// 4413: the frame is larger than [`super::MAX_FRAME`].
    TooLarge,
    /// 4429: more messages than a person can mean.
    TooFast,
    /// 4503: the server cannot go on with this connection; come back with the resume token.
    TryAgain,
}

impl CloseCode {
    /// Every code.
    pub const ALL: [Self; 9] = [
        Self::Malformed,
        Self::Unauthenticated,
        Self::UnsupportedVersion,
        Self::HelloTimeout,
        Self::Replaced,
        Self::Left,
        Self::TooLarge,
        Self::TooFast,
        Self::TryAgain,
    ];

    /// The number in the close frame.
    #[must_use]
    pub const fn number(self) -> u16 {
        match self {
            Self::Malformed => 4400,
            Self::Unauthenticated => 4401,
            Self::UnsupportedVersion => 4406,
            Self::HelloTimeout => 4408,
            Self::Replaced => 4409,
            Self::Left => 4410,
            Self::TooLarge => 4413,
            Self::TooFast => 4429,
            Self::TryAgain => 4503,
        }
    }

    /// The name in the close frame.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Unauthenticated => "unauthenticated",
            Self::UnsupportedVersion => "unsupported_version",
            Self::HelloTimeout => "hello_timeout",
            Self::Replaced => "replaced",
            Self::Left => "left",
            Self::TooLarge => "too_large",
            Self::TooFast => "too_fast",
            Self::TryAgain => "try_again",
        }
    }
}
