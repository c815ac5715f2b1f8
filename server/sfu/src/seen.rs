//! Which packets of a source have come. Retransmissions cross their originals, and browsers probe the network with copies.

const KEPT: u16 = 512;

/// The last 512 sequence numbers of one source.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    newest: Option<u16>,
    bits: [u64; KEPT as usize / 64],
}

impl Seen {
    /// The newest of all.
    #[must_use]
    pub const fn newest(&self) -> Option<u16> {
        self.newest
    }

    /// Whether a packet is new; from then on it is not. One that is too old to tell counts as come before.
    pub fn is_new(&mut self, sequence: u16) -> bool {
        let Some(newest) = self.newest else {
            self.newest = Some(sequence);
            self.set(sequence);
            return true;
        };
        let ahead = sequence.wrapping_sub(newest);
        if ahead == 0 {
            return false;
        }
        if ahead < 0x8000 {
            if ahead >= KEPT {
                // What lies between has not come; what lies before is too old to tell.
                self.bits = Default::default();
            } else {
                (1..ahead).for_each(|step| self.clear(newest.wrapping_add(step)));
            }
            self.newest = Some(sequence);
            self.set(sequence);
            return true;
        }
        if newest.wrapping_sub(sequence) >= KEPT || self.has(sequence) {
            return false;
        }
        self.set(sequence);
        true
    }

    const fn at(sequence: u16) -> (usize, u64) {
        let bit = sequence % KEPT;
        ((bit / 64) as usize, 1 << (bit % 64))
    }

    const fn has(&self, sequence: u16) -> bool {
        let (word, mask) = Self::at(sequence);
        self.bits[word] & mask != 0
    }

    const fn set(&mut self, sequence: u16) {
        let (word, mask) = Self::at(sequence);
        self.bits[word] |= mask;
    }

    const fn clear(&mut self, sequence: u16) {
        let (word, mask) = Self::at(sequence);
        self.bits[word] &= !mask;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_told_from_a_latecomer() {
        let mut seen = Seen::default();
        assert!(seen.is_new(65_534));
        assert!(seen.is_new(1));
        assert!(!seen.is_new(1));
        assert!(seen.is_new(65_535), "late, but new");
        assert!(!seen.is_new(65_535));
        assert!(seen.is_new(0));
        assert!(!seen.is_new(65_534));
    }

    #[test]
    fn a_number_is_new_again_after_a_round_but_not_while_it_is_too_old_to_tell() {
        let mut seen = Seen::default();
        for index in 0..200_000_u32 {
            assert!(seen.is_new(index as u16));
        }
        assert!(!seen.is_new((200_000_u32 - 600) as u16));
    }

    #[test]
    fn after_a_jump_nothing_of_before_is_taken_for_something_new() {
        let mut seen = Seen::default();
        seen.is_new(10);
        assert!(seen.is_new(5_000));
        assert!(!seen.is_new(10));
        assert!(seen.is_new(4_999));
        assert!(!seen.is_new(4_999));
    }
}
