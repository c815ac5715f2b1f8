//! Timers: one for the plenary and one for each group. A timer that is over stays, over its end, until it is stopped: it
//! reminds, and cuts nothing.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::changes::Changes;
use super::log::parts;
use super::{Audience, Room, words};
use crate::id::ParticipantId;
use crate::protocol::{Event, MAX_TIMER, MAX_TIMER_TITLE, Place, Rejection, TimerView};
use crate::role::Permission;
use crate::time::Moment;

/// See the module.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Timers {
    started: u32,
    #[serde(with = "super::pairs")]
    of: BTreeMap<Place, Timer>,
    /// What each is for, by its number.
    pub titles: BTreeMap<u32, String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Timer {
    /// Among all that were ever started.
    number: u32,
    seconds: u32,
    clock: Clock,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Clock {
    Ends(Moment),
    /// Milliseconds left, below nothing when over its end.
    Paused(i64),
}

parts! {
    TimersFact of Timers {
        whole Started: started: u32;
        each Timer: of: Place => Timer;
        beside titles;
    }
}

impl Timer {
    /// The same with so much more, or less, time.
    const fn extended(self, seconds: u32, by: i32) -> Self {
        let millis = by as i64 * 1_000;
        let clock = match self.clock {
            Clock::Ends(Moment(at)) => Clock::Ends(Moment(at.saturating_add_signed(millis))),
            Clock::Paused(left) => Clock::Paused(left.saturating_add(millis)),
        };
        Self { seconds, clock, ..self }
    }

    fn paused(self, now: Moment) -> Self {
        let clock = match self.clock {
            Clock::Ends(at) => Clock::Paused(millis(at).saturating_sub(millis(now))),
            paused @ Clock::Paused(_) => paused,
        };
        Self { clock, ..self }
    }

    const fn resumed(self, now: Moment) -> Self {
        let clock = match self.clock {
            ends @ Clock::Ends(_) => ends,
            Clock::Paused(left) => Clock::Ends(Moment(now.0.saturating_add_signed(left))),
        };
        Self { clock, ..self }
    }
}

fn millis(at: Moment) -> i64 {
    i64::try_from(at.0).unwrap_or(i64::MAX)
}

impl Room {
    pub(super) fn start_timer(
        &mut self,
        now: Moment,
        who: ParticipantId,
        seconds: u32,
        title: Option<String>,
    ) -> Result<Changes, Rejection> {
        let place = self.place_for_timer(who)?;
        if !(1..=MAX_TIMER).contains(&seconds) {
            return Err(Rejection::OutOfRange);
        }
        if let Some(title) = &title {
            words::check_line(title, MAX_TIMER_TITLE)?;
        }
        self.forget_timer(place);
        self.timers.started += 1;
        let number = self.timers.started;
        let ends_at = now.after(Duration::from_secs(seconds.into()));
        self.timers.of.insert(place, Timer { number, seconds, clock: Clock::Ends(ends_at) });
        if let Some(title) = title {
            self.timers.titles.insert(number, title);
        }
        Ok(touched(place))
    }

    /// Of a timer that is over, from its end on.
    pub(super) fn extend_timer(&mut self, who: ParticipantId, seconds: i32) -> Result<Changes, Rejection> {
        let (place, timer) = self.timer_for(who)?;
        let length = timer.seconds.checked_add_signed(seconds);
        let length = length.filter(|length| seconds != 0 && (1..=MAX_TIMER).contains(length));
        let length = length.ok_or(Rejection::OutOfRange)?;
        Ok(self.set_timer(place, timer.extended(length, seconds)))
    }

    pub(super) fn pause_timer(&mut self, now: Moment, who: ParticipantId) -> Result<Changes, Rejection> {
        let (place, timer) = self.timer_for(who)?;
        Ok(self.set_timer(place, timer.paused(now)))
    }

    pub(super) fn resume_timer(&mut self, now: Moment, who: ParticipantId) -> Result<Changes, Rejection> {
        let (place, timer) = self.timer_for(who)?;
        Ok(self.set_timer(place, timer.resumed(now)))
    }

    pub(super) fn stop_timer(&mut self, who: ParticipantId) -> Result<Changes, Rejection> {
        let (place, _) = self.timer_for(who)?;
        self.forget_timer(place);
        Ok(touched(place))
    }

    /// Timers of groups that have ended go, and with the last person all of them.
    pub(super) fn settle_timers(&mut self, changes: &mut Changes) {
        let is_empty = self.people.is_empty();
        let places = self.timers.of.keys().copied();
        let gone: Vec<Place> = places.filter(|place| is_empty || self.queue(*place).is_none()).collect();
        for place in gone {
            self.forget_timer(place);
            changes.timers.insert(place);
        }
    }

    /// Those who run the session see all, others that of where they are.
    pub(super) fn timers_view(&self, who: ParticipantId) -> Vec<TimerView> {
        let own = self.place_of(who);
        let is_staff = self.is_staff(who);
        self.timers_in(|place| is_staff || own == Ok(place))
    }

    pub(super) fn told_of_timers(&self, changes: &Changes) -> Vec<(Audience, Event)> {
        // Nobody saw any, and nobody does.
        if changes.timers.is_empty() && self.timers.of.is_empty() {
            return Vec::new();
        }
        let in_place = |place: &Place| {
            let timers = self.timers_in(|other| other == *place);
            (Audience::Guests(*place), Event::TimersChanged { timers })
        };
        let mut told: Vec<_> = changes.timers.iter().map(in_place).collect();
        if !changes.timers.is_empty() {
            told.push((Audience::Staff, Event::TimersChanged { timers: self.timers_in(|_| true) }));
        }
        for who in &changes.moved {
            let Ok(place) = self.place_of(*who) else { continue };
            if !self.is_staff(*who) && !self.is_secluded(*who) && !changes.timers.contains(&place) {
                told.push((Audience::One(*who), Event::TimersChanged { timers: self.timers_view(*who) }));
            }
        }
        told
    }

    fn timers_in(&self, is_seen: impl Fn(Place) -> bool) -> Vec<TimerView> {
        let view = |(place, timer): (&Place, &Timer)| {
            let (ends_at, paused_with) = match timer.clock {
                Clock::Ends(at) => (Some(at), None),
                Clock::Paused(left) => (None, Some(left)),
            };
            let title = self.timers.titles.get(&timer.number).cloned();
            TimerView { place: *place, title, seconds: timer.seconds, ends_at, paused_with }
        };
        self.timers.of.iter().filter(|(place, _)| is_seen(**place)).map(view).collect()
    }

    /// `out_of_range` where there is none to be: only the plenary and groups have one.
    fn place_for_timer(&self, who: ParticipantId) -> Result<Place, Rejection> {
        let place = self.place_of(who)?;
        self.require_in(who, Permission::RunTimers, place)?;
        self.queue(place).map(|_| place).ok_or(Rejection::OutOfRange)
    }

    fn timer_for(&self, who: ParticipantId) -> Result<(Place, Timer), Rejection> {
        let place = self.place_for_timer(who)?;
        self.timers.of.get(&place).map(|timer| (place, *timer)).ok_or(Rejection::NotRunning)
    }

    fn set_timer(&mut self, place: Place, timer: Timer) -> Changes {
        match self.timers.of.insert(place, timer) {
            Some(before) if before == timer => Changes::default(),
            Some(_) | None => touched(place),
        }
    }

    fn forget_timer(&mut self, place: Place) {
        if let Some(timer) = self.timers.of.remove(&place) {
            self.timers.titles.remove(&timer.number);
        }
    }
}

fn touched(place: Place) -> Changes {
    Changes { timers: [place].into(), ..Changes::default() }
}

#[cfg(test)]
mod tests;
