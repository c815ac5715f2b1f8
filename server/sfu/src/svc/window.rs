//! What became of the recent frames of a source in one slot.

use crate::Time;
use crate::dependency::{Descriptor, LATE};

/// Frames that are remembered. A frame that refers farther back counts as undecodable.
const KEPT: u16 = 1024;
/// Frames that are waited for at once.
const MOST_PENDING: usize = 64;
/// How long a frame is waited for: several round trips of asking for it again.
const PATIENCE_MS: i64 = 500;

/// When the first packet of a frame came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Came {
    /// Now, and it is the newest.
    New,
    /// Now, after newer ones; whether frames that were forwarded rely on it.
    Late {
        /// Whether they do.
        is_promised: bool,
    },
    /// Earlier, or it is too old to tell.
    Before,
}

/// A set of recent frames.
#[derive(Debug, Clone, Copy, Default)]
struct Frames([u64; KEPT as usize / 64]);

impl Frames {
    fn set(&mut self, frame: u16, to: bool) {
        let bit = frame % KEPT;
        if let Some(word) = self.0.get_mut(usize::from(bit / 64)) {
            let mask = 1 << (bit % 64);
            *word = if to { *word | mask } else { *word & !mask };
        }
    }

    fn has(&self, frame: u16) -> bool {
        let bit = frame % KEPT;
        self.0.get(usize::from(bit / 64)).is_some_and(|word| word >> (bit % 64) & 1 != 0)
    }

    fn add(&mut self, others: &Self) {
        self.0.iter_mut().zip(others.0).for_each(|(word, other)| *word |= other);
    }

    fn remove(&mut self, others: &Self) {
        self.0.iter_mut().zip(others.0).for_each(|(word, other)| *word &= !other);
    }
}

/// A frame that should have come and has not.
#[derive(Debug, Clone)]
struct Pending {
    frame: u16,
    noticed: Time,
    is_promised: bool,
    /// Forwarded frames that cannot be decoded without it.
    relying: Frames,
    /// Decode targets that cannot go on without it.
    targets: u32,
}

/// The last 1,024 frames.
#[derive(Debug, Clone, Default)]
pub(super) struct Window {
    newest: Option<u16>,
    /// Frames from the beginning of the coded video sequence to the newest, at most `KEPT` − 1.
    age: u16,
    forwarded: Frames,
    /// Forwarded, and decodable once what is pending has come.
    decodable: Frames,
    pending: Vec<Pending>,
}

impl Window {
    /// A coded video sequence begins with this frame, the newest; none before it is referred to.
    pub(super) fn begin(&mut self, frame: u16) {
        match self.newest {
            Some(newest) if frame.wrapping_sub(newest) < 0x8000 => self.clear_up_to(newest, frame),
            _ => *self = Self::default(),
        }
        self.newest = Some(frame);
        self.age = 0;
        // What relies on them is over as well.
        self.pending.clear();
    }

    /// Whether a frame is the newest or so little older that it may be late.
    pub(super) fn is_recent(&self, frame: u16) -> bool {
        self.newest.is_some_and(|newest| newest.wrapping_sub(frame) <= LATE)
    }

    /// A packet of the frame came.
    pub(super) fn came(&mut self, now: Time, frame: u16) -> Came {
        let Some(newest) = self.newest else {
            self.newest = Some(frame);
            return Came::New;
        };
        let ahead = frame.wrapping_sub(newest);
        if ahead == 0 || ahead >= 0x8000 {
            let pending = self.pending.iter().find(|pending| pending.frame == frame);
            return pending.map_or(Came::Before, |pending| Came::Late { is_promised: pending.is_promised });
        }
        self.clear_up_to(newest, frame);
        self.newest = Some(frame);
        self.age = self.age.saturating_add(ahead).min(KEPT - 1);
        for back in (1..ahead.min(MOST_PENDING as u16 + 1)).rev() {
            self.pending.push(Pending {
                frame: frame.wrapping_sub(back),
                noticed: now,
                is_promised: false,
                relying: Frames::default(),
                targets: 0,
            });
        }
        Came::New
    }

    /// Stops waiting for what has not come in time, and tells which decode targets cannot go on for it.
    pub(super) fn give_up(&mut self, now: Time) -> u32 {
        let over = self.pending.len().saturating_sub(MOST_PENDING);
        let mut lost = 0;
        for (index, pending) in self.pending.iter_mut().enumerate() {
            if index < over || now.millis_since(pending.noticed) >= PATIENCE_MS {
                self.decodable.remove(&pending.relying);
                lost |= std::mem::take(&mut pending.targets);
            }
        }
        self.pending.drain(..over);
        self.pending.retain(|pending| now.millis_since(pending.noticed) < 4 * PATIENCE_MS);
        lost
    }

    /// The frame, everything of which [is there](Self::are_there), is forwarded: `chain` frames back is the previous one of the chain of the decode target in force, if it
    /// has one, and `targets` are those that need the frame for later ones.
    pub(super) fn forward(&mut self, descriptor: &Descriptor, chain: Option<u8>, targets: u32) {
        let frame = descriptor.frame;
        self.forwarded.set(frame, true);
        self.decodable.set(frame, true);
        let before = self.settle(frame);
        let references = descriptor.references.values();
        for pending in &mut self.pending {
            let back = frame.wrapping_sub(pending.frame);
            let is_chain = chain.is_some_and(|chain| chain > 0 && u16::from(chain) == back);
            pending.is_promised |= is_chain || references.contains(&back);
            let relies = |back: &u16| {
                pending.frame == frame.wrapping_sub(*back) || pending.relying.has(frame.wrapping_sub(*back))
            };
            if references.iter().any(relies) {
                pending.relying.set(frame, true);
                pending.targets |= targets;
                if let Some(before) = &before {
                    pending.relying.add(&before.relying);
                    pending.targets |= before.targets;
                }
            }
        }
    }

    /// The frame came and is not forwarded. Tells which decode targets cannot go on for it.
    pub(super) fn drop(&mut self, frame: u16) -> u32 {
        let Some(before) = self.settle(frame) else { return 0 };
        self.decodable.remove(&before.relying);
        before.targets
    }

    /// Decode targets that cannot go on without the frame, should it not come.
    pub(super) fn require(&mut self, frame: u16, targets: u32) {
        for pending in self.pending.iter_mut().filter(|pending| pending.frame == frame) {
            pending.targets |= targets;
        }
    }

    /// Whether the frame was forwarded, of this coded video sequence or the one before.
    pub(super) fn is_forwarded(&self, frame: u16) -> bool {
        self.newest.is_some_and(|newest| newest.wrapping_sub(frame) < KEPT) && self.forwarded.has(frame)
    }

    /// Whether the listener can decode the frame, or can when what is pending has come.
    pub(super) fn is_there(&self, now: Time, frame: u16) -> bool {
        let is_awaited =
            |pending: &Pending| pending.frame == frame && now.millis_since(pending.noticed) < PATIENCE_MS;
        self.is_of_sequence(frame) && (self.decodable.has(frame) || self.pending.iter().any(is_awaited))
    }

    /// Whether everything that the frame refers to [is there](Self::is_there).
    pub(super) fn are_there(&self, now: Time, descriptor: &Descriptor) -> bool {
        let mut references = descriptor.references.values().iter();
        references.all(|&back| self.is_there(now, descriptor.frame.wrapping_sub(back)))
    }

    /// Whether everything that the frame refers to was forwarded, and nothing that is pending is needed to decode it.
    pub(super) fn are_here(&self, descriptor: &Descriptor) -> bool {
        descriptor.references.values().iter().all(|&back| {
            let frame = descriptor.frame.wrapping_sub(back);
            let is_here = self.is_of_sequence(frame) && self.decodable.has(frame);
            is_here && !self.pending.iter().any(|pending| pending.relying.has(frame))
        })
    }

    fn settle(&mut self, frame: u16) -> Option<Pending> {
        let at = self.pending.iter().position(|pending| pending.frame == frame)?;
        Some(self.pending.remove(at))
    }

    fn is_of_sequence(&self, frame: u16) -> bool {
        self.newest.is_some_and(|newest| newest.wrapping_sub(frame) <= self.age)
    }

    fn clear_up_to(&mut self, newest: u16, frame: u16) {
        for back in 0..frame.wrapping_sub(newest).min(KEPT) {
            let cleared = frame.wrapping_sub(back);
            self.forwarded.set(cleared, false);
            self.decodable.set(cleared, false);
            self.pending.iter_mut().for_each(|pending| pending.relying.set(cleared, false));
        }
    }
}
