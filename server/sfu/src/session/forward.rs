//! A packet's way through the session.

use std::collections::BTreeMap;

use super::{Output, PLAUSIBLE_MS, Sent, Session, SlotState, Watch, line_of};
use crate::Time;
use crate::clock::{DeviceClock, SourceClock, ntp_of};
use crate::lines::Line;
use crate::packet::{Forward, Ingress, Packet, Report};
use crate::plan::{DeviceId, SourceId};
use crate::slot::{Arrival, Begins, Dropped, Verdict};

/// A new layer waits no longer than this for the old one's frame: one at 24 frames a second.
const HOLD_MS: i64 = 42;
/// Nor with more packets: a keyframe of 70 kB.
const HELD: usize = 64;

/// A round trip that is not known: longer than most, so that nothing is sent twice.
const ROUND_TRIP_MS: i64 = 150;

/// A packet of a new layer that waits for the old layer's frame.
#[derive(Debug, Clone)]
pub(super) struct Held<B> {
    since: Time,
    arrival: Arrival,
    packet: Packet<B>,
}

/// What a slot needs to know of the packet that comes to it.
struct Incoming<'a> {
    now: Time,
    id: SourceId,
    rate: u32,
    clock: Option<&'a DeviceClock>,
    clocks: &'a BTreeMap<(SourceId, u8), SourceClock>,
}

impl Incoming<'_> {
    fn source_clock(&self, layer: u8) -> SourceClock {
        self.clocks.get(&(self.id, layer)).copied().unwrap_or_default()
    }

    fn arrival<B>(&self, packet: &Packet<B>, is_newest: bool) -> Arrival {
        let captured = self
            .clock
            .and_then(|clock| self.source_clock(packet.layer).captured(clock, self.rate, packet.timestamp))
            .filter(|captured| PLAUSIBLE_MS.contains(&self.now.millis_since(*captured)));
        Arrival {
            sequence: packet.sequence,
            timestamp: packet.timestamp,
            marker: packet.marker,
            layer: packet.layer,
            entry: self.id.kind.is_audio() || (packet.keyframe && is_newest),
            empty: packet.length == 0 && !self.id.kind.is_audio(),
            descriptor: packet.descriptor,
            captured: captured.unwrap_or(self.now),
        }
    }
}

impl<B: Clone> Session<B> {
    /// A packet came in: what goes out is added to `out`. It may take over a line, so [`Session::outputs`] comes first, and
    /// then what goes out.
    pub fn forward(
        &mut self,
        now: Time,
        id: SourceId,
        packet: &Packet<B>,
        out: &mut Vec<Forward<B>>,
    ) -> Ingress {
        if !self.plan.admits(id) {
            self.drops.not_admitted += 1;
            return Ingress::NotAdmitted;
        }
        let source = self.sources.entry(id).or_default();
        let Some(encoding) = source.encodings.get_mut(usize::from(packet.layer)) else {
            self.drops.not_admitted += 1;
            return Ingress::NotAdmitted;
        };
        if !encoding.seen.is_new(packet.sequence) {
            // A retransmission that crossed its original, or a probe. Sent on, it would go out encrypted a second time
            // under the same number.
            self.drops.repeated += 1;
            return Ingress::Admitted;
        }
        encoding.tally.arrived(packet.sequence);
        if !id.kind.is_audio() {
            encoding.missing.arrived(now, packet.sequence);
        }
        encoding.arrived(now, packet);
        let is_newest = encoding.seen.newest() == Some(packet.sequence);
        let began_to_speak = id.kind.is_audio() && source.loudness.heard(now, packet.level);
        let source = if began_to_speak {
            // Whoever begins gets a line now: with the next tick the first syllable would be lost.
            self.rank_now(now);
            match self.sources.get_mut(&id) {
                Some(source) => source,
                None => return Ingress::Admitted,
            }
        } else {
            source
        };
        let incoming = Incoming {
            now,
            id,
            rate: id.kind.clock_rate(),
            clock: self.clocks.get(&id.device),
            clocks: &self.source_clocks,
        };
        let arrival = incoming.arrival(packet, is_newest);
        for watch in source.shown.iter_mut().filter(|watch| watch.layers & 1 << packet.layer != 0) {
            let Some(receiver) = self.receivers.get_mut(&watch.listener) else { continue };
            let Some(state) = receiver.slots.get_mut(watch.line) else { continue };
            match state.take(&incoming, watch, arrival, packet, out) {
                Verdict::Send(_, None) | Verdict::Hold => {}
                Verdict::Send(_, Some(begins)) => {
                    (watch.layers, watch.awaited) = (state.slot.layers(), state.slot.awaited());
                    let is_back = std::mem::take(&mut state.paused_told);
                    if !id.kind.is_audio() && (begins == Begins::Source || is_back) {
                        self.generation += 1;
                        receiver.generation = self.generation;
                        self.outputs.push(Output::Slots(watch.listener));
                    }
                }
                Verdict::Drop(Dropped::AwaitingKeyframe) => self.drops.awaiting_keyframe += 1,
                Verdict::Drop(Dropped::BeforeCut | Dropped::NotHere) => self.drops.before_cut += 1,
                Verdict::Drop(Dropped::NotChosen) => self.drops.left_out += 1,
            }
        }
        Ingress::Admitted
    }

    /// A listener misses a packet of a picture: what to send again. `round_trip` to the listener and back, in
    /// milliseconds, if it is known.
    pub fn again(
        &mut self,
        now: Time,
        listener: DeviceId,
        line: Line,
        sequence: u16,
        round_trip: Option<i64>,
    ) -> Option<Forward<B>> {
        let receiver = self.receivers.get_mut(&listener)?;
        let state = receiver.slots.get_mut(usize::from(line.0))?;
        let (id, layer) = state.slot.source().zip(state.slot.layer())?;
        let rate = self.sources.get(&id)?.encodings.get(usize::from(layer))?.layer.bits(now);
        let sent = state.history.again(now, sequence, round_trip.unwrap_or(ROUND_TRIP_MS), rate)?;
        receiver.repairs.packet(now, 0, sent.length);
        Some(sent.again(listener, line, sequence))
    }
}

impl<B: Clone> Sent<B> {
    /// The same packet once more.
    pub(super) fn again(&self, listener: DeviceId, line: Line, sequence: u16) -> Forward<B> {
        Forward {
            listener,
            line,
            sequence,
            timestamp: self.timestamp,
            marker: self.marker,
            keyframe: false,
            red: false,
            payload: self.payload.clone(),
            descriptor: self.descriptor,
            report: None,
        }
    }
}

impl<B: Clone> SlotState<B> {
    /// A packet comes to the slot; with it may go what has waited for it. Returns what began, or what became of it.
    fn take(
        &mut self,
        incoming: &Incoming<'_>,
        to: &Watch,
        arrival: Arrival,
        packet: &Packet<B>,
        out: &mut Vec<Forward<B>>,
    ) -> Verdict {
        let verdict = self.pass(incoming, to, &arrival, packet, out);
        if verdict == Verdict::Hold {
            self.held.push(Held { since: incoming.now, arrival, packet: packet.clone() });
        }
        if self.held.is_empty() || !self.is_due(incoming.now) {
            return verdict;
        }
        self.slot.release();
        let mut began = None;
        for held in std::mem::take(&mut self.held) {
            let verdict = self.pass(incoming, to, &held.arrival, &held.packet, out);
            began = began.or(matches!(verdict, Verdict::Send(_, Some(_))).then_some(verdict));
        }
        began.unwrap_or(verdict)
    }

    fn is_due(&self, now: Time) -> bool {
        let late = self.held.first().is_some_and(|held| now.millis_since(held.since) >= HOLD_MS);
        late || self.held.len() >= HELD || self.slot.is_released()
    }

    fn pass(
        &mut self,
        incoming: &Incoming<'_>,
        to: &Watch,
        arrival: &Arrival,
        packet: &Packet<B>,
        out: &mut Vec<Forward<B>>,
    ) -> Verdict {
        let verdict = self.slot.forward(incoming.id, arrival);
        let Verdict::Send(numbers, begins) = verdict else { return verdict };
        self.last = Some((packet.timestamp, incoming.now));
        let report = begins.and_then(|_| {
            let clock = incoming.source_clock(packet.layer);
            self.report(incoming.now, incoming.clock, &clock, incoming.rate)
        });
        self.packets = self.packets.wrapping_add(1);
        self.octets = self.octets.wrapping_add(u32::try_from(packet.length).unwrap_or(0));
        let is_audio = incoming.id.kind.is_audio();
        if !is_audio {
            let sent = Sent {
                timestamp: numbers.timestamp,
                marker: packet.marker,
                payload: packet.payload.clone(),
                length: packet.length,
                descriptor: numbers.descriptor,
            };
            self.history.sent(numbers.sequence, packet.length, sent);
        }
        out.push(Forward {
            listener: to.listener,
            line: line_of(to.line),
            sequence: numbers.sequence,
            timestamp: numbers.timestamp,
            // The first packet of a new speaker: tells the jitter buffer that a talkspurt begins (RFC 3551 §4.1).
            marker: packet.marker || (is_audio && begins.is_some()),
            keyframe: packet.keyframe,
            red: packet.red,
            payload: packet.payload.clone(),
            descriptor: numbers.descriptor,
            report,
        });
        verdict
    }
}

impl<B> SlotState<B> {
    /// The slot's own sender report: the source's timestamp of this very moment, moved into the slot.
    pub(super) fn report(
        &mut self,
        now: Time,
        device: Option<&DeviceClock>,
        source: &SourceClock,
        rate: u32,
    ) -> Option<Report> {
        let (last_timestamp, last_arrival) = self.last?;
        let by_arrival = last_timestamp.wrapping_add(crate::clock::ticks(now.0 - last_arrival.0, rate));
        let timestamp = device
            .and_then(|device| source.timestamp_at(device, rate, now))
            .filter(|by_clock| {
                let apart = i64::from(by_clock.wrapping_sub(by_arrival).cast_signed());
                PLAUSIBLE_MS.contains(&(apart * 1_000 / i64::from(rate)))
            })
            .unwrap_or(by_arrival);
        let rtp = self.slot.translate(timestamp)?;
        self.reported = Some(now);
        Some(Report { ntp: ntp_of(now), rtp, packets: self.packets, octets: self.octets })
    }
}
