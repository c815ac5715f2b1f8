//! Doing what a session's decisions ask for.

use std::sync::atomic::Ordering;
use std::time::Instant;

use bytes::Bytes;
use sfu::{DeviceId, Forward, Output};

use super::{Entry, SessionKey, Worker};
use crate::media::mux::PeerId;
use crate::media::session::Direction;

impl Worker {
    /// Sends what a packet became.
    pub(super) fn send_all(&mut self, now: Instant, key: SessionKey, mut forwards: Vec<Forward<Bytes>>) {
        self.counters.forwarded.fetch_add(forwards.len() as u64, Ordering::Relaxed);
        // First what is to be done: a line that this very packet took over is cut before the packet waits in it.
        self.outputs(key);
        for forward in forwards.drain(..) {
            self.send(now, key, forward);
        }
        self.forwards = forwards;
    }

    /// Does what a session's decisions ask for.
    pub(super) fn outputs(&mut self, key: SessionKey) {
        let Some(session) = self.sessions.get_mut(&key) else { return };
        let outputs = session.media.outputs();
        if !outputs.is_empty() {
            session.wants_may_change();
        }
        for output in outputs {
            self.output(key, output);
        }
    }

    fn output(&mut self, key: SessionKey, output: Output) {
        let Some(session) = self.sessions.get_mut(&key) else { return };
        match output {
            Output::Slots(device) => session.slots_changed(device),
            Output::Speaking(device) => session.speaking_changed(device),
            Output::Spoke(device, millis) => session.spoke(device, millis),
            Output::Wanted(device) => session.wanted_changed(device),
            Output::Cut(device, line) => {
                self.with(key, device, Direction::Receiving, |entry| {
                    if let Some(outbound) = &mut entry.outbound {
                        outbound.cut(line);
                    }
                });
            }
            Output::Missing(source, layer, sequences) => {
                let asked = self.with(key, source.device, Direction::Sending, |entry| {
                    entry.peer.request_again(source.kind, layer, &sequences);
                });
                self.touch_some(asked);
            }
            Output::RequestKeyframe(source, layer) => {
                let asked = self.with(key, source.device, Direction::Sending, |entry| {
                    entry.peer.request_keyframe(source.kind, layer);
                });
                if asked.is_none() {
                    self.ask_elsewhere(key, source, layer);
                }
                self.touch_some(asked);
            }
            Output::Report(device, line, report) => {
                let sent = self.with(key, device, Direction::Receiving, |entry| {
                    entry.peer.send_report(line, report);
                });
                self.touch_some(sent);
            }
        }
    }

    /// Does something with one of a device's connections; returns which, if it is here.
    fn with(
        &mut self,
        key: SessionKey,
        device: DeviceId,
        direction: Direction,
        work: impl FnOnce(&mut Entry),
    ) -> Option<PeerId> {
        let id = self.sessions.get(&key)?.get(device, direction)?;
        work(self.peers.get_mut(&id)?);
        Some(id)
    }

    fn touch_some(&mut self, id: Option<PeerId>) {
        if let Some(id) = id {
            self.touch(id);
        }
    }
}
