//! What an SFU sends to one receiver: sound, pictures of the rate that the estimate allows, repairs and probes.

use std::collections::VecDeque;

use sfu::Time;
use sfu::bandwidth::{Arrival, Estimator, Purpose};
use sfu::lines::Line;
use sfu::pacer::{Class, Next, Pacer};

use super::chance::Chance;

/// How the pictures follow the estimate.
#[derive(Debug, Clone, Copy)]
pub enum Pictures {
    /// None is there before `from` seconds; then the layers, each a third above the one below.
    Layers { from: i64 },
    /// Exactly what the estimate allows, as an encoder would.
    Smooth,
}

#[derive(Debug, Clone, Copy)]
pub struct Demand {
    pub pictures: Pictures,
    /// Bit/s wanted in all.
    pub wanted: f64,
    /// The sender stands still for so long every other second, in microseconds.
    pub pauses_us: i64,
}

const SOUND: f64 = 40_000.0;
const FRAMES: f64 = 25.0;

#[derive(Debug, Clone, Copy)]
struct Packet {
    bytes: u16,
    purpose: Purpose,
}

pub struct Sender {
    demand: Demand,
    chance: Chance,
    pub estimator: Estimator,
    pacer: Pacer<Packet>,
    next_sound: i64,
    next_frame: i64,
    next_tick: i64,
    next_keyframe: i64,
    rate: f64,
    up_since: Option<i64>,
    frame: u32,
    paused: (i64, i64),
    /// All that was sent: bytes and purpose by number.
    pub sent: Vec<(u16, Purpose)>,
    /// What was reported missing, and when it is sent again.
    missing: VecDeque<(i64, u64)>,
}

impl Sender {
    pub fn new(demand: Demand, seed: u64) -> Self {
        let estimator = Estimator::new(Time(0));
        Self {
            demand,
            chance: Chance(seed ^ 0xabcd),
            pacer: Pacer::new(Time(0), estimator.pace()),
            estimator,
            next_sound: 0,
            next_frame: 0,
            next_tick: 0,
            next_keyframe: 0,
            rate: 0.0,
            up_since: None,
            frame: 0,
            paused: (0, 0),
            sent: Vec::new(),
            missing: VecDeque::new(),
        }
    }

    pub fn step(&mut self, now: i64, mut reports: impl FnMut() -> Option<Vec<Arrival>>) -> Vec<usize> {
        if self.demand.pauses_us > 0 {
            if now > self.paused.1 {
                let begins = self.paused.1 + 700_000 + (self.chance.share() * 2e6) as i64;
                self.paused = (begins, begins + self.demand.pauses_us);
            }
            if now >= self.paused.0 && now < self.paused.1 {
                return Vec::new();
            }
        }
        let time = Time(now);
        while let Some(report) = reports() {
            self.estimator.feedback(time, &report);
            self.note_missing(now, &report);
        }
        if now >= self.next_tick {
            self.next_tick = now + 20_000;
            self.tick(now);
        }
        self.repair(now);
        self.make(now);
        self.leave(time)
    }

    fn tick(&mut self, now: i64) {
        let wanted = if self.is_silent(now) { 0.0 } else { self.demand.wanted };
        if let Some(probe) = self.estimator.tick(Time(now), wanted as u32) {
            self.pacer.probe(Time(now), probe);
        }
        let estimate = f64::from(self.estimator.estimate());
        self.pacer.set_pace(self.estimator.pace());
        // Room for what is going to be sent again.
        let estimate = estimate * (1.0 - self.estimator.loss());
        let room = (estimate.min(self.demand.wanted) - SOUND).max(0.0);
        match self.demand.pictures {
            Pictures::Smooth => self.rate = room,
            Pictures::Layers { .. } => self.choose(now, room),
        }
    }

    fn is_silent(&self, now: i64) -> bool {
        matches!(self.demand.pictures, Pictures::Layers { from } if now < from * 1_000_000)
    }

    /// The largest layer that fits; upwards only when it has fitted for half a second.
    fn choose(&mut self, now: i64, room: f64) {
        if self.is_silent(now) {
            self.rate = 0.0;
            return;
        }
        let fits = layer(room);
        if fits > self.rate && now - *self.up_since.get_or_insert(now) < 500_000 {
            return;
        }
        self.up_since = None;
        if fits != self.rate {
            self.rate = fits;
            self.next_keyframe = now;
        }
    }

    fn note_missing(&mut self, now: i64, report: &[Arrival]) {
        for arrival in report {
            let newest = self.sent.len() as u64;
            let behind = (newest as u16).wrapping_sub(arrival.sequence);
            let Some(number) = newest.checked_sub(u64::from(behind)) else { continue };
            if arrival.at.is_some() {
                if !self.missing.is_empty() {
                    self.missing.retain(|&(_, missing)| missing != number);
                }
            } else if self.missing.iter().all(|&(_, missing)| missing != number) {
                self.missing.push_back((now + 120_000, number));
            }
        }
    }

    fn repair(&mut self, now: i64) {
        while let Some(&(due, number)) = self.missing.front()
            && due <= now
        {
            self.missing.pop_front();
            if let Some(&(bytes, Purpose::Media)) = self.sent.get(number as usize)
                && bytes > 100
            {
                let packet = Packet { bytes, purpose: Purpose::Repair };
                let _ = self.pacer.push(Time(now), Class::Repair, bytes, packet);
            }
        }
    }

    fn make(&mut self, now: i64) {
        while self.next_sound <= now {
            self.next_sound += 20_000;
            let packet = Packet { bytes: 100, purpose: Purpose::Media };
            let _ = self.pacer.push(Time(now), Class::Sound, 100, packet);
        }
        while self.next_frame <= now {
            self.next_frame += (1e6 / FRAMES) as i64;
            if self.rate < 20_000.0 {
                continue;
            }
            let keyframe = now >= self.next_keyframe;
            let mut bytes = self.rate / FRAMES / 8.0 * (0.6 + 0.8 * self.chance.share());
            if keyframe {
                self.next_keyframe = now + 10_000_000;
                bytes *= 5.0 + 3.0 * self.chance.share();
            }
            self.frame += 1;
            self.push_frame(Time(now), bytes as u32, keyframe);
        }
    }

    fn push_frame(&mut self, now: Time, bytes: u32, keyframe: bool) {
        let (mut left, mut first) = (bytes.max(100), true);
        while left > 0 {
            let bytes = left.min(1_200) as u16;
            left -= u32::from(bytes);
            let class = Class::Picture { line: Line(1), timestamp: self.frame, keyframe: keyframe && first };
            first = false;
            let packet = Packet { bytes, purpose: Purpose::Media };
            if self.pacer.push(now, class, bytes, packet).is_err() {
                self.next_keyframe = 0;
            }
        }
    }

    fn leave(&mut self, now: Time) -> Vec<usize> {
        let mut left = Vec::new();
        while let Some(next) = self.pacer.poll(now) {
            let packet = match next {
                Next::Send(packet) => packet,
                Next::Probe { bytes } => Packet { bytes: bytes as u16, purpose: Purpose::Probe },
                Next::Dropped(..) => {
                    self.next_keyframe = 0;
                    continue;
                }
            };
            let index = self.sent.len();
            self.estimator.sent(now, index as u16, packet.bytes, packet.purpose);
            self.sent.push((packet.bytes, packet.purpose));
            left.push(index);
        }
        left
    }
}

/// The largest layer within `room`.
pub fn layer(room: f64) -> f64 {
    let mut layer = 0.0;
    let mut next = 60_000.0;
    while next <= room {
        layer = next;
        next *= 4.0 / 3.0;
    }
    layer
}
