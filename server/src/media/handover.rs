//! Datagrams and connections that reached one worker's sockets and belong to another's peer: given over in batches,
//! through bounded rings of one writer and one reader each, so that nothing is shared and nothing waits.

use std::sync::Arc;

use bytes::BytesMut;
use mio::Waker;
use rtrb::{Consumer, Producer, PushError, RingBuffer};

use super::path::Path;
use super::tcp::Handed;

/// Batches in a ring; a worker that is this far behind loses datagrams, as with a full socket.
const RING: usize = 64;
/// Connections that wait for a place in the ring; more are closed.
const WAITING: usize = 256;

/// What one worker gives another at once.
#[derive(Default)]
pub struct Batch {
    /// With where they came from.
    pub datagrams: Vec<(Path, BytesMut)>,
    /// With what came on them.
    pub connections: Vec<Handed>,
}

impl Batch {
    const fn is_empty(&self) -> bool {
        self.datagrams.is_empty() && self.connections.is_empty()
    }
}

/// One worker's ends of the rings to and from all others.
#[derive(Default)]
pub struct Handover {
    outgoing: Vec<Option<Outgoing>>,
    incoming: Vec<Consumer<Batch>>,
}

struct Outgoing {
    ring: Producer<Batch>,
    waker: Arc<Waker>,
    batch: Batch,
}

impl Handover {
    /// The rings between as many workers as there are wakers.
    #[must_use]
    pub fn between(wakers: &[Arc<Waker>]) -> Vec<Self> {
        let mut ends: Vec<Self> = wakers.iter().map(|_| Self::default()).collect();
        for from in 0..wakers.len() {
            for (to, waker) in wakers.iter().enumerate() {
                if from == to {
                    ends[from].outgoing.push(None);
                    continue;
                }
                let (ring, consumer) = RingBuffer::new(RING);
                let waker = Arc::clone(waker);
                ends[from].outgoing.push(Some(Outgoing { ring, waker, batch: Batch::default() }));
                ends[to].incoming.push(consumer);
            }
        }
        ends
    }

    /// Puts a datagram into the next batch for a worker.
    pub fn give(&mut self, worker: usize, path: Path, bytes: BytesMut) {
        if let Some(Some(outgoing)) = self.outgoing.get_mut(worker) {
            outgoing.batch.datagrams.push((path, bytes));
        }
    }

    /// Puts a connection into the next batch for a worker.
    pub fn give_connection(&mut self, worker: usize, connection: Handed) {
        if let Some(Some(outgoing)) = self.outgoing.get_mut(worker)
            && outgoing.batch.connections.len() < WAITING
        {
            outgoing.batch.connections.push(connection);
        }
    }

    /// Sends the batches off. A full ring loses the datagrams; connections wait, as nobody would send them again.
    pub fn flush(&mut self) {
        for outgoing in self.outgoing.iter_mut().flatten().filter(|outgoing| !outgoing.batch.is_empty()) {
            if let Err(PushError::Full(batch)) = outgoing.ring.push(std::mem::take(&mut outgoing.batch)) {
                outgoing.batch.connections = batch.connections;
            }
            let _ = outgoing.waker.wake();
        }
    }

    /// Everything that others gave.
    pub fn take(&mut self) -> Batch {
        let mut all = Batch::default();
        for ring in &mut self.incoming {
            while let Ok(batch) = ring.pop() {
                all.datagrams.extend(batch.datagrams);
                all.connections.extend(batch.connections);
            }
        }
        all
    }
}
