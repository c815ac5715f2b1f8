//! What a worker reads from its ports and writes to them.

use std::net::SocketAddr;
use std::sync::atomic::Ordering;
use std::time::Instant;

use bytes::BytesMut;

use super::Worker;
use crate::media::mux::PeerId;
use crate::media::path::{Path, Transport};
use crate::media::peer::{Peer, is_picture};
use crate::media::tcp::TcpPort;
use crate::media::udp::{RECEIVE_BATCH, UdpPort};

/// Batches read before timers get their turn, so that a flood cannot starve them.
const BATCHES: usize = 16;

/// Where a peer's media goes now; nowhere before its agent has found a path.
pub(super) struct Way<'a> {
    pub now: Instant,
    pub path: Option<Path>,
    pub port: &'a mut UdpPort,
    pub tcp: &'a mut TcpPort,
}

impl Way<'_> {
    /// Puts a datagram into the next flush: `fill` writes it into `room` octets and returns its length, or nothing.
    pub fn write(&mut self, room: usize, fill: impl FnOnce(&mut [u8]) -> Option<usize>) {
        let Some(path) = self.path else { return };
        match path.transport {
            Transport::Udp => self.port.write(path, room, fill),
            Transport::Tcp(connection) => {
                let mut bytes = BytesMut::zeroed(room);
                let Some(length) = fill(&mut bytes) else { return };
                bytes.truncate(length);
                let picture = is_picture(&bytes);
                self.tcp.queue(self.now, connection, bytes, picture);
            }
        }
    }

    /// The control packets that wait.
    pub fn control(&mut self, peer: &mut Peer) {
        while let Some(bytes) = peer.outgoing_control() {
            self.write(bytes.len(), |room| {
                room.copy_from_slice(&bytes);
                Some(bytes.len())
            });
        }
    }
}

impl Worker {
    /// Returns whether there may be more to read.
    pub(super) fn receive(&mut self, now: Instant) -> bool {
        let mut batch: Vec<(Path, BytesMut)> = Vec::new();
        let mux = &self.mux;
        let mut more = self.tcp.receive(now, self.index, |packet| mux.worker_asked(packet), &mut batch);
        for (worker, connection) in self.tcp.take_leaving() {
            self.handover.give_connection(worker, connection);
        }
        while let Some((from, given)) = self.handover.take() {
            for connection in given.connections {
                self.tcp.adopt(now, connection, &mut batch);
            }
            for (path, bytes) in given.datagrams {
                self.datagram(now, path, &bytes, false);
            }
            for (key, told) in given.wants {
                self.told(from, key, told);
            }
            for (key, shared) in given.shared {
                self.shared(now, key, shared);
            }
        }
        self.counters.received.fetch_add(batch.len() as u64, Ordering::Relaxed);
        for (path, bytes) in batch {
            self.datagram(now, path, &bytes, true);
        }
        more |= self.receive_udp(now);
        self.forget_closed();
        self.listen(now);
        more
    }

    fn receive_udp(&mut self, now: Instant) -> bool {
        let mut inbox = std::mem::take(&mut self.inbox);
        let mut more = true;
        for _ in 0..BATCHES {
            let count = match self.port.receive(&mut inbox) {
                Ok(count) => count,
                Err(error) => {
                    // Of this moment (no memory, say): not worth everybody's session.
                    tracing::warn!(%error, "cannot read the media port");
                    0
                }
            };
            self.counters.received.fetch_add(count as u64, Ordering::Relaxed);
            for (path, bytes) in inbox.datagrams() {
                self.datagram(now, path, bytes, true);
            }
            // Fewer than a whole batch: nothing is left, and what comes now wakes us again.
            if count < RECEIVE_BATCH {
                more = false;
                break;
            }
        }
        self.inbox = inbox;
        more
    }

    /// Puts a peer's datagram into the next flush, on the path that the mux knows for it.
    pub(super) fn transmit(&mut self, now: Instant, id: PeerId, to: SocketAddr, bytes: BytesMut) {
        let Some(path) = self.mux.outgoing(id, to, &bytes) else { return };
        match path.transport {
            Transport::Udp => self.port.queue(path, &bytes),
            Transport::Tcp(connection) => {
                let picture = is_picture(&bytes);
                self.tcp.queue(now, connection, bytes, picture);
            }
        }
    }

    /// Puts what a peer wants to send into the next flush.
    pub(super) fn drain(&mut self, now: Instant, id: PeerId) {
        while let Some((to, bytes)) = self.peers.get_mut(&id).and_then(|entry| entry.peer.outgoing()) {
            self.transmit(now, id, to, bytes);
        }
        if let Some(entry) = self.peers.get_mut(&id) {
            Way { now, path: self.mux.media(id), port: &mut self.port, tcp: &mut self.tcp }
                .control(&mut entry.peer);
        }
    }

    /// Sends everything that waits.
    pub(super) fn flush(&mut self, now: Instant) {
        self.port.flush();
        self.tcp.flush(now);
        for connection in self.mux.unneeded() {
            self.tcp.close(connection);
        }
        self.forget_closed();
        self.handover.flush();
        let (udp, tcp) = (self.port.counts(), self.tcp.counts());
        self.counters.sent.store(udp.sent, Ordering::Relaxed);
        self.counters.send_calls.store(udp.send_calls, Ordering::Relaxed);
        self.counters.unsent.store(udp.dropped, Ordering::Relaxed);
        self.counters.relay_lost.store(self.handover.lost(), Ordering::Relaxed);
        self.counters.tcp_open.store(self.tcp.open() as u64, Ordering::Relaxed);
        self.counters.tcp_accepted.store(tcp.accepted, Ordering::Relaxed);
        self.counters.tcp_refused.store(tcp.refused, Ordering::Relaxed);
        self.counters.tcp_dropped.store(tcp.dropped, Ordering::Relaxed);
    }

    fn forget_closed(&mut self) {
        for path in self.tcp.take_closed() {
            self.mux.closed(path);
        }
    }
}
