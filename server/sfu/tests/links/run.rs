//! One run of a sender, a link and a receiver, and what came of it.

use sfu::bandwidth::Purpose;

use super::link::{Conditions, Link};
use super::receiver::{Receiver, Reports};
use super::sender::{Demand, Sender};

/// What is asserted of a scenario.
#[derive(Debug, Clone, Copy)]
pub struct Goals {
    /// Share of the judged time in which the estimate is within 25 % of the link, for the worst seed.
    pub within: f64,
    /// Least and greatest estimate / link, for the worst seed.
    pub least: f64,
    pub most: f64,
    /// Use of what fits, on average over the seeds and for the worst.
    pub used: f64,
    pub used_worst: f64,
    /// Seconds to follow the beginning and each change of rate, for the worst seed.
    pub reached: &'static [f64],
}

#[derive(Debug, Clone)]
pub struct Scenario {
    pub name: &'static str,
    /// (from second, bit/s).
    pub rates: Vec<(i64, f64)>,
    pub conditions: Conditions,
    pub reports: Reports,
    pub demand: Demand,
    /// Seconds in all, and those that are not judged at the beginning and after a change of rate.
    pub seconds: i64,
    pub settle: i64,
    pub judged_from: i64,
    pub goals: Goals,
}

/// What a run came to.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// Mean of estimate / link.
    pub ratio: f64,
    /// Share of the time in which the estimate was within 25 % of the link.
    pub within: f64,
    /// Least and greatest estimate / link while judged.
    pub least: f64,
    pub most: f64,
    /// Seconds from the beginning, and from each change of rate, to an estimate within 25 %.
    pub reached: Vec<f64>,
    /// Media that arrived, of what the link could carry or was wanted.
    pub used: f64,
    /// Share of our datagrams that the queue had no room for.
    pub overflowed: f64,
    /// Wait in the queue, in ms.
    pub wait_p95: f64,
    /// Share of bytes that were probes.
    pub probes: f64,
}

impl Scenario {
    pub fn rate_at(&self, now: i64) -> (i64, f64) {
        let mut at = (0, 0.0);
        for &(from, rate) in &self.rates {
            if now >= from * 1_000_000 {
                at = (from, rate);
            }
        }
        at
    }

    pub fn run(&self, seed: u64) -> Outcome {
        self.run_with(seed, |_, _, _| {})
    }

    pub fn run_with(&self, seed: u64, mut watch: impl FnMut(i64, &Sender, f64)) -> Outcome {
        let seed = seed.wrapping_mul(0x1234_5678_9abc_def1);
        let mut link = Link::new(self.conditions, self.rate_at(0).1, seed);
        let mut receiver = Receiver::new(self.reports, seed);
        let mut sender = Sender::new(self.demand, seed);
        let mut out = Vec::new();
        let mut tally = Tally::default();
        for millis in 0..self.seconds * 1_000 {
            let now = millis * 1_000;
            let (since, rate) = self.rate_at(now);
            link.set_rate(rate);
            for index in sender.step(now, || receiver.poll(now)) {
                let bytes = u32::from(sender.sent[index].0);
                link.enter(now, index, bytes);
            }
            out.clear();
            link.step(now, &mut out);
            let judged = millis >= ((since + self.settle) * 1_000).max(self.judged_from * 1_000);
            for &(index, at) in &out {
                receiver.arrives(index as u64, at);
                let (bytes, purpose) = sender.sent[index];
                if judged && purpose != Purpose::Probe {
                    tally.media += f64::from(bytes) * 8.0;
                }
            }
            receiver.step(now);
            let room = (rate - link.taken(now)).min(self.demand.wanted);
            if millis % 20 == 0 {
                let estimate = f64::from(sender.estimator.estimate());
                // Whoever wants less than there is needs to know no more than that.
                let ratio = if self.demand.wanted < rate && estimate < 1.25 * rate {
                    (estimate / self.demand.wanted).min(1.0)
                } else {
                    estimate / (rate - link.taken(now))
                };
                tally.note(since, now, ratio, judged);
            }
            if judged {
                tally.room += room / 1_000.0;
            }
            watch(now, &sender, rate);
        }
        tally.outcome(&sender, &mut link)
    }
}

/// A change of the link's rate, and how long the estimate took to follow, in microseconds.
struct Change {
    since: i64,
    downwards: bool,
    reached: Option<i64>,
}

#[derive(Default)]
struct Tally {
    media: f64,
    room: f64,
    sum: f64,
    count: f64,
    within: f64,
    least: f64,
    most: f64,
    reached: Vec<Change>,
}

impl Tally {
    fn note(&mut self, since: i64, now: i64, ratio: f64, judged: bool) {
        let good = (0.75..=1.25).contains(&ratio);
        if self.reached.last().is_none_or(|change| change.since != since) {
            self.reached.push(Change { since, downwards: ratio > 1.0, reached: None });
        }
        if let Some(change) = self.reached.last_mut()
            && change.reached.is_none()
            && if change.downwards { ratio <= 1.25 } else { ratio >= 0.75 }
        {
            change.reached = Some(now - change.since * 1_000_000);
        }
        if judged {
            self.sum += ratio;
            self.count += 1.0;
            self.within += f64::from(u8::from(good));
            self.least = if self.count == 1.0 { ratio } else { self.least.min(ratio) };
            self.most = self.most.max(ratio);
        }
    }

    fn outcome(self, sender: &Sender, link: &mut Link) -> Outcome {
        link.waits.sort_unstable();
        let probes = sender.sent.iter().filter(|sent| sent.1 == Purpose::Probe);
        let bytes: f64 = sender.sent.iter().map(|sent| f64::from(sent.0)).sum();
        Outcome {
            ratio: self.sum / self.count,
            within: self.within / self.count,
            least: self.least,
            most: self.most,
            reached: self
                .reached
                .iter()
                .map(|change| change.reached.map_or(99.0, |reached| reached as f64 / 1e6))
                .collect(),
            used: self.media / self.room,
            overflowed: f64::from(link.overflowed) / sender.sent.len() as f64,
            wait_p95: link.waits.get(link.waits.len() * 95 / 100).map_or(0.0, |&wait| wait as f64 / 1e3),
            probes: probes.map(|sent| f64::from(sent.0)).sum::<f64>() / bytes,
        }
    }
}
