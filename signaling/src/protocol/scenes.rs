//! Scenes: who is seen and heard in the plenary and in each group, and whom people listen to who follow an interpreter.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Place;
use crate::id::ParticipantId;
use crate::time::Moment;

/// Fewest inner seats of a fishbowl, without the free one.
pub const MIN_FISHBOWL_SEATS: u32 = 2;

/// Most inner seats of a fishbowl, without the free one.
pub const MAX_FISHBOWL_SEATS: u32 = 8;

/// Shortest time after which somebody leaves a full fishbowl, in seconds.
pub const MIN_FISHBOWL_LEAVE: u32 = 10;

/// Longest time after which somebody leaves a full fishbowl, in seconds.
pub const MAX_FISHBOWL_LEAVE: u32 = 3_600;

/// Most people who are chosen to be seen in a place.
pub const MAX_SEEN: usize = 100;

/// How a place is staged. Whoever is not seen is not heard either: nothing of theirs is passed on, and they hear and see
/// those who are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum SceneKind {
    /// Everybody sees and hears everybody.
    Everyone {},
    /// Some are seen, the rest are the audience. Whoever has the floor is seen too.
    Stage {},
    /// Some talk while the others listen unseen: listeners write to nobody who talks, in the chat of the place or privately,
    /// and who talks does not see their reactions. [`Command::SwapScene`](super::Command::SwapScene) has them change over.
    ReflectingTeam {},
    /// Whoever sits in the middle is seen. Anybody may take a seat that is free.
    Fishbowl {
        /// How many seats there are for those who are chosen or take one, [`MIN_FISHBOWL_SEATS`] to
        /// [`MAX_FISHBOWL_SEATS`].
        seats: u32,
        /// Whether there is one seat more, on which nobody is put: it is kept for who takes it.
        free_seat: bool,
        /// Once no seat is free, whoever has sat longest leaves after so many seconds, [`MIN_FISHBOWL_LEAVE`] to
        /// [`MAX_FISHBOWL_LEAVE`]; nobody has to when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        leave_after: Option<u32>,
    },
}

/// How one place is staged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SceneView {
    /// Where.
    pub place: Place,
    /// How.
    pub scene: SceneKind,
    /// Who is seen, as it was chosen: in seat order, in a fishbowl whoever has sat longest first; nobody where everybody is.
    /// Also those of the plenary who are away in a group or backstage. Whoever is at a device of one of them is seen with
    /// them.
    pub seen: Vec<ParticipantId>,
    /// When whoever has sat longest leaves the fishbowl, in the server's clock; absent while a seat is free, and in a break.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub leaves_at: Option<Moment>,
    /// Who is large for everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub spotlight: Option<ParticipantId>,
}
