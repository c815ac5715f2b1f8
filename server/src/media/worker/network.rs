//! What leaves for each device: paced, measured, and as much as its network carries.

use std::sync::atomic::Ordering;
use std::time::Instant;

use bytes::Bytes;
use sfu::Forward;

use super::ports::Way;
use super::{SessionKey, Worker};
use crate::media::metrics::DeviceSecond;
use crate::media::mux::PeerId;
use crate::media::outbound::Leaving;
use crate::media::peer::Peer;
use crate::media::session::Direction;

impl Worker {
    pub(super) fn send(&mut self, now: Instant, key: SessionKey, forward: Forward<Bytes>) {
        let time = self.time(now);
        let Some(session) = self.sessions.get_mut(&key) else { return };
        let Some(id) = session.get(forward.listener, Direction::Receiving) else { return };
        if let Some(outbound) = self.peers.get_mut(&id).and_then(|entry| entry.outbound.as_mut())
            && let Some(Leaving::Lost(line)) = outbound.push(time, forward)
        {
            let device = self.peers.get(&id).map(|entry| entry.device);
            if let Some(device) = device {
                session.media.keyframe_wanted(time, device, line);
            }
        }
        self.touch(id);
    }

    /// Seals what may leave for a peer now.
    pub(super) fn release(&mut self, now: Instant, id: PeerId) {
        let time = self.time(now);
        let Some(entry) = self.peers.get_mut(&id) else { return };
        let Some(outbound) = &mut entry.outbound else { return };
        let peer = &mut entry.peer;
        let mut way = Way { now, path: self.mux.media(id), port: &mut self.port, tcp: &mut self.tcp };
        while let Some(leaving) = outbound.poll(time) {
            match leaving {
                Leaving::First(mut forward, transport) => {
                    if let Some(report) = forward.report.take() {
                        peer.send_report(forward.line, report);
                        way.control(peer);
                    }
                    way.write(Peer::room(&forward), |room| peer.write(&forward, transport, room));
                }
                Leaving::Again(forward, transport) => {
                    way.write(Peer::room(&forward), |room| peer.write_again(&forward, transport, room));
                }
                Leaving::Probe(octets) => {
                    let Some(session) = self.sessions.get_mut(&entry.session) else { return };
                    if let Some(forward) = session.media.probe(entry.device, octets) {
                        let transport = outbound.probe(time, &forward);
                        way.write(Peer::room(&forward), |room| peer.write_again(&forward, transport, room));
                        continue;
                    }
                    // No picture was sent lately, perhaps because none fits as far as is known.
                    for _ in 0..(octets as usize).div_ceil(Peer::PADDING_ROOM) {
                        let transport = outbound.padding(time, Peer::PADDING_ROOM);
                        way.write(Peer::PADDING_ROOM, |room| peer.write_padding(transport, room));
                    }
                }
                Leaving::Lost(line) => {
                    if let Some(session) = self.sessions.get_mut(&entry.session) {
                        session.media.keyframe_wanted(time, entry.device, line);
                    }
                }
            }
        }
        if outbound.next_time().is_some() && !entry.paced {
            entry.paced = true;
            self.paced.push(id);
        }
    }

    /// Those whose next packet may leave now.
    pub(super) fn run_paced(&mut self, now: Instant) {
        let time = self.time(now);
        if self.next_paced.is_none_or(|at| at > time) {
            return;
        }
        for id in std::mem::take(&mut self.paced) {
            if let Some(entry) = self.peers.get_mut(&id) {
                entry.paced = false;
            }
            self.touch(id);
        }
    }

    /// What the network of each device allows.
    pub(super) fn measure(&mut self, now: Instant, each_second: bool) {
        let time = self.time(now);
        let mut connected = 0;
        for entry in self.peers.values_mut().filter(|entry| entry.connected) {
            let Some(session) = self.sessions.get_mut(&entry.session) else { continue };
            let Some(outbound) = &mut entry.outbound else { continue };
            outbound.tick(time, session.media.sought(entry.device));
            if let Some(estimate) = outbound.estimate() {
                session.media.estimate(time, entry.device, estimate);
            }
            if !each_second {
                continue;
            }
            let measured = sfu::quality::Measured {
                receiving_loss: outbound.loss() as f32,
                round_trip: entry.round_trip,
                ..session.media.measured(entry.device)
            };
            if let Some(network) = entry.quality.measured(time, &measured) {
                session.network_changed(entry.device, network);
            }
            connected += 1;
            let (figures, ..) = outbound.figures(time);
            self.networks.second(&DeviceSecond {
                round_trip: measured.round_trip,
                sending_loss: measured.sending_loss,
                receiving_loss: measured.receiving_loss,
                estimate: outbound.estimate(),
                queue: outbound.estimate().map(|_| figures.queue_ms),
                paused: measured.paused,
            });
        }
        if each_second {
            self.counters.connected.store(connected, Ordering::Relaxed);
            for session in self.sessions.values_mut() {
                session.count_drops(&self.counters.drops);
            }
        }
    }
}
