//! Chance that is the same for the same seed.

pub struct Chance(u64);

impl Chance {
    pub const fn of(seed: u64) -> Self {
        Self(seed)
    }

    /// SplitMix64.
    pub const fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// One of `from` to `to`, both included.
    pub fn between(&mut self, from: u64, to: u64) -> u64 {
        from + self.number() % (to - from + 1)
    }

    pub fn happens(&mut self, percent: u64) -> bool {
        self.number() % 100 < percent
    }

    pub fn one_of<T: Copy>(&mut self, of: &[T]) -> Option<T> {
        let at = self.number() as usize % of.len().max(1);
        of.get(at).copied()
    }
}
