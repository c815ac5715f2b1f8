//! Breakout groups.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Place;
use crate::id::{GroupId, ParticipantId};

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

/// An open breakout group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GroupView {
    /// Which.
    pub group: GroupId,
    /// What people call it: 1, 2, 3 …
    pub number: u32,
}
