//! Opening groups: whether a plan is good, and what is known of the groups before people move.

use std::collections::BTreeSet;

use super::Run;
use super::clock::{Clock, seconds};
use crate::grouping::MAX_ROUNDS;
use crate::id::{GroupId, ParticipantId, Seed};
use crate::line::shown;
use crate::protocol::{
    Assignment, GroupsPlan, MAX_COUNTDOWN, MAX_GROUP_NAME, MAX_GROUP_ROUNDS, MAX_GROUP_SIZE, MAX_GROUPS,
    MAX_MINUTES, MAX_TASK, MAX_WARNINGS, Rejection, Shape,
};
use crate::role::Permission;
use crate::room::changes::Changes;
use crate::room::{Room, words};
use crate::time::Moment;

impl Room {
    pub(in crate::room) fn open_groups(
        &mut self,
        now: Moment,
        who: ParticipantId,
        plan: GroupsPlan,
        seed: Seed,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::RunGroups)?;
        check_groups_plan(&plan)?;
        if let Assignment::Cafe { hosts, .. } = &plan.assignment
            && !hosts.iter().all(|host| self.knows(*host) && !self.is_secluded(*host))
        {
            return Err(Rejection::UnknownParticipant);
        }
        let mut changes = Changes::default();
        self.begin_groups(now, plan, seed, &mut changes)?;
        Ok(changes)
    }

    /// Opens groups as planned, which [`check_groups_plan`] has found good; hosts who are not here have a table without a host.
    /// `groups_open`, `on_break`; `unavailable` when nobody is in the room; `out_of_range` where nothing is prepared, or there was no last time.
    pub(in crate::room) fn begin_groups(
        &mut self,
        now: Moment,
        plan: GroupsPlan,
        seed: Seed,
        changes: &mut Changes,
    ) -> Result<(), Rejection> {
        if self.groups.are_open() {
            return Err(Rejection::GroupsOpen);
        }
        if self.is_on_break() {
            return Err(Rejection::OnBreak);
        }
        // The agenda goes on by itself, also when everybody has left; groups do not outlive them.
        if self.people.is_empty() {
            return Err(Rejection::Unavailable);
        }
        let count = self.planned_count(&plan)?;

        let numbers: Vec<u32> = match plan.assignment {
            Assignment::Same {} => self.groups.closed.values().map(|closed| closed.number).collect(),
            _ => (1..=count).collect(),
        };
        let first = GroupId(self.groups.ids_given + 1);
        let ids: Vec<GroupId> = numbers.into_iter().map(|number| self.groups.add(number)).collect();
        self.name_planned(&plan, &ids);
        if let Some(task) = &plan.task {
            self.groups.run_tasks.insert(first, task.clone());
        }
        let countdown = seconds(plan.countdown_seconds);
        let rounds = match plan.assignment {
            Assignment::Rotation { rounds } | Assignment::Cafe { rounds, .. } => rounds,
            Assignment::OneTwoFour {} => 2,
            _ => 0,
        };
        let tables = if let Assignment::Cafe { .. } = plan.assignment { ids } else { Vec::new() };
        let prepared = match plan.assignment {
            Assignment::Prepared {} => self.groups.prepared.clone(),
            _ => Vec::new(),
        };
        self.groups.run = Some(Run {
            first,
            shape: plan.shape,
            assignment: plan.assignment,
            seed,
            opens_at: Some(now.after(countdown)),
            minutes: plan.minutes,
            clock: Clock::default(),
            recalled: None,
            warnings: plan.warnings.into_iter().chain([1]).collect(),
            late: plan.late,
            observers: plan.observers,
            notes: plan.notes,
            round: rounds.min(1),
            rounds,
            tables,
            prepared,
        });
        changes.groups = true;
        changes.opening = true;
        if plan.countdown_seconds == 0 {
            self.start_groups(now, changes);
        }
        Ok(())
    }

    /// How many groups, as far as it is known before people move. At most [`MAX_GROUPS`], however many are there.
    fn planned_count(&self, plan: &GroupsPlan) -> Result<u32, Rejection> {
        let count = match &plan.assignment {
            Assignment::Prepared {} => self.groups.prepared.len(),
            Assignment::Same {} => self.groups.closed.len(),
            Assignment::Cafe { hosts, .. } => hosts.len(),
            dealt => self.groups_for(plan.shape, dealt, plan.observers).max(1),
        };
        match u32::try_from(count) {
            Ok(count) if (1..=MAX_GROUPS).contains(&count) => Ok(count),
            Ok(_) | Err(_) => Err(Rejection::OutOfRange),
        }
    }

    /// Names as the plan says; else those that were prepared, or that the groups had the last time.
    fn name_planned(&mut self, plan: &GroupsPlan, ids: &[GroupId]) {
        let last: Vec<GroupId> = self.groups.closed.keys().copied().collect();
        for (place, id) in ids.iter().enumerate() {
            let groups = &mut self.groups;
            let mut name = plan.names.get(place).and_then(|name| shown(name, MAX_GROUP_NAME));
            let Some(group) = groups.open.get_mut(id) else { continue };
            match plan.assignment {
                Assignment::Same {} => {
                    if let Some((last, closed)) =
                        last.get(place).and_then(|id| groups.closed.get_key_value(id))
                    {
                        group.colour = closed.colour;
                        name = name.or_else(|| groups.names.get(last).cloned());
                    }
                }
                Assignment::Prepared {} => {
                    group.prepared.extend(u32::try_from(place).ok());
                    if let Some(prepared) = groups.prepared.get(place) {
                        name = groups.prepared_names.get(&prepared.id).cloned().or(name);
                        if let Some(task) = groups.prepared_tasks.get(&prepared.id) {
                            groups.tasks.insert(*id, task.clone());
                        }
                    }
                }
                _ => {}
            }
            if let Some(name) = name {
                groups.names.insert(*id, name);
            }
        }
    }
}

/// Whether groups can be opened so, as far as that does not depend on who is here.
pub(in crate::room) fn check_groups_plan(plan: &GroupsPlan) -> Result<(), Rejection> {
    let is_good = |good: bool| if good { Ok(()) } else { Err(Rejection::OutOfRange) };
    let rounds_are_good = |rounds: u32| (2..=MAX_GROUP_ROUNDS).contains(&rounds);
    let shape_is_good = match plan.shape {
        Shape::Groups { groups } => (1..=MAX_GROUPS).contains(&groups),
        Shape::Size { people } => (2..=MAX_GROUP_SIZE).contains(&people),
    };
    is_good(match &plan.assignment {
        Assignment::ByHand {} | Assignment::Random {} => shape_is_good,
        Assignment::Balanced { by, unmet, .. } => shape_is_good && (by.is_some() || *unmet),
        Assignment::Chosen { most } => {
            shape_is_good && most.is_none_or(|most| (2..=MAX_GROUP_SIZE).contains(&most))
        }
        Assignment::Rotation { rounds } => shape_is_good && rounds_are_good(*rounds),
        Assignment::Prepared {} | Assignment::Same {} | Assignment::OneTwoFour {} => true,
        Assignment::Cafe { rounds, hosts } => {
            let different: BTreeSet<_> = hosts.iter().collect();
            rounds_are_good(*rounds)
                && (2..=MAX_GROUPS as usize).contains(&hosts.len())
                && different.len() == hosts.len()
        }
    })?;
    is_good(plan.names.len() <= MAX_GROUPS as usize)?;
    is_good(plan.names.iter().all(|name| shown(name, MAX_GROUP_NAME).is_some()))?;
    if let Some(task) = &plan.task {
        words::check(task, MAX_TASK)?;
    }
    is_good(plan.minutes.is_none_or(|minutes| (1..=MAX_MINUTES).contains(&minutes)))?;
    check_warnings(&plan.warnings)?;
    is_good(plan.countdown_seconds <= MAX_COUNTDOWN)
}

pub(super) fn check_warnings(minutes: &[u32]) -> Result<(), Rejection> {
    let is_good = minutes.len() <= MAX_WARNINGS && minutes.iter().all(|one| (1..=MAX_MINUTES).contains(one));
    if is_good { Ok(()) } else { Err(Rejection::OutOfRange) }
}

// A rotation holds every round of a plan that is good.
const _: () = assert!(MAX_GROUP_ROUNDS as usize <= MAX_ROUNDS);
