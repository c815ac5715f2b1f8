//! While groups are open: beginning after the countdown, the end, warnings, pause, recall, more time. Nothing of it
//! needs anybody who runs the session to be connected.

use std::collections::BTreeSet;

use super::Run;
use super::clock::{Clock, Pace, Warning, minutes, seconds};
use super::opening::check_warnings;
use crate::id::ParticipantId;
use crate::protocol::{Event, MAX_COUNTDOWN, MAX_MINUTES, MIN_RECALL, Place, Rejection};
use crate::role::Permission;
use crate::room::changes::Changes;
use crate::room::{Audience, Room};
use crate::time::Moment;

impl Room {
    pub(in crate::room) fn recall(
        &mut self,
        now: Moment,
        who: ParticipantId,
        seconds: u32,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::RunGroups)?;
        if !(MIN_RECALL..=MAX_COUNTDOWN).contains(&seconds) {
            return Err(Rejection::OutOfRange);
        }
        if !self.groups.are_open() {
            return Err(Rejection::NoGroups);
        }
        let mut changes = Changes::default();
        self.recall_groups(now, seconds, &mut changes);
        Ok(changes)
    }

    /// Counts down to the end of the groups, who are warned at once. Where nobody is in any, or they count down to their
    /// beginning, they end at once. Nothing happens without groups.
    pub(in crate::room) fn recall_groups(&mut self, now: Moment, length: u32, changes: &mut Changes) {
        let is_anybody_there = self.people.values().any(|one| matches!(one.place, Place::Group { .. }));
        if !self.groups.have_begun() || !is_anybody_there {
            self.close_groups(now, changes);
            return;
        }
        let Some(run) = &mut self.groups.run else { return };
        run.recalled.get_or_insert(run.clock.pace());
        run.clock.set(now, Pace::Until(now.after(seconds(length))));
        self.settle_own_lengths();
        changes.groups = true;
        self.warn_groups(now, Clock::warn, changes);
    }

    pub(in crate::room) fn extend_groups(
        &mut self,
        now: Moment,
        who: ParticipantId,
        by: i32,
    ) -> Result<Changes, Rejection> {
        let run = self.run_that_has_begun(who)?;
        let pace = extended(run, now, by).ok_or(Rejection::OutOfRange)?;
        let takes_back = by > 0;
        Ok(self.set_clock(now, |run| {
            if takes_back {
                run.recalled = None;
            }
            run.clock.set(now, pace);
        }))
    }

    pub(in crate::room) fn pause_groups(
        &mut self,
        now: Moment,
        who: ParticipantId,
    ) -> Result<Changes, Rejection> {
        match self.run_that_has_begun(who)?.clock.pace() {
            Pace::Endless => Err(Rejection::NotRunning),
            Pace::Paused { .. } => Ok(Changes::default()),
            Pace::Until(_) => Ok(self.set_clocks(now, |clock| clock.pause(now))),
        }
    }

    pub(in crate::room) fn resume_groups(
        &mut self,
        now: Moment,
        who: ParticipantId,
    ) -> Result<Changes, Rejection> {
        match self.run_that_has_begun(who)?.clock.pace() {
            Pace::Endless => Err(Rejection::NotRunning),
            Pace::Until(_) => Ok(Changes::default()),
            Pace::Paused { .. } => Ok(self.set_clocks(now, |clock| clock.resume(now))),
        }
    }

    pub(in crate::room) fn set_warnings(
        &mut self,
        now: Moment,
        who: ParticipantId,
        minutes: Vec<u32>,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::RunGroups)?;
        check_warnings(&minutes)?;
        let run = self.groups.run.as_ref().ok_or(Rejection::NoGroups)?;
        let warnings = minutes.into_iter().chain([1]).collect();
        if run.warnings == warnings {
            return Ok(Changes::default());
        }
        Ok(self.set_clock(now, |run| {
            run.warnings = warnings;
            run.clock.forget_warnings_before(now);
        }))
    }

    pub(in crate::room) fn next_round(
        &mut self,
        now: Moment,
        who: ParticipantId,
    ) -> Result<Changes, Rejection> {
        if self.run_that_has_begun(who)?.rounds == 0 {
            return Err(Rejection::NotRunning);
        }
        let mut changes = Changes::default();
        self.go_on(now, &mut changes);
        self.warn_groups(now, Clock::warn_if_due, &mut changes);
        Ok(changes)
    }

    /// What the clock of the groups does now.
    pub(in crate::room) fn run_groups(&mut self, now: Moment, changes: &mut Changes) {
        let opens_at = self.groups.run.as_ref().and_then(|run| run.opens_at);
        if opens_at.is_some_and(|opens_at| opens_at <= now) {
            self.start_groups(now, changes);
        }
        self.run_own_lengths(now, changes);
        self.warn_groups(now, Clock::warn_if_due, changes);
        let Some(run) = self.groups.run.as_ref().filter(|run| run.clock.is_over(now)) else { return };
        if run.recalled.is_some() {
            self.close_groups(now, changes);
        } else {
            self.go_on(now, changes);
            self.warn_groups(now, Clock::warn_if_due, changes);
        }
    }

    /// Nobody is left who could: a clock that stands still goes on, and groups without an end get one, unless they end anyway.
    pub(in crate::room) fn run_groups_alone(&mut self, now: Moment, end_anyway: bool, changes: &mut Changes) {
        let Some(run) = self.groups.run.as_ref().filter(|run| run.opens_at.is_none()) else { return };
        match run.clock.pace() {
            Pace::Paused { .. } => changes.extend_with(self.set_clocks(now, |clock| clock.resume(now))),
            Pace::Endless if !end_anyway => self.recall_groups(now, MAX_COUNTDOWN, changes),
            Pace::Endless | Pace::Until(_) => {}
        }
    }

    /// When [`Room::run_groups`] has something to do.
    pub(in crate::room) fn next_of_groups(&self) -> Option<Moment> {
        let run = self.groups.run.as_ref()?;
        let own = self.next_of_own_lengths(&run.warnings);
        run.opens_at.or_else(|| run.clock.next(&run.warnings).into_iter().chain(own).min())
    }

    /// People move into the groups, and their time begins.
    pub(super) fn start_groups(&mut self, now: Moment, changes: &mut Changes) {
        let Some(run) = &mut self.groups.run else { return };
        run.opens_at = None;
        changes.groups = true;
        self.begin_clock(now);
        self.begin_own_lengths(now);
        self.move_in(changes);
        self.warn_groups(now, Clock::warn_if_due, changes);
    }

    /// The time of the groups, or of a round of theirs, begins.
    fn begin_clock(&mut self, now: Moment) {
        if let Some(run) = &mut self.groups.run {
            run.recalled = None;
            let end = run.minutes.map(|length| now.after(minutes(length)));
            run.clock.set(now, end.map_or(Pace::Endless, Pace::Until));
        }
    }

    /// The next round; after the last one, and without rounds, the plenary.
    fn go_on(&mut self, now: Moment, changes: &mut Changes) {
        if self.groups.run.as_ref().is_none_or(|run| run.round >= run.rounds) {
            self.close_groups(now, changes);
            return;
        }
        changes.groups = true;
        self.begin_clock(now);
        self.begin_next_round(changes);
    }

    pub(super) fn run_that_has_begun(&self, who: ParticipantId) -> Result<&Run, Rejection> {
        self.require(who, Permission::RunGroups)?;
        let run = self.groups.run.as_ref().ok_or(Rejection::NoGroups)?;
        if run.opens_at.is_some() { Err(Rejection::NotRunning) } else { Ok(run) }
    }

    /// The same for the clock of all of them and those of single ones.
    fn set_clocks(&mut self, now: Moment, set: impl Fn(&mut Clock)) -> Changes {
        for group in self.groups.open.values_mut() {
            group.own.iter_mut().for_each(&set);
        }
        self.set_clock(now, |run| set(&mut run.clock))
    }

    fn set_clock(&mut self, now: Moment, set: impl FnOnce(&mut Run)) -> Changes {
        let mut changes = Changes { groups: true, ..Changes::default() };
        if let Some(run) = &mut self.groups.run {
            set(run);
        }
        self.settle_own_lengths();
        self.warn_groups(now, Clock::warn_if_due, &mut changes);
        changes
    }

    fn warn_groups(
        &mut self,
        now: Moment,
        warn: impl FnOnce(&mut Clock, Moment, &BTreeSet<u32>) -> Option<Warning>,
        changes: &mut Changes,
    ) {
        let Some(run) = &mut self.groups.run else { return };
        if let Some(warning) = warn(&mut run.clock, now, &run.warnings) {
            let Warning { seconds_left, ends_at, put_off } = warning;
            changes.groups |= put_off;
            changes.tell(Audience::All, Event::GroupsWarned { seconds_left, ends_at, group: None });
        }
    }
}

/// The clock with so many minutes more, or less; nothing where that cannot be. More time takes a recall back: what was
/// before it goes on, from now at the earliest.
fn extended(run: &Run, now: Moment, by: i32) -> Option<Pace> {
    let length = i64::from(by) * 60_000;
    let (nearest, furthest) = (60_000, i64::from(MAX_MINUTES) * 60_000);
    let within = |left: i64| u64::try_from(left).ok().filter(|_| (nearest..=furthest).contains(&left));
    let left = |end: Moment| i64::try_from(end.since(now).as_millis()).ok();
    let is_recalled = run.recalled.is_some();
    let before = if by > 0 { run.recalled.unwrap_or(run.clock.pace()) } else { run.clock.pace() };
    match before {
        _ if by == 0 => None,
        Pace::Endless if is_recalled => Some(Pace::Endless),
        Pace::Endless if by > 0 => Some(Pace::Until(Moment(now.0.saturating_add(within(length)?)))),
        Pace::Endless => None,
        Pace::Until(end) => Some(Pace::Until(Moment(now.0.saturating_add(within(left(end)? + length)?)))),
        Pace::Paused { left } => Some(Pace::Paused { left: within(i64::try_from(left).ok()? + length)? }),
    }
}
