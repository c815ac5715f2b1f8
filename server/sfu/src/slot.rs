//! One receive slot: a constant SSRC whose sequence numbers, timestamps and picture ids stay continuous while the
//! source or the layer behind it changes. The rules are measured ones (shared/slots.md 4).
//!
//! Another source: cut at once, nothing until its keyframe. Another layer of the same source: the old one goes on until
//! the new one's keyframe is there and the old one's frame is whole.

mod stream;

use crate::Time;
use crate::clock::ticks;
use crate::dependency;
use crate::plan::SourceId;
use crate::svc::Layered;
use crate::vp8::{Descriptor, PICTURE_IDS, Rewrite};
use stream::Stream;

/// Packets that may be missing between two that are sent. A source whose numbers leap further begins anew in the slot: half a
/// round on, "later" comes to mean "earlier", also for whoever is in the slot after it (RFC 3550 A.1 takes a leap of 3,000
/// for another stream).
const LEAP: u16 = 3_000;

/// What decides about a packet of the source in the slot.
#[derive(Debug, Clone, Copy)]
pub struct Arrival<'a> {
    /// RTP sequence number as it came.
    pub sequence: u16,
    /// RTP timestamp as it came.
    pub timestamp: u32,
    /// RTP marker bit: for pictures, the last packet of a frame.
    pub marker: bool,
    /// Index of the simulcast encoding.
    pub layer: u8,
    /// Whether a receiver can start here: any packet of sound, or the first packet of a keyframe, unless others of it
    /// overtook it: they were not sent and are missing.
    pub entry: bool,
    /// Nothing but padding: takes part in the numbers of its source only.
    pub empty: bool,
    /// What its VP8 descriptor says.
    pub descriptor: Option<Descriptor>,
    /// Where it belongs among the layers of its stream, if there are several.
    pub layered: Option<Layered<'a>>,
    /// When it was captured, on our clock; when it arrived, as long as no sender report has come.
    pub captured: Time,
}

/// What a slot shows of its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// Index of the simulcast encoding, 0 the smallest.
    pub layer: u8,
    /// Spatial layers above this are left out, where the encoding has several in one stream ([`crate::svc`]).
    pub spatial: u8,
    /// Temporal layers above this are left out.
    pub temporal: u8,
}

impl Arrival<'_> {
    /// What can be kept of it; `None` if its place among layers is needed.
    #[must_use]
    pub fn kept(self) -> Option<Arrival<'static>> {
        let Self { sequence, timestamp, marker, layer, entry, empty, descriptor, layered, captured } = self;
        let kept =
            Arrival { sequence, timestamp, marker, layer, entry, empty, descriptor, layered: None, captured };
        layered.is_none().then_some(kept)
    }
}

impl Choice {
    /// The smallest encoding with all its frames; the only one of sound. Of several layers in one stream the smallest picture.
    pub const FIRST: Self = Self { layer: 0, spatial: 0, temporal: u8::MAX };

    const fn layers(self) -> dependency::Layer {
        dependency::Layer { spatial: self.spatial, temporal: self.temporal }
    }
}

/// A packet's place in the slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbers {
    /// Sequence number.
    pub sequence: u16,
    /// Timestamp.
    pub timestamp: u32,
    /// Marker bit.
    pub marker: bool,
    /// What its VP8 descriptor is to say; `None`: what it says already.
    pub descriptor: Option<Rewrite>,
    /// What its dependency descriptor is to say, if it has one.
    pub dependency: Option<dependency::rewrite::Rewrite>,
}

/// What a packet is the first one of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begins {
    /// This source in this slot.
    Source,
    /// Another layer of it, or its picture after a pause.
    Layer,
}

/// What becomes of a packet in this slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Send it under these numbers.
    Send(Numbers, Option<Begins>),
    /// Keep it and bring it again once [`Slot::is_released`]: the old layer's frame is not whole yet.
    Hold,
    /// Do not send it.
    Drop(Dropped),
}

/// Why a packet was not sent in a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dropped {
    /// Another source, or none, is in the slot.
    NotHere,
    /// The picture waits for a keyframe.
    AwaitingKeyframe,
    /// Sent before the cut, arrived after it.
    BeforeCut,
    /// Of a layer that the slot does not show, or of a picture that is not shown at all.
    NotChosen,
}

/// The source in a slot. There is no flag to forget: who waits for a keyframe is read off this.
#[derive(Debug, Clone)]
struct Shown {
    source: SourceId,
    choice: Option<Choice>,
    /// Timestamp of the first packet of this source here.
    from: Option<u32>,
    live: Option<Live>,
    /// The awaited keyframe is here and waits for the end of the old layer's frame.
    holding: bool,
}

/// The layer that is being sent.
#[derive(Debug, Clone)]
struct Live {
    layer: u8,
    stream: Stream,
}

impl Live {
    fn go_on(&mut self, holding: bool, arrival: &Arrival<'_>) -> Verdict {
        if holding && self.stream.ends_before(arrival) {
            // The rest of the old frame is lost; this one is of the instant that the new layer shows.
            self.stream.close();
            return Verdict::Drop(Dropped::NotChosen);
        }
        match self.stream.pass(arrival) {
            Ok(numbers) => Verdict::Send(numbers, None),
            Err(reason) => Verdict::Drop(reason),
        }
    }
}

impl Shown {
    fn awaited(&self) -> Option<u8> {
        let layer = self.choice?.layer;
        let goes_on = |live: &Live| live.layer == layer && !live.stream.needs_keyframe();
        (!self.live.as_ref().is_some_and(goes_on)).then_some(layer)
    }
}

/// The highest numbers sent so far.
#[derive(Debug, Clone, Copy)]
struct Last {
    sequence: u16,
    timestamp: u32,
    picture_id: Option<u16>,
    tl0: Option<u8>,
    /// By the dependency descriptor.
    frame: Option<u16>,
}

/// One slot.
#[derive(Debug, Clone)]
pub struct Slot {
    rate: u32,
    /// Ticks below which a new source must not begin: one frame of sound, or the very next tick of a picture.
    step: u32,
    shown: Option<Shown>,
    last: Option<Last>,
    base: u32,
}

impl Slot {
    /// A slot that shows nobody. `base` is the timestamp of our clock's origin: anything.
    #[must_use]
    pub const fn new(is_audio: bool, base: u32) -> Self {
        // A raw continuation overlaps the previous Opus frame of 20 ms, which the receiver then throws away.
        let (rate, step) = if is_audio { (48_000, 960) } else { (90_000, 1) };
        Self { rate, step, shown: None, last: None, base }
    }

    /// Cuts to another source and its first layer, or to none. From here on nothing of the old one is sent.
    pub fn show(&mut self, source: Option<SourceId>) {
        self.shown = source.map(|source| Shown {
            source,
            choice: Some(Choice::FIRST),
            from: None,
            live: None,
            holding: false,
        });
    }

    /// What is to be sent of the source. `None`: nothing from here on, and then only from a keyframe on.
    pub fn choose(&mut self, choice: Option<Choice>) {
        let Some(shown) = &mut self.shown else { return };
        let awaited = shown.awaited();
        shown.choice = choice;
        if choice.is_none() {
            shown.live = None;
        }
        if let (Some(live), Some(choice)) = (&mut shown.live, choice)
            && live.layer == choice.layer
        {
            live.stream.aim(choice);
        }
        if shown.awaited() != awaited {
            shown.holding = false;
        }
    }

    /// Who is in the slot.
    #[must_use]
    pub fn source(&self) -> Option<SourceId> {
        self.shown.as_ref().map(|shown| shown.source)
    }

    /// What was chosen.
    #[must_use]
    pub fn choice(&self) -> Option<Choice> {
        self.shown.as_ref()?.choice
    }

    /// The layer that is being sent.
    #[must_use]
    pub fn layer(&self) -> Option<u8> {
        Some(self.shown.as_ref()?.live.as_ref()?.layer)
    }

    /// Which of its source's picture sizes is being sent, 0 the smallest: an encoding, or a spatial layer of the only one.
    #[must_use]
    pub fn size(&self) -> Option<u8> {
        let live = self.shown.as_ref()?.live.as_ref()?;
        Some(live.stream.spatial().unwrap_or(live.layer))
    }

    /// The layer whose keyframe the slot waits for.
    #[must_use]
    pub fn awaited(&self) -> Option<u8> {
        self.shown.as_ref()?.awaited()
    }

    /// The layers whose packets matter here, as bits.
    #[must_use]
    pub fn layers(&self) -> u8 {
        let bit = |layer: Option<u8>| layer.map_or(0, |layer| 1_u8.checked_shl(layer.into()).unwrap_or(0));
        bit(self.layer()) | bit(self.awaited())
    }

    /// The highest temporal layer that is being sent, while it waits for a frame at which it may rise.
    #[must_use]
    pub fn held_back(&self) -> Option<u8> {
        self.shown.as_ref()?.live.as_ref()?.stream.held_back()
    }

    /// Whether packets of a new layer are kept back for the end of the old layer's frame.
    #[must_use]
    pub fn is_holding(&self) -> bool {
        self.shown.as_ref().is_some_and(|shown| shown.holding)
    }

    /// Whether the old layer's frame has come to its end: what was kept back may go.
    #[must_use]
    pub fn is_released(&self) -> bool {
        self.shown.as_ref().is_some_and(|shown| {
            shown.holding && shown.live.as_ref().is_none_or(|live| !live.stream.is_open())
        })
    }

    /// Waits no longer for the end of the old layer's frame.
    pub fn release(&mut self) {
        if let Some(shown) = &mut self.shown {
            shown.holding = false;
            if let Some(live) = &mut shown.live {
                live.stream.close();
            }
        }
    }

    /// Timestamp of the first packet of the source that is in the slot.
    #[must_use]
    pub fn from_timestamp(&self) -> Option<u32> {
        self.shown.as_ref()?.from
    }

    /// The slot's timestamp for one of the layer's that is being sent: what a sender report needs.
    #[must_use]
    pub fn translate(&self, timestamp: u32) -> Option<u32> {
        Some(self.shown.as_ref()?.live.as_ref()?.stream.timestamp(timestamp))
    }

    /// A packet of `source`. Each one only once: [`crate::seen`].
    pub fn forward(&mut self, source: SourceId, arrival: &Arrival<'_>) -> Verdict {
        let Some(shown) = self.shown.as_mut().filter(|shown| shown.source == source) else {
            return Verdict::Drop(Dropped::NotHere);
        };
        let live = shown.live.as_mut().filter(|live| live.layer == arrival.layer);
        let goes_on = live.map(|live| live.go_on(shown.holding, arrival));
        let leaps = |numbers: Numbers| self.last.is_some_and(|last| leaps(last.sequence, numbers.sequence));
        if matches!(goes_on, Some(Verdict::Send(numbers, _)) if leaps(numbers)) {
            shown.live = None;
        }
        let verdict = if let Some(verdict) = goes_on.filter(|_| shown.live.is_some()) {
            verdict
        } else if shown.awaited() == Some(arrival.layer) {
            enter(shown, arrival).unwrap_or_else(|| {
                let start = Start::new(self.last, arrival, self.base, self.rate, self.step);
                let choice = shown.choice.unwrap_or(Choice::FIRST);
                let Some((stream, numbers)) = Stream::begin(arrival, start, choice) else {
                    return Verdict::Drop(Dropped::AwaitingKeyframe);
                };
                let begins = if shown.from.is_none() { Begins::Source } else { Begins::Layer };
                shown.from = shown.from.or(Some(numbers.timestamp));
                shown.live = Some(Live { layer: arrival.layer, stream });
                Verdict::Send(numbers, Some(begins))
            })
        } else {
            Verdict::Drop(Dropped::NotChosen)
        };
        if let Verdict::Send(numbers, _) = verdict {
            self.note(numbers, arrival);
        }
        verdict
    }

    fn note(&mut self, numbers: Numbers, arrival: &Arrival<'_>) {
        let Numbers { sequence, timestamp, descriptor, dependency, .. } = numbers;
        let own = arrival.descriptor.as_ref();
        let picture_id =
            descriptor.map_or_else(|| own?.picture_id.map(|id| id.value), |rewrite| rewrite.picture_id);
        let tl0 = descriptor.map_or_else(|| own?.tl0, |rewrite| rewrite.tl0);
        let frame = dependency.map(|rewrite| rewrite.frame);
        let Some(last) = &mut self.last else {
            self.last = Some(Last { sequence, timestamp, picture_id, tl0, frame });
            return;
        };
        // Frames may come late, and their numbers then are not the highest.
        if frame.is_some_and(|frame| last.frame.is_none_or(|last| older(last, frame))) {
            last.frame = frame;
        }
        if older(last.sequence, sequence) {
            last.sequence = sequence;
            // Numbers of a source that has none leave those of the slot where they are.
            last.picture_id = picture_id.or(last.picture_id);
            last.tl0 = tl0.or(last.tl0);
        }
        if earlier(last.timestamp, timestamp) {
            last.timestamp = timestamp;
        }
    }
}

/// A packet of the awaited layer: what becomes of it, or `None` if the layer begins here.
fn enter(shown: &mut Shown, arrival: &Arrival<'_>) -> Option<Verdict> {
    if shown.holding {
        return Some(Verdict::Hold);
    }
    if !arrival.entry {
        let reason = if shown.live.is_some() { Dropped::NotChosen } else { Dropped::AwaitingKeyframe };
        return Some(Verdict::Drop(reason));
    }
    // Several layers in one stream have no other to wait for.
    if arrival.layered.is_none() && shown.live.as_ref().is_some_and(|live| live.stream.is_open()) {
        shown.holding = true;
        return Some(Verdict::Hold);
    }
    None
}

/// The numbers of the first packet of a source or layer.
struct Start {
    sequence: u16,
    timestamp: u32,
    picture_id: Option<u16>,
    tl0: Option<u8>,
    frame: Option<u16>,
}

impl Start {
    fn new(last: Option<Last>, arrival: &Arrival<'_>, base: u32, rate: u32, step: u32) -> Self {
        let ideal = base.wrapping_add(ticks(arrival.captured.0, rate));
        let Some(last) = last else {
            // Half a round before they begin anew: a receiver that misses the first ones must not think that they have (RFC 3711
            // §3.3.1).
            return Self {
                sequence: arrival.sequence & 0x7fff,
                timestamp: ideal,
                picture_id: None,
                tl0: None,
                frame: None,
            };
        };
        let least = last.timestamp.wrapping_add(step);
        Self {
            sequence: last.sequence.wrapping_add(1),
            timestamp: if earlier(ideal, least) { least } else { ideal },
            picture_id: last.picture_id.map(|id| id.wrapping_add(1) & PICTURE_IDS),
            tl0: last.tl0.map(|tl0| tl0.wrapping_add(1)),
            frame: last.frame.map(|frame| frame.wrapping_add(1)),
        }
    }
}

/// Whether sequence number `a` comes before `b` (RFC 1982 with 16 bits).
#[must_use]
pub const fn older(a: u16, b: u16) -> bool {
    a.wrapping_sub(b) >= 0x8000
}

/// Whether a packet is too far from the newest one to be sent behind it, and is not a late one.
const fn leaps(newest: u16, sequence: u16) -> bool {
    let ahead = sequence.wrapping_sub(newest);
    LEAP < ahead && ahead <= u16::MAX - stream::LATE
}

const fn earlier(a: u32, b: u32) -> bool {
    a.wrapping_sub(b) >= 0x8000_0000
}

#[cfg(test)]
#[path = "slot_tests.rs"]
mod tests;
