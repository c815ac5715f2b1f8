//! One session's media decisions: everybody's sources, everybody's slots, one plan.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use crate::Time;
use crate::assign::{self, Activity};
use crate::clock::{DeviceClock, SourceClock, ntp_of};
use crate::history::History;
use crate::keyframe::KeyframeRequests;
use crate::lines::{AUDIO_LINES, LAYOUT, LINES, Line, VIDEO_LINES};
use crate::loudness::Loudness;
use crate::packet::{Drops, Forward, Ingress, Packet, Report};
use crate::plan::{DeviceId, Kind, Plan, SourceId};
use crate::seen::Seen;
use crate::slot::{Arrival, Dropped, Slot, Verdict};

/// How often listeners are told who speaks.
const SPEAKING_MS: i64 = 200;

/// How often the room is told how long each has spoken: it adds up, and nobody watches it.
const SPOKEN_MS: i64 = 2_000;
/// How often slots are looked at although nobody began or ended to speak.
const RANKING_MS: i64 = 100;
/// How long ago, in milliseconds, a packet can have been captured. A clock that says otherwise was set, or lies, and a
/// slot that believed it would carry the error on to everybody who comes after.
const PLAUSIBLE_MS: std::ops::RangeInclusive<i64> = -50..=2_000;

/// How often a slot that is in use sends a sender report (RFC 3550 allows it well within 5 % of the bandwidth).
const REPORT_MS: i64 = 1_000;

/// What the worker must do or tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// Ask this source for a keyframe.
    RequestKeyframe(SourceId),
    /// Tell this device who is in its slots: [`Session::slots`].
    Slots(DeviceId),
    /// Tell this device who speaks: [`Session::speaking`].
    Speaking(DeviceId),
    /// This device has been heard to speak for so many milliseconds since the last time.
    Spoke(DeviceId, u32),
    /// Send a sender report in a slot.
    Report(DeviceId, Line, Report),
}

/// Who is in a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlotShown {
    /// The line.
    pub line: Line,
    /// Who.
    pub source: SourceId,
    /// For pictures: timestamp of the first packet of this source here, once it was sent.
    pub from_timestamp: Option<u32>,
}

/// Everything of one session.
#[derive(Debug, Clone, Default)]
pub struct Session<B> {
    plan: Plan,
    sources: BTreeMap<SourceId, Source>,
    clocks: BTreeMap<DeviceId, DeviceClock>,
    /// Beside the sources, which come and go with mute: a clock is good for as long as its connection.
    source_clocks: BTreeMap<SourceId, SourceClock>,
    receivers: BTreeMap<DeviceId, Receiver<B>>,
    outputs: Vec<Output>,
    speaking_told: Option<Time>,
    /// Milliseconds of speech that have not been told.
    spoken: BTreeMap<DeviceId, u32>,
    spoken_told: Option<Time>,
    ranked: Option<Time>,
    ranked_speaking: Vec<DeviceId>,
    /// One for all devices and never back to nothing, so that a message about slots that are no more is always older.
    generation: u32,
    drops: Drops,
}

#[derive(Debug, Clone, Default)]
struct Source {
    loudness: Loudness,
    keyframes: KeyframeRequests,
    seen: Seen,
    /// Timestamp of the last packet that was not sent because a slot waited for a keyframe.
    skipped: Option<u32>,
    /// The slots that show it. Rebuilt with every change of slots, so that a packet needs no search.
    shown: Vec<(DeviceId, usize)>,
}

#[derive(Debug, Clone)]
struct Receiver<B> {
    slots: Vec<SlotState<B>>,
    generation: u32,
    speaking: Vec<DeviceId>,
    /// More sources than slots: ranking decides, again and again.
    crowded: bool,
}

#[derive(Debug, Clone)]
struct SlotState<B> {
    slot: Slot,
    history: History<Sent<B>>,
    changed: Time,
    packets: u32,
    octets: u32,
    reported: Option<Time>,
    /// Timestamp (as it came) and arrival of the last packet: time, as long as no sender report has come.
    last: Option<(u32, Time)>,
}

#[derive(Debug, Clone)]
struct Sent<B> {
    timestamp: u32,
    marker: bool,
    payload: B,
}

impl<B: Clone> Session<B> {
    /// Nobody is here yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            plan: Plan::default(),
            sources: BTreeMap::new(),
            clocks: BTreeMap::new(),
            source_clocks: BTreeMap::new(),
            receivers: BTreeMap::new(),
            outputs: Vec::new(),
            speaking_told: None,
            spoken: BTreeMap::new(),
            spoken_told: None,
            ranked: None,
            ranked_speaking: Vec::new(),
            generation: 0,
            drops: Drops::default(),
        }
    }

    /// A device's receiving connection is up. `base` is any number.
    pub fn receiver_up(&mut self, now: Time, device: DeviceId, base: u32) {
        let slots = LAYOUT
            .iter()
            .map(|line| SlotState {
                slot: Slot::new(line.is_audio(), base),
                history: History::default(),
                changed: now,
                packets: 0,
                octets: 0,
                reported: None,
                last: None,
            })
            .collect();
        self.receiver_down(device);
        let receiver = Receiver { slots, generation: self.generation, speaking: Vec::new(), crowded: false };
        self.receivers.insert(device, receiver);
        self.reassign(now, &[device]);
        self.request_keyframes(now);
    }

    /// A device's receiving connection is gone.
    pub fn receiver_down(&mut self, device: DeviceId) {
        if self.receivers.remove(&device).is_some() {
            self.index();
        }
    }

    /// A device's sending connection is new or gone: its numbers and its clock mean nothing any more.
    pub fn sender_reset(&mut self, now: Time, device: DeviceId) {
        self.clocks.remove(&device);
        self.source_clocks.retain(|source, _| source.device != device);
        self.sources.retain(|source, _| source.device != device);
        let mut told = Vec::new();
        for (&listener, receiver) in &mut self.receivers {
            for state in &mut receiver.slots {
                if let Some(source) = state.slot.source().filter(|source| source.device == device) {
                    state.cut(now, Some(source));
                    told.push(listener);
                }
            }
        }
        told.dedup();
        for listener in told {
            self.tell_slots(listener);
        }
        self.index();
    }

    /// Puts a plan into force: when this returns, nothing the plan forbids is forwarded or sent again.
    pub fn apply(&mut self, now: Time, plan: Plan) {
        self.plan = plan;
        for (&listener, receiver) in &mut self.receivers {
            // Who speaks in a group is nobody else's business either, from this moment on.
            let before = receiver.speaking.len();
            let plan = &self.plan;
            receiver.speaking.retain(|&device| device == listener || plan.reaches(device, listener));
            if receiver.speaking.len() != before {
                self.outputs.push(Output::Speaking(listener));
            }
        }
        let listeners: Vec<DeviceId> = self.receivers.keys().copied().collect();
        self.reassign(now, &listeners);
        self.request_keyframes(now);
    }

    /// The plan in force.
    #[must_use]
    pub const fn plan(&self) -> &Plan {
        &self.plan
    }

    /// A packet came in: what goes out is added to `out`.
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
        if let Entry::Vacant(entry) = self.sources.entry(id) {
            entry.insert(Source::default());
            self.index();
        }
        let Some(source) = self.sources.get_mut(&id) else { return Ingress::NotAdmitted };
        if !source.seen.is_new(packet.sequence) {
            // A retransmission that crossed its original, or a probe. Sent on, it would go out encrypted a second time
            // under the same number.
            self.drops.repeated += 1;
            return Ingress::Admitted;
        }
        if id.kind.is_audio() {
            source.loudness.heard(now, packet.level);
        } else {
            source.keyframes.packet(now, packet.keyframe);
        }
        let rate = id.kind.clock_rate();
        let device_clock = self.clocks.get(&id.device);
        let source_clock = self.source_clocks.get(&id).copied().unwrap_or_default();
        let captured = device_clock
            .and_then(|clock| source_clock.captured(clock, rate, packet.timestamp))
            .filter(|captured| PLAUSIBLE_MS.contains(&now.millis_since(*captured)));
        let arrival = Arrival {
            sequence: packet.sequence,
            timestamp: packet.timestamp,
            entry: id.kind.is_audio() || packet.keyframe,
            captured: captured.unwrap_or(now),
        };
        for &(listener, line) in &source.shown {
            let Some(receiver) = self.receivers.get_mut(&listener) else { continue };
            let Some(state) = receiver.slots.get_mut(line) else { continue };
            let (sequence, timestamp, first) = match state.slot.forward(id, arrival) {
                Verdict::Send { sequence, timestamp, first } => (sequence, timestamp, first),
                Verdict::Drop(Dropped::AwaitingKeyframe) => {
                    self.drops.awaiting_keyframe += 1;
                    source.skipped = Some(packet.timestamp);
                    continue;
                }
                Verdict::Drop(Dropped::BeforeCut | Dropped::NotHere) => {
                    self.drops.before_cut += 1;
                    continue;
                }
            };
            state.last = Some((packet.timestamp, now));
            let report = first.then(|| state.report(now, device_clock, &source_clock, rate)).flatten();
            state.packets = state.packets.wrapping_add(1);
            state.octets = state.octets.wrapping_add(u32::try_from(packet.length).unwrap_or(0));
            if !id.kind.is_audio() {
                state.history.sent(
                    sequence,
                    Sent { timestamp, marker: packet.marker, payload: packet.payload.clone() },
                );
                if first {
                    self.generation += 1;
                    receiver.generation = self.generation;
                    self.outputs.push(Output::Slots(listener));
                    if source.skipped == Some(packet.timestamp) {
                        // The keyframe's first packet was late and the rest of the frame is gone: one more, please.
                        source.keyframes.repair();
                    }
                }
            }
            out.push(Forward {
                listener,
                line: line_of(line),
                sequence,
                timestamp,
                // The first packet of a new speaker: tells the jitter buffer that a talkspurt begins (RFC 3551 §4.1).
                marker: packet.marker || (first && id.kind.is_audio()),
                payload: packet.payload.clone(),
                report,
            });
        }
        Ingress::Admitted
    }

    /// A device's sender report about one of its sources.
    pub fn sender_report(&mut self, now: Time, id: SourceId, ntp: u64, rtp: u32) {
        self.clocks.entry(id.device).or_default().report(ntp, now);
        self.source_clocks.entry(id).or_default().report(ntp, rtp);
    }

    /// A listener cannot decode what is in a slot (PLI or FIR).
    pub fn keyframe_wanted(&mut self, now: Time, listener: DeviceId, line: Line) {
        let shown = self.slot(listener, line).and_then(|state| state.slot.source());
        // A request about an empty slot comes after long silence and means nothing.
        if let Some(source) = shown.and_then(|source| self.sources.get_mut(&source)) {
            source.keyframes.repair();
            self.request_keyframes(now);
        }
    }

    /// A listener misses a packet of a picture: what to send again.
    pub fn again(&mut self, now: Time, listener: DeviceId, line: Line, sequence: u16) -> Option<Forward<B>> {
        let state = self.receivers.get_mut(&listener)?.slots.get_mut(usize::from(line.0))?;
        let sent = state.history.again(now, sequence)?;
        Some(Forward {
            listener,
            line,
            sequence,
            timestamp: sent.timestamp,
            marker: sent.marker,
            payload: sent.payload.clone(),
            report: None,
        })
    }

    /// Time passes: call every 20 ms or so.
    pub fn tick(&mut self, now: Time) {
        self.rank(now);
        self.request_keyframes(now);
        if self.speaking_told.is_none_or(|at| now.millis_since(at) >= SPEAKING_MS) {
            // After a worker's pause nobody knows who spoke in it.
            let passed = self.speaking_told.map_or(0, |at| now.millis_since(at)).clamp(0, 2 * SPEAKING_MS);
            self.speaking_told = Some(now);
            self.tell_speaking(now, passed as u32);
            self.tell_spoken(now);
        }
        self.tell_time(now);
    }

    /// Gives the slots of crowded listeners to those who speak: at once when somebody begins or ends, else now and then
    /// for what was debounced.
    fn rank(&mut self, now: Time) {
        let voices = self.sources.iter().filter(|(id, _)| id.kind == Kind::Microphone);
        let speaking: Vec<DeviceId> =
            voices.filter(|(_, source)| source.loudness.speaks(now)).map(|(id, _)| id.device).collect();
        let recent = self.ranked.is_some_and(|at| now.millis_since(at) < RANKING_MS);
        if recent && speaking == self.ranked_speaking {
            return;
        }
        self.ranked = Some(now);
        self.ranked_speaking = speaking;
        let crowded: Vec<DeviceId> =
            self.receivers.iter().filter(|(_, receiver)| receiver.crowded).map(|(&id, _)| id).collect();
        self.reassign(now, &crowded);
    }

    /// What is to be done since the last call.
    pub fn outputs(&mut self) -> Vec<Output> {
        std::mem::take(&mut self.outputs)
    }

    /// Who is in a device's slots, with the generation of this answer.
    #[must_use]
    pub fn slots(&self, device: DeviceId) -> (u32, Vec<SlotShown>) {
        let Some(receiver) = self.receivers.get(&device) else { return (self.generation, Vec::new()) };
        let shown = receiver.slots.iter().enumerate().filter_map(|(line, state)| {
            let source = state.slot.source()?;
            let from_timestamp = (!source.kind.is_audio()).then(|| state.slot.from_timestamp()).flatten();
            Some(SlotShown { line: line_of(line), source, from_timestamp })
        });
        (receiver.generation, shown.collect())
    }

    /// Who speaks, as this device was last told.
    #[must_use]
    pub fn speaking(&self, device: DeviceId) -> &[DeviceId] {
        self.receivers.get(&device).map_or(&[], |receiver| &receiver.speaking)
    }

    /// What was not sent, by reason.
    #[must_use]
    pub const fn drops(&self) -> Drops {
        self.drops
    }

    fn slot(&self, listener: DeviceId, line: Line) -> Option<&SlotState<B>> {
        self.receivers.get(&listener)?.slots.get(usize::from(line.0))
    }

    fn reassign(&mut self, now: Time, listeners: &[DeviceId]) {
        let mut changed = false;
        for &listener in listeners {
            if self.assign(now, listener) {
                self.tell_slots(listener);
                changed = true;
            }
        }
        if changed {
            self.index();
        }
    }

    /// Decides about the slots of one listener; returns whether any changed.
    fn assign(&mut self, now: Time, listener: DeviceId) -> bool {
        let allowed: BTreeSet<SourceId> = self.plan.sources_for(listener).collect();
        let stage = self.plan.routes.get(&listener).and_then(|route| route.stage);
        let Some(receiver) = self.receivers.get_mut(&listener) else { return false };
        let mut current = [None; LINES];
        let mut changed = [Time::default(); LINES];
        for (line, state) in receiver.slots.iter().enumerate() {
            current[line] = state.slot.source();
            changed[line] = state.changed;
        }
        let sources = &self.sources;
        let next = assign::assign(now, &current, &changed, &allowed, stage, |device| {
            let voice = sources.get(&SourceId { device, kind: Kind::Microphone });
            voice.map_or_else(Activity::default, |source| Activity {
                speaks: source.loudness.speaks(now),
                last_spoke: source.loudness.last_spoke(),
            })
        });
        let count = |kind| allowed.iter().filter(|source| source.kind == kind).count();
        receiver.crowded = count(Kind::Microphone) > AUDIO_LINES || count(Kind::Camera) > VIDEO_LINES;
        if next == current {
            return false;
        }
        for (state, (&before, &after)) in receiver.slots.iter_mut().zip(current.iter().zip(&next)) {
            if before != after {
                state.cut(now, after);
            }
        }
        true
    }

    fn tell_slots(&mut self, listener: DeviceId) {
        if let Some(receiver) = self.receivers.get_mut(&listener) {
            self.generation += 1;
            receiver.generation = self.generation;
            self.outputs.push(Output::Slots(listener));
        }
    }

    /// Rebuilds who is shown where. A source that is shown exists here even before its first packet, so that it is
    /// asked for a keyframe.
    fn index(&mut self) {
        for source in self.sources.values_mut() {
            source.shown.clear();
        }
        for (&listener, receiver) in &self.receivers {
            for (line, state) in receiver.slots.iter().enumerate() {
                if let Some(source) = state.slot.source() {
                    self.sources.entry(source).or_default().shown.push((listener, line));
                }
            }
        }
        let plan = &self.plan;
        self.sources.retain(|&id, source| !source.shown.is_empty() || plan.admits(id));
    }

    fn request_keyframes(&mut self, now: Time) {
        let receivers = &self.receivers;
        for (&id, source) in &mut self.sources {
            if id.kind.is_audio() {
                continue;
            }
            let awaited = source.shown.iter().any(|(listener, line)| {
                receivers
                    .get(listener)
                    .and_then(|receiver| receiver.slots.get(*line))
                    .is_some_and(|state| state.slot.is_awaiting())
            });
            if source.keyframes.due(now, awaited) {
                self.outputs.push(Output::RequestKeyframe(id));
            }
        }
    }

    /// `passed`: how long those who speak now have been speaking, since this was asked last.
    fn tell_speaking(&mut self, now: Time, passed: u32) {
        let mut speaking: Vec<(i32, DeviceId)> = self
            .sources
            .iter()
            .filter(|(id, source)| {
                id.kind == Kind::Microphone && self.plan.admits(**id) && source.loudness.speaks(now)
            })
            .map(|(id, source)| (source.loudness.level(), id.device))
            .collect();
        speaking.sort_unstable();
        for &(_, device) in &speaking {
            let sum = self.spoken.entry(device).or_default();
            *sum = sum.saturating_add(passed);
        }
        for (&listener, receiver) in &mut self.receivers {
            // One's own voice too: the ring on one's own tile says that the server hears it.
            let heard: Vec<DeviceId> = speaking
                .iter()
                .map(|&(_, device)| device)
                .filter(|&device| device == listener || self.plan.reaches(device, listener))
                .collect();
            // The order by loudness flickers and means little: only a change of who is worth a message.
            let same = heard.len() == receiver.speaking.len()
                && heard.iter().all(|device| receiver.speaking.contains(device));
            if !same {
                receiver.speaking = heard;
                self.outputs.push(Output::Speaking(listener));
            }
        }
    }

    fn tell_spoken(&mut self, now: Time) {
        if self.spoken_told.is_none_or(|at| now.millis_since(at) >= SPOKEN_MS) {
            self.spoken_told = Some(now);
            let spoken = std::mem::take(&mut self.spoken);
            self.outputs.extend(spoken.into_iter().map(|(device, millis)| Output::Spoke(device, millis)));
        }
    }

    fn tell_time(&mut self, now: Time) {
        for (&listener, receiver) in &mut self.receivers {
            for (line, state) in receiver.slots.iter_mut().enumerate() {
                let Some(id) = state.slot.source() else { continue };
                let due = state.reported.is_none_or(|at| now.millis_since(at) >= REPORT_MS);
                let flowing = state.last.is_some_and(|(_, at)| now.millis_since(at) < REPORT_MS);
                if !due || !flowing {
                    continue;
                }
                let source = self.source_clocks.get(&id).copied().unwrap_or_default();
                let rate = id.kind.clock_rate();
                if let Some(report) = state.report(now, self.clocks.get(&id.device), &source, rate) {
                    self.outputs.push(Output::Report(listener, line_of(line), report));
                }
            }
        }
    }
}

impl<B> SlotState<B> {
    fn cut(&mut self, now: Time, source: Option<SourceId>) {
        self.slot.show(source);
        self.history.clear();
        self.changed = now;
        self.last = None;
        self.reported = None;
    }

    /// The slot's own sender report: the source's timestamp of this very moment, moved into the slot.
    fn report(
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

fn line_of(index: usize) -> Line {
    // LINES is 25.
    Line(u8::try_from(index).unwrap_or(u8::MAX))
}

#[cfg(test)]
#[path = "session_tests.rs"]
mod tests;
