//! What is under way: in the order of its arrival, bounded.

use std::collections::BTreeMap;
use std::time::Duration;

/// Packets that have left and not yet arrived. Two for the same moment keep the order in which they came.
#[derive(Debug)]
pub(super) struct Due<T> {
    waiting: BTreeMap<(Duration, u64), T>,
    number: u64,
    most: usize,
}

impl<T> Due<T> {
    /// Holds at most this many.
    pub const fn new(most: usize) -> Self {
        Self { waiting: BTreeMap::new(), number: 0, most }
    }

    /// Adds one, or gives it back when there is no room.
    pub fn push(&mut self, at: Duration, one: T) -> Result<(), T> {
        if self.waiting.len() >= self.most {
            return Err(one);
        }
        self.number += 1;
        self.waiting.insert((at, self.number), one);
        Ok(())
    }

    /// When the next one arrives.
    pub fn next_at(&self) -> Option<Duration> {
        self.waiting.first_key_value().map(|((at, _), _)| *at)
    }

    /// The next one, and when it arrived, if it has by `now`.
    pub fn pop(&mut self, now: Duration) -> Option<(Duration, T)> {
        let first = self.waiting.first_entry()?;
        let at = first.key().0;
        (at <= now).then(|| (at, first.remove()))
    }
}
