//! Entries and exits.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::AttendanceChanges;
use crate::id::ParticipantId;
use crate::protocol::{AttendanceSubject, Presence};
use crate::room::Room;
use crate::time::Moment;

/// Most stays of one person. The gap before one more is counted as present.
const MAX_STAYS: usize = 50;

/// From coming in to going.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Stay {
    /// When they came in.
    pub from: Moment,
    /// When they went; nothing while they are there.
    pub to: Option<Moment>,
}

/// One person's stays, oldest first; only the last may go on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::room) struct Stays {
    pub stays: Vec<Stay>,
    /// Since when no device of theirs is connected.
    pub lost: Option<Moment>,
}

impl Stays {
    pub fn goes_on(&self) -> bool {
        self.stays.last().is_some_and(|stay| stay.to.is_none())
    }

    fn begin(&mut self, now: Moment) {
        let full = self.stays.len() >= MAX_STAYS;
        match self.stays.last_mut() {
            Some(last) if full => last.to = None,
            _ => self.stays.push(Stay { from: now, to: None }),
        }
    }

    /// At the moment that they were present until, however long they were waited for.
    fn end(&mut self, to: Moment) {
        self.lost = None;
        if let Some(last) = self.stays.last_mut() {
            last.to = Some(to);
        }
    }
}

/// The stays of several, in time and without overlap.
pub(in crate::room) fn merge(mut stays: Vec<Stay>) -> Vec<Stay> {
    stays.sort_unstable();
    let mut merged: Vec<Stay> = Vec::new();
    for stay in stays {
        match merged.last_mut() {
            // One that goes on has no end to be after.
            Some(last) if last.to.is_none_or(|to| stay.from <= to) => {
                last.to = last.to.zip(stay.to).map(|(a, b)| a.max(b));
            }
            _ => merged.push(stay),
        }
    }
    merged
}

impl Room {
    /// Writes down who has come, gone or been lost since the last change, and gives who has come.
    pub(in crate::room) fn record_stays(
        &mut self,
        now: Moment,
        changes: &mut AttendanceChanges,
    ) -> BTreeSet<ParticipantId> {
        let mut arrived = BTreeSet::new();
        // Whoever is helped to get in is not in the session yet.
        let people = self.people.iter().filter(|(who, _)| !self.is_secluded(**who));
        let people: Vec<_> = people.map(|(who, person)| (*who, self.presence(person))).collect();
        for (who, presence) in people {
            let full = self.attendance.stays.len() >= super::MAX_RECORDED;
            if full && !self.attendance.stays.contains_key(&who) {
                continue;
            }
            let lost = match presence {
                Presence::Dropped { since } => Some(since),
                Presence::Here {} | Presence::SteppedOut { .. } => None,
            };
            let stays = self.attendance.stays.entry(who).or_default();
            let came = !stays.goes_on();
            if came {
                arrived.insert(who);
                stays.begin(now);
            }
            stays.lost = lost;
            let renamed = match self.texts.names.get(&who) {
                Some(name) if self.attendance.visitor_names.get(&who) != Some(name) => {
                    self.attendance.visitor_names.insert(who, name.clone());
                    true
                }
                _ => false,
            };
            if came || renamed {
                changes.rows.insert(self.row_of(who));
            }
        }
        let people = &self.people;
        let left: Vec<ParticipantId> = self
            .attendance
            .stays
            .iter()
            .filter(|(who, stays)| stays.goes_on() && !people.contains_key(who))
            .map(|(who, _)| *who)
            .collect();
        for who in left {
            let lost = self.attendance.stays.get(&who).and_then(|stays| stays.lost);
            let to = lost.map_or(now, |lost| self.present_until(lost, now));
            if let Some(stays) = self.attendance.stays.get_mut(&who) {
                stays.end(to);
            }
            changes.rows.insert(self.row_of(who));
        }
        arrived
    }

    /// Everybody who has a row: members, then visitors, in order of id.
    pub(in crate::room) fn attendance_subjects(&self) -> Vec<AttendanceSubject> {
        let members =
            self.attendance.members.keys().map(|member| AttendanceSubject::Member { member: *member });
        let visitors = self.attendance.stays.keys().map(|who| self.row_of(*who));
        let visitors = visitors.filter(|row| matches!(row, AttendanceSubject::Visitor { .. }));
        members.chain(visitors).collect()
    }
}
