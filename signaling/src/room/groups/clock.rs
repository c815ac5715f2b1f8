//! The clock of groups: when they end, and that everybody was warned before. Pure: told the time.
//!
//! Invariant: an end never comes without a warning that named this very end, at least [`MIN_RECALL`] seconds before.
//! Where the server itself was late (it stood still, or was started anew), the end waits for its warning.

use std::collections::BTreeSet;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::protocol::MIN_RECALL;
use crate::time::Moment;

/// Before every end there is a warning so long before, or at once if the end is nearer.
pub(super) const LAST_WARNING: Duration = Duration::from_secs(60);

/// Whether there is an end, and whether time goes on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Pace {
    #[default]
    Endless,
    Until(Moment),
    Paused {
        /// Milliseconds.
        left: u64,
    },
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Clock {
    pace: Pace,
    /// Since when it is to end when it does. What was to be warned of before that is over.
    set_at: Moment,
    /// The last warning before this very end.
    warned: Option<Warned>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Warned {
    at: Moment,
    /// At how many minutes before the end; nothing for one between.
    mark: Option<u32>,
}

/// A warning that is to be given now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Warning {
    pub seconds_left: u32,
    pub ends_at: Moment,
    /// Whether the end had to be put off for it.
    pub put_off: bool,
}

impl Clock {
    pub const fn pace(&self) -> Pace {
        self.pace
    }

    pub const fn ends_at(&self) -> Option<Moment> {
        match self.pace {
            Pace::Until(end) => Some(end),
            Pace::Endless | Pace::Paused { .. } => None,
        }
    }

    pub const fn paused_with(&self) -> Option<u64> {
        match self.pace {
            Pace::Paused { left } => Some(left),
            Pace::Endless | Pace::Until(_) => None,
        }
    }

    /// Another end, which has its own warnings.
    pub fn set(&mut self, now: Moment, pace: Pace) {
        *self = Self { pace, set_at: now, warned: None };
    }

    /// Warnings that would have been due before now are not made up for.
    pub fn forget_warnings_before(&mut self, now: Moment) {
        self.set_at = self.set_at.max(now);
    }

    pub fn pause(&mut self, now: Moment) {
        if let Pace::Until(end) = self.pace {
            let left = u64::try_from(end.since(now).as_millis()).unwrap_or(u64::MAX);
            self.set(now, Pace::Paused { left });
        }
    }

    /// With what was left, but so that there is time to warn.
    pub fn resume(&mut self, now: Moment) {
        if let Pace::Paused { left } = self.pace {
            let left = Duration::from_millis(left).max(seconds(MIN_RECALL));
            self.set(now, Pace::Until(now.after(left)));
        }
    }

    /// When the next warning is due. `marks` are minutes before the end.
    pub fn next_warning(&self, marks: &BTreeSet<u32>) -> Option<Moment> {
        let end = self.ends_at()?;
        let before = |wait: Duration| Moment(end.0.saturating_sub(wait.as_millis() as u64));
        let given = self.warned.and_then(|warned| warned.mark);
        let is_left = |mark: &u32| given.is_none_or(|given| *mark < given);
        let marked = marks.iter().copied().filter(is_left).map(|mark| before(minutes(mark)));
        let marked = marked.filter(|due| *due > self.set_at).min();
        let last = match self.warned {
            // One that was given in the last minute is enough.
            Some(warned) if warned.at >= before(LAST_WARNING) => None,
            Some(_) | None => Some(before(LAST_WARNING).max(self.set_at)),
        };
        marked.into_iter().chain(last).min()
    }

    /// Gives the warning that is due, if one is; several that are due are one.
    pub fn warn_if_due(&mut self, now: Moment, marks: &BTreeSet<u32>) -> Option<Warning> {
        if self.next_warning(marks).is_none_or(|due| due > now) {
            return None;
        }
        self.warn(now, marks)
    }

    /// Gives a warning now, whether one is due or not.
    pub fn warn(&mut self, now: Moment, marks: &BTreeSet<u32>) -> Option<Warning> {
        let mut end = self.ends_at()?;
        let put_off = end.since(now) < seconds(MIN_RECALL);
        if put_off {
            end = now.after(LAST_WARNING);
            self.set(now, Pace::Until(end));
        }
        let passed = |mark: &u32| end.since(now) <= minutes(*mark);
        let mark = marks.iter().copied().chain([1]).filter(passed).min();
        let before = self.warned.and_then(|warned| warned.mark);
        let mark = [mark, before].into_iter().flatten().min();
        self.warned = Some(Warned { at: now, mark });
        let seconds_left = end.since(now).as_millis().div_ceil(1_000);
        Some(Warning { seconds_left: u32::try_from(seconds_left).unwrap_or(u32::MAX), ends_at: end, put_off })
    }

    /// Whether the end has come. Not before its warning, see [`Clock::next_warning`].
    pub fn is_over(&self, now: Moment) -> bool {
        self.ends_at().is_some_and(|end| end <= now) && self.warned.is_some()
    }

    /// When [`Clock::warn_if_due`] or [`Clock::is_over`] has something to say.
    pub fn next(&self, marks: &BTreeSet<u32>) -> Option<Moment> {
        self.next_warning(marks).or(self.ends_at())
    }
}

pub(super) fn seconds(seconds: u32) -> Duration {
    Duration::from_secs(u64::from(seconds))
}

pub(super) fn minutes(minutes: u32) -> Duration {
    Duration::from_secs(u64::from(minutes) * 60)
}
