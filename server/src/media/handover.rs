//! What one worker gives another: datagrams and connections that reached its sockets and belong to the other's peer, and
//! the packets of sessions that both carry. In batches, through bounded rings of one writer and one reader each, so that
//! nothing is shared and nothing waits.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use mio::Waker;
use rtrb::{Consumer, Producer, PushError, RingBuffer};
use sfu::{Clocks, DeviceId, Relayed, SourceId, Time, Wants};

use super::path::Path;
use super::tcp::Handed;
use super::worker::SessionKey;

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
    /// Of sessions that both carry, in the order in which it happened.
    pub shared: Vec<(SessionKey, Shared)>,
    /// What is wanted of sessions that both carry: the latest.
    pub wants: BTreeMap<SessionKey, Told>,
}

/// Something of a session that several workers carry.
pub enum Shared {
    /// A packet that may be for listeners there.
    Packet(Relayed<Bytes>),
    /// What ties timestamps to our clock.
    Clocks(Clocks),
    /// A device's connection is new, or gone since then.
    Reset(DeviceId, Time),
    /// Somebody waits for a keyframe of an encoding.
    Keyframe(SourceId, u8),
}

/// What one worker wants of a session.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// All of it.
    pub wants: Wants,
    /// It has only begun to carry the session: it is to be told what the others want.
    pub asks: bool,
}

impl Batch {
    fn is_empty(&self) -> bool {
        self.datagrams.is_empty()
            && self.connections.is_empty()
            && self.shared.is_empty()
            && self.wants.is_empty()
    }

    const fn packets(&self) -> usize {
        self.datagrams.len() + self.shared.len()
    }
}

/// One worker's ends of the rings to and from all others.
#[derive(Default)]
pub struct Handover {
    outgoing: Vec<Option<Outgoing>>,
    /// With the worker that writes to it.
    incoming: Vec<(usize, Consumer<Batch>)>,
    lost: u64,
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
                ends[to].incoming.push((from, consumer));
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

    /// Puts something of a session into the next batch for a worker.
    pub fn share(&mut self, worker: usize, session: SessionKey, shared: Shared) {
        if let Some(Some(outgoing)) = self.outgoing.get_mut(worker) {
            outgoing.batch.shared.push((session, shared));
        }
    }

    /// Tells a worker what is wanted of a session.
    pub fn want(&mut self, worker: usize, session: SessionKey, told: Told) {
        if let Some(Some(outgoing)) = self.outgoing.get_mut(worker) {
            let waiting = outgoing.batch.wants.entry(session).or_default();
            *waiting = Told { asks: waiting.asks || told.asks, ..told };
        }
    }

    /// All other workers.
    pub fn others(&self) -> impl Iterator<Item = usize> + use<> {
        let others: Vec<usize> =
            (0..self.outgoing.len()).filter(|&worker| self.outgoing[worker].is_some()).collect();
        others.into_iter()
    }

    /// Datagrams and packets that were lost because another worker was too far behind.
    pub const fn lost(&self) -> u64 {
        self.lost
    }

    /// Sends the batches off. A full ring loses packets; connections and wants wait, as nobody would send them again.
    pub fn flush(&mut self) {
        for outgoing in self.outgoing.iter_mut().flatten().filter(|outgoing| !outgoing.batch.is_empty()) {
            if let Err(PushError::Full(batch)) = outgoing.ring.push(std::mem::take(&mut outgoing.batch)) {
                self.lost += batch.packets() as u64;
                outgoing.batch.connections = batch.connections;
                outgoing.batch.wants = batch.wants;
            }
            let _ = outgoing.waker.wake();
        }
    }

    /// The next batch that another worker gave, and which.
    pub fn take(&mut self) -> Option<(usize, Batch)> {
        self.incoming.iter_mut().find_map(|(from, ring)| Some((*from, ring.pop().ok()?)))
    }
}

#[cfg(test)]
mod tests {
    use mio::{Poll, Token};

    use super::*;

    const KEY: SessionKey = SessionKey(1);

    fn reset(device: u32) -> Shared {
        Shared::Reset(DeviceId(device), Time(0))
    }

    #[test]
    fn a_full_ring_loses_packets_counts_them_and_keeps_what_is_wanted() {
        let poll = Poll::new().unwrap();
        let waker = Arc::new(Waker::new(poll.registry(), Token(0)).unwrap());
        let mut ends = Handover::between(&[Arc::clone(&waker), waker]);
        let (mut to, mut from) = (ends.pop().unwrap(), ends.pop().unwrap());
        let told = |layers| Told {
            wants: [(SourceId { device: DeviceId(1), kind: sfu::Kind::Camera }, layers)].into(),
            asks: layers == 1,
        };
        for device in 0..RING as u32 {
            from.share(1, KEY, reset(device));
            from.flush();
        }
        assert_eq!(from.lost(), 0);
        for layers in [1, 2, 3] {
            from.share(1, KEY, reset(99));
            from.want(1, KEY, told(layers));
            from.flush();
        }
        assert_eq!(from.lost(), 3);
        for _ in 0..RING {
            let (worker, batch) = to.take().unwrap();
            assert_eq!((worker, batch.shared.len(), batch.wants.len()), (0, 1, 0));
        }
        assert!(to.take().is_none());
        from.flush();
        let (_, batch) = to.take().unwrap();
        assert!(batch.shared.is_empty());
        let kept = &batch.wants[&KEY];
        assert_eq!((&kept.wants, kept.asks), (&told(3).wants, true), "the latest, and that it asked");
        from.flush();
        assert!(to.take().is_none(), "nothing to say, nothing sent");
    }
}
