//! What is wrong with a network: [`Impairments`] of one direction, [`Network`] of both.

use std::time::Duration;

/// Which way a packet goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From client to server.
    Up,
    /// From server to client.
    Down,
}

/// Which packets are lost by chance. Shares are from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Loss {
    /// None.
    #[default]
    No,
    /// Each with this probability, whatever became of the one before.
    Random(f64),
    /// Several in a row, by the two states of Gilbert and Elliott: everything is lost in the bad one, nothing in the
    /// good one.
    Bursts {
        /// Of all packets; at most `length / (length + 1)`, because one arrives between two bursts.
        share: f64,
        /// Mean packets in a burst, at least 1.
        length: f64,
    },
}

/// Packets that are overtaken.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Reorder {
    /// How many, from 0 to 1.
    pub share: f64,
    /// How much later than otherwise they arrive.
    pub by: Duration,
}

/// A bottleneck: a line of a certain speed with a queue before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Bits per second of UDP payload: what a sender counts, without the 28 bytes of IP and UDP headers.
    pub bits: u64,
    /// The longest wait. Whatever would wait longer is lost (tail drop).
    pub queue: Duration,
}

/// A queue like that of a home router.
pub const QUEUE: Duration = Duration::from_millis(300);

/// What is wrong with one direction. The default is a network without fault.
///
/// In the order in which a packet meets them: blackhole, rate, loss, delay with jitter, reordering, duplication. So a packet
/// lost by chance has taken its time on the line before, as on a radio link behind a bottleneck.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Impairments {
    /// Nothing arrives.
    pub blackhole: bool,
    /// The bottleneck; unlimited when absent.
    pub rate: Option<Rate>,
    /// Lost by chance.
    pub loss: Loss,
    /// The least time under way.
    pub delay: Duration,
    /// The most that is added to it.
    pub jitter: Duration,
    /// With jitter, packets overtake each other: each has a delay of its own. Otherwise the delay wanders, and order is
    /// kept.
    pub unordered: bool,
    /// Single packets that are overtaken, with and without jitter.
    pub reorder: Reorder,
    /// The share of packets that arrive twice, from 0 to 1.
    pub duplicate: f64,
}

/// What is wrong with a network.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Network {
    /// Client to server.
    pub up: Impairments,
    /// Server to client.
    pub down: Impairments,
    /// No UDP passes, as in networks that allow the web only. TCP is not touched.
    pub udp_blocked: bool,
    /// Every client gets a new source port towards the server this often.
    pub rebind_every: Option<Duration>,
}

impl Network {
    /// The same in both directions.
    #[must_use]
    pub fn both_ways(impairments: Impairments) -> Self {
        Self { up: impairments, down: impairments, ..Self::default() }
    }

    /// Those of one direction.
    #[must_use]
    pub const fn of(&self, direction: Direction) -> &Impairments {
        match direction {
            Direction::Up => &self.up,
            Direction::Down => &self.down,
        }
    }
}
