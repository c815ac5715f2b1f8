//! A model of encoders, of the way to the server and of a decoder, for the properties of slots and sessions.

use std::collections::{BTreeMap, BTreeSet};

use crate::vp8::{Descriptor, PICTURE_IDS, PictureId, Rewrite};

/// Small and fast (xorshift); the same numbers for the same seed.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % limit.max(1)
    }

    pub fn percent(&mut self, share: u64) -> bool {
        self.below(100) < share
    }
}

/// Which packet: of which encoding, frame and place in the frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tag {
    pub device: u32,
    pub layer: u8,
    pub frame: usize,
    pub index: u16,
}

#[derive(Debug, Clone)]
pub struct Frame {
    pub temporal: u8,
    pub sync: bool,
    pub key: bool,
    /// Frames that must have been decoded.
    pub references: BTreeSet<usize>,
    pub packets: u16,
    pub first: u16,
    pub timestamp: u32,
    pub captured_ms: i64,
    picture: u16,
    tl0: u8,
}

/// One simulcast encoding.
#[derive(Debug, Clone)]
pub struct Encoder {
    pub device: u32,
    pub layer: u8,
    pub frames: Vec<Frame>,
    wide: bool,
    temporals: u64,
    sequence: u16,
    timestamp: u32,
    picture: u16,
    tl0: u8,
    /// The last frame of each temporal layer.
    last: [Option<usize>; 3],
}

impl Encoder {
    pub fn new(random: &mut Random, device: u32, layer: u8) -> Self {
        Self {
            device,
            layer,
            frames: Vec::new(),
            wide: random.percent(70),
            temporals: 1 + random.below(3),
            sequence: random.below(0x1_0000) as u16,
            timestamp: random.below(1 << 32) as u32,
            picture: random.below(0x8000) as u16,
            tl0: random.below(256) as u8,
            last: [None; 3],
        }
    }

    /// The tags of the next frame. Frames need the last of each temporal layer up to their own: the strictest there is.
    pub fn encode(&mut self, random: &mut Random, at_ms: i64, key: bool) -> Vec<Tag> {
        let key = key || self.last[0].is_none();
        let temporal = if key || random.percent(30) { 0 } else { random.below(self.temporals) as usize };
        let sync = temporal > 0 && random.percent(30);
        let references: BTreeSet<usize> = match (key, sync) {
            (true, _) => BTreeSet::new(),
            (_, true) => self.last[0].into_iter().collect(),
            _ => self.last[..=temporal].iter().flatten().copied().collect(),
        };
        let number = self.frames.len();
        if key {
            self.last = [None; 3];
        }
        self.last[temporal] = Some(number);
        self.picture = self.picture.wrapping_add(1) & if self.wide { PICTURE_IDS } else { 0x7f };
        self.tl0 = self.tl0.wrapping_add(u8::from(temporal == 0));
        let packets = 1 + random.below(if key { 6 } else { 3 }) as u16;
        self.frames.push(Frame {
            temporal: temporal as u8,
            sync,
            key,
            references,
            packets,
            first: self.sequence,
            timestamp: self.timestamp.wrapping_add(at_ms as u32 * 90),
            captured_ms: at_ms,
            picture: self.picture,
            tl0: self.tl0,
        });
        self.sequence = self.sequence.wrapping_add(packets);
        let (device, layer) = (self.device, self.layer);
        (0..packets).map(|index| Tag { device, layer, frame: number, index }).collect()
    }

    pub fn frame(&self, tag: Tag) -> &Frame {
        &self.frames[tag.frame]
    }

    pub fn sequence(&self, tag: Tag) -> u16 {
        self.frame(tag).first.wrapping_add(tag.index)
    }

    pub fn marker(&self, tag: Tag) -> bool {
        tag.index + 1 == self.frame(tag).packets
    }

    pub fn descriptor(&self, tag: Tag) -> Descriptor {
        let frame = self.frame(tag);
        Descriptor {
            picture_id: Some(PictureId { value: frame.picture, wide: self.wide }),
            tl0: Some(frame.tl0),
            temporal: (self.temporals > 1).then_some(frame.temporal),
            layer_sync: frame.sync,
            starts_frame: tag.index == 0,
            keyframe: tag.index == 0 && frame.key,
            height: (tag.index == 0 && frame.key).then_some(180 << self.layer),
            length: 6,
        }
    }
}

/// A packet as it went out in a slot.
#[derive(Debug, Clone)]
pub struct Sent {
    pub tag: Tag,
    pub sequence: u16,
    pub timestamp: u32,
    pub descriptor: Option<Rewrite>,
    /// First of a source or layer.
    pub begins: bool,
    /// Which arrival it was sent at.
    pub at: usize,
}

/// What came to the server, and what one slot made of it.
#[derive(Debug, Clone, Default)]
pub struct Record {
    pub encoders: BTreeMap<(u32, u8), Encoder>,
    /// In the order of their coming, each once.
    pub arrivals: Vec<Tag>,
    pub sent: Vec<Sent>,
    /// Arrivals before which a picture was cut or paused.
    pub cuts: Vec<usize>,
}

struct Stretch<'a> {
    sent: Vec<(i64, &'a Sent)>,
    /// The arrival at which it was over.
    end: usize,
}

impl Record {
    /// Whether what was sent is what a decoder can use.
    pub fn check(&self) -> Result<(), String> {
        let mut arrived: BTreeMap<Tag, (usize, bool)> = BTreeMap::new();
        let mut newest: BTreeMap<(u32, u8), (usize, u16)> = BTreeMap::new();
        for (at, tag) in self.arrivals.iter().enumerate() {
            let place = (tag.frame, tag.index);
            let top = newest.entry((tag.device, tag.layer)).or_insert(place);
            arrived.insert(*tag, (at, place < *top));
            *top = place.max(*top);
        }
        let mut before: Option<(i64, u32, u16, u8)> = None;
        for stretch in self.stretches()? {
            before = Some(self.check_stretch(&stretch, &arrived, before)?);
        }
        Ok(())
    }

    /// What was sent between two cuts or changes of layer, with sequence numbers that do not wrap.
    fn stretches(&self) -> Result<Vec<Stretch<'_>>, String> {
        let mut stretches: Vec<Stretch<'_>> = Vec::new();
        let mut unique = BTreeSet::new();
        let mut top = 0_i64;
        for sent in &self.sent {
            let number = top + i64::from(sent.sequence.wrapping_sub(top as u16).cast_signed());
            top = top.max(number);
            if !unique.insert(number) {
                return Err(format!("{number} twice: {sent:?}"));
            }
            if sent.begins {
                if let Some(last) = stretches.last_mut() {
                    last.end = last.end.min(sent.at);
                }
                let end = self.cuts.iter().copied().find(|&cut| cut > sent.at).unwrap_or(usize::MAX);
                stretches.push(Stretch { sent: Vec::new(), end });
            }
            let stretch = stretches.last_mut().ok_or("begins in the middle")?;
            if sent.at >= stretch.end {
                return Err(format!("sent after the cut: {sent:?}"));
            }
            stretch.sent.push((number, sent));
        }
        for stretch in &mut stretches {
            stretch.sent.sort_by_key(|(number, _)| *number);
        }
        Ok(stretches)
    }

    fn check_stretch(
        &self,
        stretch: &Stretch<'_>,
        arrived: &BTreeMap<Tag, (usize, bool)>,
        before: Option<(i64, u32, u16, u8)>,
    ) -> Result<(i64, u32, u16, u8), String> {
        let (number, first) = stretch.sent[0];
        let encoder = &self.encoders[&(first.tag.device, first.tag.layer)];
        if !(first.begins && encoder.frame(first.tag).key && first.tag.index == 0) {
            return Err(format!("does not begin with a keyframe: {first:?}"));
        }
        let numbers = |sent: &Sent| {
            let own = encoder.descriptor(sent.tag);
            match sent.descriptor {
                Some(rewrite) => (rewrite.picture_id.unwrap_or(0), rewrite.tl0.unwrap_or(0)),
                None => (own.picture_id.map_or(0, |id| id.value), own.tl0.unwrap_or(0)),
            }
        };
        if let Some((top, timestamp, picture, tl0)) = before {
            if number != top + 1 || first.timestamp.wrapping_sub(timestamp).wrapping_sub(1) >= 1 << 31 {
                return Err(format!("after {top} at {timestamp}: {first:?}"));
            }
            if numbers(first) != ((picture + 1) & PICTURE_IDS, tl0.wrapping_add(1)) {
                return Err(format!("after picture {picture}, {tl0}: {first:?}"));
            }
        }
        // Whether a packet came in its order and before the stretch was over.
        let in_order = |tag: Tag| arrived.get(&tag).is_some_and(|&(at, late)| !late && at < stretch.end);
        let tags = |frame: usize| {
            (0..encoder.frames[frame].packets).map(move |index| Tag { frame, index, ..first.tag })
        };
        for pair in stretch.sent.windows(2) {
            let [(a_number, a), (b_number, b)] = pair else { continue };
            if (a.tag.device, a.tag.layer) != (b.tag.device, b.tag.layer) || a.tag >= b.tag {
                return Err(format!("mixed up: {a:?} {b:?}"));
            }
            let between =
                (a.tag.frame..=b.tag.frame).flat_map(tags).filter(|tag| *tag > a.tag && *tag < b.tag);
            let missing = between.filter(|tag| !in_order(*tag)).count() as i64;
            if b_number - a_number - 1 > missing {
                return Err(format!("a hole of ours: {a:?} {b:?}"));
            }
            let (old, new) = (encoder.frame(a.tag), encoder.frame(b.tag));
            if b.timestamp.wrapping_sub(a.timestamp) != new.timestamp.wrapping_sub(old.timestamp) {
                return Err(format!("time: {a:?} {b:?}"));
            }
            let ahead = numbers(b).0.wrapping_sub(numbers(a).0) & PICTURE_IDS;
            let unseen = (a.tag.frame + 1..b.tag.frame).filter(|&frame| !tags(frame).any(in_order)).count();
            let is_next = u16::from(a.tag.frame != b.tag.frame);
            if ahead < is_next || usize::from(ahead) > unseen + usize::from(is_next) {
                return Err(format!("picture ids {ahead} apart: {a:?} {b:?}"));
            }
            if numbers(b).1.wrapping_sub(numbers(a).1) != new.tl0.wrapping_sub(old.tl0) {
                return Err(format!("TL0PICIDX: {a:?} {b:?}"));
            }
        }
        self.check_decoding(stretch, encoder, arrived)?;
        let (top, last) = *stretch.sent.last().ok_or("empty")?;
        Ok((top, last.timestamp, numbers(last).0, numbers(last).1))
    }

    /// Every frame that was begun is whole, and so is all it needs, but for what did not come in time.
    fn check_decoding(
        &self,
        stretch: &Stretch<'_>,
        encoder: &Encoder,
        arrived: &BTreeMap<Tag, (usize, bool)>,
    ) -> Result<(), String> {
        let (_, first) = stretch.sent[0];
        let sent: BTreeSet<Tag> = stretch.sent.iter().map(|(_, sent)| sent.tag).collect();
        let frames: BTreeSet<usize> = sent.iter().map(|tag| tag.frame).collect();
        for &frame in &frames {
            let needed = encoder.frames[frame].references.iter().copied().chain([frame]);
            for needed in needed {
                if needed < first.tag.frame {
                    return Err(format!("frame {frame} needs {needed} of before {first:?}"));
                }
                for index in 0..encoder.frames[needed].packets {
                    let tag = Tag { frame: needed, index, ..first.tag };
                    let came = arrived.get(&tag).is_some_and(|&(at, _)| at < stretch.end);
                    if came && !sent.contains(&tag) {
                        return Err(format!("frame {frame} needs {tag:?}"));
                    }
                }
            }
        }
        Ok(())
    }
}
