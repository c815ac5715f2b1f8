//! How much a receiving connection can take, estimated where it is sent from.
//!
//! Every datagram carries a transport-wide number; the receiver reports when each arrived
//! (draft-holmer-rmcat-transport-wide-cc-extensions-01). From that one [`Estimator`] for each connection reads
//!
//! * the queue: the smallest one-way delay of 200 ms over the smallest of ten seconds. A full link delays every packet,
//!   jitter and a busy receiver only some;
//! * the rate at which packets leave the narrowest link while they queue there: what it carries;
//! * the loss beyond what is lost however little is sent.
//!
//! A queue that grows means that the link is full: the estimate becomes what the link was seen to carry, less what it
//! takes to drain the queue. Without a queue the estimate grows, but no further than a third above what was seen to
//! pass; further only by a [`Probe`]. Figures, and what was tried, are in decision record 0013.

mod control;
mod delay;
mod log;
mod loss;
mod prober;
mod rate;

use control::{Capacity, State, Yielding};
use delay::{Delay, Queue};
use log::{Fate, Log};
use loss::Loss;
use prober::Prober;

use crate::Time;

/// Where an estimate begins, in bit/s: sound and two or three small pictures.
const START: f64 = 300_000.0;
/// Reports of a receiver with little to report come four a second: older ones say nothing of now.
const LATELY_MS: i64 = 500;

/// What a datagram carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Sound or pictures, for the first time.
    Media,
    /// Something that was lost.
    Repair,
    /// Nothing that is needed: it is sent to see whether it passes.
    Probe,
}

/// One number of a feedback packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrival {
    /// Transport-wide sequence number.
    pub sequence: u16,
    /// When it arrived, in microseconds on the receiver's clock, whatever its origin; `None` if it has not arrived.
    pub at: Option<i64>,
}

/// A probe to be sent: until `until` so much is added to what is sent anyway that it is `rate` in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Probe {
    /// Bit/s in all, media and repairs included.
    pub rate: u32,
    /// What that is in bytes, media and repairs included: never more is sent for the probe.
    pub bytes: u32,
    /// End of the probe.
    pub until: Time,
}

/// What the estimator goes by, for a dump.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figures {
    /// `rising`, `holding`, `draining` or `silent`.
    pub state: &'static str,
    /// Bit/s.
    pub estimate: u32,
    /// Bit/s that arrived in the last second.
    pub acked: u32,
    /// Bit/s sent in the last second: media, repairs, probes.
    pub sent: [u32; 3],
    /// Bit/s at which the link was seen to be full, if that was in the last 20 seconds.
    pub capacity: Option<u32>,
    /// How long packets wait in the narrowest queue, in milliseconds.
    pub queue_ms: u32,
    /// Spread of the delay within 200 ms, in milliseconds: jitter, and the bursts that we send.
    pub spread_ms: u32,
    /// Share of the last second's datagrams that did not arrive.
    pub loss: f64,
    /// The part of it that is lost however little is sent.
    pub always_lost: f64,
}

/// Estimates one receiving connection. Remembers at most 4,096 datagrams of the last four seconds, 160 kB.
#[derive(Debug, Clone)]
pub struct Estimator {
    log: Log,
    delay: Delay,
    loss: Loss,
    prober: Prober,
    state: State,
    /// Bit/s.
    estimate: f64,
    /// Bit/s that arrived in the last second.
    acked: f64,
    capacity: Option<Capacity>,
    queue: Queue,
    yielding: Option<Yielding>,
    /// Last cut of the estimate.
    cut: Option<Time>,
    /// Last feedback with news.
    heard: Option<Time>,
    /// Last time at which silence lowered the estimate.
    silence: Time,
    round_trip: RoundTrip,
}

impl Estimator {
    /// Nothing is known yet: 300 kbit/s.
    #[must_use]
    pub fn new(now: Time) -> Self {
        Self {
            log: Log::default(),
            delay: Delay::default(),
            loss: Loss::default(),
            prober: Prober::default(),
            state: State::Holding,
            estimate: START,
            acked: 0.0,
            capacity: None,
            queue: Queue::default(),
            yielding: None,
            cut: None,
            heard: None,
            silence: now,
            round_trip: RoundTrip::default(),
        }
    }

    /// A datagram leaves under this transport-wide number. To be told of every one, in the order of sending. `bytes` as
    /// on the wire. A number that does not move forward is ignored.
    pub fn sent(&mut self, now: Time, sequence: u16, bytes: u16, purpose: Purpose) {
        self.log.sent(now, sequence, bytes, purpose);
    }

    /// One feedback packet. Numbers that were never sent, are forgotten or were reported before do nothing.
    pub fn feedback(&mut self, now: Time, arrivals: &[Arrival]) {
        let mut newest: Option<Time> = None;
        for &arrival in arrivals.iter().take(log::MOST) {
            let Some((sent, at)) = self.log.report(arrival) else { continue };
            if !self.delay.arrived(sent, at) {
                self.log.forget_arrivals();
            }
            newest = newest.max(Some(sent));
        }
        let Some(newest) = newest else { return };
        let passed = self.heard.map_or(0, |heard| now.millis_since(heard));
        self.heard = Some(now);
        self.round_trip.note(now, now.millis_since(newest));
        self.queue = self.delay.report();
        self.acked = self.arrived_rate();
        let not_congested = self.loss.report(now, &self.log);
        if let Some(before) = not_congested {
            self.estimate = self.estimate.max(before);
        }
        self.adapt(now, passed.clamp(0, 300) as f64 / 1_000.0);
        self.read_probe(now);
    }

    /// To be called every 20 ms or so with what the allocation would like to send in all, in bit/s. Begins a probe when
    /// that is more than the estimate; its result is read from the feedback.
    pub fn tick(&mut self, now: Time, wanted: u32) -> Option<Probe> {
        self.listen(now);
        self.forget_capacity(now);
        let lately = self.heard.is_some_and(|heard| now.millis_since(heard) < LATELY_MS + self.rtt());
        if !lately || self.state == State::Draining || !self.is_calm() {
            return None;
        }
        self.prober.start(now, self.estimate, f64::from(wanted), self.capacity.is_some(), self.queue.spread)
    }

    /// What the connection can take, in bit/s, repairs included: never more than a third above what was seen to pass,
    /// but for the beginning.
    #[must_use]
    pub const fn estimate(&self) -> u32 {
        self.estimate as u32
    }

    /// Bit/s at which pictures should leave. A frame should not wait for long, so that is more than the estimate while
    /// the link was not seen to be full. Where it was, a keyframe had better wait here than in a queue before the sound.
    #[must_use]
    pub fn pace(&self) -> u32 {
        let pace = match (self.state, self.capacity) {
            (State::Draining, _) => 1.05 * self.estimate,
            (_, Some(seen)) => (1.05 * seen.rate).clamp(1.1 * self.estimate, 1.5 * self.estimate),
            (_, None) => 1.5 * self.estimate,
        };
        pace as u32
    }

    /// Milliseconds from sending a packet to the report of its arrival, the smallest of the last one to two seconds in
    /// which something was reported: the network's round trip and what the receiver waited before it reported. `None`
    /// before the first report.
    #[must_use]
    pub fn round_trip(&self) -> Option<i64> {
        self.round_trip.least()
    }

    /// Share of the last second's datagrams that did not arrive, 0 to 1. What no feedback spoke of does not count.
    #[must_use]
    pub const fn loss(&self) -> f64 {
        self.loss.share()
    }

    /// What it goes by.
    #[must_use]
    pub fn figures(&self, now: Time) -> Figures {
        let sent = |purpose| self.log.sent_rate(now, 1_000, Some(purpose)) as u32;
        Figures {
            state: self.state.word(),
            estimate: self.estimate(),
            acked: self.acked as u32,
            sent: [Purpose::Media, Purpose::Repair, Purpose::Probe].map(sent),
            capacity: self.capacity.map(|seen| seen.rate as u32),
            queue_ms: self.queue.millis as u32,
            spread_ms: self.queue.spread as u32,
            loss: self.loss.share(),
            always_lost: self.loss.always(),
        }
    }

    fn rtt(&self) -> i64 {
        self.round_trip().unwrap_or(200)
    }

    /// Bit/s that arrived in the last second of the receiver's clock. What no feedback spoke of is taken to have fared
    /// like the rest.
    fn arrived_rate(&self) -> f64 {
        let Some(newest) = self.delay.newest() else { return 0.0 };
        let (mut arrived, mut missing, mut unreported) = (0.0, 0.0, 0.0);
        for sent in self.log.arrived_since(newest - 1_000_000) {
            *match sent.fate {
                Fate::Arrived(_) => &mut arrived,
                Fate::Missing => &mut missing,
                Fate::Unreported => &mut unreported,
            } += f64::from(sent.bytes) * 8.0;
        }
        let reported = arrived + missing;
        if reported > 0.0 { arrived * (reported + unreported) / reported } else { 0.0 }
    }
}

/// Smallest round trip of this second and of the one before, in milliseconds.
#[derive(Debug, Clone, Copy, Default)]
struct RoundTrip {
    second: i64,
    this: Option<i64>,
    before: Option<i64>,
}

impl RoundTrip {
    fn note(&mut self, now: Time, took: i64) {
        let second = now.0.div_euclid(1_000_000);
        if second != self.second {
            *self = Self { second, this: None, before: self.this.or(self.before) };
        }
        let took = took.max(0);
        self.this = Some(self.this.map_or(took, |least| least.min(took)));
    }

    fn least(self) -> Option<i64> {
        self.this.into_iter().chain(self.before).min()
    }
}

#[cfg(test)]
#[path = "bandwidth/tests.rs"]
mod tests;
