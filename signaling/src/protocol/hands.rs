//! Speaking queues.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Place, RoundView, TurnMode};
use crate::id::ParticipantId;
use crate::time::Moment;

/// Most direct replies that wait in one place.
pub const MAX_REPLIES: usize = 3;

/// A speaking queue, and who may speak in its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct QueueView {
    /// Whose queue.
    pub place: Place,
    /// Who may speak there; absent when everybody may.
    #[serde(default, skip_serializing_if = "TurnMode::is_free")]
    #[ts(optional, as = "Option<TurnMode>")]
    pub turns: TurnMode,
    /// Which order the hands are in; absent when it is that of arrival.
    #[serde(default, skip_serializing_if = "QueueOrder::is_arrival")]
    #[ts(optional, as = "Option<QueueOrder>")]
    pub order: QueueOrder,
    /// Who has the floor: in a round whoever's turn it is, with the talking stick its holder.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub floor: Option<Turn>,
    /// Who wants to reply directly to what is said, first come first; they are called before the hands. Absent when nobody
    /// does; at most [`MAX_REPLIES`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<Hand>>")]
    pub replies: Vec<Hand>,
    /// Raised hands, in the order they are called; first of all whoever was interrupted.
    pub hands: Vec<Hand>,
    /// The round; there is one exactly when [`Self::turns`] says so.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub round: Option<RoundView>,
}

/// The order in which hands are called.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum QueueOrder {
    /// First come, first called.
    #[default]
    Arrival,
    /// Whoever has spoken least in the session before the others; first come, first called among equals. Sorted when a hand
    /// comes or goes and when somebody is called, not while people speak.
    LeastSpoken,
}

impl QueueOrder {
    /// For serde, which leaves it away then.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
    pub(super) fn is_arrival(&self) -> bool {
        *self == Self::Arrival
    }
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
