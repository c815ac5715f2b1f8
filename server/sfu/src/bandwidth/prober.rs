//! When more is sent than the pictures need, to see whether it passes.

use super::Probe;
use super::log::{Log, Sent};
use super::rate::{Missing, delay_slope, missing_of, rate_of};
use crate::Time;

/// How long a probe lasts, without jitter. At twice the link it leaves a queue of as many milliseconds.
const LASTS_MS: i64 = 150;
/// With jitter, so many times its spread, so that the measurement is still worth something.
const SPREADS: i64 = 5;
const LASTS_MOST_MS: i64 = 250;
/// What was measured of a probe has to be reported within this after its end and a round trip.
const REPORTED_MS: i64 = 500;
/// Smallest step of a probe, in bit/s: below it a probe is too few packets to measure anything.
const STEP: f64 = 150_000.0;
/// What passes less than this share of what left has met a full link.
const FULL: f64 = 0.85;
/// Growth of the delay, in seconds per second, that is a queue.
const WAITED: f64 = 0.15;
/// Share of a probe, beyond what is lost always, that goes missing where the link is full.
const CONGESTED: f64 = 0.12;
/// Share that does so where the link is certainly full.
const FLOOD: f64 = 0.3;
/// Wait after a probe that showed nothing new, in ms, doubled each time up to the most.
const WAIT_MS: i64 = 1_000;
const WAIT_MOST_MS: i64 = 5_000;

#[derive(Debug, Clone, Copy)]
struct Running {
    began: Time,
    probe: Probe,
}

/// What a probe showed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Shown {
    /// Bit/s that passed.
    pub passed: f64,
    /// What else it showed.
    pub verdict: Verdict,
}

/// Whether the link was full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It passed.
    Passed,
    /// More was sent than passed: the link is full at this rate.
    Full,
    /// Too much was lost to say, but nothing had to wait.
    Unclear,
}

/// Sends one probe at a time and reads its result from the log.
#[derive(Debug, Clone, Default)]
pub(super) struct Prober {
    running: Option<Running>,
    next: Time,
    /// Probes in a row that showed nothing new.
    failed: u32,
}

impl Prober {
    /// Starts a probe if it is time for one. `full` says whether the link was lately seen to be full; `spread` of the
    /// delay in milliseconds.
    pub fn start(&mut self, now: Time, estimate: f64, wanted: f64, full: bool, spread: f64) -> Option<Probe> {
        if self.running.is_some() || now < self.next || wanted <= estimate {
            return None;
        }
        // Where the link is believed to be full, less than half as much again tells as much and hurts less than twice.
        let times = if full { 1.4 } else { 2.0 };
        let rate = (estimate * times).max(estimate + STEP).min((wanted * 1.5).max(estimate * 1.3));
        let millis = LASTS_MS.max(SPREADS * spread as i64).min(LASTS_MOST_MS);
        let probe = Probe {
            rate: rate as u32,
            bytes: (rate * millis as f64 / 8_000.0) as u32,
            until: now.after_millis(millis),
        };
        self.running = Some(Running { began: now, probe });
        Some(probe)
    }

    /// Reads the result, once it is there. `round_trip` in milliseconds; `always` is the share that is lost on the path
    /// however little is sent.
    pub fn result(&mut self, now: Time, log: &Log, round_trip: i64, always: f64) -> Option<Shown> {
        let Running { began, probe } = self.running?;
        let complete = log.newest_arrived().is_some_and(|newest| newest.at > probe.until);
        if !complete && now.millis_since(probe.until) < REPORTED_MS + round_trip {
            return None;
        }
        self.running = None;
        let until = Time(probe.until.0 + 1);
        let sent = log.between(began, until);
        let shown = shown(sent, always);
        if shown.is_none() {
            self.unclear(now);
        }
        shown
    }

    /// The last probe raised the estimate well: the next may follow at once.
    pub fn raised(&mut self, now: Time) {
        self.failed = 0;
        self.next = now;
    }

    /// The last probe showed nothing new.
    pub fn failed(&mut self, now: Time) {
        let wait = (WAIT_MS << self.failed.min(8)).min(WAIT_MOST_MS);
        self.failed += 1;
        self.next = now.after_millis(wait);
    }

    /// The last probe showed nothing at all: the next tries the same.
    pub fn unclear(&mut self, now: Time) {
        self.failed += 1;
        let wait = if self.failed > 3 { WAIT_MOST_MS } else { WAIT_MS / 4 };
        self.next = now.after_millis(wait);
    }

    /// The estimate was lowered on a suspicion: looks again soon.
    pub fn look_again(&mut self, now: Time) {
        self.failed = 0;
        self.next = now.after_millis(WAIT_MS);
    }

    /// There is congestion: nothing is to be added for a while.
    pub fn hold(&mut self, now: Time) {
        self.next = self.next.max(now.after_millis(WAIT_MS));
    }
}

/// What the datagrams of a probe show.
fn shown<'a>(sent: impl Iterator<Item = &'a Sent> + Clone, always: f64) -> Option<Shown> {
    let (missing, all) = missing_of(sent.clone());
    let lost = f64::from(missing) / f64::from(all.max(1)) - always;
    let left = sent_rate(sent.clone())?;
    if delay_slope(sent.clone())? > WAITED {
        // Behind a queue the link is busy, whatever was lost.
        let passed = rate_of(sent.clone(), Missing::Skipped).or_else(|| rate_of(sent, Missing::Refused))?;
        let verdict = if passed < FULL * left { Verdict::Full } else { Verdict::Passed };
        return Some(Shown { passed: passed.min(left), verdict });
    }
    let how = if lost > CONGESTED { Missing::Refused } else { Missing::Passed };
    let passed = rate_of(sent, how)?.min(left);
    let verdict = match lost {
        lost if lost > FLOOD => Verdict::Full,
        lost if lost > CONGESTED || passed < FULL * left => Verdict::Unclear,
        _ => Verdict::Passed,
    };
    Some(Shown { passed, verdict })
}

/// Bit/s that left, from the first to the last datagram.
fn sent_rate<'a>(sent: impl Iterator<Item = &'a Sent>) -> Option<f64> {
    let (mut first, mut last, mut bytes) = (None, None, 0.0);
    for sent in sent {
        if first.is_some() {
            bytes += f64::from(sent.bytes);
        }
        first = first.or(Some(sent.at.0));
        last = Some(sent.at.0);
    }
    let span = last? - first?;
    (span >= 30_000).then(|| bytes * 8_000_000.0 / span as f64)
}
