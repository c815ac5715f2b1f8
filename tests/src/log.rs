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
    heard: Mutex<Vec<Heard>>,
    changed: Notify,
}

impl Log {
    /// Adds a packet.
    pub fn add(&self, heard: Heard) {
        self.heard().push(heard);
        self.changed.notify_waiters();
    }

    /// How many there are: where those that come from now on begin.
    #[must_use]
    pub fn mark(&self) -> usize {
        self.heard().len()
    }

    /// Those from `mark` on.
    #[must_use]
    pub fn since(&self, mark: usize) -> Vec<Heard> {
        self.heard().get(mark..).map(<[Heard]>::to_vec).unwrap_or_default()
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
        let heard = self.heard();
        let found = heard.iter().skip(*at).find(|heard| fits(heard)).copied();
        *at = heard.len();
        found
    }

    fn heard(&self) -> MutexGuard<'_, Vec<Heard>> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
