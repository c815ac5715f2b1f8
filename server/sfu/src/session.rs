//! One session's media decisions: everybody's sources, everybody's slots, one plan.

mod forward;
mod measured;
mod pictures;
mod relay;
mod source;
mod told;

use std::collections::{BTreeMap, BTreeSet};

use crate::Time;
use crate::allocate::Memory;
use crate::assign;
use crate::clock::{DeviceClock, SourceClock};
use crate::history::History;
use crate::layers::{LAYERS, Meter};
use crate::lines::{AUDIO_LINES, LAYOUT, LINES, Line, VIDEO_LINES};
use crate::loudness::Voice;
use crate::packet::{Codec, Drops, Report};
use crate::plan::{DeviceId, Kind, Plan, SourceId};
use crate::slot::Slot;
use crate::vp8::Rewrite;
use forward::Held;
pub use measured::{EncodingFigures, SlotFigures};
use relay::Elsewhere;
pub use relay::{Clocks, Relayed, Wants};
use source::{Encoding, Source, Watch};

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

/// The way to a device and back, in milliseconds, until it is known.
const ROUND_TRIP_MS: i64 = 100;

/// A picture counts as shown in so many pixels until its client says otherwise: a tile of 320x180.
const SHOWN_AREA: u32 = 320 * 180;

/// What the worker must do or tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// Ask this source for a keyframe of this simulcast encoding.
    RequestKeyframe(SourceId, u8),
    /// Tell this device who is in its slots: [`Session::slots`].
    Slots(DeviceId),
    /// Tell this device who speaks: [`Session::speaking`].
    Speaking(DeviceId),
    /// This device has been heard to speak for so many milliseconds since the last time.
    Spoke(DeviceId, u32),
    /// Ask this source for packets of this simulcast encoding again.
    Missing(SourceId, u8, Vec<u16>),
    /// What waits to be sent in this line is of something that is not in the slot any more.
    Cut(DeviceId, Line),
    /// Send a sender report in a slot.
    Report(DeviceId, Line, Report),
    /// Tell this device which layers of its pictures somebody could make use of: [`Session::layers_wanted`].
    Wanted(DeviceId),
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
    /// A picture that the listener's network does not carry now: the last one stays, with a word.
    pub paused: bool,
}

/// Everything of one session.
#[derive(Debug, Clone, Default)]
pub struct Session<B> {
    plan: Plan,
    sources: BTreeMap<SourceId, Source>,
    clocks: BTreeMap<DeviceId, DeviceClock>,
    /// Milliseconds.
    round_trips: BTreeMap<DeviceId, i64>,
    /// Beside the sources, which come and go with mute: a clock is good for as long as its connection.
    source_clocks: BTreeMap<(SourceId, u8), SourceClock>,
    /// Beside the sources too: what a publisher was told holds until it is told otherwise.
    watched: BTreeMap<SourceId, Watched>,
    /// When it was last looked for layers that nobody needs.
    lowered: Option<Time>,
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
    elsewhere: Elsewhere,
}

/// What a publisher was told of how many layers of a picture are needed.
#[derive(Debug, Clone, Copy)]
struct Watched {
    told: u8,
    /// The most that was needed since less was needed than told, and since when that is.
    lower: Option<(u8, Time)>,
}

impl Default for Watched {
    fn default() -> Self {
        // A publisher that was told nothing sends everything.
        Self { told: LAYERS as u8, lower: None }
    }
}

#[derive(Debug, Clone)]
struct Receiver<B> {
    slots: Vec<SlotState<B>>,
    generation: u32,
    speaking: Vec<DeviceId>,
    /// More sources than slots: ranking decides, again and again.
    crowded: bool,
    /// Bit/s that its network carries; `None`: not known, no limit.
    estimate: Option<u32>,
    /// Bit/s that would be sent without a limit.
    wanted: u32,
    /// Bit/s that must be known to pass for that.
    sought: u32,
    /// What was sent again.
    repairs: Meter,
    memory: Memory,
    /// When its layers were last chosen.
    decided: Option<Time>,
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
    /// Packets of a new layer that wait for the end of the old layer's frame.
    held: Vec<Held<B>>,
    /// Pixels in which it is shown; 0: not shown.
    area: u32,
    /// Since when the listener's network does not carry it.
    paused: Option<Time>,
    paused_told: bool,
    /// Since when a temporal layer finds no frame to begin with.
    low_since: Option<Time>,
}

impl<B> SlotState<B> {
    fn new(now: Time, is_audio: bool, base: u32) -> Self {
        Self {
            slot: Slot::new(is_audio, base),
            history: History::default(),
            changed: now,
            packets: 0,
            octets: 0,
            reported: None,
            last: None,
            held: Vec::new(),
            area: SHOWN_AREA,
            paused: None,
            paused_told: false,
            low_since: None,
        }
    }

    fn cut(&mut self, now: Time, source: Option<SourceId>) {
        self.slot.show(source);
        if self.area == 0 {
            self.slot.choose(None);
        }
        self.history.clear();
        self.held.clear();
        self.changed = now;
        self.last = None;
        self.reported = None;
        self.paused = None;
        self.paused_told = false;
        self.low_since = None;
    }
}

#[derive(Debug, Clone)]
struct Sent<B> {
    timestamp: u32,
    marker: bool,
    payload: B,
    length: usize,
    codec: Codec,
    descriptor: Option<Rewrite>,
    dependency: Option<Box<[u8]>>,
}

impl<B: Clone> Session<B> {
    /// Nobody is here yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            plan: Plan::default(),
            sources: BTreeMap::new(),
            clocks: BTreeMap::new(),
            round_trips: BTreeMap::new(),
            source_clocks: BTreeMap::new(),
            watched: BTreeMap::new(),
            lowered: None,
            receivers: BTreeMap::new(),
            outputs: Vec::new(),
            speaking_told: None,
            spoken: BTreeMap::new(),
            spoken_told: None,
            ranked: None,
            ranked_speaking: Vec::new(),
            generation: 0,
            drops: Drops::default(),
            elsewhere: Elsewhere::default(),
        }
    }

    /// A device's receiving connection is up. `base` is any number.
    pub fn receiver_up(&mut self, now: Time, device: DeviceId, base: u32) {
        let slots = LAYOUT.iter().map(|line| SlotState::new(now, line.is_audio(), base)).collect();
        self.receiver_down(device);
        let receiver = Receiver {
            slots,
            generation: self.generation,
            speaking: Vec::new(),
            crowded: false,
            estimate: None,
            wanted: 0,
            sought: 0,
            repairs: Meter::default(),
            memory: Memory::default(),
            decided: None,
        };
        self.receivers.insert(device, receiver);
        self.elsewhere.receivers_changed();
        self.reassign(now, &[device]);
        self.request_keyframes(now);
    }

    /// A device's receiving connection is gone.
    pub fn receiver_down(&mut self, device: DeviceId) {
        if self.receivers.remove(&device).is_some() {
            self.elsewhere.receivers_changed();
            self.index();
        }
    }

    /// A device's sending connection is new or gone: its numbers and its clock mean nothing any more.
    pub fn sender_reset(&mut self, now: Time, device: DeviceId) {
        self.clocks.remove(&device);
        self.round_trips.remove(&device);
        self.source_clocks.retain(|(source, _), _| source.device != device);
        self.sources.retain(|source, _| source.device != device);
        if self.watched.keys().any(|source| source.device == device) {
            // A new connection begins with all its layers.
            pictures::tell_wanted(&mut self.outputs, device);
        }
        let mut told = Vec::new();
        for (&listener, receiver) in &mut self.receivers {
            for (line, state) in receiver.slots.iter_mut().enumerate() {
                if let Some(source) = state.slot.source().filter(|source| source.device == device) {
                    state.cut(now, Some(source));
                    self.outputs.push(Output::Cut(listener, line_of(line)));
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
        self.elsewhere.apply(&self.plan, &plan);
        self.plan = plan;
        let plan = &self.plan;
        self.watched.retain(|source, _| plan.routes.contains_key(&source.device));
        for (&listener, receiver) in &mut self.receivers {
            // Who speaks in a group is nobody else's business either, from this moment on.
            let before = receiver.speaking.len();
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

    /// A device's sender report about one encoding of one of its sources.
    pub fn sender_report(&mut self, now: Time, id: SourceId, layer: u8, ntp: u64, rtp: u32) {
        if usize::from(layer) < LAYERS {
            self.clocks.entry(id.device).or_default().report(ntp, now);
            self.source_clocks.entry((id, layer)).or_default().report(ntp, rtp);
        }
    }

    /// A listener cannot decode what is in a slot (PLI or FIR).
    pub fn keyframe_wanted(&mut self, now: Time, listener: DeviceId, line: Line) {
        let shown = self.slot(listener, line).and_then(|state| state.slot.source().zip(state.slot.layer()));
        // A request about a slot in which nothing is sent comes after long silence and means nothing.
        if let Some((id, layer)) = shown
            && let Some(source) = self.sources.get_mut(&id)
            && let Some(encoding) = source.encodings.get_mut(usize::from(layer))
        {
            encoding.keyframes.repair();
            self.request_keyframes(now);
        }
    }

    /// Time passes: call every 20 ms or so.
    pub fn tick(&mut self, now: Time) {
        self.rank(now);
        self.ask_again(now);
        self.decide_due(now);
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

    /// How long the way to a device and back is, in milliseconds.
    pub fn round_trip(&mut self, device: DeviceId, millis: i64) {
        self.round_trips.insert(device, millis);
    }

    /// Asks for what is missing of pictures that somebody is sent. Voices have their redundancy, and no time.
    fn ask_again(&mut self, now: Time) {
        for (&id, source) in &mut self.sources {
            if id.kind.is_audio() {
                continue;
            }
            let round_trip = self.round_trips.get(&id.device).copied().unwrap_or(ROUND_TRIP_MS);
            let elsewhere = self.elsewhere.needed_of(id).unwrap_or(0);
            for (layer, encoding) in (0..).zip(&mut source.encodings) {
                let due = encoding.missing.due(now, round_trip * 1_000);
                let is_here = source.shown.iter().any(|watch| watch.layers & 1 << layer != 0);
                let is_sent = is_here || layer < elsewhere;
                if is_sent && !due.is_empty() {
                    self.outputs.push(Output::Missing(id, layer, due));
                }
                if encoding.missing.gave_up() && is_sent {
                    encoding.keyframes.repair();
                }
            }
        }
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
        self.ranked_speaking = speaking;
        self.rank_now(now);
    }

    fn rank_now(&mut self, now: Time) {
        self.ranked = Some(now);
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
            Some(SlotShown { line: line_of(line), source, from_timestamp, paused: state.paused_told })
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
        let changed: Vec<DeviceId> =
            listeners.iter().copied().filter(|&listener| self.assign(now, listener)).collect();
        if changed.is_empty() {
            return;
        }
        self.index();
        for listener in changed {
            self.tell_slots(listener);
            self.decide(now, listener);
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
        let pinned = |device| self.plan.routes.get(&device).is_some_and(|route| route.pinned);
        let next = assign::assign(now, &current, &changed, &allowed, stage, |device| {
            let voice = sources.get(&SourceId { device, kind: Kind::Microphone });
            let voice = voice.map_or_else(Voice::default, |source| source.loudness.voice(now));
            Voice { pinned: pinned(device), ..voice }
        });
        let count = |kind| allowed.iter().filter(|source| source.kind == kind).count();
        receiver.crowded = count(Kind::Microphone) > AUDIO_LINES || count(Kind::Camera) > VIDEO_LINES;
        if next == current {
            return false;
        }
        let slots = receiver.slots.iter_mut().enumerate();
        for ((line, state), (&before, &after)) in slots.zip(current.iter().zip(&next)) {
            if before != after {
                state.cut(now, after);
                if before.is_some() {
                    self.outputs.push(Output::Cut(listener, line_of(line)));
                }
                receiver.memory.forget(line);
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
                let (layers, awaited) = (state.slot.layers(), state.slot.awaited());
                if let Some(source) = state.slot.source() {
                    let watch = Watch { listener, line, layers, awaited };
                    self.sources.entry(source).or_default().shown.push(watch);
                }
            }
        }
        let plan = &self.plan;
        self.sources.retain(|&id, source| !source.shown.is_empty() || plan.admits(id));
    }
}

fn line_of(index: usize) -> Line {
    // LINES is 25.
    Line(u8::try_from(index).unwrap_or(u8::MAX))
}

#[cfg(test)]
#[path = "session_tests.rs"]
mod tests;

#[cfg(test)]
mod layered_tests;

#[cfg(test)]
mod people;

#[cfg(test)]
mod picture_tests;
