//! What was sent in a picture slot and may be sent again (RFC 4588).
//!
//! The history begins anew at every cut: what belongs to the old source can then not be sent to someone who has
//! moved away from it, however late they ask.

use crate::Time;

/// Packets kept: about a second at 600 kbit/s, four times what a receiver still asks for.
const KEPT: usize = 128;
/// A packet is not sent again while the first copy can still be under way; what the round trip is taken for at least
/// and at most, in milliseconds, whatever was measured.
const ROUND_TRIP_MS: std::ops::RangeInclusive<i64> = 20..=500;
/// Retransmissions are a quarter on top, so that loss does not feed congestion (without a limit 9.9 Mbit/s were sent on
/// a link of 0.8: shared/networks.md 4).
const SHARE: i64 = 4;
/// Bytes that may be sent again at once, at least: ten full packets, a burst of loss on a radio.
const BURST: i64 = 12_000;

#[derive(Debug, Clone)]
struct Kept<P> {
    sequence: u16,
    bytes: usize,
    again: Option<Time>,
    packet: P,
}

/// The recent packets of one slot. `P` is whatever the caller needs to send one again.
#[derive(Debug, Clone)]
pub struct History<P> {
    kept: Vec<Option<Kept<P>>>,
    budget: Budget,
}

impl<P> Default for History<P> {
    fn default() -> Self {
        Self { kept: Vec::new(), budget: Budget { bits: BURST * 8, filled: None } }
    }
}

impl<P> History<P> {
    /// Forgets everything: the slot shows another source.
    pub fn clear(&mut self) {
        self.kept.clear();
    }

    /// A packet of so many bytes was sent in the slot.
    pub fn sent(&mut self, sequence: u16, bytes: usize, packet: P) {
        if self.kept.is_empty() {
            self.kept.resize_with(KEPT, || None);
        }
        self.kept[usize::from(sequence) % KEPT] = Some(Kept { sequence, bytes, again: None, packet });
    }

    /// What is kept, in no order.
    pub fn recent(&self) -> impl Iterator<Item = (u16, &P)> {
        self.kept.iter().flatten().map(|kept| (kept.sequence, &kept.packet))
    }

    /// The receiver misses this packet: returns it if it is kept, was not sent again within `round_trip` milliseconds,
    /// and is within the budget: a quarter of `rate`, the bit/s that the slot may use.
    pub fn again(&mut self, now: Time, sequence: u16, round_trip: i64, rate: u32) -> Option<&P> {
        let kept = self.kept.get_mut(usize::from(sequence) % KEPT)?.as_mut()?;
        let pause = round_trip.clamp(*ROUND_TRIP_MS.start(), *ROUND_TRIP_MS.end());
        if kept.sequence != sequence || kept.again.is_some_and(|at| now.millis_since(at) < pause) {
            return None;
        }
        self.budget.take(now, kept.bytes, rate).then(|| {
            kept.again = Some(now);
            &kept.packet
        })
    }
}

/// What may be sent again now, in bits.
#[derive(Debug, Clone, Copy)]
struct Budget {
    bits: i64,
    filled: Option<Time>,
}

impl Budget {
    fn take(&mut self, now: Time, bytes: usize, rate: u32) -> bool {
        let rate = i64::from(rate) / SHARE;
        // More than a second fills nothing more.
        let passed = self.filled.map_or(0, |at| now.0 - at.0).clamp(0, 1_000_000);
        self.bits = (self.bits + rate * passed / 1_000_000).min(rate.max(BURST * 8));
        self.filled = Some(now);
        let bits = i64::try_from(bytes).unwrap_or(i64::MAX / 8).saturating_mul(8);
        let enough = bits <= self.bits;
        if enough {
            self.bits -= bits;
        }
        enough
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: u32 = 1_000_000;

    #[test]
    fn a_missing_packet_is_sent_again_but_not_twice_within_a_round_trip() {
        let mut history = History::default();
        history.sent(65_535, 1_000, "a");
        history.sent(0, 1_000, "b");
        assert_eq!(history.again(Time(0), 65_535, 80, RATE), Some(&"a"));
        assert_eq!(history.again(Time(79_000), 65_535, 80, RATE), None);
        assert_eq!(history.again(Time(80_000), 65_535, 80, RATE), Some(&"a"));
        assert_eq!(history.again(Time(0), 1, 80, RATE), None);
    }

    #[test]
    fn no_round_trip_is_believed_that_would_mean_a_storm_or_silence() {
        let mut history = History::default();
        history.sent(1, 100, ());
        assert!(history.again(Time(0), 1, -5, RATE).is_some());
        assert!(history.again(Time(19_000), 1, 0, RATE).is_none());
        assert!(history.again(Time(500_000), 1, i64::MAX, RATE).is_some());
    }

    #[test]
    fn nothing_from_before_a_cut_is_ever_sent_again() {
        let mut history = History::default();
        history.sent(7, 1_000, "old group");
        history.clear();
        assert_eq!(history.again(Time(0), 7, 80, RATE), None);
        history.sent(8, 1_000, "new group");
        assert_eq!(history.again(Time(0), 7, 80, RATE), None);
        assert_eq!(history.again(Time(0), 8, 80, RATE), Some(&"new group"));
    }

    #[test]
    fn old_packets_make_room() {
        let mut history = History::default();
        for sequence in 0..200 {
            history.sent(sequence, 1_000, sequence);
        }
        assert_eq!(history.again(Time(0), 10, 80, RATE), None);
        assert_eq!(history.again(Time(0), 199, 80, RATE), Some(&199));
    }

    #[test]
    fn retransmission_is_limited_to_a_quarter_of_the_rate_on_top() {
        let mut history = History::default();
        let mut again = 0;
        // 100 packets of 1,000 bytes a second for 20 s, each asked for ten times.
        for sequence in 0..2_000_u16 {
            let now = Time(i64::from(sequence) * 10_000);
            history.sent(sequence, 1_000, ());
            for back in 0..10 {
                again += usize::from(history.again(now, sequence.wrapping_sub(back), 20, 800_000).is_some());
            }
        }
        assert!((500..=530).contains(&again), "{again}");
    }

    #[test]
    fn a_burst_of_loss_is_answered_at_once_however_little_may_be_used() {
        let mut history = History::default();
        for sequence in 0..20 {
            history.sent(sequence, 1_200, ());
        }
        let again =
            (0..20).filter(|&sequence| history.again(Time(0), sequence, 80, 50_000).is_some()).count();
        assert_eq!(again, 10);
    }
}
