//! What becomes of a packet: pure, told the time, and the same for the same seed and the same packets.

use std::time::Duration;

use super::impairments::{Impairments, Loss, Rate};
use crate::random::Random;

/// Why a packet does not arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// By chance, as the network has it.
    Chance,
    /// The queue before the line was full.
    Queue,
    /// Nothing passes.
    Blackhole,
    /// The proxy itself holds as many packets, or knows as many clients, as it may. A figure other than 0 spoils a
    /// measurement.
    Full,
}

/// What becomes of a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It arrives.
    Arrives {
        /// When.
        at: Duration,
        /// How long of that it waited before the line.
        queued: Duration,
        /// A copy arrives right after it.
        twice: bool,
    },
    /// It does not.
    Lost(Reason),
}

/// What passes at least between a new wish of the jitter and the next, when order is kept.
const WANDER: Duration = Duration::from_millis(100);
/// The largest TCP segment on an Ethernet: loss goes by segments.
const SEGMENT: usize = 1460;
/// TCP notices a loss by what arrives after it; not sooner than this, however short the way.
const LEAST_REPAIR: Duration = Duration::from_millis(20);

/// One direction of one network. Times are since a beginning that the caller chooses and never go back.
///
/// What it remembers is how long the line is taken, whether a burst is on and what has been promised to arrive. Impairments
/// are given with each packet, so a change is in force from the next packet on; what is under way already arrives as it was
/// told.
#[derive(Debug)]
pub struct Link {
    line_free: Duration,
    latest: Duration,
    in_burst: bool,
    // Streams of their own, so that a change to one impairment leaves what the others decide as it was.
    losing: Random,
    delaying: Random,
    reordering: Random,
    duplicating: Random,
    wander: u64,
}

impl Link {
    /// A line with nothing on it.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        let mut seeds = Random::new(seed);
        Self {
            line_free: Duration::ZERO,
            latest: Duration::ZERO,
            in_burst: false,
            losing: Random::new(seeds.next()),
            delaying: Random::new(seeds.next()),
            reordering: Random::new(seeds.next()),
            duplicating: Random::new(seeds.next()),
            wander: seeds.next(),
        }
    }

    /// What becomes of a packet of `len` bytes that comes `now`.
    pub fn push(&mut self, now: Duration, len: usize, with: &Impairments) -> Fate {
        let chances = Chances {
            lost: self.loses(with.loss),
            delay: self.delaying.share(),
            late: self.reordering.share() < with.reorder.share,
            twice: self.duplicating.share() < with.duplicate,
        };
        if with.blackhole {
            return Fate::Lost(Reason::Blackhole);
        }
        let queued = self.backlog(now);
        if with.rate.is_some_and(|rate| queued > rate.queue) {
            return Fate::Lost(Reason::Queue);
        }
        let left = self.leave(now, len, with.rate);
        if chances.lost {
            return Fate::Lost(Reason::Chance);
        }
        Fate::Arrives { at: self.arrival(left, &chances, with), queued, twice: chances.twice }
    }

    /// When `len` bytes of a byte stream arrive that come `now`. They are never lost and never overtaken: what would be
    /// lost comes one round trip later, and everything behind it waits for that, as with TCP.
    pub fn carry(&mut self, now: Duration, len: usize, with: &Impairments) -> Duration {
        let lost = (0..len.div_ceil(SEGMENT)).fold(false, |lost, _| self.loses(with.loss) | lost);
        let left = self.leave(now, len, with.rate);
        let repair = if lost { LEAST_REPAIR.max(with.delay * 2) } else { Duration::ZERO };
        let at = self.latest.max(left + with.delay + self.wandered(left, with.jitter) + repair);
        self.latest = at;
        at
    }

    /// How long a packet that comes `now` waits before the line.
    #[must_use]
    pub const fn backlog(&self, now: Duration) -> Duration {
        self.line_free.saturating_sub(now)
    }

    fn loses(&mut self, loss: Loss) -> bool {
        let chance = self.losing.share();
        let (share, length) = match loss {
            Loss::No => (0.0, 1.0),
            Loss::Random(share) => {
                self.in_burst = false;
                return chance < share;
            }
            Loss::Bursts { share, length } => (share, length.max(1.0)),
        };
        // A burst ends with probability 1/length; one begins so often that of all packets `share` are in bursts.
        self.in_burst =
            if self.in_burst { chance >= 1.0 / length } else { chance < share / (length * (1.0 - share)) };
        self.in_burst
    }

    fn leave(&mut self, now: Duration, len: usize, rate: Option<Rate>) -> Duration {
        let Some(rate) = rate else { return now };
        let nanos = len as u128 * 8 * 1_000_000_000 / u128::from(rate.bits.max(1));
        self.line_free =
            self.line_free.max(now) + Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX));
        self.line_free
    }

    fn arrival(&mut self, left: Duration, chances: &Chances, with: &Impairments) -> Duration {
        let after = left + with.delay;
        let at = if with.unordered {
            after + with.jitter.mul_f64(chances.delay)
        } else {
            self.latest.max(after + self.wandered(left, with.jitter))
        };
        if chances.late {
            return at + with.reorder.by;
        }
        self.latest = self.latest.max(at);
        at
    }

    /// Jitter that keeps order: a walk from one random wish to the next. It depends on time alone, so the more packets
    /// there are, the more of them see the same delay, as when a radio link is bad for a while. Were each packet's own
    /// delay drawn and then put in order, a dense stream would see the largest of them nearly always.
    fn wandered(&self, now: Duration, jitter: Duration) -> Duration {
        if jitter.is_zero() {
            return Duration::ZERO;
        }
        // Half as slow as what would make a later packet arrive first.
        let leg = WANDER.max(jitter * 2).as_nanos();
        let (index, into) = (now.as_nanos() / leg, now.as_nanos() % leg);
        let wish = |index: u128| Random::new(self.wander ^ index as u64).share();
        let (from, to) = (wish(index), wish(index + 1));
        jitter.mul_f64(from + (to - from) * (into as f64 / leg as f64))
    }
}

/// What chance says of one packet, drawn for every packet, whatever becomes of it.
struct Chances {
    lost: bool,
    delay: f64,
    late: bool,
    twice: bool,
}

#[cfg(test)]
mod tests;
