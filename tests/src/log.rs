//! Everything that anybody received.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::stamp::Payload;

/// A packet that arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard {
    /// The device that received it.
    pub listener: u32,
    /// In which line of its receiving connection.
    pub line: u8,
    /// When, by [`crate::clock`].
    pub arrived: u64,
    /// Sequence number in its line.
    pub sequence: u16,
    /// What it says of itself.
    pub payload: Payload,
}

/// See the module.
#[derive(Debug, Default)]
pub struct Log {
    heard: Mutex<Kept>,
    changed: Notify,
}

/// Marks count those too that were forgotten.
#[derive(Debug, Default)]
struct Kept {
    forgotten: usize,
    heard: Vec<Heard>,
}

impl Kept {
    fn from(&self, mark: usize) -> &[Heard] {
        self.heard.get(mark.saturating_sub(self.forgotten)..).unwrap_or_default()
    }

    const fn end(&self) -> usize {
        self.forgotten + self.heard.len()
    }
}

impl Log {
    /// Adds a packet.
    pub fn add(&self, heard: Heard) {
        self.heard().heard.push(heard);
        self.changed.notify_waiters();
    }

    /// How many there are: where those that come from now on begin.
    #[must_use]
    pub fn mark(&self) -> usize {
        self.heard().end()
    }

    /// Those from `mark` on that were not forgotten.
    #[must_use]
    pub fn since(&self, mark: usize) -> Vec<Heard> {
        self.heard().from(mark).to_vec()
    }

    /// Forgets those before `mark`. All marks stay what they are.
    pub fn forget(&self, mark: usize) {
        let mut kept = self.heard();
        let count = mark.saturating_sub(kept.forgotten).min(kept.heard.len());
        kept.heard.drain(..count);
        kept.forgotten += count;
    }

    /// Waits for the first from `mark` on that fits.
    pub async fn first(&self, mark: usize, fits: impl Fn(&Heard) -> bool) -> Heard {
        let mut at = mark;
        loop {
            let mut changed = std::pin::pin!(self.changed.notified());
            // Registered before looking, so that nothing comes in between unseen.
            changed.as_mut().enable();
            if let Some(found) = self.find(&mut at, &fits) {
                return found;
            }
            changed.await;
        }
    }

    fn find(&self, at: &mut usize, fits: impl Fn(&Heard) -> bool) -> Option<Heard> {
        let kept = self.heard();
        let found = kept.from(*at).iter().find(|heard| fits(heard)).copied();
        *at = kept.end();
        found
    }

    fn heard(&self) -> MutexGuard<'_, Kept> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stamp::Stamp;

    #[test]
    fn marks_stay_what_they_are_when_the_beginning_is_forgotten() {
        let log = Log::default();
        for sequence in 0..10 {
            let payload = Payload::Sound(Stamp { sender: 1, place: 0, sent: 0 });
            log.add(Heard { listener: 1, line: 0, arrived: 0, sequence, payload });
        }
        log.forget(4);
        log.forget(3);
        assert_eq!(log.mark(), 10);
        assert_eq!(log.since(8).iter().map(|heard| heard.sequence).collect::<Vec<_>>(), [8, 9]);
        assert_eq!(log.since(0).len(), 6);
        log.forget(100);
        assert_eq!((log.mark(), log.since(0).len()), (10, 0));
    }
}
