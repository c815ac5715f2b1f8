//! Who was expected, who came, and for how long.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::id::{MemberId, ParticipantId, UnitId};
use crate::time::Moment;

/// Longest reason of a correction, in characters. It says why the figure is corrected, never why somebody was away.
pub const MAX_REASON: usize = 200;

/// Most corrections of one row.
pub const MAX_CORRECTIONS: usize = 20;

/// Most minutes that a correction may say: a day.
pub const MAX_CORRECTED_MINUTES: u32 = 24 * 60;

/// Whose row: somebody on the list of those expected, or somebody who came without being on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum AttendanceSubject {
    /// Expected.
    Member {
        /// Who, on the organiser's list.
        member: MemberId,
    },
    /// Came, and is not matched with anybody on the list.
    Visitor {
        /// Who, in the session.
        participant: ParticipantId,
    },
}

/// Asks for the table as a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum ExportRequest {
    /// The rows one may see, as a text of comma-separated values. Answered by
    /// [`super::ServerMessage::AttendanceTable`]. `not_allowed`; `out_of_range` for an offset that no clock has;
    /// `too_long` when it is more than fits a message: it is to be had from the API.
    ExportAttendance {
        /// In which its words are.
        language: Language,
        /// What the reader's clock is ahead of UTC, at most [`MAX_UTC_OFFSET`] either way.
        utc_offset_minutes: i32,
    },
}

impl ExportRequest {
    /// The `type` of [`ExportRequest::ExportAttendance`].
    pub const ATTENDANCE: &str = "export_attendance";
}

/// Most minutes that a clock is ahead of UTC, or behind.
pub const MAX_UTC_OFFSET: i32 = 14 * 60;

/// A language of the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// Finnish.
    Fi,
    /// Swedish.
    Sv,
    /// English.
    En,
}

/// Whether somebody was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AttendanceStatus {
    /// Came in time.
    Present,
    /// Came, later than the minutes allowed after the start.
    Late,
    /// Has not come, and did not say so before.
    Absent,
    /// Said before that they cannot come. Why is never asked.
    AbsentAnnounced,
}

/// The table, as far as this person may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AttendanceView {
    /// When the session begins; absent when no start is planned: then nobody is late.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub start: Option<Moment>,
    /// Minutes after the start from which on one is late.
    pub late_after: u32,
    /// Who alone, beside supervisors, corrects the table; absent when nobody is named.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub keeper: Option<ParticipantId>,
    /// The only unit whose rows this person sees; absent when they see all.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub only: Option<UnitId>,
    /// The units in the rows, in order of id.
    pub units: Vec<UnitView>,
    /// The members, then the visitors, in order of id.
    pub rows: Vec<AttendanceRow>,
}

/// A home unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UnitView {
    /// Which.
    pub unit: UnitId,
    /// What it is called.
    pub name: String,
}

/// One line of the table. `status` and the times are what was recorded; a correction stands beside them and is the
/// last that says something of the status or of the minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AttendanceRow {
    /// Whose.
    pub subject: AttendanceSubject,
    /// What they are called; empty when it has been erased.
    pub name: String,
    /// Where they come from.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub unit: Option<UnitId>,
    /// As whom they have been in the session: several when they came anew with a new invitation.
    pub participants: Vec<ParticipantId>,
    /// As recorded.
    pub status: AttendanceStatus,
    /// Milliseconds they were there before the stay that goes on now.
    #[ts(type = "number")]
    pub present_ms: u64,
    /// Since when they are there; absent when they are not.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub here_since: Option<Moment>,
    /// When they first came.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub came: Option<Moment>,
    /// When they last went; absent while they are there.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub left: Option<Moment>,
    /// Oldest first.
    pub corrections: Vec<CorrectionView>,
}

/// What somebody has corrected by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CorrectionView {
    /// Who did.
    pub author: ParticipantId,
    /// When.
    pub at: Moment,
    /// What it was, where that is corrected.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub status: Option<AttendanceStatus>,
    /// How many minutes they were there, where that is corrected.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub minutes: Option<u32>,
    /// Why it is corrected; empty when it has been erased.
    pub reason: String,
}
