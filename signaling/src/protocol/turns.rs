//! Turn modes, and rounds.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::id::ParticipantId;

/// Longest turn in a round, in seconds.
pub const MAX_TURN: u32 = 60 * 60;

/// Who may speak in a place that has a queue: the plenary, and each group. The server passes no other voice on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TurnMode {
    /// Everybody.
    #[default]
    Free,
    /// Whoever has the floor, those who run the session, and whoever leads the group.
    Queue,
    /// Everybody once, in seat order: whoever's turn it is, and those who run the session.
    Round,
    /// Whoever holds the talking stick, nobody beside them. Those who run the session take it before they speak.
    Stick,
    /// Nobody: time to be quiet together.
    Silence,
}

impl TurnMode {
    /// For serde, which leaves it away then.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
    pub(super) fn is_free(&self) -> bool {
        *self == Self::Free
    }
}

/// A round that is going on. Whoever's turn it is has the floor; nobody has it while all who are to come are away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RoundView {
    /// Whether it goes against the order of the seats.
    pub backwards: bool,
    /// How long a turn is to take, in seconds from when it began: 1 to [`MAX_TURN`].
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub seconds: Option<u32>,
    /// Whether a turn ends by itself when that time is over. Otherwise it is only shown.
    pub hard: bool,
    /// Who has not had a turn yet, in the order they get it; without whoever's turn it is. Whoever is away when their turn
    /// comes goes to the end and is waited for.
    pub to_come: Vec<ParticipantId>,
    /// Of them and of whoever's turn it is: those who took it later. One may once.
    pub later: Vec<ParticipantId>,
    /// Who has had a turn, in the order they had it.
    pub had: Vec<RoundTurn>,
}

/// A turn that somebody has had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RoundTurn {
    /// Who.
    pub participant: ParticipantId,
    /// Whether they passed.
    pub passed: bool,
}
