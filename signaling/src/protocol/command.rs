//! What a person asks of the room. The payload types of a feature live in the feature's file.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Assignment, Move, SourceKind};
use crate::id::ParticipantId;

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
