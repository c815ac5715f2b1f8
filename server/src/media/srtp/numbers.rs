//! Which numbers of our streams were sealed. Two packets with the same one would share a nonce, and whoever saw both could forge
//! any other (RFC 7714 §5.2, RFC 3711 §9.1): whatever goes wrong elsewhere, that does not happen.

use super::window::Window;

/// One more than the largest index of a packet: 32 bits of rollovers, 16 of sequence numbers (RFC 3711 §3.3.1).
const INDICES: u64 = 1 << 48;
/// Packets in a row that could not be sealed: the numbers of the stream mean nothing any more.
const REFUSED: u16 = 256;

/// The numbers of one stream.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Numbers {
    window: Window,
    refused: u16,
}

impl Numbers {
    /// Uses a sequence number; returns how often the numbers have begun anew before it, as a receiver will guess it. Nothing
    /// for one that was used, or is too old to know, or when the keys are used up.
    pub fn take(&mut self, sequence: u16) -> Option<u32> {
        let index = self.window.index(sequence.into(), 16).filter(|index| *index < INDICES);
        let Some(index) = index.filter(|index| self.window.is_new(*index)) else {
            self.refused = self.refused.saturating_add(1);
            return None;
        };
        self.refused = 0;
        self.window.note(index);
        u32::try_from(index >> 16).ok()
    }

    /// Whether only new keys help: after half a round of packets that were not sealed, later ones look like earlier ones.
    pub const fn are_lost(&self) -> bool {
        self.refused >= REFUSED
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_number_is_taken_once_and_late_ones_are_taken_late() {
        let mut numbers = Numbers::default();
        assert_eq!(numbers.take(10), Some(0));
        assert_eq!(numbers.take(10), None, "again");
        assert_eq!(numbers.take(65_530), None, "before the first of all");
        assert_eq!(numbers.take(12), Some(0));
        assert_eq!(numbers.take(11), Some(0), "late");
        assert_eq!(numbers.take(11), None, "late, again");
        assert_eq!(numbers.take(40_000), None, "nearer as an old one");
        assert_eq!(numbers.take(30_000), Some(0));
        assert_eq!(numbers.take(60_000), Some(0));
        assert_eq!(numbers.take(100), Some(1), "the next round");
        assert_eq!(numbers.take(65_535), Some(0), "late, of the round before");
        assert_eq!(numbers.take(65_535), None, "that, again");
    }

    #[test]
    fn the_keys_are_used_up_in_the_end() {
        let mut window = Window::default();
        window.note(INDICES - 1);
        let mut last = Numbers { window, refused: 0 };
        assert_eq!(last.take(0), None);
        assert_eq!(last.take(65_534), Some(u32::MAX));
    }

    #[test]
    fn a_stream_that_cannot_go_on_says_so() {
        let mut numbers = Numbers::default();
        assert_eq!(numbers.take(0), Some(0));
        let refused =
            (40_000..).take_while(|&sequence| numbers.take(sequence).is_none() && !numbers.are_lost());
        assert_eq!(refused.count(), usize::from(REFUSED) - 1);
        assert_eq!(numbers.take(1), Some(0));
        assert!(!numbers.are_lost());
    }
}
