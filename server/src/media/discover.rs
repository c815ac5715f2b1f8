//! Under which address others see this machine: asked of a STUN server (RFC 8489 §7), from the media port itself.
//!
//! All workers share that port, and the kernel gives the answer to any of them. So the question stands here, and every
//! worker shows what it gets from strangers.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bytes::BytesMut;
use tokio::sync::oneshot;

use super::stun::{self, TransactionId};

/// How long an answer is waited for, the first time and after each repetition (RFC 8489 §6.2.1, cut short).
pub const TRIES: [Duration; 3] =
    [Duration::from_millis(500), Duration::from_millis(1000), Duration::from_millis(2000)];
/// Until an address is asked for again: translators forget and providers change addresses in their own time.
pub const AGAIN: Duration = Duration::from_secs(240);
/// The same after a failure.
pub const AGAIN_AFTER_FAILURE: Duration = Duration::from_secs(30);

/// Why no address was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DiscoverError {
    /// The name of the server says nothing.
    #[error("the name of the STUN server leads to no address")]
    UnknownName,
    /// It did not answer.
    #[error("the STUN server did not answer")]
    Silent,
}

/// The question that waits for its answer.
#[derive(Debug, Default)]
pub struct Discovery {
    waiting: AtomicBool,
    question: Mutex<Option<Question>>,
}

#[derive(Debug)]
struct Question {
    server: SocketAddr,
    transaction: TransactionId,
    answer: oneshot::Sender<SocketAddr>,
}

impl Discovery {
    /// A new question in place of the one before: what is to be sent to `server`, and where the answer will be.
    pub fn ask(&self, server: SocketAddr) -> (BytesMut, oneshot::Receiver<SocketAddr>) {
        let mut transaction = [0; 12];
        crate::secret::fill(&mut transaction);
        let (answer, answered) = oneshot::channel();
        *self.question() = Some(Question { server, transaction, answer });
        self.waiting.store(true, Ordering::Release);
        (stun::binding_request(transaction), answered)
    }

    /// Shown every datagram of a stranger: is it the answer? Only whoever saw the question can know its 96 random bits.
    pub fn heard(&self, from: SocketAddr, datagram: &[u8]) {
        if !self.waiting.load(Ordering::Acquire) {
            return;
        }
        let Some((transaction, address)) = stun::mapped_address(datagram) else { return };
        let mut question = self.question();
        if question.as_ref().is_some_and(|asked| asked.server == from && asked.transaction == transaction) {
            self.waiting.store(false, Ordering::Release);
            if let Some(asked) = question.take() {
                let _ = asked.answer.send(address);
            }
        }
    }

    fn question(&self) -> std::sync::MutexGuard<'_, Option<Question>> {
        self.question.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SERVER: ([u8; 4], u16) = ([192, 0, 2, 1], 3478);

    /// A success response with XOR-MAPPED-ADDRESS 203.0.113.9:40000.
    fn answer(request: &[u8]) -> Vec<u8> {
        let mut answer = vec![0x01, 0x01, 0x00, 0x0c];
        answer.extend_from_slice(&request[4..20]);
        answer.extend_from_slice(&[0x00, 0x20, 0x00, 0x08, 0x00, 0x01, 0xbd, 0x52, 0xea, 0x12, 0xd5, 0x4b]);
        answer
    }

    #[test]
    fn the_answer_of_the_server_that_was_asked_is_taken_once() {
        let discovery = Discovery::default();
        let (request, mut answered) = discovery.ask(SERVER.into());
        discovery.heard(([192, 0, 2, 2], 3478).into(), &answer(&request));
        assert!(answered.try_recv().is_err(), "from another address");
        let mut other = request.clone();
        other[19] ^= 1;
        discovery.heard(SERVER.into(), &answer(&other));
        assert!(answered.try_recv().is_err(), "to another question");
        discovery.heard(SERVER.into(), &answer(&request));
        assert_eq!(answered.try_recv(), Ok(SocketAddr::from(([203, 0, 113, 9], 40_000))));
        discovery.heard(SERVER.into(), &answer(&request));
    }

    #[test]
    fn no_prefix_and_no_other_bytes_are_an_answer() {
        let discovery = Discovery::default();
        let (request, mut answered) = discovery.ask(SERVER.into());
        let whole = answer(&request);
        for length in 0..whole.len() {
            discovery.heard(SERVER.into(), &whole[..length]);
        }
        for at in 0..24 {
            let mut wrong = whole.clone();
            wrong[at] ^= 0x40;
            discovery.heard(SERVER.into(), &wrong);
        }
        assert!(answered.try_recv().is_err());
    }
}
