//! A media worker: one thread that owns its peers and sessions outright. No locks and no waiting on the packet path.
//!
//! A packet's way: [`UdpPort::receive`] → [`Mux::incoming`] → [`Peer`] (decrypt) → [`sfu::Session::forward`] →
//! [`Peer`] of each listener (encrypt) → [`Mux::outgoing`] → [`UdpPort::flush`]. Over TCP, [`TcpPort`] is at both ends.

mod counters;
mod network;
mod orders;
mod outputs;
mod ports;
mod relay;
mod timers;

use std::collections::VecDeque;
use std::io;
use std::os::fd::AsRawFd;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use mio::unix::SourceFd;
use mio::{Events, Interest, Poll, Token};
use rustc_hash::FxHashMap;
use sfu::{DeviceId, Forward, SourceId, Time};
use tokio::sync::oneshot;

pub use self::counters::Counters;
pub use self::orders::{Command, SessionKey};
use self::timers::{GRID, Timers};
use super::discover::Discovery;
use super::handover::Handover;
use super::metrics::Networks;
use super::mux::{Directory, Mux, Owner, PeerId};
use super::outbound::Outbound;
use super::path::Path;
use super::peer::{Arrived, Identity, Peer, PeerEvent, round_trip};
use super::session::{Direction, WorkerSession};
use super::stun;
use super::tcp::TcpPort;
use super::udp::{Inbox, UdpPort};

/// Between two looks at ranking, keyframe requests and reports.
const TICK: Duration = Duration::from_millis(20);
/// Between two looks at the socket while packets come. One that comes after silence is dealt with at once; under load,
/// what one round brings leaves together, and nothing waits longer than this.
const ROUND: Duration = Duration::from_millis(1);
/// DTLS must follow ICE within this time, else both connections are made anew (shared/threats.md 0.1).
const DTLS_TIMEOUT: Duration = Duration::from_secs(5);
/// ICE must find a path within this time. Over the slowest way, a relay over TLS, it takes a few seconds.
const PATH_TIMEOUT: Duration = Duration::from_secs(15);

/// Packets sent again for one request of a receiver: what it lost in a burst, not what it could make us send.
const ASKED_AT_ONCE: usize = 128;
/// Datagrams of one connection handled in a second, beyond which they are dropped: several times what six sources send.
const DATAGRAMS_PER_SECOND: u32 = 4_000;

const SOCKET: Token = Token(0);
pub(super) const WAKE: Token = Token(1);

pub(super) struct Entry {
    peer: Peer,
    session: SessionKey,
    device: DeviceId,
    direction: Direction,
    pub(super) made: Instant,
    pub(super) path_found: Option<Instant>,
    pub(super) connected: bool,
    /// Of a receiving connection.
    pub(super) outbound: Option<Outbound>,
    quality: sfu::quality::Told,
    /// Milliseconds there and back, by its reports.
    pub(super) round_trip: Option<i64>,
    /// Datagrams since the second began.
    datagrams: u32,
    fed: bool,
    touched: bool,
    /// Its timers may have changed. Sending media changes none.
    retime: bool,
    /// In the list of those for whom something waits.
    paced: bool,
}

/// See the module.
pub struct Worker {
    index: usize,
    poll: Poll,
    port: UdpPort,
    inbox: Inbox,
    tcp: TcpPort,
    mux: Mux,
    identity: Identity,
    discovery: Arc<Discovery>,
    networks: Networks,
    commands: Receiver<Command>,
    handover: Handover,
    counters: Arc<Counters>,
    origin: Instant,
    pub(super) peers: FxHashMap<PeerId, Entry>,
    next_peer: u64,
    next_second: Instant,
    descriptions: VecDeque<Command>,
    pub(super) sessions: FxHashMap<SessionKey, WorkerSession>,
    timers: Timers,
    /// Peers that were given something and may have something to say.
    fed: Vec<PeerId>,
    /// Peers that may have something to send.
    touched: Vec<PeerId>,
    /// Peers for which something waits for its time.
    paced: Vec<PeerId>,
    next_paced: Option<Time>,
    forwards: Vec<Forward<Bytes>>,
    events: Vec<PeerEvent>,
    applied: Vec<oneshot::Sender<()>>,
}

/// What a worker is made of.
pub struct Parts {
    /// Its number.
    pub index: usize,
    /// Its poller, with a waker registered under [`WAKE`].
    pub poll: Poll,
    /// Its socket.
    pub port: UdpPort,
    /// Its TCP port, registered with the poller.
    pub tcp: TcpPort,
    /// Who answers to which fragment.
    pub directory: Arc<Directory>,
    /// Certificate and addresses.
    pub identity: Identity,
    /// Whoever asks under which address others see us.
    pub discovery: Arc<Discovery>,
    /// What the networks of all devices do.
    pub networks: Networks,
    /// Its orders.
    pub commands: Receiver<Command>,
    /// To and from the other workers.
    pub handover: Handover,
    /// Its counters.
    pub counters: Arc<Counters>,
    /// The process's origin of media time.
    pub origin: Instant,
}

impl Worker {
    /// Registers the socket.
    pub fn new(parts: Parts) -> io::Result<Self> {
        let fd = parts.port.fd().as_raw_fd();
        parts.poll.registry().register(&mut SourceFd(&fd), SOCKET, Interest::READABLE)?;
        Ok(Self {
            index: parts.index,
            mux: Mux::new(parts.index, parts.directory),
            poll: parts.poll,
            port: parts.port,
            inbox: Inbox::default(),
            tcp: parts.tcp,
            identity: parts.identity,
            discovery: parts.discovery,
            networks: parts.networks,
            commands: parts.commands,
            handover: parts.handover,
            counters: parts.counters,
            origin: parts.origin,
            peers: FxHashMap::default(),
            next_peer: 0,
            next_second: Instant::now(),
            descriptions: VecDeque::new(),
            sessions: FxHashMap::default(),
            timers: Timers::new(parts.origin),
            fed: Vec::new(),
            touched: Vec::new(),
            paced: Vec::new(),
            next_paced: None,
            forwards: Vec::new(),
            events: Vec::new(),
            applied: Vec::new(),
        })
    }

    /// Runs until told to stop.
    pub fn run(mut self) -> io::Result<()> {
        let mut events = Events::with_capacity(256);
        let mut next_tick = Instant::now();
        let mut more = false;
        let mut next_round = Instant::now();
        loop {
            let now = Instant::now();
            let rest = if more { Duration::ZERO } else { next_round.saturating_duration_since(now) };
            if !rest.is_zero() {
                std::thread::sleep(rest);
            }
            let now = now + rest;
            let timer = self.timers.next().map_or(next_tick, |at| at.min(next_tick));
            let timer = self.next_paced.map_or(timer, |at| timer.min(self.instant(at)));
            let wait = if more { Duration::ZERO } else { timer.saturating_duration_since(now) };
            match self.poll.poll(&mut events, Some(wait)) {
                Err(error) if error.kind() != io::ErrorKind::Interrupted => return Err(error),
                Ok(()) | Err(_) => {}
            }
            events.iter().for_each(|event| self.tcp.ready(event));
            let now = Instant::now();
            next_round = now + ROUND;
            if !self.obey(now) {
                self.stop(now);
                return Ok(());
            }
            more = self.describe(now);
            more |= self.receive(now);
            self.run_timers(now);
            self.run_paced(now);
            if now >= next_tick {
                next_tick = self.timers.on_grid(now + TICK - GRID / 2);
                self.tick(now);
            }
            self.settle(now);
        }
    }

    fn time(&self, now: Instant) -> Time {
        let micros = now.saturating_duration_since(self.origin).as_micros();
        Time(i64::try_from(micros).unwrap_or(i64::MAX))
    }

    fn instant(&self, time: Time) -> Instant {
        self.origin + Duration::from_micros(u64::try_from(time.0).unwrap_or(0))
    }

    // ------------------------------------------------------------------------------------------------ packets

    fn datagram(&mut self, now: Instant, path: Path, bytes: &[u8], ours_to_route: bool) {
        match self.mux.incoming(path, bytes) {
            Owner::Here(id, from) => {
                if let Some(connection) = path.connection() {
                    self.tcp.heard(connection, now);
                }
                let Some(entry) = self.peers.get_mut(&id) else { return };
                entry.datagrams += 1;
                if entry.datagrams > DATAGRAMS_PER_SECOND {
                    return;
                }
                let is_stun = stun::is_stun(bytes);
                if entry.peer.incoming(now, from, bytes) == Arrived::Media {
                    self.heed(id);
                    return;
                }
                if is_stun {
                    // At once: a flood of requests must not push out the one that is about to be answered.
                    self.drain(now, id);
                }
                self.feed(id);
            }
            Owner::Worker(worker) if ours_to_route => {
                self.counters.handed_over.fetch_add(1, Ordering::Relaxed);
                self.handover.give(worker, path, BytesMut::from(bytes));
            }
            Owner::Worker(_) | Owner::Nobody => {
                self.discovery.heard(path.remote, bytes);
                self.counters.strangers.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    fn touch(&mut self, id: PeerId) {
        if let Some(entry) = self.peers.get_mut(&id)
            && !entry.touched
        {
            entry.touched = true;
            self.touched.push(id);
        }
    }

    /// Something came that may change its timers and may be answered.
    fn feed(&mut self, id: PeerId) {
        if let Some(entry) = self.peers.get_mut(&id) {
            entry.retime = true;
        }
        self.heed(id);
        self.touch(id);
    }

    /// Something came that goes on to others and does nothing else.
    fn heed(&mut self, id: PeerId) {
        if let Some(entry) = self.peers.get_mut(&id)
            && !entry.fed
        {
            entry.fed = true;
            self.fed.push(id);
        }
    }

    /// Looks at what came out of every peer that was fed.
    fn listen(&mut self, now: Instant) {
        let mut events = std::mem::take(&mut self.events);
        let mut fed = std::mem::take(&mut self.fed);
        for id in fed.drain(..) {
            if let Some(entry) = self.peers.get_mut(&id) {
                entry.fed = false;
                entry.peer.events(&mut events);
            }
            for event in events.drain(..) {
                self.peer_event(now, id, event);
            }
        }
        // Nobody is fed by what others say, so this only keeps the room.
        fed.append(&mut self.fed);
        self.fed = fed;
        self.events = events;
    }

    fn peer_event(&mut self, now: Instant, id: PeerId, event: PeerEvent) {
        let time = self.time(now);
        let Some(entry) = self.peers.get_mut(&id) else { return };
        let (key, device, direction) = (entry.session, entry.device, entry.direction);
        let Some(session) = self.sessions.get_mut(&key) else { return };
        match event {
            PeerEvent::PathFound => entry.path_found = entry.path_found.or(Some(now)),
            PeerEvent::Connected => {
                if std::mem::replace(&mut entry.connected, true) {
                    // ICE was silent for a while and came back: the slots are what they were.
                    return;
                }
                if direction == Direction::Receiving {
                    session.media.receiver_up(time, device, ssrc_base(device));
                    session.wants_may_change();
                    self.outputs(key);
                }
            }
            PeerEvent::Failed => self.restart(now, key, device),
            PeerEvent::Rtp(kind, packet) => {
                let source = SourceId { device, kind };
                let mut forwards = std::mem::take(&mut self.forwards);
                let ingress = session.media.forward(time, source, &packet, &mut forwards);
                match ingress {
                    sfu::Ingress::NotAdmitted => self.counters.not_admitted.fetch_add(1, Ordering::Relaxed),
                    _ => self.counters.admitted.fetch_add(1, Ordering::Relaxed),
                };
                if ingress == sfu::Ingress::Admitted {
                    self.relay(key, id, source, &packet);
                }
                self.send_all(now, key, forwards);
            }
            PeerEvent::SenderReport(kind, layer, ntp, rtp) => {
                let source = SourceId { device, kind };
                session.media.sender_report(time, source, layer, ntp, rtp);
                self.relay_clocks(key, id, source, Some(layer));
            }
            PeerEvent::Reception(reception) => {
                let round_trip = round_trip(sfu::clock::ntp_of(time), &reception);
                entry.round_trip = round_trip.or(entry.round_trip);
                if let Some(round_trip) = round_trip {
                    session.media.round_trip(device, round_trip);
                }
            }
            PeerEvent::Feedback(arrivals) => {
                if let Some(outbound) = &mut entry.outbound {
                    outbound.feedback(time, &arrivals);
                    if let Some(estimate) = outbound.estimate() {
                        session.media.estimate(time, device, estimate);
                    }
                }
                self.outputs(key);
                // What is paced may leave earlier now.
                self.touch(id);
            }
            PeerEvent::KeyframeWanted(line) => {
                session.media.keyframe_wanted(time, device, line);
                self.outputs(key);
            }
            PeerEvent::Missing(line, sequences) => {
                let Some(outbound) = &mut entry.outbound else { return };
                let round_trip = entry.round_trip.or(outbound.round_trip());
                for sequence in sequences.into_iter().take(ASKED_AT_ONCE) {
                    if let Some(forward) = session.media.again(time, device, line, sequence, round_trip) {
                        self.counters.repeated.fetch_add(1, Ordering::Relaxed);
                        outbound.push_again(time, forward);
                    }
                }
                self.touch(id);
            }
        }
    }

    // --------------------------------------------------------------------------------------------------- time

    fn run_timers(&mut self, now: Instant) {
        while let Some(id) = self.timers.due(now) {
            if let Some(entry) = self.peers.get_mut(&id) {
                entry.peer.timeout(now);
            }
            self.feed(id);
        }
        self.listen(now);
    }

    fn tick(&mut self, now: Instant) {
        let time = self.time(now);
        self.measure(now, now >= self.next_second);
        let keys: Vec<SessionKey> = self.sessions.keys().copied().collect();
        for key in keys {
            if let Some(session) = self.sessions.get_mut(&key) {
                session.media.tick(time);
            }
            self.outputs(key);
        }
        if now >= self.next_second {
            self.next_second = now + Duration::from_secs(1);
            self.mux.second();
            self.tcp.second(now);
            self.peers.values_mut().for_each(|entry| entry.datagrams = 0);
            self.sessions.retain(|_, session| session.is_wanted());
            for session in self.sessions.values_mut() {
                session.wants_may_change();
                session.remind(now);
            }
        }
        self.give_up(now);
    }

    /// Whoever does not come up is asked to begin anew.
    fn give_up(&mut self, now: Instant) {
        let mut stuck: Vec<(SessionKey, DeviceId)> = Vec::new();
        for entry in self.peers.values() {
            let is_stuck = match entry.path_found {
                _ if entry.peer.is_broken() => true,
                _ if entry.connected => false,
                _ if entry.peer.needs_older_ciphers() => {
                    if let Some(session) = self.sessions.get_mut(&entry.session) {
                        session.needs_older_ciphers(entry.device);
                    }
                    true
                }
                Some(at) => now.saturating_duration_since(at) > DTLS_TIMEOUT,
                None => now.saturating_duration_since(entry.made) > PATH_TIMEOUT,
            };
            if is_stuck {
                stuck.push((entry.session, entry.device));
            }
        }
        for (key, device) in stuck {
            self.restart(now, key, device);
        }
    }

    /// Sends everything, sets timers, tells sessions, confirms plans.
    fn settle(&mut self, now: Instant) {
        let mut touched = std::mem::take(&mut self.touched);
        for id in touched.drain(..) {
            self.release(now, id);
            self.drain(now, id);
            let Some(entry) = self.peers.get_mut(&id) else { continue };
            entry.touched = false;
            if !std::mem::take(&mut entry.retime) {
                continue;
            }
            self.timers.set(id, entry.peer.next_timeout().map(|at| at.max(now + Duration::from_millis(1))));
        }
        // As with the fed.
        touched.append(&mut self.touched);
        self.touched = touched;
        self.tell_wants();
        self.next_paced =
            self.paced.iter().filter_map(|id| self.peers.get(id)?.outbound.as_ref()?.next_time()).min();
        self.flush(now);
        for session in self.sessions.values_mut() {
            session.tell();
        }
        for reply in self.applied.drain(..) {
            let _ = reply.send(());
        }
    }
}

/// The timestamp base of a device's slots: differs between devices, and need not be secret.
const fn ssrc_base(device: DeviceId) -> u32 {
    device.0.wrapping_mul(0x9e37_79b9)
}

#[cfg(test)]
#[path = "worker_tests.rs"]
mod tests;
