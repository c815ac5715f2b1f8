//! Who was expected, who came, when, and for how long; what is corrected by hand stands beside what was recorded.
//!
//! Stays are read off the room after each change, so that nobody can be in it unrecorded: [`Room::record_stays`] is
//! the only place that writes them, and whoever waits in the lobby is not in the room. A lost connection ends a stay
//! only when it is given up, and then at the moment it was lost, or in an own task when that was over. Who sees the table is told the rows that changed, and
//! of one unit only where that is set.

mod stays;
mod view;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Room;
use super::changes::Changes;
use super::log::parts;
use crate::id::{MemberId, ParticipantId, UnitId};
use crate::protocol::{
    AttendanceStatus, AttendanceSubject, MAX_CORRECTED_MINUTES, MAX_CORRECTIONS, MAX_REASON, Rejection,
};
use crate::role::{Permission, Role};
use crate::time::Moment;

pub use stays::Stay;
use stays::Stays;

/// Most people on the list of those expected.
pub const MAX_MEMBERS: usize = 1_000;

/// Most people whose stays are recorded in one session, but for those expected. Those beyond take part like everybody
/// and have no row.
pub const MAX_RECORDED: usize = 2_000;

/// Longest name of a member or unit, in characters.
pub const MAX_LISTED_NAME: usize = 120;

/// Those expected, from the organiser's list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expected {
    /// When the session begins.
    pub start: Option<Moment>,
    /// Minutes that it is to take.
    pub minutes: u32,
    /// Minutes after the start from which on one is late.
    pub late_after: u32,
    /// The home units: at most [`MAX_MEMBERS`].
    pub units: BTreeMap<UnitId, String>,
    /// At most [`MAX_MEMBERS`].
    pub members: BTreeMap<MemberId, ExpectedMember>,
}

/// One of those expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedMember {
    /// What the table calls them. Where people are here under another name, the organiser gives that one.
    pub name: String,
    /// Their home unit, one of [`Expected::units`].
    pub unit: Option<UnitId>,
}

/// What is known of attendance.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Attendance {
    pub settings: Settings,
    pub members: BTreeMap<MemberId, Member>,
    pub stays: BTreeMap<ParticipantId, Stays>,
    pub corrections: BTreeMap<u32, Correction>,
    /// The unit whose rows are all that somebody sees.
    pub limits: BTreeMap<ParticipantId, UnitId>,
    pub member_names: BTreeMap<MemberId, String>,
    pub unit_names: BTreeMap<UnitId, String>,
    /// What people were called who came: they are in the table after they left.
    pub visitor_names: BTreeMap<ParticipantId, String>,
    /// Why something was corrected.
    pub reasons: BTreeMap<u32, String>,
    /// Who has been told the table, and of which unit: the others are told when they may see it.
    pub told: BTreeMap<ParticipantId, Option<UnitId>>,
}

parts! {
    AttendanceFact of Attendance {
        whole Settings: settings: Settings;
        each Member: members: MemberId => Member;
        each Stays: stays: ParticipantId => Stays;
        each Correction: corrections: u32 => Correction;
        each Limit: limits: ParticipantId => UnitId;
        beside member_names;
        beside unit_names;
        beside visitor_names;
        beside reasons;
        memory told;
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Settings {
    pub start: Option<Moment>,
    pub minutes: u32,
    pub late_after: u32,
    pub keeper: Option<ParticipantId>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Member {
    pub unit: Option<UnitId>,
    pub cannot_come: bool,
    pub participants: BTreeSet<ParticipantId>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Correction {
    pub subject: AttendanceSubject,
    pub author: ParticipantId,
    pub at: Moment,
    pub status: Option<AttendanceStatus>,
    pub minutes: Option<u32>,
}

/// What of the table is no longer as it was.
#[derive(Debug, Default)]
pub(super) struct AttendanceChanges {
    /// Start, keeper or list: everybody who sees the table is told it whole.
    pub whole: bool,
    /// These rows, which may be gone.
    pub rows: BTreeSet<AttendanceSubject>,
}

impl AttendanceChanges {
    pub fn extend_with(&mut self, other: Self) {
        self.whole |= other.whole;
        self.rows.extend(other.rows);
    }
}

impl Room {
    /// Says who is expected and when the session begins. Whom the list no longer has is forgotten; who came stays.
    /// `out_of_range` for a list, name or unit that is not as [`Expected`] says.
    pub fn expect(&mut self, now: Moment, expected: Expected) -> Result<Vec<super::Effect>, Rejection> {
        let Expected { start, minutes, late_after, units, members } = expected;
        let named = |name: &String| is_text(name, MAX_LISTED_NAME);
        let known = |member: &ExpectedMember| member.unit.is_none_or(|unit| units.contains_key(&unit));
        if units.len() > MAX_MEMBERS
            || members.len() > MAX_MEMBERS
            || !units.values().all(named)
            || !members.values().all(|member| named(&member.name) && known(member))
        {
            return Err(Rejection::OutOfRange);
        }

        let mut before = std::mem::take(&mut self.attendance.members);
        self.attendance.unit_names = units;
        self.attendance.member_names.clear();
        for (id, ExpectedMember { name, unit }) in members {
            let known = before.remove(&id).unwrap_or_default();
            self.attendance.members.insert(id, Member { unit, ..known });
            self.attendance.member_names.insert(id, name);
        }
        self.forget_corrections_of_others();
        let keeper = self.attendance.settings.keeper;
        self.attendance.settings = Settings { start, minutes, late_after, keeper };
        Ok(self.announce(now, whole_table()))
    }

    /// Somebody came in with the personal invitation of one who is expected.
    pub fn recognise(
        &mut self,
        now: Moment,
        who: ParticipantId,
        member: MemberId,
    ) -> Result<Vec<super::Effect>, Rejection> {
        let mut changes = self.link(who, Some(member))?;
        self.place_recognised(who, &mut changes);
        Ok(self.announce(now, changes))
    }

    /// Somebody says by their invitation that they cannot come, or that they can after all. Why is not asked.
    pub fn cannot_come(
        &mut self,
        now: Moment,
        member: MemberId,
        cannot_come: bool,
    ) -> Result<Vec<super::Effect>, Rejection> {
        let known = self.attendance.members.get_mut(&member).ok_or(Rejection::UnknownParticipant)?;
        let mut changes = Changes::default();
        if std::mem::replace(&mut known.cannot_come, cannot_come) != cannot_come {
            changes.attendance.rows.insert(AttendanceSubject::Member { member });
        }
        Ok(self.announce(now, changes))
    }

    /// From now on this person sees and exports the rows of one unit only, or of all.
    pub fn limit_attendance(
        &mut self,
        now: Moment,
        who: ParticipantId,
        unit: Option<UnitId>,
    ) -> Vec<super::Effect> {
        match unit {
            Some(unit) => drop(self.attendance.limits.insert(who, unit)),
            None => drop(self.attendance.limits.remove(&who)),
        }
        self.announce(now, Changes::default())
    }

    pub(super) fn correct_attendance(
        &mut self,
        now: Moment,
        who: ParticipantId,
        correction: (AttendanceSubject, Option<AttendanceStatus>, Option<u32>),
        reason: String,
    ) -> Result<Changes, Rejection> {
        self.require_keeper(who)?;
        let (subject, status, minutes) = correction;
        if !self.attendance_subjects().contains(&subject) || !self.sees_row(who, subject) {
            return Err(Rejection::UnknownParticipant);
        }
        let earlier = self.attendance.corrections.values().filter(|one| one.subject == subject).count();
        if (status.is_none() && minutes.is_none())
            || minutes.is_some_and(|minutes| minutes > MAX_CORRECTED_MINUTES)
            || earlier >= MAX_CORRECTIONS
            || !is_text(&reason, MAX_REASON)
        {
            return Err(Rejection::OutOfRange);
        }

        let number = self.attendance.corrections.keys().next_back().map_or(1, |last| last + 1);
        let correction = Correction { subject, author: who, at: now, status, minutes };
        self.attendance.corrections.insert(number, correction);
        self.attendance.reasons.insert(number, reason);
        Ok(rows([subject]))
    }

    pub(super) fn match_member(
        &mut self,
        who: ParticipantId,
        participant: ParticipantId,
        member: Option<MemberId>,
    ) -> Result<Changes, Rejection> {
        self.require_keeper(who)?;
        // Whoever sees one unit only could take people from, or put them into, rows they do not see.
        if self.attendance.limits.contains_key(&who) {
            return Err(Rejection::NotAllowed);
        }
        self.link(participant, member)
    }

    pub(super) fn name_keeper(
        &mut self,
        who: ParticipantId,
        keeper: Option<ParticipantId>,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::ChangeSettings)?;
        // One who may not correct would leave the table without a keeper and look like one.
        if let Some(keeper) = keeper {
            self.require(keeper, Permission::CorrectAttendance)?;
        }
        if self.attendance.settings.keeper == keeper {
            return Ok(Changes::default());
        }
        self.attendance.settings.keeper = keeper;
        Ok(whole_table())
    }

    /// Where a keeper is named, only they and supervisors correct.
    fn require_keeper(&self, who: ParticipantId) -> Result<(), Rejection> {
        self.require(who, Permission::CorrectAttendance)?;
        let keeper = self.attendance.settings.keeper;
        if keeper.is_none_or(|keeper| keeper == who) || self.acts_as(who) == Some(Role::Supervisor) {
            return Ok(());
        }
        Err(Rejection::NotAllowed)
    }

    /// Says whose row a person's stays are in: a member's, or their own.
    fn link(&mut self, who: ParticipantId, member: Option<MemberId>) -> Result<Changes, Rejection> {
        let known = member.is_none_or(|member| self.attendance.members.contains_key(&member));
        // However many came whom nobody expected: those who are expected are recorded.
        if known && member.is_some() && self.knows(who) && !self.is_secluded(who) {
            self.attendance.stays.entry(who).or_default();
        }
        if !known || !self.attendance.stays.contains_key(&who) {
            return Err(Rejection::UnknownParticipant);
        }
        let before = self.row_of(who);
        let after = member.map_or(AttendanceSubject::Visitor { participant: who }, |member| {
            AttendanceSubject::Member { member }
        });
        if before == after {
            return Ok(Changes::default());
        }
        for (id, one) in &mut self.attendance.members {
            if Some(*id) == member {
                one.participants.insert(who);
            } else {
                one.participants.remove(&who);
            }
        }
        // What was corrected of the visitor was meant of this person.
        for correction in self.attendance.corrections.values_mut() {
            if correction.subject == before && before == (AttendanceSubject::Visitor { participant: who }) {
                correction.subject = after;
            }
        }
        Ok(rows([before, after]))
    }

    /// The row in which a person's stays are.
    fn row_of(&self, who: ParticipantId) -> AttendanceSubject {
        let linked = self.attendance.members.iter().find(|(_, member)| member.participants.contains(&who));
        linked.map_or(AttendanceSubject::Visitor { participant: who }, |(member, _)| {
            AttendanceSubject::Member { member: *member }
        })
    }

    /// A correction of somebody who is no longer on the list is of nobody.
    fn forget_corrections_of_others(&mut self) {
        let subjects = self.attendance_subjects();
        self.attendance.corrections.retain(|_, correction| subjects.contains(&correction.subject));
        let corrections = &self.attendance.corrections;
        self.attendance.reasons.retain(|number, _| corrections.contains_key(number));
    }
}

fn whole_table() -> Changes {
    Changes {
        attendance: AttendanceChanges { whole: true, ..AttendanceChanges::default() },
        ..Changes::default()
    }
}

fn rows(rows: impl IntoIterator<Item = AttendanceSubject>) -> Changes {
    let attendance = AttendanceChanges { rows: rows.into_iter().collect(), ..AttendanceChanges::default() };
    Changes { attendance, ..Changes::default() }
}

/// Something to read, of at most so many characters, on one line.
fn is_text(text: &str, most: usize) -> bool {
    !text.trim().is_empty() && text.chars().count() <= most && !text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests;
