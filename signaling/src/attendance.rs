//! What is left of sessions in the figures: the record of one, the totals of a series, and both as tables. No words
//! of anybody but names and the reasons of corrections.

use std::collections::BTreeMap;

use crate::csv::Cell;
use crate::id::{MemberId, UnitId};
use crate::protocol::{AttendanceStatus, AttendanceSubject, CorrectionView};
use crate::room::Stay;
use crate::time::Moment;

/// Who was there in one session; made by [`crate::room::Room::attendance_record`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// When the session was to begin.
    pub start: Option<Moment>,
    /// How long it was to take.
    pub planned_minutes: u32,
    /// The members, then the visitors, in order of id.
    pub rows: Vec<RecordRow>,
}

/// One person in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordRow {
    /// Who.
    pub subject: AttendanceSubject,
    /// Empty when it has been erased.
    pub name: String,
    /// Their home unit.
    pub unit: Option<UnitId>,
    /// What it is called.
    pub unit_name: Option<String>,
    /// What counts: as corrected, else as recorded.
    pub status: AttendanceStatus,
    /// What counts: as corrected, else as recorded.
    pub minutes: u32,
    /// What was recorded.
    pub recorded_status: AttendanceStatus,
    /// What was recorded.
    pub recorded_minutes: u32,
    /// Entries and exits, without overlap.
    pub stays: Vec<Stay>,
    /// Oldest first.
    pub corrections: Vec<CorrectionView>,
}

/// One member over a series: what was planned for them, and what became of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Total {
    /// Who.
    pub member: MemberId,
    /// As in the last session that knows it.
    pub name: String,
    /// As in the last session.
    pub unit_name: Option<String>,
    /// Sessions in which they were expected.
    pub planned: u32,
    /// Of these: came in time.
    pub present: u32,
    /// Came late.
    pub late: u32,
    /// Did not come.
    pub absent: u32,
    /// Did not come and had said so.
    pub absent_announced: u32,
    /// Minutes that these sessions were to take.
    pub planned_minutes: u32,
    /// Minutes they were there.
    pub minutes: u32,
}

/// The totals of each member over the sessions of a series, given in the order in which they took place. Visitors are
/// not in it: nothing ties somebody without an invitation in one session to somebody in the next.
#[must_use]
pub fn totals(records: &[Record]) -> Vec<Total> {
    let mut totals: BTreeMap<MemberId, Total> = BTreeMap::new();
    for record in records {
        for row in &record.rows {
            let AttendanceSubject::Member { member } = row.subject else { continue };
            let total = totals.entry(member).or_insert_with(|| Total { member, ..Total::default() });
            if !row.name.is_empty() {
                total.name.clone_from(&row.name);
            }
            total.unit_name.clone_from(&row.unit_name);
            total.planned += 1;
            match row.status {
                AttendanceStatus::Present => total.present += 1,
                AttendanceStatus::Late => total.late += 1,
                AttendanceStatus::Absent => total.absent += 1,
                AttendanceStatus::AbsentAnnounced => total.absent_announced += 1,
            }
            total.planned_minutes = total.planned_minutes.saturating_add(record.planned_minutes);
            total.minutes = total.minutes.saturating_add(row.minutes);
        }
    }
    totals.into_values().collect()
}

/// The words of the table of one session, in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// Name, unit, status, minutes, came, left, recorded status, recorded minutes, reasons of corrections.
    pub headings: [String; 9],
    /// Present, late, absent, absent and announced.
    pub statuses: [String; 4],
}

impl Words {
    fn status(&self, status: AttendanceStatus) -> Cell {
        let [present, late, absent, announced] = &self.statuses;
        let word = match status {
            AttendanceStatus::Present => present,
            AttendanceStatus::Late => late,
            AttendanceStatus::Absent => absent,
            AttendanceStatus::AbsentAnnounced => announced,
        };
        word.as_str().into()
    }
}

/// The table of one session, headings first. `clock` says a moment as the reader's clock shows it.
#[must_use]
pub fn session_table(record: &Record, words: &Words, clock: impl Fn(Moment) -> String) -> Vec<Vec<Cell>> {
    let time = |moment: Option<Moment>| Cell::Text(moment.map(&clock).unwrap_or_default());
    let line = |row: &RecordRow| {
        let reasons: Vec<&str> = row.corrections.iter().map(|one| one.reason.as_str()).collect();
        vec![
            row.name.as_str().into(),
            row.unit_name.as_deref().unwrap_or_default().into(),
            words.status(row.status),
            Cell::Number(row.minutes.into()),
            time(row.stays.first().map(|stay| stay.from)),
            time(row.stays.last().and_then(|stay| stay.to)),
            words.status(row.recorded_status),
            Cell::Number(row.recorded_minutes.into()),
            reasons.join(" / ").as_str().into(),
        ]
    };
    headed(&words.headings, record.rows.iter().map(line))
}

/// The table of a series. The headings are: name, unit, planned sessions, present, late, absent, of these announced,
/// planned minutes, minutes.
#[must_use]
pub fn series_table(totals: &[Total], headings: &[String; 9]) -> Vec<Vec<Cell>> {
    let line = |total: &Total| {
        let figures = [
            total.planned,
            total.present,
            total.late,
            total.absent + total.absent_announced,
            total.absent_announced,
            total.planned_minutes,
            total.minutes,
        ];
        let words = [total.name.as_str(), total.unit_name.as_deref().unwrap_or_default()];
        let words = words.into_iter().map(Cell::from);
        words.chain(figures.map(|figure| Cell::Number(figure.into()))).collect()
    };
    headed(headings, totals.iter().map(line))
}

fn headed(headings: &[String], lines: impl Iterator<Item = Vec<Cell>>) -> Vec<Vec<Cell>> {
    let head = headings.iter().map(|heading| heading.as_str().into()).collect();
    std::iter::once(head).chain(lines).collect()
}
