//! Everything that leaves for one device: numbered across all lines, paced, and measured by what the device says of it.
//!
//! A device that sends no transport-wide feedback is not paced either: nothing would ever say that more passes.

use std::collections::VecDeque;

use bytes::Bytes;
use sfu::bandwidth::{Arrival, Estimator, Figures, Purpose};
use sfu::lines::{LAYOUT, Line};
use sfu::pacer::{Class, Next, Pacer, Reason};
use sfu::{Forward, Time};

/// What IP, UDP, RTP with its extension and SRTP add to a payload, octets.
const OVERHEAD: usize = 20 + 8 + 12 + 8 + 16;

/// A packet that waits.
#[derive(Debug, Clone)]
struct Waiting {
    forward: Forward<Bytes>,
    purpose: Purpose,
}

/// What to do next.
#[derive(Debug)]
pub enum Leaving {
    /// Send it in its line under this transport-wide number.
    First(Forward<Bytes>, u16),
    /// Send it in its line's retransmission stream under this transport-wide number.
    Again(Forward<Bytes>, u16),
    /// Send about so many octets that nobody needs, with [`Outbound::probe`].
    Probe(u32),
    /// A frame in this line will not leave: the device is too slow for it, and needs a keyframe.
    Lost(Line),
}

/// See the module.
#[derive(Debug)]
pub struct Outbound {
    estimator: Estimator,
    pacer: Pacer<Waiting>,
    measured: bool,
    unpaced: VecDeque<Waiting>,
    next: u16,
    /// Pictures that did not leave, packets.
    dropped: u64,
}

impl Outbound {
    /// Nothing has been sent yet, and nothing is paced.
    pub fn new(now: Time) -> Self {
        let estimator = Estimator::new(now);
        let pacer = Pacer::new(now, estimator.pace());
        Self { estimator, pacer, measured: false, unpaced: VecDeque::new(), next: 0, dropped: 0 }
    }

    /// Whether the device will say what arrived.
    pub const fn set_measured(&mut self, measured: bool) {
        self.measured = measured;
    }

    /// A packet for the device; what cannot leave comes out as [`Leaving::Lost`].
    pub fn push(&mut self, now: Time, forward: Forward<Bytes>) -> Option<Leaving> {
        let line = forward.line;
        let class = if LAYOUT.get(usize::from(line.0)).is_some_and(|line_use| line_use.is_audio()) {
            Class::Sound
        } else {
            let keyframe = forward.keyframe;
            Class::Picture { line, timestamp: forward.timestamp, keyframe }
        };
        self.offer(now, class, Waiting { forward, purpose: Purpose::Media })
    }

    /// Something that the device missed.
    pub fn push_again(&mut self, now: Time, forward: Forward<Bytes>) {
        self.offer(now, Class::Repair, Waiting { forward, purpose: Purpose::Repair });
    }

    fn offer(&mut self, now: Time, class: Class, waiting: Waiting) -> Option<Leaving> {
        if !self.measured {
            self.unpaced.push_back(waiting);
            return None;
        }
        let bytes = size(&waiting.forward);
        self.pacer
            .push(now, class, bytes, waiting)
            .err()
            .and_then(|(waiting, reason)| self.lost(&waiting, reason))
    }

    fn lost(&mut self, waiting: &Waiting, reason: Reason) -> Option<Leaving> {
        self.dropped += 1;
        // The frames after it are not worth a second request.
        (waiting.purpose == Purpose::Media && reason != Reason::AwaitingKeyframe)
            .then_some(Leaving::Lost(waiting.forward.line))
    }

    /// What leaves now; to be asked until there is nothing.
    pub fn poll(&mut self, now: Time) -> Option<Leaving> {
        if let Some(waiting) = self.unpaced.pop_front() {
            return Some(self.number(now, waiting));
        }
        loop {
            match self.pacer.poll(now)? {
                Next::Send(waiting) => return Some(self.number(now, waiting)),
                Next::Probe { bytes } => return Some(Leaving::Probe(bytes)),
                Next::Dropped(waiting, reason) => {
                    if let Some(lost) = self.lost(&waiting, reason) {
                        return Some(lost);
                    }
                }
            }
        }
    }

    fn number(&mut self, now: Time, waiting: Waiting) -> Leaving {
        let transport = self.next_number(now, size(&waiting.forward), waiting.purpose);
        match waiting.purpose {
            Purpose::Media => Leaving::First(waiting.forward, transport),
            Purpose::Repair | Purpose::Probe => Leaving::Again(waiting.forward, transport),
        }
    }

    fn next_number(&mut self, now: Time, bytes: u16, purpose: Purpose) -> u16 {
        let transport = self.next;
        self.next = self.next.wrapping_add(1);
        if self.measured {
            self.estimator.sent(now, transport, bytes, purpose);
        }
        transport
    }

    /// The number of a packet that is sent as a probe, at once.
    pub fn probe(&mut self, now: Time, forward: &Forward<Bytes>) -> u16 {
        self.next_number(now, size(forward), Purpose::Probe)
    }

    /// The number of a packet that is nothing but a probe of so many octets.
    pub fn padding(&mut self, now: Time, octets: usize) -> u16 {
        self.next_number(now, u16::try_from(octets).unwrap_or(u16::MAX), Purpose::Probe)
    }

    /// When there may be something to send although nothing comes.
    pub fn next_time(&self) -> Option<Time> {
        if self.unpaced.is_empty() { self.pacer.next_time() } else { Some(Time(i64::MIN)) }
    }

    /// A line shows something else now, or nothing: nothing of before leaves any more.
    pub fn cut(&mut self, line: Line) {
        self.unpaced.retain(|waiting| waiting.forward.line != line);
        self.pacer.cut(line, |waiting| waiting.forward.line == line);
    }

    /// What the device says has arrived.
    pub fn feedback(&mut self, now: Time, arrivals: &[Arrival]) {
        self.estimator.feedback(now, arrivals);
        self.pacer.set_pace(self.estimator.pace());
    }

    /// Every 20 ms: `sought` is what the network must be known to carry for everything to be sent, bit/s.
    pub fn tick(&mut self, now: Time, sought: u32) {
        if !self.measured {
            return;
        }
        if let Some(probe) = self.estimator.tick(now, sought) {
            self.pacer.probe(now, probe);
        }
        self.pacer.set_pace(self.estimator.pace());
    }

    /// Bit/s that pass; nothing when nobody says.
    pub fn estimate(&self) -> Option<u32> {
        self.measured.then(|| self.estimator.estimate())
    }

    /// Milliseconds there and back, with what the device waits before it says.
    pub fn round_trip(&self) -> Option<i64> {
        self.estimator.round_trip()
    }

    /// Share of what was sent in the last second that did not arrive.
    pub fn loss(&self) -> f64 {
        if self.measured { self.estimator.loss() } else { 0.0 }
    }

    /// For a dump: what the estimator goes by, what waits in octets, what did not leave in packets.
    pub fn figures(&self, now: Time) -> (Figures, usize, u64) {
        (self.estimator.figures(now), self.pacer.waiting(), self.dropped)
    }
}

fn size(forward: &Forward<Bytes>) -> u16 {
    u16::try_from(forward.payload.len() + OVERHEAD).unwrap_or(u16::MAX)
}

#[cfg(test)]
#[path = "outbound_tests.rs"]
mod tests;
