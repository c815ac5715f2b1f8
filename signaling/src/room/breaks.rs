//! Breaks: the plenary is quiet, a coffee table may stay open, and who is back is seen. A break lasts until it is ended:
//! its end only says when people are awaited. Where nobody is left who could end it, it is over with its time.
//!
//! Invariants: in a break no device in the plenary sends, and no route leads from or to the plenary; somebody is at the
//! coffee table only while there is one. Nothing is turned on by the end of a break.

mod coffee;
mod due;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::changes::Changes;
use super::log::parts;
use super::places::Places;
use super::routes::{Route, heard_in};
use super::{Audience, Room};
use crate::id::{DeviceId, ParticipantId};
use crate::protocol::{BreakView, Event, MAX_MINUTES, Place, Rejection, SourceKind};
use crate::role::Permission;
use crate::time::Moment;

/// The break, who is back from it, and how long people have been at it without one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Breaks {
    pause: Option<Pause>,
    back: BTreeSet<ParticipantId>,
    /// Nothing in a break or own task, and while there are not two people.
    busy_since: Option<Moment>,
    /// Whether those who run the session are reminded of a break.
    due: bool,
}

parts! {
    BreaksFact of Breaks {
        whole Pause: pause: Option<Pause>;
        whole BusySince: busy_since: Option<Moment>;
        whole Due: due: bool;
        set Back: back: ParticipantId;
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Pause {
    since: Moment,
    ends_at: Moment,
    coffee_table: bool,
}

impl Room {
    pub(super) fn start_break(
        &mut self,
        now: Moment,
        who: ParticipantId,
        minutes: u32,
        coffee_table: bool,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::RunAgenda)?;
        if !(1..=MAX_MINUTES).contains(&minutes) {
            return Err(Rejection::OutOfRange);
        }
        if self.is_on_break() {
            return Err(Rejection::OnBreak);
        }
        if self.groups.are_open() {
            return Err(Rejection::GroupsOpen);
        }
        let mut changes = Changes::default();
        self.begin_break(now, minutes, coffee_table, &mut changes);
        Ok(changes)
    }

    pub(super) fn extend_break(
        &mut self,
        now: Moment,
        who: ParticipantId,
        minutes: i32,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::RunAgenda)?;
        let pause = self.breaks.pause.as_mut().ok_or(Rejection::NotRunning)?;
        pause.ends_at = moved_end(now, pause.ends_at, minutes, MAX_MINUTES)?;
        Ok(Changes { pause: true, ..Changes::default() })
    }

    pub(super) fn end_break(&mut self, now: Moment, who: ParticipantId) -> Result<Changes, Rejection> {
        self.require(who, Permission::RunAgenda)?;
        if !self.is_on_break() {
            return Err(Rejection::NotRunning);
        }
        let mut changes = Changes::default();
        self.end_break_now(now, &mut changes);
        Ok(changes)
    }

    pub(super) fn say_back(&mut self, who: ParticipantId, back: bool) -> Result<Changes, Rejection> {
        self.require_inside(who)?;
        if !self.is_on_break() {
            return Err(Rejection::NotRunning);
        }
        let changed = if back { self.breaks.back.insert(who) } else { self.breaks.back.remove(&who) };
        Ok(Changes { pause: changed, ..Changes::default() })
    }

    /// Without asking who may. Nothing happens when there is no break.
    pub(super) fn set_end_of_break(&mut self, end: Moment, changes: &mut Changes) {
        if let Some(pause) = &mut self.breaks.pause {
            pause.ends_at = end;
            changes.pause = true;
        }
    }

    /// Without asking who may. An own task is over by it; nothing happens in a break.
    pub(super) fn begin_break(
        &mut self,
        now: Moment,
        length: u32,
        coffee_table: bool,
        changes: &mut Changes,
    ) {
        if self.is_on_break() {
            return;
        }
        self.end_own_task_now(now, changes);
        self.breaks.pause = Some(Pause { since: now, ends_at: now.after(minutes(length)), coffee_table });
        changes.pause = true;
        // Whoever is backstage hears the plenary no longer, also if nothing was on in it.
        changes.devices.insert(Place::Plenary {});
        self.pause_scene(changes);
        // Nobody speaks in a break. Whoever waits to speak goes on waiting.
        changes.extend_with(self.rest_turns());
        self.quiet_the_plenary(changes);
    }

    /// Without asking who may; nothing happens when there is no break. Whoever is at the coffee table comes back, with
    /// everything off: nobody is put on the air by another.
    pub(super) fn end_break_now(&mut self, now: Moment, changes: &mut Changes) {
        let Some(Pause { since, .. }) = self.breaks.pause else { return };
        self.clear_the_coffee_table(changes);
        self.breaks.pause = None;
        self.resume_scene(now, since, changes);
        self.breaks.back.clear();
        changes.pause = true;
        changes.devices.insert(Place::Plenary {});
    }

    /// Whether there is a break.
    pub(super) const fn is_on_break(&self) -> bool {
        self.breaks.pause.is_some()
    }

    /// `on_break` for whoever is in the plenary in a break: nothing is turned on there.
    pub(super) fn require_no_break(&self, who: ParticipantId) -> Result<(), Rejection> {
        if self.is_on_break() && self.place_of(who)? == (Place::Plenary {}) {
            return Err(Rejection::OnBreak);
        }
        Ok(())
    }

    /// Whoever is helped to get in takes no part in the session yet.
    pub(super) fn require_inside(&self, who: ParticipantId) -> Result<(), Rejection> {
        self.place_of(who)?;
        if self.is_secluded(who) { Err(Rejection::NotAllowed) } else { Ok(()) }
    }

    /// Turns off what devices in the plenary send, and forgets what people there were asked to turn on.
    fn quiet_the_plenary(&mut self, changes: &mut Changes) {
        let here: Vec<ParticipantId> = self
            .people
            .iter()
            .filter(|(_, person)| person.place == Place::Plenary {})
            .map(|(who, _)| *who)
            .collect();
        for who in here {
            self.switch_off(who, |_| true, changes);
            for kind in SourceKind::ALL {
                self.answer_asked(who, kind, changes);
            }
        }
    }

    /// Closes the plenary in a break, for media in both directions.
    pub(super) fn close_for_break(&self, routes: &mut BTreeMap<DeviceId, Route>) {
        if !self.is_on_break() {
            return;
        }
        for (id, route) in routes {
            let device = self.devices.get(id);
            if device.is_some_and(|device| self.place_of_device(device) == Place::Plenary {}) {
                *route = Route { sends: std::mem::take(&mut route.sends), ..Route::default() };
            }
            route.from.remove(Place::Plenary {});
            route.into.remove(Place::Plenary {});
        }
    }

    /// The devices of which places are told in a place: its own, and those that are heard there.
    pub(super) fn shown_in(&self, place: Place) -> Places {
        let mut shown = heard_in(place);
        if self.is_on_break() && place != (Place::Plenary {}) {
            shown.remove(Place::Plenary {});
        }
        shown
    }

    /// Whoever came into the plenary in a break is on the break; who is gone is not on the come-back list; the time
    /// without a break counts while there are people. A break that nobody in the room may end is over with its time. Where
    /// everybody left, whoever comes before still finds it: at a meal all pages may be closed.
    pub(super) fn settle_breaks(&mut self, now: Moment, changes: &mut Changes) {
        if let Some(pause) = self.breaks.pause {
            if pause.ends_at <= now && self.nobody_may(Permission::RunAgenda) {
                self.end_break_now(now, changes);
            } else {
                self.quiet_the_plenary(changes);
                let before = self.breaks.back.len();
                let people = &self.people;
                self.breaks.back.retain(|who| people.contains_key(who));
                changes.pause |= self.breaks.back.len() < before;
            }
        }
        self.count_without_a_break(now, changes);
    }

    /// When the break that nobody may end is over, and when a break becomes due.
    pub(super) fn next_of_breaks(&self) -> Option<Moment> {
        let left =
            self.breaks.pause.filter(|_| self.nobody_may(Permission::RunAgenda)).map(|pause| pause.ends_at);
        left.into_iter().chain(self.next_due()).min()
    }

    pub(super) fn break_view(&self) -> Option<BreakView> {
        let Pause { since, ends_at, coffee_table } = self.breaks.pause?;
        let back = self.by_seat(self.breaks.back.iter().copied());
        Some(BreakView { since, ends_at, coffee_table, back })
    }

    pub(super) fn told_of_breaks(&self, changes: &Changes) -> Vec<(Audience, Event)> {
        let pause = changes.pause.then(|| Event::BreakChanged { pause: self.break_view() });
        let due = changes.break_due.then(|| Event::BreakDueChanged { since: self.due_since() });
        let pause = pause.map(|event| (Audience::All, event));
        pause.into_iter().chain(due.map(|event| (Audience::May(Permission::RunTimers), event))).collect()
    }

    /// People in the room, in seat order.
    pub(super) fn by_seat(&self, people: impl Iterator<Item = ParticipantId>) -> Vec<ParticipantId> {
        let mut people: Vec<ParticipantId> = people.collect();
        people.sort_by_key(|who| self.people.get(who).map(|person| person.seat));
        people
    }
}

pub(super) const fn minutes(length: u32) -> Duration {
    Duration::from_secs(length as u64 * 60)
}

/// A later or earlier end of something that goes on until it is ended: from now to `most` minutes from now. Once the
/// end is past, more time counts from now.
pub(super) fn moved_end(now: Moment, end: Moment, by: i32, most: u32) -> Result<Moment, Rejection> {
    let step = minutes(by.unsigned_abs());
    let moved = if by > 0 {
        end.max(now).after(step)
    } else {
        let earlier = end.since(Moment::default()).checked_sub(step).ok_or(Rejection::OutOfRange)?;
        Moment::default().after(earlier)
    };
    if by == 0 || moved < now || moved > now.after(minutes(most)) {
        return Err(Rejection::OutOfRange);
    }
    Ok(moved)
}

#[cfg(test)]
mod tests;
