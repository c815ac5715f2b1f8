//! A length of one group of its own: it ends before the others, warned as they are, and its people go to the plenary.
//!
//! Invariant: an end of its own is before the end of all of them, and there is none in rounds, in which all move on
//! together.

use std::collections::BTreeSet;
use std::time::Duration;

use super::clock::{Clock, Pace, Warning, minutes};
use super::{Closed, Group, Run};
use crate::id::{GroupId, ParticipantId};
use crate::protocol::{Event, MAX_MINUTES, Place, Rejection};
use crate::room::changes::Changes;
use crate::room::{Audience, Room};
use crate::time::Moment;

impl Room {
    pub(in crate::room) fn set_group_length(
        &mut self,
        now: Moment,
        who: ParticipantId,
        group: GroupId,
        length: Option<u32>,
    ) -> Result<Changes, Rejection> {
        let run = self.run_that_has_begun(who)?;
        if !self.groups.open.contains_key(&group) {
            return Err(Rejection::UnknownGroup);
        }
        if run.rounds > 0 {
            return Err(Rejection::NotRunning);
        }
        let own = match length {
            Some(length) => Some(own_clock(run, now, length).ok_or(Rejection::OutOfRange)?),
            None => None,
        };
        let mut changes = Changes::default();
        let Some(open) = self.groups.open.get_mut(&group) else { return Err(Rejection::UnknownGroup) };
        if open.own.as_ref().map(Clock::pace) != own.as_ref().map(Clock::pace) {
            open.own = own;
            changes.groups = true;
            self.warn_own_ends(now, &mut changes);
        }
        Ok(changes)
    }

    /// Those that were prepared so begin with a length of their own.
    pub(super) fn begin_own_lengths(&mut self, now: Moment) {
        let Some(run) = &self.groups.run else { return };
        let length = |group: &Group| {
            let prepared = group.prepared.iter().filter_map(|place| run.prepared.get(*place as usize));
            prepared.filter_map(|prepared| prepared.minutes).min()
        };
        let begun = self.groups.open.iter().filter_map(|(id, group)| Some((*id, length(group)?)));
        let begun: Vec<(GroupId, Option<Clock>)> =
            begun.map(|(id, length)| (id, own_clock(run, now, length))).collect();
        for (id, own) in begun {
            if let Some(group) = self.groups.open.get_mut(&id) {
                group.own = own;
            }
        }
    }

    /// After the clock of all of them was set: those that would not end before the others end with them.
    pub(super) fn settle_own_lengths(&mut self) {
        let Some(run) = &self.groups.run else { return };
        for group in self.groups.open.values_mut() {
            group.own =
                group.own.take().filter(|own| run.rounds == 0 && is_before(own.pace(), run.clock.pace()));
        }
    }

    /// What the clocks of single groups do now.
    pub(super) fn run_own_lengths(&mut self, now: Moment, changes: &mut Changes) {
        self.warn_own_ends(now, changes);
        let is_over = |group: &Group| group.own.as_ref().is_some_and(|own| own.is_over(now));
        let over = self.groups.open.iter().filter(|(_, group)| is_over(group)).map(|(id, _)| *id);
        for group in over.collect::<Vec<_>>() {
            self.close_group(now, group, changes);
        }
    }

    /// When [`Room::run_own_lengths`] has something to do.
    pub(super) fn next_of_own_lengths(&self, warnings: &BTreeSet<u32>) -> Option<Moment> {
        self.groups.open.values().filter_map(|group| group.own.as_ref()?.next(warnings)).min()
    }

    fn warn_own_ends(&mut self, now: Moment, changes: &mut Changes) {
        let Some(run) = &self.groups.run else { return };
        for (id, group) in &mut self.groups.open {
            let Some(own) = &mut group.own else { continue };
            let Some(warning) = own.warn_if_due(now, &run.warnings) else { continue };
            let Warning { seconds_left, ends_at, put_off } = warning;
            changes.groups |= put_off;
            let warned = Event::GroupsWarned { seconds_left, ends_at, group: Some(*id) };
            changes.tell(Audience::Place(Place::Group { group: *id }), warned);
        }
        // One that was put off for its warning may come after the others by that.
        self.settle_own_lengths();
    }

    /// This group alone ends: its people go to the plenary, who visits it goes back.
    fn close_group(&mut self, now: Moment, group: GroupId, changes: &mut Changes) {
        if self.groups.open.len() == 1 {
            self.close_groups(now, changes);
            return;
        }
        changes.groups = true;
        changes.last_groups = true;
        changes.closing.extend(self.groups_view().into_iter().filter(|view| view.group == group));
        self.send_visitors_back(group, changes);
        let people = self.people_of_groups().remove(&group).unwrap_or_default();
        self.note_meeting(group, people.clone());
        let place = Place::Group { group };
        let there: Vec<ParticipantId> =
            self.people.iter().filter(|(_, person)| person.place == place).map(|(who, _)| *who).collect();
        for who in there {
            self.relocate(who, Place::Plenary {}, changes);
        }
        changes.queues.remove(&place);
        changes.newcomers.remove(&place);
        let groups = &mut self.groups;
        groups.forget_last_time();
        if let Some(Group { number, colour, leader, .. }) = groups.open.remove(&group) {
            groups.closed.insert(group, Closed { number, colour, leader, people });
        }
        groups.returns.retain(|_, other| *other != group);
        groups.forget_texts();
    }
}

/// The clock of a group that ends so many minutes from now; nothing where that is not before the others.
fn own_clock(run: &Run, now: Moment, length: u32) -> Option<Clock> {
    if !(1..=MAX_MINUTES).contains(&length) {
        return None;
    }
    let length: Duration = minutes(length);
    let pace = match run.clock.pace() {
        Pace::Endless | Pace::Until(_) => Pace::Until(now.after(length)),
        Pace::Paused { .. } => Pace::Paused { left: u64::try_from(length.as_millis()).ok()? },
    };
    let mut own = Clock::default();
    own.set(now, pace);
    is_before(pace, run.clock.pace()).then_some(own)
}

fn is_before(own: Pace, all: Pace) -> bool {
    match (own, all) {
        (Pace::Until(own), Pace::Until(all)) => own < all,
        (Pace::Paused { left: own }, Pace::Paused { left: all }) => own < all,
        (Pace::Until(_), Pace::Endless) => true,
        (Pace::Endless | Pace::Until(_) | Pace::Paused { .. }, _) => false,
    }
}
