//! When peers want to be woken, on a grid: peers that want it at about the same time are woken together.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use rustc_hash::FxHashMap;

use crate::media::mux::PeerId;

/// Nothing in a peer is later for this than a network makes it, and eight people who send cost one wake instead of
/// eight.
pub(super) const GRID: Duration = Duration::from_millis(10);

/// One timer for each peer at most.
pub(super) struct Timers {
    origin: Instant,
    at: FxHashMap<PeerId, Instant>,
    order: BTreeSet<(Instant, PeerId)>,
}

impl Timers {
    /// `origin` is any moment before all others.
    pub fn new(origin: Instant) -> Self {
        Self { origin, at: FxHashMap::default(), order: BTreeSet::new() }
    }

    /// When the next is due.
    pub fn next(&self) -> Option<Instant> {
        self.order.first().map(|(at, _)| *at)
    }

    /// The next point of the grid, for what else happens regularly.
    pub fn on_grid(&self, at: Instant) -> Instant {
        let into = at.saturating_duration_since(self.origin).as_nanos() % GRID.as_nanos();
        match u64::try_from(into) {
            Ok(into @ 1..) => at + (GRID - Duration::from_nanos(into)),
            _ => at,
        }
    }

    /// A peer's timer, in place of the one it had.
    pub fn set(&mut self, id: PeerId, at: Option<Instant>) {
        let Some(at) = at.map(|at| self.on_grid(at)) else { return self.clear(id) };
        match self.at.insert(id, at) {
            Some(before) if before == at => return,
            Some(before) => drop(self.order.remove(&(before, id))),
            None => {}
        }
        self.order.insert((at, id));
    }

    /// None for this peer.
    pub fn clear(&mut self, id: PeerId) {
        if let Some(before) = self.at.remove(&id) {
            self.order.remove(&(before, id));
        }
    }

    /// Takes the next peer whose time has come.
    pub fn due(&mut self, now: Instant) -> Option<PeerId> {
        let &(_, id) = self.order.first().filter(|(at, _)| *at <= now)?;
        self.clear(id);
        Some(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    #[test]
    fn peers_that_want_about_the_same_time_are_woken_together_and_never_early() {
        let origin = Instant::now();
        let mut timers = Timers::new(origin);
        timers.set(PeerId(1), Some(origin + GRID + ms(1)));
        timers.set(PeerId(2), Some(origin + GRID + ms(4)));
        timers.set(PeerId(3), Some(origin + GRID * 2 + ms(1)));
        assert_eq!(timers.next(), Some(origin + GRID * 2));
        assert_eq!(timers.due(origin + GRID * 2 - ms(1)), None);
        assert_eq!(timers.due(origin + GRID * 2), Some(PeerId(1)));
        assert_eq!(timers.due(origin + GRID * 2), Some(PeerId(2)));
        assert_eq!(timers.due(origin + GRID * 2), None);
        assert_eq!(timers.next(), Some(origin + GRID * 3));
    }

    #[test]
    fn a_peer_has_one_timer() {
        let origin = Instant::now();
        let mut timers = Timers::new(origin);
        timers.set(PeerId(1), Some(origin + ms(10)));
        timers.set(PeerId(1), Some(origin + ms(30)));
        assert_eq!(timers.due(origin + ms(29)), None);
        timers.set(PeerId(1), None);
        assert_eq!(timers.due(origin + ms(99)), None);
        timers.set(PeerId(1), Some(origin + ms(10)));
        timers.clear(PeerId(1));
        assert_eq!(timers.next(), None);
    }
}
