//! How the numbers of one stream of a source become those of a slot, from its keyframe to the next cut.
//!
//! What is added is fixed, so that gaps and late packets pass through and retransmission works. Only where a frame is
//! left out on purpose, everything behind it moves up, so that the receiver finds no gap there. A late packet gets what
//! was added at its place.

use std::collections::VecDeque;

use super::{Arrival, Choice, Dropped, Numbers, Start, older};
use crate::dependency::rewrite;
use crate::svc::{self, Selection, Selector};
use crate::vp8::{Descriptor, PICTURE_IDS, PictureId, Rewrite};

/// How far behind the newest packet one may be and still be sent: more than any retransmission brings.
pub(super) const LATE: u16 = 0x1000;
/// When the first place follows the stream: left where it was, "older" would come to mean "half a round ahead", and
/// the slot would fall silent after 32,768 packets.
const FOLLOW: u16 = 0x2000;
/// Places kept: with two frames of three left out at 30 a second, three seconds.
const PLACES: usize = 64;

/// What holds from one sequence number on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    from: u16,
    sequence_offset: u16,
    picture_offset: u16,
    /// Higher temporal layers are left out.
    temporal: u8,
}

/// One layer on its way into a slot.
#[derive(Debug, Clone)]
pub(super) struct Stream {
    timestamp_offset: u32,
    tl0_offset: u8,
    place: Place,
    /// Older ones first; empty as long as nothing is left out.
    earlier: VecDeque<Place>,
    /// Newest sequence number, and its frame's timestamp and picture id (15 bits), all as they came.
    newest: u16,
    frame: u32,
    picture: u16,
    /// The frame of the newest packet was sent in part, and its last packet has not come.
    open: bool,
    /// The frame of the newest packet is being left out.
    leaving_out: bool,
    /// The temporal layer that is wanted; what is sent follows where a frame allows it.
    aim: u8,
    /// Chooses frames, where the stream has several layers that say how they depend on each other.
    layers: Option<Layers>,
}

/// The layers of a stream with dependency descriptors.
#[derive(Debug, Clone)]
struct Layers {
    selector: Selector,
    needs_keyframe: bool,
    frame_offset: u16,
}

/// How a packet that is sent differs from what came.
#[derive(Debug, Clone, Copy)]
struct Told {
    marker: bool,
    dependency: Option<rewrite::Rewrite>,
}

impl Layers {
    fn begin(arrival: &Arrival<'_>, frame: Option<u16>, choice: Choice) -> Option<Self> {
        let own = arrival.layered?.frame;
        let frame_offset = frame.map_or(0, |frame| frame.wrapping_sub(own));
        Some(Self { selector: Selector::new(choice.layers()), needs_keyframe: false, frame_offset })
    }

    /// `None`: not to be sent.
    fn select(&mut self, arrival: &Arrival<'_>) -> Option<Told> {
        let layered = arrival.layered?;
        let Some((structure, descriptor)) = layered.read else {
            self.selector.skip(layered.now, layered.frame);
            return None;
        };
        let came = svc::Arrival { descriptor, timestamp: arrival.timestamp, marker: arrival.marker };
        let selection = self.selector.select(layered.now, structure, came);
        self.needs_keyframe = self.selector.needs_keyframe(structure);
        let Selection::Forward { marker, active } = selection else { return None };
        let frame = layered.frame.wrapping_add(self.frame_offset);
        Some(Told { marker, dependency: Some(rewrite::Rewrite { frame, active }) })
    }
}

impl Stream {
    /// Begins at a packet that needs nothing of before. `None` if its layers begin with nothing that can be sent.
    pub(super) fn begin(arrival: &Arrival<'_>, start: Start, choice: Choice) -> Option<(Self, Numbers)> {
        let temporal = choice.temporal;
        let own = arrival.descriptor.as_ref();
        let picture = own.and_then(|own| own.picture_id).map_or(0, |id| id.value);
        let tl0 = own.and_then(|own| own.tl0).unwrap_or(0);
        let mut stream = Self {
            timestamp_offset: start.timestamp.wrapping_sub(arrival.timestamp),
            tl0_offset: start.tl0.map_or(0, |start| start.wrapping_sub(tl0)),
            place: Place {
                from: arrival.sequence,
                sequence_offset: start.sequence.wrapping_sub(arrival.sequence),
                picture_offset: start.picture_id.map_or(0, |start| start.wrapping_sub(picture)),
                temporal,
            },
            earlier: VecDeque::new(),
            newest: arrival.sequence,
            frame: arrival.timestamp,
            picture,
            open: !arrival.marker,
            leaving_out: false,
            aim: temporal,
            layers: Layers::begin(arrival, start.frame, choice),
        };
        let told = stream.wanted(arrival, temporal)?;
        let numbers = stream.numbers(arrival, stream.place, told);
        Some((stream, numbers))
    }

    /// Layers above these are not wanted.
    pub(super) const fn aim(&mut self, choice: Choice) {
        self.aim = choice.temporal;
        if let Some(layers) = &mut self.layers {
            layers.selector.want(choice.layers());
        }
    }

    /// Whether only a keyframe brings the picture size that is wanted.
    pub(super) fn needs_keyframe(&self) -> bool {
        self.layers.as_ref().is_some_and(|layers| layers.needs_keyframe)
    }

    /// The highest spatial layer that is sent, of several.
    pub(super) fn spatial(&self) -> Option<u8> {
        self.layers.as_ref()?.selector.layer().map(|layer| layer.spatial)
    }

    /// The highest temporal layer sent, if a higher one is wanted.
    pub(super) fn held_back(&self) -> Option<u8> {
        // Chosen by dependency, it needs no frame that is marked for it.
        (self.layers.is_none() && self.place.temporal < self.aim).then_some(self.place.temporal)
    }

    /// Whether the newest frame was sent in part only.
    pub(super) const fn is_open(&self) -> bool {
        self.open
    }

    /// Whatever is missing of the newest frame is not waited for.
    pub(super) const fn close(&mut self) {
        self.open = false;
    }

    /// Whether this packet shows that no more is to come of the newest frame.
    pub(super) const fn ends_before(&self, arrival: &Arrival<'_>) -> bool {
        arrival.timestamp != self.frame && older(self.newest, arrival.sequence)
    }

    /// The slot's timestamp for one of the layer's.
    pub(super) const fn timestamp(&self, timestamp: u32) -> u32 {
        timestamp.wrapping_add(self.timestamp_offset)
    }

    /// A packet of the layer: its numbers, or why it is not sent.
    pub(super) fn pass(&mut self, arrival: &Arrival<'_>) -> Result<Numbers, Dropped> {
        if older(self.newest, arrival.sequence) {
            self.follow(arrival);
            let Some(told) = self.wanted(arrival, self.place.temporal) else {
                self.leave_out(arrival);
                return Err(Dropped::NotChosen);
            };
            self.open = !arrival.marker;
            return Ok(self.numbers(arrival, self.place, told));
        }
        let place = self.place_of(arrival.sequence).ok_or(Dropped::BeforeCut)?;
        let told = self.wanted(arrival, place.temporal).ok_or(Dropped::NotChosen)?;
        Ok(self.numbers(arrival, place, told))
    }

    /// Whether a packet is to be sent, and as what. `temporal` is the highest layer that is sent at its place.
    fn wanted(&mut self, arrival: &Arrival<'_>, temporal: u8) -> Option<Told> {
        if arrival.empty {
            return None;
        }
        if let Some(layers) = &mut self.layers {
            return layers.select(arrival);
        }
        let own = arrival.descriptor.as_ref().and_then(|own| own.temporal).unwrap_or(0);
        let is_wanted = arrival.layered.is_none() && own <= temporal;
        is_wanted.then_some(Told { marker: arrival.marker, dependency: None })
    }

    /// The newest packet there is. What is left out changes only where a frame begins: half a frame is no use.
    fn follow(&mut self, arrival: &Arrival<'_>) {
        let is_new_frame = arrival.timestamp != self.frame && !arrival.empty;
        if is_new_frame {
            self.leaving_out = false;
            if let Some(own) = arrival.descriptor.as_ref() {
                self.picture = own.picture_id.map_or(self.picture, |id| self.wide(id));
                self.adjust(arrival, own);
            }
            self.frame = arrival.timestamp;
        }
        self.newest = arrival.sequence;
        if self.behind(self.earlier.front().unwrap_or(&self.place)) > FOLLOW {
            self.forget();
        }
    }

    /// Packets from the beginning of a place to the newest one.
    const fn behind(&self, place: &Place) -> u16 {
        self.newest.wrapping_sub(place.from)
    }

    fn forget(&mut self) {
        while !self.earlier.is_empty() && self.behind(self.earlier.get(1).unwrap_or(&self.place)) >= LATE {
            self.earlier.pop_front();
        }
        self.earlier.front_mut().unwrap_or(&mut self.place).from = self.newest.wrapping_sub(LATE);
    }

    /// A keyframe needs nothing; a frame with the layer-sync bit (RFC 7741 §4.2, Y) needs the lowest layer only, so
    /// that the layer next above may begin with it.
    fn adjust(&mut self, arrival: &Arrival<'_>, own: &Descriptor) {
        if !own.starts_frame || self.aim == self.place.temporal {
            return;
        }
        let temporal = own.temporal.unwrap_or(0);
        let next = temporal == self.place.temporal.saturating_add(1);
        let allowed = if self.aim < self.place.temporal || own.keyframe {
            self.aim
        } else if own.layer_sync && next {
            temporal
        } else {
            return;
        };
        self.change(Place { from: arrival.sequence, temporal: allowed, ..self.place });
    }

    fn leave_out(&mut self, arrival: &Arrival<'_>) {
        let mut place = self.place;
        place.from = arrival.sequence.wrapping_add(1);
        place.sequence_offset = place.sequence_offset.wrapping_sub(1);
        if !arrival.empty {
            if !self.leaving_out {
                place.picture_offset = place.picture_offset.wrapping_sub(1);
            }
            (self.open, self.leaving_out) = (false, true);
        }
        let before = self.earlier.back();
        if self.place.from == arrival.sequence
            && before.is_some_and(|before| before.temporal == place.temporal)
        {
            // Nothing was sent from this place on.
            self.place = place;
        } else {
            self.change(place);
        }
    }

    fn change(&mut self, place: Place) {
        if self.earlier.len() == PLACES {
            self.earlier.pop_front();
        }
        self.earlier.push_back(self.place);
        self.place = place;
    }

    fn place_of(&self, sequence: u16) -> Option<Place> {
        if !older(sequence, self.place.from) {
            return Some(self.place);
        }
        self.earlier.iter().rev().find(|place| !older(sequence, place.from)).copied()
    }

    fn numbers(&self, arrival: &Arrival<'_>, place: Place, told: Told) -> Numbers {
        Numbers {
            sequence: arrival.sequence.wrapping_add(place.sequence_offset),
            timestamp: self.timestamp(arrival.timestamp),
            marker: told.marker,
            dependency: told.dependency,
            descriptor: arrival.descriptor.as_ref().and_then(|own| self.rewrite(own, place)),
        }
    }

    fn rewrite(&self, own: &Descriptor, place: Place) -> Option<Rewrite> {
        let picture_id =
            own.picture_id.map(|id| self.wide(id).wrapping_add(place.picture_offset) & PICTURE_IDS);
        let tl0 = own.tl0.map(|tl0| tl0.wrapping_add(self.tl0_offset));
        let same = tl0 == own.tl0 && own.picture_id.is_none_or(|id| id.wide && Some(id.value) == picture_id);
        (!same).then_some(Rewrite { picture_id, tl0 })
    }

    /// A picture id of 7 bits as one of 15: the one next to the newest.
    const fn wide(&self, id: PictureId) -> u16 {
        if id.wide {
            return id.value;
        }
        let ahead = id.value.wrapping_sub(self.picture) & 0x7f;
        let ahead = if ahead < 0x40 { ahead } else { ahead | !0x7f };
        self.picture.wrapping_add(ahead) & PICTURE_IDS
    }
}
