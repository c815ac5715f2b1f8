//! Which packets of a stream have been: one window for what is sealed and one for what is opened.

use rtc::shared::replay_detector::ReplayDetector;

/// Late packets that are still taken: at 1,000 packets a second, what a repair takes there and back. Browsers' own windows are not
/// shorter.
pub(super) const WINDOW: u64 = 512;
const BITS: u64 = 64;

/// The newest indices of a stream. An index counts packets from the first on; what travels are its lowest bits.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Window {
    newest: Option<u64>,
    used: [u64; (WINDOW / BITS) as usize],
}

impl Window {
    /// The index with these lowest `bits` that is next to the newest; before there is one, the smallest.
    pub fn index(&self, lowest: u64, bits: u32) -> Option<u64> {
        let Some(newest) = self.newest else { return Some(lowest) };
        let unused = u64::BITS - bits;
        let ahead = (lowest.wrapping_sub(newest) << unused).cast_signed() >> unused;
        newest.checked_add_signed(ahead)
    }

    /// Whether this one has not been. What is too old to know counts as having been.
    pub fn is_new(&self, index: u64) -> bool {
        let Some(newest) = self.newest else { return true };
        index > newest || index + WINDOW > newest && !self.has(index)
    }

    /// Notes it.
    pub fn note(&mut self, index: u64) {
        let newest = *self.newest.get_or_insert(index);
        for skipped in (newest + 1..=index).rev().take(WINDOW as usize) {
            if let Some(word) = self.used.get_mut(word_of(skipped)) {
                *word &= !bit_of(skipped);
            }
        }
        if let Some(word) = self.used.get_mut(word_of(index)) {
            *word |= bit_of(index);
        }
        self.newest = Some(newest.max(index));
    }

    fn has(&self, index: u64) -> bool {
        self.used.get(word_of(index)).is_some_and(|word| word & bit_of(index) != 0)
    }
}

const fn word_of(index: u64) -> usize {
    (index % WINDOW / BITS) as usize
}

const fn bit_of(index: u64) -> u64 {
    1 << (index % BITS)
}

/// For the library, in place of its own, which takes the number of the very first packet for the newest before it knows
/// whether that is genuine: one forged packet, and nothing of the stream is taken any more.
pub(super) struct Detector {
    window: Window,
    bits: u32,
    checked: Option<u64>,
}

impl Detector {
    /// Makes them for numbers of so many bits.
    pub fn of(bits: u32) -> rtc::srtp::option::ContextOption {
        Box::new(move || Box::new(Self { window: Window::default(), bits, checked: None }))
    }
}

impl ReplayDetector for Detector {
    fn check(&mut self, number: u64) -> bool {
        self.checked = match self.window.newest {
            // The first that comes need not be the first that was sent: there is room before it.
            None => Some(number + (1 << self.bits)),
            Some(_) => self.window.index(number, self.bits),
        };
        self.checked = self.checked.filter(|index| self.window.is_new(*index));
        self.checked.is_some()
    }

    fn accept(&mut self) {
        if let Some(index) = self.checked.take() {
            self.window.note(index);
        }
    }
}

#[cfg(test)]
#[path = "window_tests.rs"]
mod tests;
