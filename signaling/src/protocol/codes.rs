//! Why not, and why the connection ends.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

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
    /// As many direct replies wait as may.
    #[error("no more direct replies")]
    RepliesFull,
    /// There is a round already.
    #[error("there is a round")]
    RoundRunning,
    /// Groups are open already.
    #[error("groups are open already")]
    GroupsOpen,
    /// No groups are open.
    #[error("no groups are open")]
    NoGroups,
    /// A number or list is outside what is allowed.
    #[error("outside what is allowed")]
    OutOfRange,
    /// Sooner than allowed after the last; wait and try again.
    #[error("too fast")]
    TooFast,
    /// A text has more characters than allowed.
    #[error("too long")]
    TooLong,
    /// No such message, as far as this person may know.
    #[error("no such message")]
    UnknownMessage,
    /// No such poll.
    #[error("no such poll")]
    UnknownPoll,
    /// The poll takes no more votes.
    #[error("the poll is closed")]
    PollClosed,
    /// This person has voted, and a secret ballot cannot be changed.
    #[error("has voted already")]
    AlreadyVoted,
    /// The session description cannot be used.
    #[error("the session description cannot be used")]
    BadDescription,
    /// The media session is not in a state for this.
    #[error("no media session waits for this")]
    NoMedia,
    /// Nobody would be supervisor any more.
    #[error("nobody would be supervisor any more")]
    LastSupervisor,
    /// A supervisor is in the room, or somebody acts as one.
    #[error("a supervisor is here")]
    SupervisorHere,
    /// As many people are in that group as may be.
    #[error("the group is full")]
    GroupFull,
    /// Somebody else writes, speaks to all groups, or answers it.
    #[error("somebody else has it")]
    Taken,
    /// There is a break.
    #[error("there is a break")]
    OnBreak,
    /// There is nothing of the kind now: no timer, phase, round, break, own task,
    /// result or private word.
    #[error("there is none now")]
    NotRunning,
    /// No such phase.
    #[error("no such phase")]
    UnknownPhase,
    /// No such topic.
    #[error("no such topic")]
    UnknownTopic,
    /// No such picture of this person.
    #[error("no such picture")]
    UnknownPicture,
    /// Nothing of the kind waits for those who run the session, as far as this person may see.
    #[error("nothing of the kind waits")]
    UnknownItem,
    /// No seat is free.
    #[error("no seat is free")]
    NoSeat,
    /// The reception, or this line of it, takes nobody now.
    #[error("the line is closed")]
    LineClosed,
    /// Nobody waits whom this person could take.
    #[error("nobody waits")]
    LineEmpty,
    /// Once more, later.
    #[error("too soon after the last time")]
    TooSoon,
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
    /// 4412: another device of the same person took the place of this one. Do not come back by yourself.
    TakenOver,
    /// 4410: the person left, or the session is over.
    Left,
    /// 4403: removed from the session; there is no way back.
    Removed,
    /// 4411: the session has ended for guests.
    Ended,
    /// 4423: not let in.
    Refused,
    /// 4414: the visitor has been received, and the encounter is over.
    Served,
    /// 4413: the frame is larger than [`super::MAX_FRAME`].
    TooLarge,
    /// 4429: more messages than a person can mean.
    TooFast,
    /// 4503: the server cannot go on with this connection; come back with the resume token.
    TryAgain,
}

impl CloseCode {
    /// Every code.
    pub const ALL: [Self; 14] = [
        Self::Malformed,
        Self::Unauthenticated,
        Self::UnsupportedVersion,
        Self::HelloTimeout,
        Self::Replaced,
        Self::TakenOver,
        Self::Left,
        Self::Removed,
        Self::Ended,
        Self::Refused,
        Self::Served,
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
            Self::TakenOver => 4412,
            Self::Left => 4410,
            Self::Removed => 4403,
            Self::Ended => 4411,
            Self::Refused => 4423,
            Self::Served => 4414,
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
            Self::TakenOver => "taken_over",
            Self::Left => "left",
            Self::Removed => "removed",
            Self::Ended => "ended",
            Self::Refused => "refused",
            Self::Served => "served",
            Self::TooLarge => "too_large",
            Self::TooFast => "too_fast",
            Self::TryAgain => "try_again",
        }
    }
}
