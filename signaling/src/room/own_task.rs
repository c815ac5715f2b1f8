//! Own tasks: people go away from the screen, say when they are ready, and bring something back. A task lasts until it is
//! ended: its end says when people are awaited.
//!
//! Whoever is away is not lost: a connection that is lost in an own task keeps seat, hand and place until the task is
//! over and the grace time after it, and the time counts as present.

mod results;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use self::results::Brought;
use super::breaks::{minutes, moved_end};
use super::changes::Changes;
use super::devices::Device;
use super::log::parts;
use super::{Audience, Room, words};
use crate::id::{ParticipantId, PictureId};
use crate::protocol::{Event, MAX_OWN_TASK, MAX_TASK, OwnTaskView, Place, Rejection};
use crate::role::Permission;
use crate::time::Moment;

/// How long after its end people are waited for in a task that nobody ends. Then those who were lost are given up: a
/// task that was forgotten must not keep a room for ever.
const LATE_BACK: Duration = Duration::from_secs(30 * 60);

/// The task that is now or was last, and what people brought from all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct OwnTask {
    task: Option<Task>,
    ready: BTreeSet<ParticipantId>,
    /// Counts tasks and results together: their texts are kept by it.
    numbers_given: u32,
    results: BTreeMap<ParticipantId, Brought>,
    /// Whose result is shown large.
    showing: Option<ParticipantId>,
    /// What the server keeps for people who are here, oldest first: what they have brought, and what they have sent and
    /// may bring. Pictures in results of those who are gone are in the result alone.
    pictures: BTreeMap<ParticipantId, Vec<PictureId>>,
    /// What is to be done, by the number of the task that is now.
    pub tasks: BTreeMap<u32, String>,
    /// What results are called.
    pub titles: BTreeMap<u32, String>,
    /// What is in them.
    pub texts: BTreeMap<u32, String>,
}

parts! {
    OwnTaskFact of OwnTask {
        whole Task: task: Option<Task>;
        whole NumbersGiven: numbers_given: u32;
        whole Showing: showing: Option<ParticipantId>;
        each Brought: results: ParticipantId => Brought;
        each Pictures: pictures: ParticipantId => Vec<PictureId>;
        set Ready: ready: ParticipantId;
        beside tasks;
        beside titles;
        beside texts;
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Task {
    number: u32,
    since: Moment,
    ends_at: Moment,
    /// Absent while it goes on.
    ended: Option<Moment>,
    /// Since when people have been away: the beginning of the first of several tasks in a row.
    away_since: Moment,
}

impl Task {
    /// Until when whoever is lost is waited for, before the grace time.
    fn away_until(self) -> Moment {
        self.ended.unwrap_or_else(|| self.ends_at.after(LATE_BACK))
    }
}

impl Room {
    /// In place of one that there is.
    pub(super) fn start_own_task(
        &mut self,
        now: Moment,
        who: ParticipantId,
        task: String,
        minutes: u32,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::RunAgenda)?;
        words::check(&task, MAX_TASK)?;
        if !(1..=MAX_OWN_TASK).contains(&minutes) {
            return Err(Rejection::OutOfRange);
        }
        if self.is_on_break() {
            return Err(Rejection::OnBreak);
        }
        if self.groups.are_open() {
            return Err(Rejection::GroupsOpen);
        }
        let mut changes = Changes::default();
        self.end_own_task_now(now, &mut changes);
        self.begin_own_task(now, task, minutes, &mut changes);
        Ok(changes)
    }

    pub(super) fn extend_own_task(
        &mut self,
        now: Moment,
        who: ParticipantId,
        minutes: i32,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::RunAgenda)?;
        let task = self.own_task.task.as_mut().filter(|task| task.ended.is_none());
        let task = task.ok_or(Rejection::NotRunning)?;
        task.ends_at = moved_end(now, task.ends_at, minutes, MAX_OWN_TASK)?;
        Ok(Changes { own_task: true, ..Changes::default() })
    }

    pub(super) fn end_own_task(&mut self, now: Moment, who: ParticipantId) -> Result<Changes, Rejection> {
        self.require(who, Permission::RunAgenda)?;
        if !self.has_own_task() {
            return Err(Rejection::NotRunning);
        }
        let mut changes = Changes::default();
        self.end_own_task_now(now, &mut changes);
        Ok(changes)
    }

    pub(super) fn say_task_ready(&mut self, who: ParticipantId, ready: bool) -> Result<Changes, Rejection> {
        self.require_inside(who)?;
        if !self.has_own_task() {
            return Err(Rejection::NotRunning);
        }
        let changed = if ready { self.own_task.ready.insert(who) } else { self.own_task.ready.remove(&who) };
        Ok(Changes { own_task: changed, ..Changes::default() })
    }

    /// Without asking who may. A break is over by it; nothing happens when people do the same task already, and another
    /// is replaced.
    pub(super) fn begin_own_task(&mut self, now: Moment, text: String, length: u32, changes: &mut Changes) {
        let running = self.running_task();
        if running.is_some_and(|task| self.own_task.tasks.get(&task.number) == Some(&text)) {
            return;
        }
        self.end_break_now(now, changes);
        self.end_own_task_now(now, changes);
        let before = self.own_task.task.filter(|task| now <= task.away_until().after(self.rules.grace));
        self.own_task.numbers_given += 1;
        let number = self.own_task.numbers_given;
        self.own_task.task = Some(Task {
            number,
            since: now,
            ends_at: now.after(minutes(length)),
            ended: None,
            away_since: before.map_or(now, |task| task.away_since),
        });
        self.own_task.tasks = [(number, text)].into();
        changes.own_task = true;
        self.send_away(changes);
    }

    /// Without asking who may. Nothing happens when there is none.
    pub(super) fn set_end_of_own_task(&mut self, end: Moment, changes: &mut Changes) {
        if let Some(task) = self.own_task.task.as_mut().filter(|task| task.ended.is_none()) {
            task.ends_at = end;
            changes.own_task = true;
        }
    }

    /// Without asking who may; nothing happens when there is none. What people brought stays.
    pub(super) fn end_own_task_now(&mut self, now: Moment, changes: &mut Changes) {
        let Some(task) = self.own_task.task.as_mut().filter(|task| task.ended.is_none()) else { return };
        task.ended = Some(now);
        self.own_task.ready.clear();
        self.own_task.tasks.clear();
        changes.own_task = true;
    }

    /// Turns off what is sent in the plenary, once: whoever stays may turn it on again. The devices of those who run the
    /// session are left alone.
    fn send_away(&mut self, changes: &mut Changes) {
        let here = |device: &&Device| self.place_of_device(device) == Place::Plenary {};
        // Staff at the same device go on talking.
        let of_guests = |device: &&Device| device.people.iter().all(|who| !self.is_staff(*who));
        let devices = self.devices.iter().filter(|(_, device)| here(device) && of_guests(device));
        for id in devices.map(|(id, _)| *id).collect::<Vec<_>>() {
            if let Some(device) = self.devices.get_mut(&id).filter(|device| !device.sending.is_empty()) {
                device.sending.clear();
                changes.devices.insert(Place::Plenary {});
            }
        }
    }

    /// Whether people are away at a task.
    pub(super) fn has_own_task(&self) -> bool {
        self.running_task().is_some()
    }

    fn running_task(&self) -> Option<Task> {
        self.own_task.task.filter(|task| task.ended.is_none())
    }

    /// Until when a lost connection keeps seat, hand and group however long it is: the end of an own task. Who is lost
    /// when it ends early has the grace time from then on.
    pub(super) fn away_until(&self) -> Option<Moment> {
        self.own_task.task.map(Task::away_until)
    }

    /// Until when somebody was present who was lost then and is given up now: in an own task until it was over.
    pub(super) fn present_until(&self, lost: Moment, now: Moment) -> Moment {
        let task = self.own_task.task.filter(|task| task.away_since <= lost);
        let over = task.map(|task| task.ended.unwrap_or(task.ends_at).min(task.ends_at));
        over.map_or(lost, |over| lost.max(over).min(now))
    }

    /// Whoever is gone is not waited for, and what they brought goes with them unless everybody has been shown it. With
    /// the last person all of it goes, as their talk does, and the task is over.
    pub(super) fn settle_own_task(&mut self, now: Moment, changes: &mut Changes) {
        self.settle_results(changes);
        if self.people.is_empty() {
            self.end_own_task_now(now, changes);
        }
        let before = self.own_task.ready.len();
        let people = &self.people;
        self.own_task.ready.retain(|who| people.contains_key(who));
        changes.own_task |= self.own_task.ready.len() < before;
    }

    pub(super) fn own_task_view(&self) -> Option<OwnTaskView> {
        let Task { number, since, ends_at, .. } = self.running_task()?;
        let ready = self.by_seat(self.own_task.ready.iter().copied());
        Some(OwnTaskView { task: self.own_task.tasks.get(&number).cloned(), since, ends_at, ready })
    }

    pub(super) fn told_of_own_task(&self, changes: &Changes) -> Vec<(Audience, Event)> {
        let task = changes.own_task.then(|| Event::OwnTaskChanged { own_task: self.own_task_view() });
        let mut told: Vec<_> = task.map(|event| (Audience::All, event)).into_iter().collect();
        told.extend(self.told_of_results(changes));
        told
    }
}

#[cfg(test)]
mod tests;
