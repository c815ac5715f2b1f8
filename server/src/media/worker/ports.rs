//! What a worker reads from its ports and writes to them.

use std::net::SocketAddr;
use std::sync::atomic::Ordering;
use std::time::Instant;

use bytes::BytesMut;

use super::Worker;
use crate::media::mux::PeerId;
use crate::media::path::{Path, Transport};
use crate::media::peer::is_picture;
use crate::media::udp::RECEIVE_BATCH;

/// Batches read before timers get their turn, so that a flood cannot starve them.
const BATCHES: usize = 16;

impl Worker {
    /// Returns whether there may be more to read.
    pub(super) fn receive(&mut self, now: Instant) -> bool {
        let mut batch: Vec<(Path, BytesMut)> = Vec::new();
        let mut more = self.receive_udp(&mut batch);
        let mux = &self.mux;
        more |= self.tcp.receive(now, self.index, |packet| mux.worker_asked(packet), &mut batch);
        for (worker, connection) in self.tcp.take_leaving() {
            self.handover.give_connection(worker, connection);
        }
        while let Some((from, given)) = self.handover.take() {
            for connection in given.connections {
                self.tcp.adopt(now, connection, &mut batch);
            }
            for (path, bytes) in given.datagrams {
                self.datagram(now, path, bytes, false);
            }
            for (key, told) in given.wants {
                self.told(now, from, key, told);
            }
            for (key, shared) in given.shared {
                self.shared(now, key, shared);
            }
        }
        self.counters.received.fetch_add(batch.len() as u64, Ordering::Relaxed);
        for (path, bytes) in batch {
            self.datagram(now, path, bytes, true);
        }
        self.forget_closed();
        self.listen(now);
        more
    }

    fn receive_udp(&mut self, batch: &mut Vec<(Path, BytesMut)>) -> bool {
        for _ in 0..BATCHES {
            // Fewer than a whole batch: nothing is left, and what comes now wakes us again.
            match self.port.receive(|path, bytes| batch.push((path, BytesMut::from(bytes)))) {
                Ok(RECEIVE_BATCH..) => {}
                Ok(_) => return false,
                Err(error) => {
                    // Of this moment (no memory, say): not worth everybody's session.
                    tracing::warn!(%error, "cannot read the media port");
                    return false;
                }
            }
        }
        true
    }

    /// Puts a peer's datagram into the next flush, on the path that the mux knows for it.
    pub(super) fn transmit(&mut self, now: Instant, id: PeerId, to: SocketAddr, bytes: BytesMut) {
        let Some(path) = self.mux.outgoing(id, to, &bytes) else { return };
        match path.transport {
            Transport::Udp => self.port.queue(path, bytes),
            Transport::Tcp(connection) => {
                let picture = is_picture(&bytes);
                self.tcp.queue(now, connection, bytes, picture);
            }
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
