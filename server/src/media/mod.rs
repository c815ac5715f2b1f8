//! Media: what the rest of the process sees of it.
//!
//! [`Media`] owns the workers; [`MediaSession`] is one session's handle, held by its room task, whoever carries it. Everything crosses to
//! a worker as a value and comes back as a value; no peer, socket or lock is shared. `rtc::` appears only below here.

mod candidates;
mod control;
mod discover;
mod dump;
mod feedback;
mod handle;
mod handover;
mod metrics;
mod mux;
mod outbound;
mod path;
mod peer;
mod rtx;
mod session;
mod srtp;
mod start;
mod stun;
mod tcp;
mod to_signaling;
mod udp;
mod worker;

use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use mio::Waker;
use prometheus_client::registry::Registry;
use signaling::id::DeviceId;
use signaling::protocol::{NetworkQuality, NetworkReason, SlotView, WantedSource};
use tokio::sync::mpsc;

use candidates::{Candidates, Ways};
use discover::Discovery;
pub use discover::{AGAIN, AGAIN_AFTER_FAILURE, DiscoverError};
pub use dump::SessionDump;
pub use handle::MediaSession;
use metrics::Networks;
pub use worker::Counters;
use worker::{Command, SessionKey};

use crate::turn::Turn;

/// What a device gets when it connects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connected {
    /// For its sending connection.
    pub answer: String,
    /// Of its receiving connection.
    pub offer: String,
}

/// Why a media request was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MediaError {
    /// The session description cannot be used.
    #[error("the session description cannot be used")]
    BadDescription,
    /// No connection waits for this.
    #[error("no media connection waits for this")]
    NoMedia,
    /// The worker is gone or too busy.
    #[error("media is not available right now")]
    Unavailable,
}

/// What a session's room task is told. But for [`MediaEvent::Spoke`] only the latest of each kind and device matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MediaEvent {
    /// Who is in this device's slots.
    Slots {
        /// Whose slots.
        device: DeviceId,
        /// Grows with every change.
        generation: u32,
        /// Every slot in use.
        slots: Vec<SlotView>,
    },
    /// Who speaks, among those this device hears.
    Speaking {
        /// Who is told.
        device: DeviceId,
        /// Loudest first.
        devices: Vec<DeviceId>,
    },
    /// How many layers of each of this device's pictures anybody watches.
    Wanted {
        /// Who sends them.
        device: DeviceId,
        /// Each picture that it sends.
        sources: Vec<WantedSource>,
    },
    /// How a device's network does.
    Network {
        /// Whose.
        device: DeviceId,
        /// In a word.
        quality: NetworkQuality,
        /// Why it is not good.
        reason: Option<NetworkReason>,
    },
    /// A device has been heard to speak for so long since the last time. All of them matter.
    Spoke {
        /// Which.
        device: DeviceId,
        /// Milliseconds.
        millis: u32,
    },
    /// This device's connections did not come up or broke for good, or were made for another codec.
    Restart {
        /// Whose.
        device: DeviceId,
    },
    /// Somebody cannot show what pictures are coded in.
    CodecRefused,
}

/// The media workers of this process.
#[derive(Clone)]
pub struct Media {
    shared: Arc<Shared>,
}

struct Shared {
    workers: Vec<Handle>,
    networks: Networks,
    threads: Mutex<Vec<JoinHandle<()>>>,
    ways: Ways,
    candidates: Candidates,
    discovery: Arc<Discovery>,
    turn: Option<Turn>,
    /// Devices that each worker carries.
    loads: Mutex<Vec<usize>>,
    /// [`crate::config::Media::devices_per_worker`].
    spread: usize,
    next_session: AtomicU64,
}

#[derive(Clone)]
struct Handle {
    orders: SyncSender<Command>,
    waker: Arc<Waker>,
    counters: Arc<Counters>,
}

impl Handle {
    fn order(&self, command: Command) -> Result<(), MediaError> {
        self.orders.try_send(command).map_err(|_| MediaError::Unavailable)?;
        self.waker.wake().map_err(|_| MediaError::Unavailable)
    }
}

impl Media {
    /// The UDP port in use.
    #[must_use]
    pub fn udp_port(&self) -> u16 {
        self.shared.ways.udp.port()
    }

    /// The TCP port in use, if there is one.
    #[must_use]
    pub fn tcp_port(&self) -> Option<u16> {
        self.shared.ways.tcp.map(|bound| bound.port())
    }

    /// Asks a STUN server (`host:port`) under which addresses it sees this machine, and tells them to everybody who
    /// connects from now on. Returns the first of them.
    ///
    /// # Errors
    /// When there is no answer; what was told before stays.
    pub async fn discover(&self, server: &str) -> Result<SocketAddr, DiscoverError> {
        let is_v6 = self.shared.ways.udp.is_ipv6();
        let resolved = tokio::net::lookup_host(server).await.map_err(|_| DiscoverError::UnknownName)?;
        let mut servers: Vec<SocketAddr> = resolved.filter(|server| is_v6 || server.is_ipv4()).collect();
        // One of each family.
        servers.sort_by_key(SocketAddr::is_ipv6);
        servers.dedup_by_key(|server| server.is_ipv6());
        if servers.is_empty() {
            return Err(DiscoverError::UnknownName);
        }
        let mut seen = Vec::new();
        for server in servers {
            seen.extend(self.ask(server).await);
        }
        let first = seen.first().copied().ok_or(DiscoverError::Silent)?;
        let addresses: Vec<IpAddr> = seen.iter().map(SocketAddr::ip).collect();
        if let Ok(candidates) = self.shared.ways.candidates(&addresses)
            && self.shared.candidates.replace(candidates)
        {
            tracing::info!(?addresses, "public address discovered");
        }
        Ok(first)
    }

    async fn ask(&self, server: SocketAddr) -> Option<SocketAddr> {
        let worker = self.shared.workers.first()?;
        let (question, mut answer) = self.shared.discovery.ask(server);
        for wait in discover::TRIES {
            worker.order(Command::Send(server, question.clone())).ok()?;
            if let Ok(answer) = tokio::time::timeout(wait, &mut answer).await {
                return answer.ok();
            }
        }
        None
    }

    /// Each worker's counters.
    #[must_use]
    pub fn counters(&self) -> Vec<Arc<Counters>> {
        self.shared.workers.iter().map(|worker| Arc::clone(&worker.counters)).collect()
    }

    /// Puts the figures of media into a registry.
    pub fn register(&self, registry: &mut Registry) {
        metrics::register(registry, self.counters(), &self.shared.networks);
    }

    /// A session. Its first device decides which worker carries it. `events` is never waited for.
    #[must_use]
    pub fn open_session(&self, events: mpsc::Sender<MediaEvent>) -> MediaSession {
        let key = SessionKey(self.shared.next_session.fetch_add(1, Ordering::Relaxed));
        MediaSession::new(Arc::clone(&self.shared), key, events)
    }

    /// Ends all workers; every peer is told goodbye.
    pub fn shutdown(&self) {
        for worker in &self.shared.workers {
            // Waits for a place in the queue: this order must not be lost.
            let _ = worker.orders.send(Command::Stop);
            let _ = worker.waker.wake();
        }
        let mut threads = self.shared.threads.lock().unwrap_or_else(PoisonError::into_inner);
        for thread in threads.drain(..) {
            let _ = thread.join();
        }
    }
}
