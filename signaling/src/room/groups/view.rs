//! What everybody sees of groups, and what is told of them.

use super::clock::Clock;
use super::{Closed, Group};
use crate::id::GroupId;
use crate::protocol::{Assignment, Course, Event, GroupView, GroupsRun, LastGroup};
use crate::role::Permission;
use crate::room::changes::Changes;
use crate::room::{Audience, Room};

impl Room {
    pub(in crate::room) fn groups_view(&self) -> Vec<GroupView> {
        let view = |(id, group): (&GroupId, &Group)| GroupView {
            group: *id,
            number: group.number,
            name: self.groups.names.get(id).cloned(),
            colour: group.colour,
            task: self.groups.tasks.get(id).cloned(),
            leader: group.leader,
            ready_since: group.ready_since,
            ends_at: group.own.as_ref().and_then(Clock::ends_at),
            paused_with: group.own.as_ref().and_then(Clock::paused_with),
            visits: self.visits_view(*id),
        };
        self.groups.open.iter().map(view).collect()
    }

    pub(in crate::room) fn run_view(&self) -> Option<GroupsRun> {
        let run = self.groups.run.as_ref()?;
        let most = match run.assignment {
            Assignment::Chosen { most } => most,
            _ => None,
        };
        let (course, hosts) = match &run.assignment {
            Assignment::Rotation { .. } => (Some(Course::Rotation), Vec::new()),
            Assignment::OneTwoFour {} => (Some(Course::OneTwoFour), Vec::new()),
            Assignment::Cafe { hosts, .. } => (Some(Course::Cafe), hosts.clone()),
            _ => (None, Vec::new()),
        };
        Some(GroupsRun {
            opens_at: run.opens_at,
            ends_at: run.clock.ends_at(),
            paused_with: run.clock.paused_with(),
            recalled: run.recalled.is_some(),
            warnings: run.warnings.iter().copied().collect(),
            task: self.groups.run_tasks.get(&run.first).cloned(),
            chosen: matches!(run.assignment, Assignment::Chosen { .. }),
            most,
            course,
            hosts,
            round: (run.rounds > 0).then_some(run.round),
            rounds: (run.rounds > 0).then_some(run.rounds),
            late: run.late,
            notes: run.notes,
            speaking_to_all: self.speaking_to_all(),
            announcements: self.announcements_view(),
        })
    }

    pub(in crate::room) fn last_groups_view(&self) -> Vec<LastGroup> {
        let view = |(id, closed): (&GroupId, &Closed)| LastGroup {
            group: *id,
            number: closed.number,
            name: self.groups.names.get(id).cloned(),
            colour: closed.colour,
            people: closed.people.clone(),
        };
        self.groups.closed.iter().map(view).collect()
    }

    /// What is told of groups beside [`Event::GroupsChanged`], which comes around the roster.
    pub(in crate::room) fn told_of_groups(&self, changes: &Changes) -> Vec<(Audience, Event)> {
        let mut told = Vec::new();
        if changes.last_groups {
            told.push((Audience::All, Event::LastGroupsChanged { last_groups: self.last_groups_view() }));
        }
        if changes.prepared {
            let prepared = self.prepared_groups();
            told.push((Audience::May(Permission::RunGroups), Event::PreparedChanged { prepared }));
        }
        told
    }
}
