//! What a proxy has seen.

use std::fmt;
use std::time::Duration;

use super::impairments::Direction;
use super::link::{Fate, Reason};

/// UDP of one direction since the proxy was started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flowed {
    /// Packets that came, copies not counted.
    pub packets_in: u64,
    /// Their bytes.
    pub bytes_in: u64,
    /// Packets that went on, copies counted.
    pub packets_out: u64,
    /// Their bytes.
    pub bytes_out: u64,
    /// Of these, copies.
    pub copies: u64,
    /// Lost by [`Reason::Chance`].
    pub lost_by_chance: u64,
    /// Lost by [`Reason::Queue`].
    pub lost_in_queue: u64,
    /// Lost by [`Reason::Blackhole`].
    pub lost_in_blackhole: u64,
    /// Lost by [`Reason::Full`].
    pub lost_by_proxy: u64,
    /// What all that were not lost waited before the line, together.
    pub queued: Duration,
    /// The longest of these waits.
    pub longest_queued: Duration,
    /// How much later than it was to be a packet went on, at most: the proxy's own error, from timers and a busy machine.
    pub latest_by: Duration,
}

impl Flowed {
    pub(super) fn came(&mut self, len: usize, fate: Fate) {
        self.packets_in += 1;
        self.bytes_in += len as u64;
        match fate {
            Fate::Arrives { queued, twice, .. } => {
                self.queued += queued;
                self.longest_queued = self.longest_queued.max(queued);
                self.copies += u64::from(twice);
            }
            Fate::Lost(reason) => self.lost(reason),
        }
    }

    pub(super) const fn lost(&mut self, reason: Reason) {
        let count = match reason {
            Reason::Chance => &mut self.lost_by_chance,
            Reason::Queue => &mut self.lost_in_queue,
            Reason::Blackhole => &mut self.lost_in_blackhole,
            Reason::Full => &mut self.lost_by_proxy,
        };
        *count += 1;
    }

    pub(super) fn went(&mut self, len: usize, late_by: Duration) {
        self.packets_out += 1;
        self.bytes_out += len as u64;
        self.latest_by = self.latest_by.max(late_by);
    }

    /// Lost packets, whatever the reason.
    #[must_use]
    pub const fn lost_in_all(&self) -> u64 {
        self.lost_by_chance + self.lost_in_queue + self.lost_in_blackhole + self.lost_by_proxy
    }

    /// What those that were not lost waited before the line, on average.
    #[must_use]
    pub fn mean_queued(&self) -> Duration {
        let kept = self.packets_in.saturating_sub(self.lost_in_all());
        Duration::from_nanos(
            u64::try_from(self.queued.as_nanos() / u128::from(kept.max(1))).unwrap_or(u64::MAX),
        )
    }
}

impl fmt::Display for Flowed {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let millis = |time: Duration| time.as_secs_f64() * 1000.0;
        write!(
            to,
            "in {} packets {} bytes, out {} packets {} bytes ({} copies), lost {} (chance {}, queue {}, blackhole {}, \
             proxy {}), waited {:.1} ms on average and {:.1} ms at most, forwarded {:.1} ms late at most",
            self.packets_in,
            self.bytes_in,
            self.packets_out,
            self.bytes_out,
            self.copies,
            self.lost_in_all(),
            self.lost_by_chance,
            self.lost_in_queue,
            self.lost_in_blackhole,
            self.lost_by_proxy,
            millis(self.mean_queued()),
            millis(self.longest_queued),
            millis(self.latest_by),
        )
    }
}

/// What a proxy has seen since it was started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// UDP from clients.
    pub up: Flowed,
    /// UDP from the server.
    pub down: Flowed,
    /// Bytes of TCP that went on to the server.
    pub tcp_up: u64,
    /// Bytes of TCP that went on to clients.
    pub tcp_down: u64,
    /// Clients that UDP came from; one that was silent for a minute and comes again counts again.
    pub udp_clients: u64,
    /// TCP connections.
    pub tcp_connections: u64,
    /// New source ports that clients got while they were connected.
    pub rebinds: u64,
}

impl Counts {
    pub(super) const fn of(&mut self, direction: Direction) -> &mut Flowed {
        match direction {
            Direction::Up => &mut self.up,
            Direction::Down => &mut self.down,
        }
    }

    pub(super) const fn tcp(&mut self, direction: Direction) -> &mut u64 {
        match direction {
            Direction::Up => &mut self.tcp_up,
            Direction::Down => &mut self.tcp_down,
        }
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(to, "up    {}", self.up)?;
        writeln!(to, "down  {}", self.down)?;
        write!(
            to,
            "tcp   up {} bytes, down {} bytes, {} connections; udp {} clients, {} rebinds",
            self.tcp_up, self.tcp_down, self.tcp_connections, self.udp_clients, self.rebinds
        )
    }
}
