//! Identities. Each is its own type, so that a person cannot be passed where a device is meant.

use std::fmt;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

macro_rules! number_id {
    ($(#[$doc:meta])* $name:ident, $letter:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
        #[serde(transparent)]
        #[ts(type = "number")]
        pub struct $name(pub u32);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($letter, "{:x}"), self.0)
            }
        }
    };
}

number_id!(
    /// A person in a session. Drawn at random by the server when a link is exchanged for a ticket.
    ParticipantId,
    "p"
);
number_id!(
    /// A page or installed client with one WebSocket and one media session. A device outlives its connections
    /// (a reload or a lost network), may carry several people, and a person may have several.
    DeviceId,
    "d"
);
number_id!(
    /// A breakout group. Never used twice in a session, so that a late message cannot mean another group.
    GroupId,
    "g"
);

number_id!(
    /// A place where one person is helped to get in. Never used twice in a session.
    HelpId,
    "h"
);
number_id!(
    /// What somebody asks those for who run the session. Grows with each, so that it is the order of their arrival.
    AskId,
    "a"
);
number_id!(
    /// A question to those who run the session. Never used twice in a session.
    QuestionId,
    "k"
);
number_id!(
    /// A place where two people have a word alone. Never used twice in a session.
    WordId,
    "w"
);
number_id!(
    /// A line of the drop-in reception: 0 for the first of those it was made with.
    LineId,
    "l"
);
number_id!(
    /// A visitor of the drop-in reception with those who receive them. Never used twice in a session.
    EncounterId,
    "n"
);
number_id!(
    /// A message in the chat: 1, 2, 3 … in its scope.
    MessageId,
    "m"
);
number_id!(
    /// A poll or check-in. Never used twice in a session.
    PollId,
    "q"
);
number_id!(
    /// Somebody on the organiser's list of those expected; the same over the sessions of a series.
    #[derive(Default)]
    MemberId,
    "e"
);
number_id!(
    /// A home unit: where people who are expected come from.
    UnitId,
    "u"
);
number_id!(
    /// A phase of the agenda. Never used twice in a session.
    PhaseId,
    "f"
);
number_id!(
    /// A topic of the open agenda. Never used twice in a session.
    TopicId,
    "t"
);
number_id!(
    /// A picture that the server keeps for a session. Never used twice.
    PictureId,
    "i"
);

/// Chosen by the client, echoed in the answer. Any number a JavaScript client can hold exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "number")]
pub struct RequestId(pub u64);

/// Position in one device's stream of events: 1, 2, 3 … without gaps.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "number")]
pub struct Sequence(pub u64);

/// Randomness for one command, drawn by the server so that the room stays deterministic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seed(pub u64);

/// Version of a route plan. Grows by one with every plan of a room.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Epoch(pub u64);
