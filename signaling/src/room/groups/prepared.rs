//! Groups that are prepared before they are opened, of people who may not have come yet.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::id::{GroupId, MemberId, ParticipantId};
use crate::line::shown;
use crate::protocol::{
    AttendanceSubject, MAX_GROUP_NAME, MAX_GROUPS, MAX_MINUTES, MAX_PREPARED, MAX_TASK, PreparedGroup,
    Rejection,
};
use crate::role::Permission;
use crate::room::changes::Changes;
use crate::room::{Room, words};

/// Its name and task are among the texts of the groups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::room) struct Prepared {
    /// 1, 2, 3 … in the session.
    pub id: u32,
    people: Vec<AttendanceSubject>,
    leader: Option<AttendanceSubject>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
}

impl Room {
    pub(in crate::room) fn prepare_groups(
        &mut self,
        who: ParticipantId,
        groups: Vec<PreparedGroup>,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::RunGroups)?;
        let people: usize = groups.iter().map(|group| group.people.len()).sum();
        if groups.len() > MAX_GROUPS as usize || people > MAX_PREPARED {
            return Err(Rejection::OutOfRange);
        }
        let groups = self.checked(groups)?;
        if self.prepared_groups().unwrap_or_default() == groups {
            return Ok(Changes::default());
        }

        let known = &mut self.groups;
        known.prepared.clear();
        known.prepared_names.clear();
        known.prepared_tasks.clear();
        for PreparedGroup { name, task, people, leader, minutes } in groups {
            known.prepared_given += 1;
            let id = known.prepared_given;
            known.prepared.push(Prepared { id, people, leader, minutes });
            known.prepared_names.extend(name.map(|name| (id, name)));
            known.prepared_tasks.extend(task.map(|task| (id, task)));
        }
        Ok(Changes { prepared: true, ..Changes::default() })
    }

    /// The same with people who are matched with a member as that member, so that nobody is in it twice.
    fn checked(&self, mut groups: Vec<PreparedGroup>) -> Result<Vec<PreparedGroup>, Rejection> {
        let members = self.members_by_person();
        let mut seen: BTreeSet<AttendanceSubject> = BTreeSet::new();
        for group in &mut groups {
            if let Some(name) = &mut group.name {
                *name = shown(name, MAX_GROUP_NAME).ok_or(Rejection::OutOfRange)?;
            }
            if let Some(task) = &group.task {
                words::check(task, MAX_TASK)?;
            }
            for subject in group.people.iter_mut().chain(&mut group.leader) {
                *subject = self.subject(*subject, &members)?;
            }
            if group.minutes.is_some_and(|minutes| !(1..=MAX_MINUTES).contains(&minutes))
                || group.leader.is_some_and(|leader| !group.people.contains(&leader))
                || !group.people.iter().all(|one| seen.insert(*one))
            {
                return Err(Rejection::OutOfRange);
            }
        }
        Ok(groups)
    }

    fn subject(
        &self,
        subject: AttendanceSubject,
        members: &BTreeMap<ParticipantId, MemberId>,
    ) -> Result<AttendanceSubject, Rejection> {
        let is_known = match subject {
            AttendanceSubject::Member { member } => self.attendance.members.contains_key(&member),
            AttendanceSubject::Visitor { participant } => {
                if let Some(member) = members.get(&participant) {
                    return Ok(AttendanceSubject::Member { member: *member });
                }
                // One who was prepared already may have gone, and come back.
                self.knows(participant) && !self.is_secluded(participant) || self.is_prepared(subject)
            }
        };
        if is_known { Ok(subject) } else { Err(Rejection::UnknownParticipant) }
    }

    fn is_prepared(&self, subject: AttendanceSubject) -> bool {
        self.groups.prepared.iter().any(|group| group.people.contains(&subject))
    }

    fn members_by_person(&self) -> BTreeMap<ParticipantId, MemberId> {
        let members = self.attendance.members.iter();
        members.flat_map(|(id, member)| member.participants.iter().map(|who| (*who, *id))).collect()
    }

    /// Whom a subject means of those who are here.
    fn people_meant(&self, subject: AttendanceSubject) -> Vec<ParticipantId> {
        let meant = match subject {
            AttendanceSubject::Member { member } => {
                let member = self.attendance.members.get(&member);
                member.map(|member| member.participants.iter().copied().collect()).unwrap_or_default()
            }
            AttendanceSubject::Visitor { participant } => vec![participant],
        };
        meant.into_iter().filter(|who| self.knows(*who)).collect()
    }

    /// The prepared groups of which the open ones were made.
    fn opened_as_prepared(&self) -> &[Prepared] {
        self.groups.run.as_ref().map_or(&[], |run| &run.prepared)
    }

    /// The group that was made of each prepared one, by its position.
    fn groups_by_prepared(&self) -> BTreeMap<u32, GroupId> {
        let open = self.groups.open.iter();
        open.flat_map(|(id, group)| group.prepared.iter().map(|place| (*place, *id))).collect()
    }

    /// Who is to be in which group. Whoever was listed twice under two names is in the first.
    pub(super) fn prepared_people(&self) -> BTreeMap<ParticipantId, GroupId> {
        let groups = self.groups_by_prepared();
        let mut wanted = BTreeMap::new();
        for (place, prepared) in (0..).zip(self.opened_as_prepared()) {
            let Some(group) = groups.get(&place) else { continue };
            for who in prepared.people.iter().flat_map(|subject| self.people_meant(*subject)) {
                wanted.entry(who).or_insert(*group);
            }
        }
        wanted
    }

    pub(super) fn prepared_leaders(&self) -> Vec<(GroupId, ParticipantId)> {
        let groups = self.groups_by_prepared();
        let mut leaders = Vec::new();
        for (place, prepared) in (0..).zip(self.opened_as_prepared()) {
            if let (Some(group), Some(leader)) = (groups.get(&place), prepared.leader) {
                leaders.extend(self.people_meant(leader).into_iter().map(|who| (*group, who)));
            }
        }
        leaders
    }

    /// The open group that somebody was prepared for, who need not be here yet.
    pub(super) fn prepared_group(&self, who: ParticipantId) -> Option<GroupId> {
        let is_them = |subject: &AttendanceSubject| match subject {
            AttendanceSubject::Member { member } => {
                self.attendance.members.get(member).is_some_and(|member| member.participants.contains(&who))
            }
            AttendanceSubject::Visitor { participant } => *participant == who,
        };
        let place = self.opened_as_prepared().iter().position(|group| group.people.iter().any(is_them))?;
        self.groups_by_prepared().get(&u32::try_from(place).ok()?).copied()
    }

    /// Whom the list no longer has is prepared for nothing.
    pub(super) fn settle_prepared(&mut self, changes: &mut Changes) {
        if !changes.attendance.whole {
            return;
        }
        let members = &self.attendance.members;
        let is_known = |subject: &AttendanceSubject| match subject {
            AttendanceSubject::Member { member } => members.contains_key(member),
            AttendanceSubject::Visitor { .. } => true,
        };
        let forget_unknown = |group: &mut Prepared| {
            let before = group.people.len();
            group.people.retain(is_known);
            group.leader = group.leader.filter(is_known);
            group.people.len() < before
        };
        for group in &mut self.groups.prepared {
            changes.prepared |= forget_unknown(group);
        }
        for group in self.groups.run.iter_mut().flat_map(|run| &mut run.prepared) {
            forget_unknown(group);
        }
        self.groups.sessions.retain(|member, _| members.contains_key(member));
    }

    /// How many sessions of this room members have been to before, for [`crate::protocol::Attribute::Experience`].
    /// Of whom nothing is said nothing is known.
    pub fn know_earlier_sessions(&mut self, sessions: BTreeMap<MemberId, u32>) {
        let members = &self.attendance.members;
        self.groups.sessions = sessions.into_iter().filter(|(id, _)| members.contains_key(id)).collect();
    }

    /// The groups that are prepared; nothing without any.
    pub(super) fn prepared_groups(&self) -> Option<Vec<PreparedGroup>> {
        let view = |group: &Prepared| PreparedGroup {
            name: self.groups.prepared_names.get(&group.id).cloned(),
            task: self.groups.prepared_tasks.get(&group.id).cloned(),
            people: group.people.clone(),
            leader: group.leader,
            minutes: group.minutes,
        };
        let groups: Vec<PreparedGroup> = self.groups.prepared.iter().map(view).collect();
        (!groups.is_empty()).then_some(groups)
    }

    pub(in crate::room) fn prepared_view(&self, who: ParticipantId) -> Option<Vec<PreparedGroup>> {
        self.may(who, Permission::RunGroups).then(|| self.prepared_groups()).flatten()
    }
}
