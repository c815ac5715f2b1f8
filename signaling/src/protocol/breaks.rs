//! Breaks, and own tasks away from the screen.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::id::{ParticipantId, PictureId};
use crate::time::Moment;

/// Minutes without a break after which those who run the session are reminded.
pub const BREAK_DUE: u32 = 50;

/// Longest own task, in minutes.
pub const MAX_OWN_TASK: u32 = 120;

/// Most characters in the name of what somebody brings, one line.
pub const MAX_RESULT_TITLE: usize = 60;

/// Most characters in what somebody brings.
pub const MAX_RESULT: usize = 2_000;

/// A break. Nobody in the plenary sends or is sent anything; what was on, there and at the coffee table, stays off when it is
/// over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BreakView {
    /// Since when.
    pub since: Moment,
    /// When it is to be over, in the server's clock. It lasts until it is ended.
    pub ends_at: Moment,
    /// Whether one may go to the coffee table.
    pub coffee_table: bool,
    /// Who has said to be back, in seat order. Sitting at the coffee table does not say it.
    pub back: Vec<ParticipantId>,
}

/// Something to do away from the screen. Whoever loses the connection meanwhile keeps their seat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OwnTaskView {
    /// What; absent when it was erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub task: Option<String>,
    /// Since when.
    pub since: Moment,
    /// When people are to be back, in the server's clock. It lasts until it is ended.
    pub ends_at: Moment,
    /// Who has said to be ready, in seat order.
    pub ready: Vec<ParticipantId>,
}

/// What somebody brings from an own task: a text, a picture or both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ResultView {
    /// Whose.
    pub participant: ParticipantId,
    /// What it is called; absent when it was erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub title: Option<String>,
    /// Words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub text: Option<String>,
    /// A picture, kept by the server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub picture: Option<PictureId>,
    /// Whether everybody sees it. Until then whose it is and those who run the session do.
    pub shown: bool,
    /// Whether it is shown large now.
    pub showing: bool,
}
