//! Media: what the rest of the process sees of it.
//!
//! [`Media`] owns the workers; [`MediaSession`] is one session's handle, held by its room task. Everything crosses to
//! a worker as a value and comes back as a value; no peer, socket or lock is shared. `rtc::` appears only below here.

mod handover;
mod inbound;
mod mux;
mod peer;
mod rtx;
mod session;
mod stun;
mod tap;
mod to_signaling;
mod udp;
mod worker;

use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Instant;

use anyhow::Context;
use mio::{Poll, Waker};
use signaling::id::DeviceId;
use signaling::protocol::SlotView;
use signaling::room::RoutePlan;
use tokio::sync::{mpsc, oneshot};

use handover::Handover;
use mux::Directory;
use peer::Identity;
use udp::UdpPort;
pub use worker::Counters;
use worker::{Command, Parts, SessionKey, WAKE, Worker};

/// Orders waiting for a worker; more means it is stuck, and asking again later is the right answer.
const ORDERS: usize = 4096;

/// Where media is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaConfig {
    /// The UDP port for everybody. Port 0 takes a free one.
    pub listen: SocketAddr,
    /// Addresses told to clients; empty: every address of this machine that is not loopback, or loopback if there is
    /// no other.
    pub advertise: Vec<IpAddr>,
    /// Threads.
    pub workers: usize,
}

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
    /// A device has been heard to speak for so long since the last time. All of them matter.
    Spoke {
        /// Which.
        device: DeviceId,
        /// Milliseconds.
        millis: u32,
    },
    /// This device's connections did not come up or broke for good.
    Restart {
        /// Whose.
        device: DeviceId,
    },
}

/// The media workers of this process.
#[derive(Clone)]
pub struct Media {
    shared: Arc<Shared>,
}

struct Shared {
    workers: Vec<Handle>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    port: u16,
    next_worker: AtomicUsize,
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
    /// Binds the port and starts the workers.
    ///
    /// # Errors
    /// When the port is taken or no thread can be started.
    pub fn start(config: &MediaConfig) -> anyhow::Result<Self> {
        let count = config.workers.max(1);
        let first = UdpPort::bind(config.listen, count > 1)
            .with_context(|| format!("cannot bind the media port {} (UDP)", config.listen))?;
        let bound = first.local_addr()?;
        let mut ports = vec![first];
        for _ in 1..count {
            ports.push(UdpPort::bind(bound, true).context("cannot share the media port between workers")?);
        }
        let identity = Identity::new(candidates(config, bound)?)?;
        let directory = Arc::new(Directory::default());
        let origin = Instant::now();
        let mut polls = Vec::new();
        let mut wakers = Vec::new();
        for _ in 0..count {
            let poll = Poll::new()?;
            wakers.push(Arc::new(Waker::new(poll.registry(), WAKE)?));
            polls.push(poll);
        }
        let mut workers = Vec::new();
        let mut threads = Vec::new();
        let ends = Handover::between(&wakers);
        let parts = ports.into_iter().zip(polls).zip(ends).zip(wakers).enumerate();
        for (index, (((port, poll), handover), waker)) in parts {
            let (orders, commands) = sync_channel(ORDERS);
            let counters = Arc::new(Counters::default());
            let worker = Worker::new(Parts {
                index,
                poll,
                port,
                directory: Arc::clone(&directory),
                identity: identity.clone(),
                commands,
                handover,
                counters: Arc::clone(&counters),
                origin,
            })?;
            let thread = std::thread::Builder::new().name(format!("media-{index}")).spawn(move || {
                let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| worker.run()));
                if !matches!(ended, Ok(Ok(()))) {
                    // Its sessions have neither sound nor anybody who could cut a route. The supervisor of the process
                    // starts it again, and everybody comes back by themselves.
                    tracing::error!(worker = index, "media worker died");
                    std::process::abort();
                }
            })?;
            workers.push(Handle { orders, waker, counters });
            threads.push(thread);
        }
        Ok(Self {
            shared: Arc::new(Shared {
                workers,
                threads: Mutex::new(threads),
                port: bound.port(),
                next_worker: AtomicUsize::new(0),
                next_session: AtomicU64::new(0),
            }),
        })
    }

    /// The UDP port in use.
    #[must_use]
    pub fn udp_port(&self) -> u16 {
        self.shared.port
    }

    /// Each worker's counters.
    #[must_use]
    pub fn counters(&self) -> Vec<Arc<Counters>> {
        self.shared.workers.iter().map(|worker| Arc::clone(&worker.counters)).collect()
    }

    /// A session, on the next worker in turn. `events` is never waited for.
    #[must_use]
    pub fn open_session(&self, events: mpsc::Sender<MediaEvent>) -> MediaSession {
        let index = self.shared.next_worker.fetch_add(1, Ordering::Relaxed) % self.shared.workers.len();
        let worker = self.shared.workers[index].clone();
        let key = SessionKey(self.shared.next_session.fetch_add(1, Ordering::Relaxed));
        // A worker that takes no order now takes none later: every call on the session then says unavailable.
        let _ = worker.order(Command::Open(key, events));
        MediaSession { worker, key }
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

/// One session's media. Dropped: all its connections are closed.
pub struct MediaSession {
    worker: Handle,
    key: SessionKey,
}

impl MediaSession {
    /// Both connections of a device, anew: answers its offer and offers it its slots.
    ///
    /// # Errors
    /// [`MediaError::BadDescription`] for an offer without the six m-lines.
    pub fn connect(
        &self,
        device: DeviceId,
        offer: String,
    ) -> impl Future<Output = Result<Connected, MediaError>> + Send + use<> {
        let (reply, answer) = oneshot::channel();
        let order = self.worker.order(Command::Connect(self.key, to_sfu(device), offer, reply));
        async move {
            order?;
            answer.await.unwrap_or(Err(MediaError::Unavailable))
        }
    }

    /// The device's answer to the offer of its receiving connection.
    ///
    /// # Errors
    /// [`MediaError::NoMedia`] before [`Self::connect`].
    pub fn answer(
        &self,
        device: DeviceId,
        sdp: String,
    ) -> impl Future<Output = Result<(), MediaError>> + Send + use<> {
        let (reply, answer) = oneshot::channel();
        let order = self.worker.order(Command::Answer(self.key, to_sfu(device), sdp, reply));
        async move {
            order?;
            answer.await.unwrap_or(Err(MediaError::Unavailable))
        }
    }

    /// Puts a plan into force; returns when it is, and when everything sent under the old one has left.
    ///
    /// # Errors
    /// [`MediaError::Unavailable`] when the worker is gone: then nothing is forwarded at all.
    pub fn apply(&self, plan: &RoutePlan) -> impl Future<Output = Result<(), MediaError>> + Send + use<> {
        let (reply, answer) = oneshot::channel();
        let order = self.worker.order(Command::Apply(self.key, to_signaling::plan(plan), reply));
        async move {
            order?;
            answer.await.map_err(|_| MediaError::Unavailable)
        }
    }

    /// A device is gone for good.
    pub fn remove(&self, device: DeviceId) {
        let _ = self.worker.order(Command::Remove(self.key, to_sfu(device)));
    }

    /// A device's WebSocket came back: it is told its slots and who speaks again.
    pub fn repeat(&self, device: DeviceId) {
        let _ = self.worker.order(Command::Repeat(self.key, to_sfu(device)));
    }
}

impl Drop for MediaSession {
    fn drop(&mut self) {
        let _ = self.worker.order(Command::Close(self.key));
    }
}

const fn to_sfu(device: DeviceId) -> sfu::DeviceId {
    sfu::DeviceId(device.0)
}

/// The addresses told to clients.
fn candidates(config: &MediaConfig, bound: SocketAddr) -> anyhow::Result<Vec<SocketAddr>> {
    let mut addresses = config.advertise.clone();
    if addresses.is_empty() && !bound.ip().is_unspecified() {
        addresses.push(bound.ip());
    }
    if addresses.is_empty() {
        let interfaces = if_addrs::get_if_addrs().context("cannot read this machine's addresses")?;
        addresses = interfaces
            .iter()
            .filter(|interface| !interface.is_loopback() && !interface.is_link_local())
            .map(if_addrs::Interface::ip)
            .filter(|ip| bound.is_ipv6() || ip.is_ipv4())
            .collect();
    }
    if addresses.is_empty() {
        addresses.push(IpAddr::V4(std::net::Ipv4Addr::LOCALHOST));
    }
    addresses.sort_unstable();
    addresses.dedup();
    Ok(addresses.into_iter().map(|ip| SocketAddr::new(ip, bound.port())).collect())
}
