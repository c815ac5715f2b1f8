//! A browser's side: notes when each number arrives and reports now and then.

use std::collections::BTreeMap;

use sfu::bandwidth::Arrival;

use super::chance::Chance;

/// How reports come back.
#[derive(Debug, Clone, Copy)]
pub struct Reports {
    /// Milliseconds between two, about.
    pub every_ms: i64,
    /// One way back, in microseconds.
    pub delay_us: i64,
    pub lost: f64,
    /// This share of the reports takes so much longer, in microseconds.
    pub late: (f64, i64),
    /// The receiver's clock runs faster by so many millionths.
    pub drift_ppm: f64,
    /// The receiver does not come to its packets for so long, once a second or so, in microseconds.
    pub busy_us: i64,
}

pub struct Receiver {
    reports: Reports,
    chance: Chance,
    arrived: BTreeMap<u64, i64>,
    /// First number of the next report.
    from: u64,
    next: i64,
    busy: (i64, i64),
    /// Reports on their way, with their time of arrival at the sender.
    on_the_way: Vec<(i64, Vec<Arrival>)>,
}

impl Receiver {
    pub fn new(reports: Reports, seed: u64) -> Self {
        Self {
            reports,
            chance: Chance(seed ^ 0xfeed),
            arrived: BTreeMap::new(),
            from: 0,
            next: 50_000,
            busy: (0, 0),
            on_the_way: Vec::new(),
        }
    }

    /// Number `number` arrives.
    pub fn arrives(&mut self, number: u64, at: i64) {
        let mut at = at;
        if self.reports.busy_us > 0 {
            if at > self.busy.1 {
                let begins = self.busy.1 + 400_000 + (self.chance.share() * 1.2e6) as i64;
                self.busy = (begins, begins + self.reports.busy_us);
            }
            if at >= self.busy.0 {
                at = at.max(self.busy.1);
            }
        }
        self.arrived.insert(number, at);
        self.from = self.from.min(number);
    }

    pub fn step(&mut self, now: i64) {
        if now < self.next {
            return;
        }
        self.next = now + (self.reports.every_ms as f64 * (700.0 + 600.0 * self.chance.share())) as i64;
        let here: Vec<u64> = self
            .arrived
            .range(self.from..)
            .filter(|&(_, &at)| at <= now)
            .map(|(&number, _)| number)
            .collect();
        let Some(&last) = here.last() else { return };
        let arrivals = (self.from..=last)
            .map(|number| Arrival {
                sequence: number as u16,
                at: self.arrived.get(&number).filter(|&&at| at <= now).map(|&at| {
                    let drifted = at as f64 * (1.0 + self.reports.drift_ppm / 1e6) + 77e6;
                    (drifted / 250.0).round() as i64 * 250
                }),
            })
            .collect();
        self.from = last + 1;
        // What is late comes with the next report; what is older than that is not needed here any more.
        self.arrived = self.arrived.split_off(&last.saturating_sub(500));
        if let Some((&late, _)) = self.arrived.iter().find(|&(&number, &at)| number < last && at > now) {
            self.from = self.from.min(late);
        }
        if self.chance.share() < self.reports.lost {
            return;
        }
        let slow = if self.chance.share() < self.reports.late.0 { self.reports.late.1 } else { 0 };
        self.on_the_way.push((now + self.reports.delay_us + slow, arrivals));
    }

    /// A report that is there.
    pub fn poll(&mut self, now: i64) -> Option<Vec<Arrival>> {
        let index = self.on_the_way.iter().position(|&(at, _)| at <= now)?;
        Some(self.on_the_way.remove(index).1)
    }
}
