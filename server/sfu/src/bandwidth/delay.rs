//! How long packets wait in the narrowest queue on the way.

use std::collections::VecDeque;

use crate::Time;

/// The smallest delay of this many milliseconds is the queue: every queue delays all packets, jitter, retransmission
/// on the radio and a busy receiver delay some.
const WINDOW: i64 = 200_000;
/// Arrivals looked at in a window, at most.
const MOST: usize = 256;
/// Seconds in which the path without a queue is seen at least once. Clocks that drift by 200 ppm part by 2 ms in them.
const BASE_SECONDS: usize = 10;
/// A delay that jumps by more than this is another clock.
const JUMP: i64 = 5_000_000;

/// One-way delay over its own minimum. The clocks of the two ends need not agree: only differences count.
#[derive(Debug, Clone, Default)]
pub(super) struct Delay {
    /// (arrival, arrival − departure) of the last window.
    recent: VecDeque<(i64, i64)>,
    /// Smallest delay of each of the last seconds of the sender's clock.
    base: VecDeque<(i64, i64)>,
    /// (arrival, queue) at the last reports.
    course: VecDeque<(i64, i64)>,
    newest: Option<i64>,
    /// Since when (receiver's clock) there is a queue.
    since: Option<i64>,
}

/// What the last report shows, in milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Queue {
    pub millis: f64,
    /// Growth in milliseconds per second.
    pub slope: f64,
    /// Spread of single packets, the jitter of the path and our own bursts.
    pub spread: f64,
}

impl Delay {
    /// A packet has arrived. Returns false if the receiver's clock is another one than before: all before is forgotten.
    pub fn arrived(&mut self, sent: Time, at: i64) -> bool {
        let delay = at - sent.0;
        let same = self.recent.back().is_none_or(|&(_, last)| (delay - last).abs() < JUMP);
        if !same {
            *self = Self::default();
        }
        let second = sent.0 / 1_000_000;
        match self.base.back_mut() {
            Some((last, least)) if *last >= second => *least = delay.min(*least),
            _ => self.base.push_back((second, delay)),
        }
        while self.base.front().is_some_and(|&(first, _)| first + BASE_SECONDS as i64 <= second) {
            self.base.pop_front();
        }
        if self.recent.len() == MOST {
            self.recent.pop_front();
        }
        self.recent.push_back((at, delay));
        self.newest = self.newest.max(Some(at));
        same
    }

    /// Newest arrival on the receiver's clock.
    pub const fn newest(&self) -> Option<i64> {
        self.newest
    }

    /// Since when packets have been waiting, on the receiver's clock.
    pub const fn since(&self) -> Option<i64> {
        self.since
    }

    /// Takes stock after the arrivals of one report.
    pub fn report(&mut self) -> Queue {
        let Some(newest) = self.newest else { return Queue::default() };
        while self.recent.front().is_some_and(|&(at, _)| at + WINDOW < newest) {
            self.recent.pop_front();
        }
        let base = self.base.iter().map(|&(_, least)| least).min().unwrap_or(0);
        let least = self.recent.iter().map(|&(_, delay)| delay).min().unwrap_or(base);
        let most = self.recent.iter().map(|&(_, delay)| delay).max().unwrap_or(least);
        let queue = (least - base).max(0);
        if queue < 15_000 {
            self.since = None;
        } else if self.since.is_none() {
            self.since = Some(newest);
        }
        while self.course.len() > 1 && self.course.get(1).is_some_and(|&(at, _)| at + 300_000 <= newest) {
            self.course.pop_front();
        }
        let slope = self
            .course
            .front()
            .filter(|&&(at, _)| newest - at >= 40_000)
            .map_or(0.0, |&(at, was)| (queue - was) as f64 * 1_000.0 / (newest - at) as f64);
        self.course.push_back((newest, queue));
        if self.course.len() > 32 {
            self.course.pop_front();
        }
        Queue { millis: queue as f64 / 1_000.0, slope, spread: (most - least) as f64 / 1_000.0 }
    }

    /// What waits is not ours to drain, or the path has become longer: the delay of now counts as none.
    pub fn rebase(&mut self) {
        let least = self.recent.iter().map(|&(_, delay)| delay).min();
        if let (Some(least), Some(&(second, _))) = (least, self.base.back()) {
            self.base.clear();
            self.base.push_back((second, least));
            self.course.clear();
            self.since = None;
        }
    }
}
