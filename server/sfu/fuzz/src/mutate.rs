//! Numbers by chance from a seed, and what they do to an input.

/// SplitMix64 (Steele, Lea, Flood 2014).
pub struct Random(u64);

impl Random {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    /// A number below `count`; 0 if there is none.
    pub fn below(&mut self, count: usize) -> usize {
        self.next().checked_rem(count as u64).unwrap_or(0) as usize
    }

    fn octet(&mut self) -> u8 {
        self.next() as u8
    }

    /// Changes `input` in one to eight places; `other` lends a piece.
    pub fn change(&mut self, input: &mut Vec<u8>, other: &[u8]) {
        for _ in 0..=self.below(8) {
            let at = self.below(input.len());
            match self.below(8) {
                0 => input.truncate(at),
                1 => input.insert(at, self.octet()),
                2 => {
                    let (from, to) = (self.below(other.len() + 1), self.below(other.len() + 1));
                    let piece = other.get(from.min(to)..from.max(to)).unwrap_or_default();
                    input.splice(at..at, piece.iter().copied());
                }
                3 if !input.is_empty() => {
                    input.remove(at);
                }
                4 if !input.is_empty() => input[at] = [0, 1, 0x7f, 0x80, 0xff][self.below(5)],
                5 if !input.is_empty() => input[at] = self.octet(),
                _ if !input.is_empty() => input[at] ^= 1 << self.below(8),
                _ => input.push(self.octet()),
            }
        }
    }
}

/// Octets from hexadecimal digits.
pub fn octets(hex: &str) -> Vec<u8> {
    let digits: Vec<_> = hex.chars().filter_map(|digit| digit.to_digit(16)).collect();
    digits.chunks_exact(2).map(|pair| (pair[0] << 4 | pair[1]) as u8).collect()
}
