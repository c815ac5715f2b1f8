//! What is done with a forwarded packet before it is encrypted: paced, numbered across all lines, remembered until the
//! listener says that it came. One for each listener, as in the server.

use std::collections::BTreeMap;

use sfu::bandwidth::{Arrival, Estimator, Purpose};
use sfu::lines::LAYOUT;
use sfu::pacer::{Class, Next, Pacer};
use sfu::{DeviceId, Forward, Time};

use crate::scene::STEP_MS;

/// On the way there, microseconds.
const WAY: i64 = 1_000;
/// A report every so many steps of 20 ms.
const REPORT: u32 = 5;
/// Bit/s that would be sent without a limit.
const WANTED: u32 = 6_000_000;

/// What a listener will say has come.
struct Listener {
    estimator: Estimator,
    pacer: Pacer<u16>,
    next: u16,
    arrived: Vec<Arrival>,
    steps: u32,
}

/// All listeners of a session.
#[derive(Default)]
pub struct Leaving {
    listeners: BTreeMap<DeviceId, Listener>,
}

impl Leaving {
    /// What comes out of the session in a step leaves, and is reported. How many packets left.
    pub fn step<B>(&mut self, now: Time, forwards: &[Forward<B>], length: impl Fn(&B) -> usize) -> usize {
        let mut left = 0;
        for forward in forwards {
            let listener = self.listeners.entry(forward.listener).or_insert_with(|| Listener::new(now));
            left += listener.push(now, forward, length(&forward.payload));
        }
        for listener in self.listeners.values_mut() {
            left += listener.tick(now);
        }
        left
    }
}

impl Listener {
    fn new(now: Time) -> Self {
        let estimator = Estimator::new(now);
        let pacer = Pacer::new(now, estimator.pace());
        Self { estimator, pacer, next: 0, arrived: Vec::new(), steps: 0 }
    }

    fn push<B>(&mut self, now: Time, forward: &Forward<B>, length: usize) -> usize {
        let line = forward.line;
        let is_audio = LAYOUT.get(usize::from(line.0)).is_some_and(|line_use| line_use.is_audio());
        let class = if is_audio {
            Class::Sound
        } else {
            Class::Picture { line, timestamp: forward.timestamp, keyframe: forward.keyframe }
        };
        let bytes = u16::try_from(length + 64).unwrap_or(u16::MAX);
        // What finds no room is dropped, as it is in the server.
        let _ = self.pacer.push(now, class, bytes, bytes);
        self.send(now)
    }

    fn send(&mut self, now: Time) -> usize {
        let mut left = 0;
        while let Some(next) = self.pacer.poll(now) {
            let (bytes, purpose) = match next {
                Next::Send(bytes) => (bytes, Purpose::Media),
                Next::Probe { bytes } => (u16::try_from(bytes).unwrap_or(u16::MAX), Purpose::Probe),
                Next::Dropped(..) => continue,
            };
            self.estimator.sent(now, self.next, bytes, purpose);
            self.arrived.push(Arrival { sequence: self.next, at: Some(now.0 + WAY) });
            self.next = self.next.wrapping_add(1);
            left += 1;
        }
        left
    }

    fn tick(&mut self, now: Time) -> usize {
        self.steps += 1;
        let mut left = 0;
        // What waits leaves within the step and not at its end.
        for millis in 1..STEP_MS / 4 {
            left += self.send(now.after_millis(4 * millis));
        }
        let now = now.after_millis(STEP_MS - 1);
        if self.steps.is_multiple_of(REPORT) {
            self.estimator.feedback(now, &self.arrived);
            self.arrived.clear();
        }
        if let Some(probe) = self.estimator.tick(now, WANTED) {
            self.pacer.probe(now, probe);
        }
        self.pacer.set_pace(self.estimator.pace());
        left
    }
}
