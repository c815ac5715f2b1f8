//! Calls for help in the room: who asks those who run the session to come, and who goes.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{HelpProblem, Place};
use crate::id::{HelpCallId, ParticipantId};
use crate::time::Moment;

/// A call for help. Those who answer see all of them, others their own and that of their group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HelpCallView {
    /// Which.
    pub call: HelpCallId,
    /// Who called.
    pub participant: ParticipantId,
    /// Where they are now.
    pub place: Place,
    /// Whether they called for their whole group.
    pub for_group: bool,
    /// What for.
    pub problem: HelpProblem,
    /// Since when.
    pub since: Moment,
    /// Who goes to help; absent when nobody does yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub claimed_by: Option<ParticipantId>,
    /// How many came before and are not ended yet.
    pub ahead: u32,
}
