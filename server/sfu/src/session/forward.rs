//! A packet's way through the session.

use std::collections::BTreeMap;

use super::{Output, PLAUSIBLE_MS, Sent, Session, SlotState, Source, Watch, line_of};
use crate::Time;
use crate::clock::{DeviceClock, SourceClock, ntp_of};
use crate::dependency::rewrite::rewritten;
use crate::dependency::{Descriptor, Structure, Unread};
use crate::lines::Line;
use crate::packet::{Forward, Ingress, Packet, Report};
use crate::plan::{DeviceId, SourceId};
use crate::slot::{Arrival, Begins, Dropped, Numbers, Verdict};
use crate::svc::Layered;

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
    arrival: Arrival<'static>,
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

    fn arrival<'a, B>(
        &self,
        packet: &Packet<B>,
        layered: Option<Layered<'a>>,
        is_newest: bool,
    ) -> Arrival<'a> {
        let captured = self
            .clock
            .and_then(|clock| self.source_clock(packet.layer).captured(clock, self.rate, packet.timestamp))
            .filter(|captured| PLAUSIBLE_MS.contains(&self.now.millis_since(*captured)));
        Arrival {
            sequence: packet.sequence,
            timestamp: packet.timestamp,
            marker: packet.marker,
            layer: packet.layer,
            entry: self.id.kind.is_audio() || (begins_keyframe(packet, layered) && is_newest),
            // A frame without a number has a place among packets, and none among frames.
            empty: !self.id.kind.is_audio()
                && (packet.length == 0 || (packet.dependency.is_some() && layered.is_none())),
            descriptor: packet.descriptor,
            layered,
            captured: captured.unwrap_or(self.now),
        }
    }
}

/// What can be said of a packet's place among the layers of its stream, if there are several.
fn layered<'a>(
    now: Time,
    read: &'a Result<Descriptor, Unread>,
    structure: Option<&'a Structure>,
) -> Option<Layered<'a>> {
    match read {
        Ok(descriptor) => {
            let read = structure.map(|structure| (structure, descriptor));
            Some(Layered { now, frame: descriptor.frame, read })
        }
        Err(Unread::NoStructure { frame }) => Some(Layered { now, frame: *frame, read: None }),
        Err(Unread::Malformed) => None,
    }
}

/// The dependency descriptor as the slot wants it.
fn dependency<B>(packet: &Packet<B>, arrival: &Arrival<'_>, numbers: &Numbers) -> Option<Box<[u8]>> {
    let (structure, _) = arrival.layered?.read?;
    rewritten(packet.dependency.as_deref()?, structure, numbers.dependency?)
}

/// Whether a packet begins a keyframe; of several layers in one stream, that of the lowest.
fn begins_keyframe<B>(packet: &Packet<B>, layered: Option<Layered<'_>>) -> bool {
    match layered {
        None => packet.keyframe,
        Some(Layered { read: Some((_, descriptor)), .. }) => {
            descriptor.brings_structure && descriptor.references.values().is_empty()
        }
        Some(Layered { read: None, .. }) => false,
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
        let (source, is_newest) = match self.first_time(id, packet) {
            Ok(first) => first,
            Err(became) => return became,
        };
        if let Some(encoding) = source.encodings.get_mut(usize::from(packet.layer)) {
            if !packet.recovered {
                encoding.tally.arrived(packet.sequence);
            }
            if !id.kind.is_audio() {
                encoding.missing.arrived(now, packet.sequence);
            }
        }
        let began = id.kind.is_audio() && source.loudness.heard(now, packet.level);
        self.pass_on(now, id, packet, is_newest, began, out);
        Ingress::Admitted
    }

    /// The source of a packet that comes for the first time, and whether it is its newest; else what became of it.
    pub(super) fn first_time(
        &mut self,
        id: SourceId,
        packet: &Packet<B>,
    ) -> Result<(&mut Source, bool), Ingress> {
        let source = self.sources.entry(id).or_default();
        let Some(encoding) = source.encodings.get_mut(usize::from(packet.layer)) else {
            self.drops.not_admitted += 1;
            return Err(Ingress::NotAdmitted);
        };
        if !encoding.seen.is_new(packet.sequence) {
            // A retransmission that crossed its original, or a probe. Sent on, it would go out encrypted a second time
            // under the same number.
            self.drops.repeated += 1;
            return Err(Ingress::Repeated);
        }
        let is_newest = encoding.seen.newest() == Some(packet.sequence);
        Ok((source, is_newest))
    }

    /// A packet that is new and admitted goes to the slots that show its source. `began`: its source begins to stir or
    /// to speak with it.
    pub(super) fn pass_on(
        &mut self,
        now: Time,
        id: SourceId,
        packet: &Packet<B>,
        is_newest: bool,
        began: bool,
        out: &mut Vec<Forward<B>>,
    ) {
        let Some(source) = self.sources.get_mut(&id) else { return };
        let read = packet.dependency.as_deref().map(|octets| source.reader.read(octets));
        source.arrived(now, packet, read.as_ref());
        if began {
            // Whoever begins gets a line now: with the next tick the first syllable would be lost.
            self.rank_now(now);
        }
        let Some(source) = self.sources.get_mut(&id) else { return };
        let incoming = Incoming {
            now,
            id,
            rate: id.kind.clock_rate(),
            clock: self.clocks.get(&id.device),
            clocks: &self.source_clocks,
        };
        let layered = read.as_ref().and_then(|read| layered(now, read, source.reader.structure()));
        let arrival = incoming.arrival(packet, layered, is_newest);
        for watch in source.shown.iter_mut().filter(|watch| watch.layers & 1 << packet.layer != 0) {
            let Some(receiver) = self.receivers.get_mut(&watch.listener) else { continue };
            let Some(state) = receiver.slots.get_mut(watch.line) else { continue };
            let verdict = state.take(&incoming, watch, arrival, packet, out);
            if layered.is_some() {
                // Whether the layers of a stream need a keyframe is seen by each of its packets.
                watch.awaited = state.slot.awaited();
            }
            match verdict {
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
        let (id, layer) = state.slot.source().zip(state.slot.size())?;
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
            codec: self.codec,
            descriptor: self.descriptor,
            dependency: self.dependency.clone(),
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
        arrival: Arrival<'_>,
        packet: &Packet<B>,
        out: &mut Vec<Forward<B>>,
    ) -> Verdict {
        let verdict = self.pass(incoming, to, &arrival, packet, out);
        if verdict == Verdict::Hold
            && let Some(arrival) = arrival.kept()
        {
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
        arrival: &Arrival<'_>,
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
        let dependency = dependency(packet, arrival, &numbers);
        if !is_audio {
            let sent = Sent {
                timestamp: numbers.timestamp,
                marker: numbers.marker,
                payload: packet.payload.clone(),
                length: packet.length,
                codec: packet.codec,
                descriptor: numbers.descriptor,
                dependency: dependency.clone(),
            };
            self.history.sent(numbers.sequence, packet.length, sent);
        }
        out.push(Forward {
            listener: to.listener,
            line: line_of(to.line),
            sequence: numbers.sequence,
            timestamp: numbers.timestamp,
            // The first packet of a new speaker: tells the jitter buffer that a talkspurt begins (RFC 3551 §4.1).
            marker: numbers.marker || (is_audio && begins.is_some()),
            keyframe: begins_keyframe(packet, arrival.layered),
            red: packet.red,
            payload: packet.payload.clone(),
            codec: packet.codec,
            descriptor: numbers.descriptor,
            dependency,
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
