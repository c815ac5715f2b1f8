//! The table: who sees which rows, who is told of what changed, and the record that is left of a session.

use std::collections::BTreeSet;

use super::stays::merge;
use super::{AttendanceChanges, Correction, Stay};
use crate::attendance::{Record, RecordRow};
use crate::id::{ParticipantId, UnitId};
use crate::protocol::{
    AttendanceRow, AttendanceStatus, AttendanceSubject, AttendanceView, CorrectionView, Event, UnitView,
};
use crate::role::Permission;
use crate::room::Room;
use crate::time::Moment;

impl Room {
    /// The table as far as this person may see it; nothing if they may not.
    pub(in crate::room) fn attendance_view(&self, who: ParticipantId) -> Option<AttendanceView> {
        if !self.may(who, Permission::SeeAttendance) {
            return None;
        }
        let only = self.attendance.limits.get(&who).copied();
        let subjects = self.attendance_subjects();
        let unit = |(unit, name): (&UnitId, &String)| UnitView { unit: *unit, name: name.clone() };
        Some(AttendanceView {
            start: self.attendance.settings.start,
            late_after: self.attendance.settings.late_after,
            keeper: self.attendance.settings.keeper,
            only,
            units: self
                .attendance
                .unit_names
                .iter()
                .filter(|(unit, _)| only.is_none_or(|only| only == **unit))
                .map(unit)
                .collect(),
            rows: subjects
                .into_iter()
                .filter(|subject| self.sees_row(who, *subject))
                .filter_map(|subject| self.attendance_row(subject))
                .collect(),
        })
    }

    /// What is left of the session in the figures, as it stands. For one unit only where that is given.
    #[must_use]
    pub fn attendance_record(&self, now: Moment, only: Option<UnitId>) -> Record {
        let settings = &self.attendance.settings;
        let subjects = self.attendance_subjects();
        let seen = subjects.into_iter().filter(|subject| only.is_none() || self.unit_of(*subject) == only);
        let rows = seen.filter_map(|subject| self.record_row(now, subject)).collect();
        Record { start: settings.start, planned_minutes: settings.minutes, rows }
    }

    /// The same, as far as this person may see it.
    #[must_use]
    pub fn attendance_record_for(&self, now: Moment, who: ParticipantId) -> Option<Record> {
        let only = self.attendance.limits.get(&who).copied();
        self.may(who, Permission::SeeAttendance).then(|| self.attendance_record(now, only))
    }

    /// What of a row this person may see is decided here alone. Visitors are of no unit.
    pub(super) fn sees_row(&self, who: ParticipantId, subject: AttendanceSubject) -> bool {
        match self.attendance.limits.get(&who) {
            Some(unit) => self.unit_of(subject) == Some(*unit),
            None => true,
        }
    }

    fn unit_of(&self, subject: AttendanceSubject) -> Option<UnitId> {
        match subject {
            AttendanceSubject::Member { member } => self.attendance.members.get(&member)?.unit,
            AttendanceSubject::Visitor { .. } => None,
        }
    }

    /// Nothing for somebody who has no row.
    fn attendance_row(&self, subject: AttendanceSubject) -> Option<AttendanceRow> {
        let attendance = &self.attendance;
        let (participants, cannot_come, name) = match subject {
            AttendanceSubject::Member { member } => {
                let known = attendance.members.get(&member)?;
                (known.participants.clone(), known.cannot_come, attendance.member_names.get(&member))
            }
            AttendanceSubject::Visitor { participant } => {
                let is_visitor =
                    attendance.stays.contains_key(&participant) && self.row_of(participant) == subject;
                is_visitor.then_some(())?;
                (BTreeSet::from([participant]), false, attendance.visitor_names.get(&participant))
            }
        };
        let stays = self.merged_stays(&participants);
        let closed = stays.iter().filter_map(|stay| Some(stay.to?.since(stay.from).as_millis()));
        let open = stays.last().filter(|stay| stay.to.is_none());
        let corrections = attendance.corrections.iter().filter(|(_, one)| one.subject == subject);
        Some(AttendanceRow {
            subject,
            name: name.cloned().unwrap_or_default(),
            unit: self.unit_of(subject),
            participants: participants.into_iter().collect(),
            status: self.recorded_status(&stays, cannot_come),
            present_ms: u64::try_from(closed.sum::<u128>()).unwrap_or(u64::MAX),
            here_since: open.map(|stay| stay.from),
            came: stays.first().map(|stay| stay.from),
            left: stays.last().and_then(|stay| stay.to),
            corrections: corrections.map(|(number, one)| self.correction_view(*number, one)).collect(),
        })
    }

    fn record_row(&self, now: Moment, subject: AttendanceSubject) -> Option<RecordRow> {
        let row = self.attendance_row(subject)?;
        let goes_on = row.here_since.map_or(0, |since| now.since(since).as_millis() as u64);
        let recorded_minutes = to_minutes(row.present_ms.saturating_add(goes_on));
        let status = row.corrections.iter().rev().find_map(|one| one.status);
        let minutes = row.corrections.iter().rev().find_map(|one| one.minutes);
        Some(RecordRow {
            subject,
            unit: row.unit,
            unit_name: row.unit.and_then(|unit| self.attendance.unit_names.get(&unit)).cloned(),
            status: status.unwrap_or(row.status),
            minutes: minutes.unwrap_or(recorded_minutes),
            recorded_status: row.status,
            recorded_minutes,
            stays: self.merged_stays(&row.participants.into_iter().collect()),
            name: row.name,
            corrections: row.corrections,
        })
    }

    fn merged_stays(&self, participants: &BTreeSet<ParticipantId>) -> Vec<Stay> {
        let stays = participants.iter().filter_map(|who| self.attendance.stays.get(who));
        merge(stays.flat_map(|stays| stays.stays.iter().copied()).collect())
    }

    fn recorded_status(&self, stays: &[Stay], cannot_come: bool) -> AttendanceStatus {
        let settings = &self.attendance.settings;
        let Some(first) = stays.first() else {
            return if cannot_come { AttendanceStatus::AbsentAnnounced } else { AttendanceStatus::Absent };
        };
        let allowed = std::time::Duration::from_secs(u64::from(settings.late_after) * 60);
        match settings.start {
            Some(start) if first.from > start.after(allowed) => AttendanceStatus::Late,
            _ => AttendanceStatus::Present,
        }
    }

    fn correction_view(&self, number: u32, correction: &Correction) -> CorrectionView {
        let Correction { subject: _, author, at, status, minutes } = *correction;
        let reason = self.attendance.reasons.get(&number).cloned().unwrap_or_default();
        CorrectionView { author, at, status, minutes, reason }
    }

    /// Who is told what: the whole table to those who may see it, or another part of it, only now; else the rows that
    /// changed and they see. `arrived` know it from the view they begin with.
    pub(in crate::room) fn tell_attendance(
        &mut self,
        changes: &AttendanceChanges,
        arrived: &BTreeSet<ParticipantId>,
    ) -> Vec<(ParticipantId, Event)> {
        let mut told = std::mem::take(&mut self.attendance.told);
        told.retain(|who, _| self.people.contains_key(who));
        let mut events = Vec::new();
        for who in self.concerned(Permission::SeeAttendance, &told) {
            if !self.may(who, Permission::SeeAttendance) {
                if told.remove(&who).is_some() {
                    events.push((who, Event::AttendanceTable { attendance: None }));
                }
                continue;
            }
            let only = self.attendance.limits.get(&who).copied();
            let knew = told.insert(who, only);
            if arrived.contains(&who) && knew.is_none() {
                continue;
            }
            if changes.whole || knew != Some(only) {
                events.push((who, Event::AttendanceTable { attendance: self.attendance_view(who) }));
                continue;
            }
            let (mut rows, mut gone) = (Vec::new(), Vec::new());
            for subject in changes.rows.iter().copied().filter(|subject| self.sees_row(who, *subject)) {
                match self.attendance_row(subject) {
                    Some(row) => rows.push(row),
                    None => gone.push(subject),
                }
            }
            if !rows.is_empty() || !gone.is_empty() {
                events.push((who, Event::AttendanceChanged { rows, gone }));
            }
        }
        self.attendance.told = told;
        events
    }
}

/// Half a minute counts as one.
fn to_minutes(millis: u64) -> u32 {
    u32::try_from(millis.saturating_add(30_000) / 60_000).unwrap_or(u32::MAX)
}
