//! Loss, and which part of it is congestion.
//!
//! Radio loses as much when less is sent, a full link does not. So when much is lost without a queue, the estimate is
//! lowered for a second as a trial: if as much is lost then, it is the path's loss and counts as nothing from there on.

use super::log::Log;
use super::rate::{bytes_of, missing_of};
use crate::Time;

/// Over how long the share is taken.
const WINDOW_MS: i64 = 1_000;
/// Packets that arrived out of order are first reported as missing: the newest are not judged yet.
const SETTLE_MS: i64 = 100;
/// Fewer packets than this are no sign of congestion.
const FEWEST: u32 = 20;
/// In less time than this a share says nothing.
const LEAST_MS: i64 = 500;
/// Excess that may be congestion.
const MUCH: f64 = 0.1;
/// How long it lasts before it is taken for congestion without a queue, in ms. Bursts on a radio are shorter.
const LASTS_MS: i64 = 800;
/// How long, if there is a queue or very much is lost.
const LASTS_LESS_MS: i64 = 250;
/// A trial is decided by what was sent in so many milliseconds after it began.
const TRIAL_MS: i64 = 900;
/// A trial in which as much was sent as before shows nothing.
const LESS: f64 = 0.95;
/// Loss that is not tried again for so long, in ms.
const BELIEVED_MS: i64 = 20_000;
/// Very much.
const FLOOD: f64 = 0.3;
/// No path that is any use loses more than this always.
const ALWAYS_MOST: f64 = 0.4;

/// What was before a trial.
#[derive(Debug, Clone, Copy)]
struct Trial {
    share: f64,
    /// Bit/s sent.
    sent: f64,
    estimate: f64,
}

/// Loss of the last second.
#[derive(Debug, Clone, Default)]
pub(super) struct Loss {
    share: f64,
    always: f64,
    /// Since when much is lost.
    since: Option<Time>,
    /// What was sent before this does not count any more.
    from: Time,
    /// Bit/s sent in the time over which the share was taken.
    sent: f64,
    trial: Option<Trial>,
    /// When a trial last showed what is lost always.
    believed: Time,
}

impl Loss {
    /// Takes stock after a report. Returns the estimate from before a trial that has shown that loss is not congestion.
    pub fn report(&mut self, now: Time, log: &Log) -> Option<f64> {
        let newest = log.newest_arrived()?;
        let until = newest.at.after_millis(-SETTLE_MS);
        let from = until.after_millis(-WINDOW_MS).max(self.from);
        let (missing, all) = missing_of(log.between(from, until));
        if until.millis_since(from) < LEAST_MS {
            return None;
        }
        self.share = f64::from(missing) / f64::from(all.max(1));
        if all < FEWEST {
            // Sound with silences: one of five packets that is lost is no congestion.
            self.since = None;
            return None;
        }
        self.sent = bytes_of(log.between(from, until)) * 8_000.0 / until.millis_since(from).max(1) as f64;
        self.always = self.always.min(0.98 * self.always + 0.02 * self.share);
        if now.millis_since(self.believed) > BELIEVED_MS && self.always > MUCH {
            self.always = 0.0;
        }
        self.since = if self.excess() > MUCH { self.since.or(Some(now)) } else { None };
        if until.millis_since(self.from) < TRIAL_MS {
            return None;
        }
        let trial = self.trial.take()?;
        // A full link carries as much as before, so that the loss falls by what is not sent; another path loses the same
        // share of what is sent.
        let if_full = (1.0 - trial.sent * (1.0 - trial.share) / self.sent.max(1.0)).max(0.0);
        let less_sent = self.sent < LESS * trial.sent;
        // Much more lost than before is something new.
        let same_lost = ((trial.share + if_full) / 2.0..1.5 * trial.share + 0.05).contains(&self.share);
        if !(less_sent && same_lost) {
            return None;
        }
        self.always = self.share.min(ALWAYS_MOST);
        self.believed = now;
        self.since = None;
        Some(trial.estimate)
    }

    /// The estimate is lowered for loss alone: whether less is lost now decides whether that is kept. `estimate` is that
    /// of before.
    pub fn begin_trial(&mut self, now: Time, estimate: f64) {
        self.trial = Some(Trial { share: self.share, sent: self.sent, estimate });
        self.from = now;
        self.since = None;
    }

    /// There is a queue: what a trial shows now means nothing.
    pub fn end_trial(&mut self) {
        self.trial = None;
    }

    /// Share of the last second's datagrams that did not arrive.
    pub const fn share(&self) -> f64 {
        self.share
    }

    /// What is lost always, however little is sent.
    pub const fn always(&self) -> f64 {
        self.always
    }

    /// What is lost beyond that.
    pub fn excess(&self) -> f64 {
        (self.share - self.always).max(0.0)
    }

    /// Whether very much more is lost than always.
    pub fn is_flood(&self) -> bool {
        self.excess() > FLOOD
    }

    /// Whether much more is lost than always, and has been for long enough; less long with a `queue`.
    pub fn is_congestion(&self, now: Time, queue: bool) -> bool {
        let lasts = if queue || self.is_flood() { LASTS_LESS_MS } else { LASTS_MS };
        self.since.is_some_and(|since| now.millis_since(since) >= lasts)
    }
}
