//! Chance from a stored seed: the same on every machine, today and after every update.
//!
//! SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014), written out because its
//! stream is then ours to keep: the `rand` crates may change what a seed gives with a minor version. Not for secrets.

use crate::id::Seed;

/// A stream of numbers that follows from its seed alone.
#[derive(Debug, Clone)]
pub(crate) struct Chance {
    state: u64,
}

impl Chance {
    pub fn new(seed: Seed) -> Self {
        Self { state: seed.0 }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// One of so many choices, from 0; also 0 if there are none. The remainder favours small numbers by less than one
    /// in 2^50 for anything that is counted here.
    pub fn below(&mut self, choices: usize) -> usize {
        (self.next() % (choices as u64).max(1)) as usize
    }

    /// Fisher-Yates: each order is as likely as any other.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_is_that_of_the_paper() {
        let mut chance = Chance::new(Seed(1_234_567));
        let first: Vec<u64> = (0..3).map(|_| chance.next()).collect();
        assert_eq!(first, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn a_shuffle_stays_what_it_is() {
        let mut order: Vec<u32> = (0..10).collect();
        Chance::new(Seed(7)).shuffle(&mut order);
        assert_eq!(order, [8, 1, 5, 9, 0, 4, 3, 2, 6, 7]);
    }

    #[test]
    fn each_order_is_as_likely_as_any_other_whether_seeds_or_draws_follow_each_other() {
        let mut one = Chance::new(Seed(1));
        let mut seen = [std::collections::BTreeMap::new(), std::collections::BTreeMap::new()];
        for seed in 0..6_000 {
            for (chance, seen) in [&mut one, &mut Chance::new(Seed(seed))].into_iter().zip(&mut seen) {
                let mut order = [1, 2, 3];
                chance.shuffle(&mut order);
                *seen.entry(order).or_insert(0) += 1;
            }
        }
        for seen in seen {
            assert_eq!(seen.len(), 6);
            assert!(seen.values().all(|times| (900..1_100).contains(times)), "{seen:?}");
        }
    }

    #[test]
    fn one_choice_or_none_is_no_choice() {
        let mut chance = Chance::new(Seed(1));
        assert_eq!((chance.below(0), chance.below(1)), (0, 0));
    }
}
