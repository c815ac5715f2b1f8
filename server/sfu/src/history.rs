//! What was sent in a picture slot and may be sent again (RFC 4588).
//!
//! The history begins anew at every cut: what belongs to the old source can then not be sent to someone who has
//! moved away from it, however late they ask.

use crate::Time;
use crate::slot::older;

/// Packets kept: about a second at 600 kbit/s, four times what a receiver still asks for.
const KEPT: usize = 128;
/// A packet is not sent again within this time: the first copy is still under way (RTTs here are below it).
const AGAIN_MS: i64 = 100;
/// Retransmissions allowed for each packet sent, in quarters: 25 % on top, so that loss does not feed congestion.
const BUDGET_PER_PACKET: u32 = 1;
const BUDGET_COST: u32 = 4;
/// Largest burst: a quarter of the history.
const BUDGET_MOST: u32 = BUDGET_COST * 32;

#[derive(Debug, Clone)]
struct Kept<P> {
    sequence: u16,
    again: Option<Time>,
    packet: P,
}

/// The recent packets of one slot. `P` is whatever the caller needs to send one again.
#[derive(Debug, Clone)]
pub struct History<P> {
    kept: Vec<Option<Kept<P>>>,
    newest: Option<u16>,
    budget: u32,
}

impl<P> Default for History<P> {
    fn default() -> Self {
        Self { kept: Vec::new(), newest: None, budget: BUDGET_MOST }
    }
}

impl<P> History<P> {
    /// Forgets everything: the slot shows another source.
    pub fn clear(&mut self) {
        self.kept.clear();
        self.newest = None;
    }

    /// A packet was sent in the slot.
    pub fn sent(&mut self, sequence: u16, packet: P) {
        if self.kept.is_empty() {
            self.kept.resize_with(KEPT, || None);
        }
        self.kept[usize::from(sequence) % KEPT] = Some(Kept { sequence, again: None, packet });
        if self.newest.is_none_or(|newest| older(newest, sequence)) {
            self.newest = Some(sequence);
        }
        self.budget = (self.budget + BUDGET_PER_PACKET).min(BUDGET_MOST);
    }

    /// The receiver misses this packet: returns it if it is kept, not just sent again, and within the budget.
    pub fn again(&mut self, now: Time, sequence: u16) -> Option<&P> {
        let kept = self.kept.get_mut(usize::from(sequence) % KEPT)?.as_mut()?;
        if kept.sequence != sequence || kept.again.is_some_and(|at| now.millis_since(at) < AGAIN_MS) {
            return None;
        }
        self.budget = self.budget.checked_sub(BUDGET_COST)?;
        kept.again = Some(now);
        Some(&kept.packet)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_packet_is_sent_again_but_not_twice_at_once() {
        let mut history = History::default();
        history.sent(65_535, "a");
        history.sent(0, "b");
        assert_eq!(history.again(Time(0), 65_535), Some(&"a"));
        assert_eq!(history.again(Time(50_000), 65_535), None);
        assert_eq!(history.again(Time(150_000), 65_535), Some(&"a"));
        assert_eq!(history.again(Time(0), 1), None);
    }

    #[test]
    fn nothing_from_before_a_cut_is_ever_sent_again() {
        let mut history = History::default();
        history.sent(7, "old group");
        history.clear();
        assert_eq!(history.again(Time(0), 7), None);
        history.sent(8, "new group");
        assert_eq!(history.again(Time(0), 7), None);
        assert_eq!(history.again(Time(0), 8), Some(&"new group"));
    }

    #[test]
    fn old_packets_make_room() {
        let mut history = History::default();
        for sequence in 0..200 {
            history.sent(sequence, sequence);
        }
        assert_eq!(history.again(Time(0), 10), None);
        assert_eq!(history.again(Time(0), 199), Some(&199));
    }

    #[test]
    fn retransmission_is_limited_to_a_quarter_on_top() {
        let mut history = History::default();
        let mut again = 0;
        for sequence in 0..2_000_u16 {
            history.sent(sequence, ());
            for back in 0..10 {
                if history.again(Time(i64::from(sequence) * 200_000), sequence.wrapping_sub(back)).is_some() {
                    again += 1;
                }
            }
        }
        assert!((500..=532).contains(&again), "{again}");
    }
}
