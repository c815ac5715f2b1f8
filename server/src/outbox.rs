//! The way from a room to one connection: bounded in frames and bytes. The room offers and never waits; a connection
//! that cannot keep up is closed, and its person comes back to their place with what they missed.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use signaling::protocol::CloseCode;
use tokio::sync::{mpsc, oneshot};

/// Most frames that wait for a connection: a burst of a busy room, and a replay of a full stream (512) with room to
/// spare.
const MAX_FRAMES: usize = 1024;

/// Most bytes that wait. A whole view of 500 people has about 100 KiB.
const MAX_BYTES: usize = 1024 * 1024;

/// The room's end.
#[derive(Debug)]
pub struct Outbox {
    frames: mpsc::Sender<Outgoing>,
    waiting: Arc<AtomicUsize>,
    close: oneshot::Sender<CloseCode>,
}

/// The connection's end.
#[derive(Debug)]
pub struct Frames {
    frames: mpsc::Receiver<Outgoing>,
    waiting: Arc<AtomicUsize>,
    close: Option<oneshot::Receiver<CloseCode>>,
}

/// What comes out of [`Frames`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outgoing {
    /// To be sent.
    Frame(String),
    /// To be sent, and its arrival to be confirmed by this number: it holds a token.
    Token(String, u64),
    /// Nothing more comes: to be closed with this.
    Close(CloseCode),
}

impl Outgoing {
    const fn length(&self) -> usize {
        match self {
            Self::Frame(text) | Self::Token(text, _) => text.len(),
            Self::Close(_) => 0,
        }
    }
}

/// The frame did not fit; the connection must be closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Full;

/// Both ends of a new outbox.
#[must_use]
pub fn outbox() -> (Outbox, Frames) {
    let (frames, waiting_frames) = mpsc::channel(MAX_FRAMES);
    let (close, closed) = oneshot::channel();
    let waiting = Arc::<AtomicUsize>::default();
    let outbox = Outbox { frames, waiting: Arc::clone(&waiting), close };
    (outbox, Frames { frames: waiting_frames, waiting, close: Some(closed) })
}

impl Outbox {
    /// Takes a frame if there is room. A connection that has ended takes everything.
    pub fn offer(&self, frame: Outgoing) -> Result<(), Full> {
        let length = frame.length();
        // Never refused when nothing waits, however large: a view must be able to pass.
        let waiting = self.waiting.fetch_add(length, Ordering::Relaxed);
        if waiting > 0 && waiting + length > MAX_BYTES {
            return Err(Full);
        }
        match self.frames.try_send(frame) {
            Ok(()) | Err(mpsc::error::TrySendError::Closed(_)) => Ok(()),
            Err(mpsc::error::TrySendError::Full(_)) => Err(Full),
        }
    }

    /// Ends the connection after what waits.
    pub fn close(self, code: CloseCode) {
        // Fails when the connection has ended by itself, which is what is wanted.
        self.close.send(code).ok();
    }
}

impl Frames {
    /// The next frame, or the end. A room that is gone without a word means: try again.
    pub async fn next(&mut self) -> Outgoing {
        if let Some(frame) = self.frames.recv().await {
            self.waiting.fetch_sub(frame.length(), Ordering::Relaxed);
            return frame;
        }
        let code = match self.close.take() {
            Some(close) => close.await.ok(),
            None => None,
        };
        Outgoing::Close(code.unwrap_or(CloseCode::TryAgain))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: impl Into<String>) -> Outgoing {
        Outgoing::Frame(text.into())
    }

    #[tokio::test]
    async fn frames_come_in_order_and_the_close_code_last() {
        let (outbox, mut frames) = outbox();
        outbox.offer(text("one")).unwrap();
        outbox.offer(text("two")).unwrap();
        outbox.close(CloseCode::Left);
        assert_eq!(frames.next().await, Outgoing::Frame("one".into()));
        assert_eq!(frames.next().await, Outgoing::Frame("two".into()));
        assert_eq!(frames.next().await, Outgoing::Close(CloseCode::Left));
    }

    #[tokio::test]
    async fn a_room_that_is_gone_means_try_again() {
        let (outbox, mut frames) = outbox();
        drop(outbox);
        assert_eq!(frames.next().await, Outgoing::Close(CloseCode::TryAgain));
    }

    #[tokio::test]
    async fn it_is_bounded_in_frames_and_in_bytes() {
        let (short, _frames) = outbox();
        assert_eq!((0..5000).filter(|_| short.offer(text("x")).is_ok()).count(), MAX_FRAMES);
        let (long, mut frames) = outbox();
        assert_eq!(long.offer(text("x".repeat(3 * MAX_BYTES))), Ok(()), "nothing waits");
        assert_eq!(long.offer(text("x")), Err(Full));
        let (long, _) = (frames.next().await, ());
        assert!(matches!(long, Outgoing::Frame(_)));
    }

    #[test]
    fn a_connection_that_has_ended_takes_everything() {
        let (outbox, frames) = outbox();
        drop(frames);
        assert_eq!(outbox.offer(text("x")), Ok(()));
    }
}
