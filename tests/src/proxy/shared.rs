//! What all tasks of a proxy share.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::net::UdpSocket;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::Setup;
use super::counts::Counts;
use super::impairments::{Direction, Network};
use super::link::Link;
use crate::random::Random;

#[derive(Debug)]
pub(super) struct Shared {
    origin: Instant,
    seed: u64,
    numbers: AtomicU64,
    one_line: Option<Line>,
    counts: Mutex<Counts>,
    /// What leads from each UDP client to the server, in the order they came.
    exits: Mutex<Vec<Weak<UdpSocket>>>,
    pub network: watch::Sender<Network>,
    /// How often everybody has been given a new source port.
    pub rebinds: watch::Sender<u64>,
    /// How often all TCP connections have been ended.
    pub cuts: watch::Sender<u64>,
}

impl Shared {
    pub fn new(setup: Setup) -> Self {
        Self {
            origin: Instant::now(),
            seed: setup.seed,
            numbers: AtomicU64::new(1),
            one_line: setup.one_line.then(|| Line::new(setup.seed, 0)),
            counts: Mutex::default(),
            exits: Mutex::default(),
            network: watch::Sender::new(Network::default()),
            rebinds: watch::Sender::new(0),
            cuts: watch::Sender::new(0),
        }
    }

    /// Time since the proxy was started.
    pub fn now(&self) -> Duration {
        self.origin.elapsed()
    }

    /// Done at this time; never without one.
    pub async fn until(&self, at: Option<Duration>) {
        match at {
            Some(at) => sleep_until(self.origin + at).await,
            None => std::future::pending().await,
        }
    }

    /// The line of a new client, numbered in the order they come.
    pub fn line(&self) -> Line {
        match &self.one_line {
            Some(line) => line.clone(),
            None => Line::new(self.seed, self.numbers.fetch_add(1, Ordering::Relaxed)),
        }
    }

    pub fn counts(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn exits(&self) -> MutexGuard<'_, Vec<Weak<UdpSocket>>> {
        self.exits.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn rebind(&self) {
        self.rebinds.send_modify(|count| *count += 1);
    }
}

/// Both directions of a network.
#[derive(Debug, Clone)]
pub(super) struct Line {
    up: Arc<Mutex<Link>>,
    down: Arc<Mutex<Link>>,
}

impl Line {
    fn new(seed: u64, number: u64) -> Self {
        let link = |way| {
            let own = Random::new(seed).next().wrapping_add(number.wrapping_mul(2)).wrapping_add(way);
            Arc::new(Mutex::new(Link::new(own)))
        };
        Self { up: link(0), down: link(1) }
    }

    pub fn link(&self, direction: Direction) -> MutexGuard<'_, Link> {
        let link = match direction {
            Direction::Up => &self.up,
            Direction::Down => &self.down,
        };
        link.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
