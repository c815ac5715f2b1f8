//! Timers: one for the plenary and one for each group.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Place;
use crate::time::Moment;

/// Longest timer, in seconds.
pub const MAX_TIMER: u32 = super::MAX_MINUTES * 60;

/// Most characters in what a timer is for, one line.
pub const MAX_TIMER_TITLE: usize = 60;

/// A timer. It runs over its end until it is stopped: that it is over is shown, nothing is cut.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TimerView {
    /// Where.
    pub place: Place,
    /// What for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub title: Option<String>,
    /// How long it is by now, in seconds.
    pub seconds: u32,
    /// When it ends, in the server's clock; absent while paused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub ends_at: Option<Moment>,
    /// While paused: milliseconds left, below nothing when over its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub paused_with: Option<i64>,
}
