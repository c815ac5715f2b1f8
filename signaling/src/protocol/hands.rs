//! Speaking queues.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Place;
use crate::id::ParticipantId;
use crate::time::Moment;

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
