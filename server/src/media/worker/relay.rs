//! Sessions that other workers carry too: what is given to them, and what they give. Between a source and its listeners
//! elsewhere lies one more round of a worker, a millisecond at most.

use std::sync::atomic::Ordering;
use std::time::Instant;

use bytes::Bytes;
use sfu::{DeviceId, Packet, SourceId, Time};

use super::{SessionKey, Worker};
use crate::media::handover::{Shared, Told};
use crate::media::mux::PeerId;
use crate::media::session::Direction;

impl Worker {
    /// A session begins here: whoever carries it already says what they want of it.
    pub(super) fn announce(&mut self, key: SessionKey) {
        for worker in self.handover.others() {
            self.handover.want(worker, key, Told { asks: true, ..Told::default() });
        }
    }

    /// A packet that came in here and was admitted, for listeners elsewhere.
    pub(super) fn relay(&mut self, key: SessionKey, id: PeerId, source: SourceId, packet: &Packet<Bytes>) {
        let (Some(since), Some(session)) = (self.since(id), self.sessions.get(&key)) else { return };
        let mut relayed = None;
        for worker in session.media.wanted_by(source) {
            let packet = relayed.get_or_insert_with(|| session.media.relay(since, source, packet));
            self.handover.share(worker, key, Shared::Packet(packet.clone()));
            self.counters.relayed.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// The clocks of one encoding of a source, or of all, for listeners elsewhere.
    pub(super) fn relay_clocks(&mut self, key: SessionKey, id: PeerId, source: SourceId, layer: Option<u8>) {
        let (Some(since), Some(session)) = (self.since(id), self.sessions.get(&key)) else { return };
        for worker in session.media.wanted_by(source) {
            let clocks = session.media.clocks(since, source);
            for clocks in clocks.filter(|clocks| layer.is_none_or(|layer| clocks.layer == layer)) {
                self.handover.share(worker, key, Shared::Clocks(clocks));
            }
        }
    }

    /// A device's connection here is gone.
    pub(super) fn relay_reset(&mut self, key: SessionKey, device: DeviceId, at: Time) {
        let Some(session) = self.sessions.get(&key) else { return };
        for worker in session.others() {
            self.handover.share(worker, key, Shared::Reset(device, at));
        }
    }

    /// A listener here waits for a keyframe of somebody whose home is elsewhere, or nowhere yet.
    pub(super) fn ask_elsewhere(&mut self, key: SessionKey, source: SourceId, layer: u8) {
        let Some(session) = self.sessions.get(&key) else { return };
        for worker in session.others() {
            self.handover.share(worker, key, Shared::Keyframe(source, layer));
        }
    }

    /// Tells the others what is wanted here, where that has changed.
    pub(super) fn tell_wants(&mut self) {
        for (&key, session) in &mut self.sessions {
            let Some(wants) = session.wants() else { continue };
            for worker in session.others() {
                self.handover.want(worker, key, Told { wants: wants.clone(), asks: false });
            }
        }
    }

    /// Another worker says what it wants of a session.
    pub(super) fn told(&mut self, from: usize, key: SessionKey, told: Told) {
        let Some(session) = self.sessions.get_mut(&key) else { return };
        for source in session.heard_of(from, told) {
            if let Some(id) = self.sending(key, source.device) {
                self.relay_clocks(key, id, source, None);
            }
        }
        self.outputs(key);
    }

    /// Something of a session came from another worker.
    pub(super) fn shared(&mut self, now: Instant, key: SessionKey, shared: Shared) {
        let time = self.time(now);
        let device = match &shared {
            Shared::Packet(relayed) => Some(relayed.source.device),
            Shared::Clocks(clocks) => Some(clocks.source.device),
            Shared::Reset(device, _) => Some(*device),
            Shared::Keyframe(..) => None,
        };
        // Whoever has come here is nobody else's any more.
        if device.is_some_and(|device| self.sending(key, device).is_some()) {
            return;
        }
        let Some(session) = self.sessions.get_mut(&key) else { return };
        match shared {
            Shared::Packet(relayed) => {
                let mut forwards = std::mem::take(&mut self.forwards);
                session.media.relayed(time, &relayed, &mut forwards);
                self.send_all(now, key, forwards);
            }
            Shared::Clocks(clocks) => session.media.clocks_elsewhere(time, clocks),
            Shared::Reset(device, since) => {
                session.media.reset_elsewhere(time, device, since);
                self.outputs(key);
            }
            Shared::Keyframe(source, layer) => {
                session.media.keyframe_elsewhere(time, source, layer);
                self.outputs(key);
            }
        }
    }

    fn sending(&self, key: SessionKey, device: DeviceId) -> Option<PeerId> {
        self.sessions.get(&key)?.get(device, Direction::Sending)
    }

    fn since(&self, id: PeerId) -> Option<Time> {
        Some(self.time(self.peers.get(&id)?.made))
    }
}
