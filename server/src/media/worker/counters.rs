//! What is counted of a worker.

use std::sync::atomic::AtomicU64;

/// What a worker has done so far. Relaxed: read by people and load tests.
#[derive(Debug, Default)]
pub struct Counters {
    /// Datagrams that came in.
    pub received: AtomicU64,
    /// Peers made: two for each session description that a device sent.
    pub peers: AtomicU64,
    /// Datagrams of nobody.
    pub strangers: AtomicU64,
    /// Datagrams given to another worker.
    pub handed_over: AtomicU64,
    /// Media packets given to other workers that carry the same session.
    pub relayed: AtomicU64,
    /// Datagrams and packets for other workers that were too far behind.
    pub relay_lost: AtomicU64,
    /// Media packets that came in and were admitted.
    pub admitted: AtomicU64,
    /// Media packets that the plan did not admit.
    pub not_admitted: AtomicU64,
    /// Media packets sent to listeners.
    pub forwarded: AtomicU64,
    /// Media packets sent again after a loss.
    pub repeated: AtomicU64,
    /// Datagrams handed to the kernel.
    pub sent: AtomicU64,
    /// System calls that did it.
    pub send_calls: AtomicU64,
    /// Datagrams the kernel had no room for.
    pub unsent: AtomicU64,
    /// TCP connections open now.
    pub tcp_open: AtomicU64,
    /// TCP connections taken.
    pub tcp_accepted: AtomicU64,
    /// TCP connections refused or closed because there were too many.
    pub tcp_refused: AtomicU64,
    /// Packets dropped because they waited too long for a slow TCP connection.
    pub tcp_dropped: AtomicU64,
    /// Media packets that were not sent on, in the order of [`sfu::Drops::by_reason`].
    pub drops: [AtomicU64; sfu::Drops::REASONS],
    /// Devices that receive media now.
    pub connected: AtomicU64,
}
