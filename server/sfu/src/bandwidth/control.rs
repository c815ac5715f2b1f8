//! What a report does to the estimate.

use super::Estimator;
use super::delay::Queue;
use super::prober::Verdict;
use super::rate::{Missing, rate_of};
use crate::Time;

/// Bit/s of sound alone. Nothing could be saved below it.
pub(super) const LEAST: f64 = 40_000.0;
const MOST: f64 = 20_000_000.0;
/// Queue that is congestion while it grows, in milliseconds, and what it grows by in a second then. Half of the spread is
/// added: where packets come unevenly, the least of them is late too.
const GROWING_MS: f64 = 45.0;
const GROWTH_MS: f64 = 30.0;
/// Queue that is congestion unless it drains, in milliseconds, and what it drains by in a second then.
const STANDING_MS: f64 = 120.0;
const DRAINING_MS: f64 = 50.0;
/// Queue below which the link has room, in milliseconds.
const CALM_MS: f64 = 20.0;
/// What is kept of the rate of a full link, so that the queue drains; the least of it, so that a long queue does not cost
/// every picture.
const KEPT: f64 = 0.93;
const KEPT_LEAST: f64 = 0.76;
/// Queue in milliseconds that would drain within this many milliseconds if nothing were sent.
const DRAINED_MS: f64 = 700.0;
/// What was seen of a full link holds for this long.
const CAPACITY_MS: i64 = 20_000;
/// Growth in a second: where the link is not known, and near where it was full.
const FAST: f64 = 0.12;
const SLOW: f64 = 0.015;
/// How far the estimate goes above what arrives; and where more than `LOSSY` is lost, so that the share that is lost for
/// being too much is hard to see.
const REACH: f64 = 1.33;
const REACH_LOSSY: f64 = 1.1;
const LOSSY: f64 = 0.05;
/// After so many cuts that only made others faster, the queue counts as none.
const YIELDS: u32 = 3;
/// Nothing heard for this long while something is under way, in ms: the link is gone, or next to gone.
const SILENCE_MS: i64 = 1_200;
/// What a silence of half a second more leaves of the estimate.
const SILENCED: f64 = 0.7;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Rising,
    Holding,
    Draining,
    Silent,
}

impl State {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Rising => "rising",
            Self::Holding => "holding",
            Self::Draining => "draining",
            Self::Silent => "silent",
        }
    }
}

/// What a full link was seen to carry, in bit/s.
#[derive(Debug, Clone, Copy)]
pub(super) struct Capacity {
    pub rate: f64,
    at: Time,
}

/// What came through at a cut, and how many in a row, half a second apart, have only made it less.
#[derive(Debug, Clone, Copy)]
pub(super) struct Yielding {
    rate: f64,
    at: Time,
    times: u32,
}

impl Estimator {
    pub(super) fn is_calm(&self) -> bool {
        self.queue.millis < CALM_MS + self.queue.spread / 4.0
    }

    pub(super) fn forget_capacity(&mut self, now: Time) {
        self.capacity = self.capacity.filter(|seen| now.millis_since(seen.at) < CAPACITY_MS);
    }

    /// Moves the estimate by what the last report showed. `passed` since the one before, in seconds.
    pub(super) fn adapt(&mut self, now: Time, passed: f64) {
        let Queue { millis, slope, spread } = self.queue;
        let growing = millis > GROWING_MS + spread / 2.0 && slope > GROWTH_MS;
        let standing = millis > STANDING_MS + spread / 2.0 && slope > -DRAINING_MS;
        let queue = !self.is_calm();
        if growing || standing || self.loss.is_congestion(now, queue) {
            // What was decided last is seen after a round trip and a report.
            let pause = (self.rtt() + 200).clamp(250, 800);
            if self.cut.is_none_or(|cut| now.millis_since(cut) >= pause) {
                self.lower(now, queue);
            }
        } else if self.is_calm() {
            self.rise(passed);
        } else if self.state != State::Draining {
            self.state = State::Holding;
        }
    }

    /// The link is full: with a `queue` it carries what comes through, else all but what is lost.
    fn lower(&mut self, now: Time, queue: bool) {
        let before = self.estimate;
        let carried = if queue {
            let Some(carried) = self.full_rate() else { return };
            carried
        } else {
            (before * (1.0 - self.loss.excess())).max(self.acked)
        };
        self.cut = Some(now);
        if queue {
            self.capacity = Some(Capacity { rate: carried, at: now });
        }
        if self.is_yielding(now, carried, queue) {
            // Whatever we leave others take: this queue is not ours to drain.
            self.yielding = None;
            self.delay.rebase();
            return;
        }
        // What was sent beyond the estimate drains when it ends; what was not needs room to drain.
        let overshot = self.log.sent_rate(now, 400, None) > 1.05 * before;
        let kept = if overshot || !queue {
            KEPT
        } else {
            (1.0 - self.queue.millis / DRAINED_MS).clamp(KEPT_LEAST, KEPT)
        };
        self.estimate = before.min(carried * kept).max(LEAST);
        if queue {
            self.loss.end_trial();
            self.prober.hold(now);
        } else {
            self.loss.begin_trial(now, before);
            self.prober.look_again(now);
        }
        self.state = State::Draining;
    }

    /// Bit/s that came through while packets waited: what the link carries. `None` if a burst of loss hides it; only
    /// where most is lost is that the link's doing.
    fn full_rate(&self) -> Option<f64> {
        let newest = self.delay.newest()?;
        let since = self.delay.since().unwrap_or(newest);
        let from = since.clamp(newest - 500_000, newest - 150_000);
        rate_of(self.log.arrived_since(from), Missing::Skipped).or_else(|| {
            rate_of(self.log.arrived_since(from), Missing::Refused).filter(|_| self.loss.is_flood())
        })
    }

    /// Whether cuts only make others faster: what comes through becomes less with each, the queue stays, and it is not
    /// that more is lost.
    fn is_yielding(&mut self, now: Time, carried: f64, queue: bool) -> bool {
        let Some(seen) = self.yielding.as_mut().filter(|seen| queue && now.millis_since(seen.at) < 2_000)
        else {
            self.yielding = Some(Yielding { rate: carried, at: now, times: 0 });
            return false;
        };
        // Sooner than this the rate is still a mean over times before the last cut.
        if now.millis_since(seen.at) >= 500 {
            let times = if carried < 0.96 * seen.rate { seen.times + 1 } else { 0 };
            *seen = Yielding { rate: carried, at: now, times };
        }
        seen.times >= YIELDS && self.loss.excess() < 0.1
    }

    /// There is room. The estimate grows while what arrives shows that it is used.
    fn rise(&mut self, passed: f64) {
        let full_at = self.capacity.map(|seen| seen.rate);
        if let (State::Draining, Some(full_at)) = (self.state, full_at) {
            self.estimate = self.estimate.max(KEPT * full_at);
        }
        let near = full_at.is_some_and(|full_at| (0.9 * full_at..1.15 * full_at).contains(&self.estimate));
        let growth = if near { SLOW } else { FAST };
        let reach = if self.loss.share() > LOSSY { REACH_LOSSY } else { REACH } * self.acked;
        if self.estimate < reach && self.loss.excess() < LOSSY {
            self.estimate = (self.estimate * (1.0 + growth * passed)).min(reach).min(MOST);
            self.state = State::Rising;
        } else {
            self.state = State::Holding;
        }
    }

    pub(super) fn read_probe(&mut self, now: Time) {
        let Some(shown) = self.prober.result(now, &self.log, self.rtt(), self.loss.always()) else { return };
        let before = self.estimate;
        let full = shown.verdict == Verdict::Full;
        if full {
            self.capacity = Some(Capacity { rate: shown.passed, at: now });
        }
        if self.state != State::Draining {
            let share = if full { 0.92 } else { 0.97 };
            self.estimate = before.max(share * shown.passed).min(MOST);
        }
        match shown.verdict {
            Verdict::Unclear => self.prober.unclear(now),
            Verdict::Passed if self.estimate > 1.15 * before => self.prober.raised(now),
            Verdict::Passed | Verdict::Full => self.prober.failed(now),
        }
    }

    /// Nothing is heard although something is under way: less and less is believed.
    pub(super) fn listen(&mut self, now: Time) {
        let Some(heard) = self.heard else { return };
        let waits = self.log.oldest_unreported().is_some_and(|sent| now.millis_since(sent) >= SILENCE_MS);
        // The last report of all may have been lost: that alone is no silence.
        let sending = self.log.newest_sent().is_some_and(|sent| now.millis_since(sent) < 500);
        let silent = sending && waits && now.millis_since(heard) >= SILENCE_MS;
        if silent && now.millis_since(self.silence) >= 500 {
            self.silence = now;
            self.estimate = (self.estimate * SILENCED).max(LEAST);
            self.state = State::Silent;
        }
    }
}
