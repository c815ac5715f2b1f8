//! What a breakout group has for itself, and what it shows the plenary: the visit log, its card and its note.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::VisitView;
use crate::id::{GroupId, ParticipantId};
use crate::time::Moment;

/// Seconds for which a visit is announced before the visitor can hear the group.
pub const VISIT_ANNOUNCED: u32 = 3;

/// Most visits in the log of a group; the shortest go first, and of these the oldest.
pub const MAX_VISITS: usize = 100;

/// Most characters on a card.
pub const MAX_CARD: usize = 1_000;

/// Most characters in a group's note.
pub const MAX_GROUP_NOTE: usize = 20_000;

/// Most bytes in a group's note, so that it fits into one frame.
pub const MAX_GROUP_NOTE_BYTES: usize = 48 * 1024;

/// Milliseconds between two texts of a note, at least.
pub const NOTE_EVERY: u32 = 500;

/// Seconds without a word after which somebody else may take the note.
pub const NOTE_IDLE: u32 = 60;

/// What those who are in a group know of it, and nobody else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct InsideView {
    /// Which group.
    pub group: GroupId,
    /// Who has visited it, and who visits it now, oldest first.
    pub visits: Vec<VisitView>,
    /// What is on its card; absent when nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub card: Option<String>,
    /// Whether the card is shared with the plenary.
    pub shared: bool,
}

/// The note of the group one is in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NoteView {
    /// Of which group.
    pub group: GroupId,
    /// The whole text.
    pub text: String,
    /// Who writes now: nobody else can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub writer: Option<ParticipantId>,
    /// When they last wrote, or took it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub written_at: Option<Moment>,
}

/// A card that a group has shared. Those who run groups see all of them, the others those that have been shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CardView {
    /// Of which group; it may have ended.
    pub group: GroupId,
    /// Its number.
    pub number: u32,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub name: Option<String>,
    /// What is on it; absent when it was erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub text: Option<String>,
    /// Whether it has been shown to everybody.
    pub shown: bool,
    /// Whether it is shown now.
    pub showing: bool,
}

/// A note of a group that has ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct KeptNote {
    /// Of which group.
    pub group: GroupId,
    /// Its number.
    pub number: u32,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub name: Option<String>,
    /// The whole text.
    pub text: String,
}
