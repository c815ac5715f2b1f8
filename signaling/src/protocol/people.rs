//! People as others see them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::id::{GroupId, ParticipantId};
use crate::role::Role;
use crate::time::Moment;

/// How somebody went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LeaveReason {
    /// By their own choice.
    Left,
    /// The connection was lost and did not come back within the grace time.
    Lost,
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
