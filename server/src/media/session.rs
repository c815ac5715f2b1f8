//! One session on a worker: its decisions, its devices' peers, and what its room task is still to be told.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use sfu::DeviceId;
use sfu::quality::Network;
use tokio::sync::mpsc::Sender;
use tokio::sync::mpsc::error::TrySendError;

use super::handover::Told;
use super::mux::PeerId;
use super::{MediaEvent, to_signaling};

/// Whoever was asked to make connections anew and has not is asked again after this, then after twice as long each time,
/// up to [`LONGEST_WAIT`]. A page waits 10 s at most before it does so.
const FIRST_WAIT: Duration = Duration::from_secs(15);
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// Which of a device's two connections, seen from the device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The device sends on it.
    Sending,
    /// The device receives on it.
    Receiving,
}

#[derive(Debug, Default, Clone, Copy)]
struct Peers {
    sending: Option<PeerId>,
    receiving: Option<PeerId>,
}

/// See the module.
pub struct WorkerSession {
    /// The decisions.
    pub media: sfu::Session<Bytes>,
    devices: BTreeMap<DeviceId, Peers>,
    events: Sender<MediaEvent>,
    drops_counted: sfu::Drops,
    // What is to be told. Sets, not a queue: a room task that is behind gets the latest, once.
    slots: BTreeSet<DeviceId>,
    speaking: BTreeSet<DeviceId>,
    wanted: BTreeSet<DeviceId>,
    networks: BTreeMap<DeviceId, Network>,
    restarts: BTreeSet<DeviceId>,
    /// Who was asked to make connections anew and has not yet, when they are asked again, and how long they were given.
    given_up: BTreeMap<DeviceId, (Instant, Duration)>,
    /// What pictures are coded in, of those who connect from here on.
    pub codec: sfu::Codec,
    codec_refused: bool,
    /// Those that know older ciphers only.
    old: BTreeSet<DeviceId>,
    /// Milliseconds.
    spoken: BTreeMap<DeviceId, u32>,
    /// Other workers that carry the session too, and what they were told last; not told again: nothing.
    others: BTreeSet<usize>,
    told: Option<sfu::Wants>,
    /// What is wanted may have changed.
    stale: bool,
}

impl WorkerSession {
    /// An empty one.
    pub fn new(events: Sender<MediaEvent>) -> Self {
        Self {
            media: sfu::Session::new(),
            devices: BTreeMap::new(),
            events,
            drops_counted: sfu::Drops::default(),
            slots: BTreeSet::new(),
            speaking: BTreeSet::new(),
            wanted: BTreeSet::new(),
            networks: BTreeMap::new(),
            restarts: BTreeSet::new(),
            given_up: BTreeMap::new(),
            codec: sfu::Codec::default(),
            codec_refused: false,
            old: BTreeSet::new(),
            spoken: BTreeMap::new(),
            others: BTreeSet::new(),
            told: None,
            stale: true,
        }
    }

    /// Another worker carries the session too and says what it wants. Returns what it did not want before.
    pub fn heard_of(&mut self, worker: usize, told: Told) -> Vec<sfu::SourceId> {
        if self.others.insert(worker) || told.asks {
            self.told = None;
            self.stale = true;
        }
        self.media.wanted_elsewhere(worker, told.wants)
    }

    /// Other workers that carry the session too.
    pub fn others(&self) -> impl Iterator<Item = usize> + use<> {
        self.others.clone().into_iter()
    }

    /// Something happened that may change what is wanted here.
    pub const fn wants_may_change(&mut self) {
        self.stale = true;
    }

    /// What is wanted here, if the others have not been told.
    pub fn wants(&mut self) -> Option<sfu::Wants> {
        if self.others.is_empty() || !std::mem::take(&mut self.stale) {
            return None;
        }
        let wants = self.media.wants();
        if self.told.as_ref() == Some(&wants) {
            return None;
        }
        self.told = Some(wants.clone());
        Some(wants)
    }

    /// A device's peer.
    pub fn get(&self, device: DeviceId, direction: Direction) -> Option<PeerId> {
        let peers = self.devices.get(&device)?;
        match direction {
            Direction::Sending => peers.sending,
            Direction::Receiving => peers.receiving,
        }
    }

    /// Sets a device's peer.
    pub fn set(&mut self, device: DeviceId, direction: Direction, peer: PeerId) {
        let peers = self.devices.entry(device).or_default();
        match direction {
            Direction::Sending => peers.sending = Some(peer),
            Direction::Receiving => peers.receiving = Some(peer),
        }
    }

    /// Forgets a device; returns its peers.
    pub fn forget(&mut self, device: DeviceId) -> impl Iterator<Item = PeerId> + use<> {
        self.slots.remove(&device);
        self.speaking.remove(&device);
        self.wanted.remove(&device);
        self.networks.remove(&device);
        self.restarts.remove(&device);
        self.given_up.remove(&device);
        let peers = self.devices.remove(&device).unwrap_or_default();
        peers.sending.into_iter().chain(peers.receiving)
    }

    /// All peers.
    pub fn peers(&self) -> impl Iterator<Item = PeerId> + '_ {
        self.devices.values().flat_map(|peers| peers.sending.into_iter().chain(peers.receiving))
    }

    /// The device is to be told its slots.
    pub fn slots_changed(&mut self, device: DeviceId) {
        self.slots.insert(device);
    }

    /// The device is to be told who speaks.
    pub fn speaking_changed(&mut self, device: DeviceId) {
        self.speaking.insert(device);
    }

    /// The device is to be told how much of its pictures anybody watches.
    pub fn wanted_changed(&mut self, device: DeviceId) {
        self.wanted.insert(device);
    }

    /// The device is to be told how its network does.
    pub fn network_changed(&mut self, device: DeviceId, network: Network) {
        self.networks.insert(device, network);
    }

    /// The device is to be told everything again: it reconnected.
    pub fn repeat(&mut self, device: DeviceId) {
        if self.get(device, Direction::Receiving).is_some() {
            self.slots.insert(device);
            self.speaking.insert(device);
            self.wanted.insert(device);
        }
    }

    /// The device is to make its connections anew, and is told so until it does.
    pub fn restart(&mut self, now: Instant, device: DeviceId) {
        self.restarts.insert(device);
        self.given_up.insert(device, (now + FIRST_WAIT, FIRST_WAIT));
    }

    /// Tells again whoever has not made its connections anew: its WebSocket may have been away.
    pub fn remind(&mut self, now: Instant) {
        for (&device, (at, wait)) in &mut self.given_up {
            if *at <= now {
                *wait = (*wait * 2).min(LONGEST_WAIT);
                *at = now + *wait;
                self.restarts.insert(device);
            }
        }
    }

    /// A device knows none of today's ciphers.
    pub fn needs_older_ciphers(&mut self, device: DeviceId) {
        if self.devices.contains_key(&device) {
            self.old.insert(device);
        }
    }

    /// Whether it is so, once: the next time it connects, it is offered today's again, and refuses them again.
    pub fn take_older_ciphers(&mut self, device: DeviceId) -> bool {
        self.old.remove(&device)
    }

    /// Somebody cannot show what pictures are coded in.
    pub fn refuse_codec(&mut self) {
        self.codec_refused = true;
    }

    /// Who has connections.
    pub fn devices(&self) -> Vec<DeviceId> {
        self.devices.keys().copied().collect()
    }

    /// A device has spoken for so long since the last time. What it said before it was gone is told too.
    pub fn spoke(&mut self, device: DeviceId, millis: u32) {
        let sum = self.spoken.entry(device).or_default();
        *sum = sum.saturating_add(millis);
    }

    /// Adds what was dropped since the last time.
    pub fn count_drops(&mut self, sums: &[AtomicU64; sfu::Drops::REASONS]) {
        let drops = self.media.drops();
        let before = std::mem::replace(&mut self.drops_counted, drops);
        for ((sum, (_, now)), (_, before)) in sums.iter().zip(drops.by_reason()).zip(before.by_reason()) {
            sum.fetch_add(now - before, Ordering::Relaxed);
        }
    }

    /// Whether its room task still listens. One that does not may have been unable to say so.
    pub fn is_wanted(&self) -> bool {
        !self.events.is_closed()
    }

    /// Tells the room task; what it has no room for now stays for the next time.
    pub fn tell(&mut self) {
        if self.codec_refused {
            self.codec_refused = !self.offer(MediaEvent::CodecRefused);
        }
        while let Some(&device) = self.restarts.first() {
            if !self.offer(MediaEvent::Restart { device: to_signaling::device(device) }) {
                return;
            }
            self.restarts.remove(&device);
        }
        while let Some(&device) = self.slots.first() {
            let (generation, shown) = self.media.slots(device);
            let slots = shown.iter().map(to_signaling::slot).collect();
            if !self.offer(MediaEvent::Slots { device: to_signaling::device(device), generation, slots }) {
                return;
            }
            self.slots.remove(&device);
        }
        while let Some(&device) = self.speaking.first() {
            let devices =
                self.media.speaking(device).iter().map(|&device| to_signaling::device(device)).collect();
            if !self.offer(MediaEvent::Speaking { device: to_signaling::device(device), devices }) {
                return;
            }
            self.speaking.remove(&device);
        }
        // A device whose home is another worker is told there.
        let devices = &self.devices;
        self.wanted.retain(|device| devices.get(device).is_some_and(|peers| peers.sending.is_some()));
        while let Some(&device) = self.wanted.first() {
            let wanted = self.media.layers_wanted(device);
            let sources =
                wanted.into_iter().map(|(kind, layers)| to_signaling::wanted(kind, layers)).collect();
            if !self.offer(MediaEvent::Wanted { device: to_signaling::device(device), sources }) {
                return;
            }
            self.wanted.remove(&device);
        }
        while let Some((&device, &network)) = self.networks.first_key_value() {
            if !self.offer(to_signaling::network(device, network)) {
                return;
            }
            self.networks.remove(&device);
        }
        while let Some((&device, &millis)) = self.spoken.first_key_value() {
            if !self.offer(MediaEvent::Spoke { device: to_signaling::device(device), millis }) {
                return;
            }
            self.spoken.remove(&device);
        }
    }

    /// Whether it was taken (or nobody listens any more).
    fn offer(&self, event: MediaEvent) -> bool {
        !matches!(self.events.try_send(event), Err(TrySendError::Full(_)))
    }
}
