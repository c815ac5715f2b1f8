//! Which frames of one source go into one slot, when the source sends several layers in one stream with a
//! [dependency descriptor](crate::dependency).
//!
//! A frame is forwarded if the decode target in force needs it, every frame that it refers to was forwarded, and the chain
//! of the target is whole. So a listener never gets a frame that they cannot decode. The target follows what the
//! allocator [wants](Selector::want):
//!
//! - up at a frame with a switch indication (§A.7 of the AV1 RTP payload specification), all of whose references were
//!   forwarded; to a larger picture only where an instant or the coded video sequence begins;
//! - down where a new instant begins, if everything of the lower target was forwarded so far. That is always so for a
//!   lower frame rate, and for smaller pictures if the larger ones are built on them (L3T3). Where they are not (S3T3,
//!   L3T3_KEY), the smaller picture needs a keyframe too; until it comes, the larger one goes on at its lowest rate.
//!
//! Why neither size changes in the middle of an instant: the marker bit belongs on the last packet of the highest layer that is
//! forwarded of it, which must be known when the packets before it go out.
//!
//! A frame that has not come counts as forwarded for a while, since it is being asked for again: otherwise each loss would
//! cost a keyframe. Frames that rely on it oblige the slot to forward it when it comes.

use crate::Time;
use crate::dependency::{Descriptor, Indication, Layer, MOST_TARGETS, Structure, Target};

mod window;
use window::{Came, Window};

/// A packet of the source.
#[derive(Debug, Clone, Copy)]
pub struct Arrival<'a> {
    /// What its descriptor says.
    pub descriptor: &'a Descriptor,
    /// RTP timestamp: frames with the same are of the same instant.
    pub timestamp: u32,
    /// RTP marker bit.
    pub marker: bool,
}

/// A packet of a source that sends several layers in one stream.
#[derive(Debug, Clone, Copy)]
pub struct Layered<'a> {
    /// When it came.
    pub now: Time,
    /// Its frame's number.
    pub frame: u16,
    /// What its descriptor says, with the structure that it refers to. `None` if nothing but the number could be read: it
    /// can be sent to nobody.
    pub read: Option<(&'a Structure, &'a Descriptor)>,
}

/// What becomes of a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Selection {
    /// Send it.
    Forward {
        /// Marker bit that it is to have.
        marker: bool,
        /// The active decode targets that it is to tell ([`crate::dependency::rewrite`]), if they are others than what it
        /// tells by itself.
        active: Option<u32>,
    },
    /// Do not send it. Numbers of the slot go on without it.
    Drop,
}

/// The layers of one slot. Forget it, and make another, when the slot shows another source.
#[derive(Debug, Clone, Default)]
pub struct Selector {
    wanted: Layer,
    window: Window,
    /// Timestamp of the newest instant, and of that in which the coded video sequence began.
    instant: Option<u32>,
    began: Option<u32>,
    /// Whether the listener was sent the structure: without it they can read nothing.
    has_structure: bool,
    /// The decode target in force and its layer.
    current: Option<(usize, Layer)>,
    /// Decode targets of which nothing is missing that later frames need: bit i for target i.
    whole: u32,
    /// Those that the source says it sends.
    active: u32,
    /// Whether the listener was told of fewer targets than the structure has, since it came.
    is_narrowed: bool,
}

impl Selector {
    /// A slot that wants nothing above `wanted`.
    #[must_use]
    pub fn new(wanted: Layer) -> Self {
        Self { wanted, ..Self::default() }
    }

    /// What the allocator wants from here on: the highest decode target that is above `wanted` in neither picture size nor
    /// frame rate; if there is none, the lowest.
    pub const fn want(&mut self, wanted: Layer) {
        self.wanted = wanted;
    }

    /// The layer in force; `None` while nothing can be forwarded.
    #[must_use]
    pub fn layer(&self) -> Option<Layer> {
        self.current.map(|(_, layer)| layer)
    }

    /// Whether only a keyframe is sure to bring the picture size that is wanted. Frame rates rise without.
    #[must_use]
    pub fn needs_keyframe(&self, structure: &Structure) -> bool {
        if !self.has_structure {
            return true;
        }
        let Some(limit) = self.limit(structure) else { return false };
        let mut of_that_size = self.sent(structure).filter(|(_, layer)| layer.spatial == limit.spatial);
        !of_that_size.any(|(target, layer)| layer.within(limit) && self.is_whole(target))
    }

    /// A packet of which nothing but the frame number could be read ([`crate::dependency::Unread::NoStructure`]) was not
    /// forwarded.
    pub fn skip(&mut self, now: Time, frame: u16) {
        match self.window.came(now, frame) {
            // A coded video sequence began that cannot be read: what is known of the targets no longer holds.
            Came::New => self.whole = 0,
            Came::Late { .. } => self.whole &= !self.window.drop(frame),
            Came::Before => {}
        }
    }

    /// A packet of the source, no copies. `structure` is the one that its descriptor refers to.
    pub fn select(&mut self, now: Time, structure: &Structure, arrival: Arrival<'_>) -> Selection {
        let descriptor = arrival.descriptor;
        if self.begins(&arrival) {
            self.begin(&arrival);
            self.decide(now, structure, &arrival);
        } else {
            match self.window.came(now, descriptor.frame) {
                Came::New => self.decide(now, structure, &arrival),
                Came::Late { is_promised } => self.decide_late(now, structure, descriptor, is_promised),
                Came::Before => {}
            }
        }
        if !self.window.is_forwarded(descriptor.frame) {
            return Selection::Drop;
        }
        Selection::Forward {
            marker: self.marker(structure, &arrival),
            active: self.tell(structure, descriptor),
        }
    }

    /// Whether a coded video sequence begins here. In one instant several layers may bring the structure (S3T3).
    fn begins(&self, arrival: &Arrival<'_>) -> bool {
        let descriptor = arrival.descriptor;
        descriptor.brings_structure
            && descriptor.references.values().is_empty()
            && self.began != Some(arrival.timestamp)
            && !self.window.is_recent(descriptor.frame)
    }

    fn begin(&mut self, arrival: &Arrival<'_>) {
        self.window.begin(arrival.descriptor.frame);
        self.began = Some(arrival.timestamp);
        self.has_structure = false;
        self.current = None;
        self.whole = 0;
        self.is_narrowed = false;
    }

    /// Decides on the newest frame.
    fn decide(&mut self, now: Time, structure: &Structure, arrival: &Arrival<'_>) {
        let descriptor = arrival.descriptor;
        let starts_instant = self.instant.replace(arrival.timestamp) != Some(arrival.timestamp);
        self.active = descriptor.active.unwrap_or(self.active);
        self.whole &= !self.window.give_up(now);
        self.check_chains(now, structure, descriptor);
        let is_readable = self.has_structure || descriptor.brings_structure;
        self.current = self.choose(structure, descriptor, starts_instant).filter(|_| is_readable);
        let is_needed = self.current.is_some_and(|(target, _)| descriptor.needed_for(target));
        if is_needed && self.window.are_there(now, descriptor) {
            self.gain(structure, descriptor);
            self.forward(structure, descriptor);
            self.has_structure |= descriptor.brings_structure;
        } else {
            self.drop(descriptor);
        }
    }

    /// Decides on a frame that comes after newer ones: in the target that is in force now.
    fn decide_late(&mut self, now: Time, structure: &Structure, descriptor: &Descriptor, is_promised: bool) {
        let is_needed = self.current.is_some_and(|(target, _)| descriptor.needed_for(target));
        if (is_promised || is_needed) && self.window.are_there(now, descriptor) {
            self.forward(structure, descriptor);
        } else {
            self.drop(descriptor);
        }
    }

    /// A target whose chain has a hole cannot go on (§A.5).
    fn check_chains(&mut self, now: Time, structure: &Structure, descriptor: &Descriptor) {
        for (chain, &back) in descriptor.chains.values().iter().enumerate().filter(|(_, back)| **back > 0) {
            let is_protected =
                |&(_, target): &(usize, &Target)| target.chain.is_some_and(|of| usize::from(of) == chain);
            let protected = structure.targets().iter().enumerate().filter(is_protected);
            let targets = protected.fold(0, |all, (index, _)| all | bit(index));
            let previous = descriptor.frame.wrapping_sub(u16::from(back));
            if self.window.is_there(now, previous) {
                self.window.require(previous, targets);
            } else {
                self.whole &= !targets;
            }
        }
    }

    /// The target from this frame on.
    fn choose(
        &self,
        structure: &Structure,
        descriptor: &Descriptor,
        starts_instant: bool,
    ) -> Option<(usize, Layer)> {
        let limit = self.limit(structure)?;
        let can_switch = self.window.are_here(descriptor);
        let switchable = |target: usize| can_switch && descriptor.is_switch_point(target);
        let going_on =
            self.current.filter(|&(target, _)| self.is_whole(target) && self.active & bit(target) != 0);
        if let Some((target, now)) = going_on.filter(|_| !starts_instant) {
            // A larger picture begins where a sequence does, and only so is it known which packet of an instant is its last.
            let may_grow = self.is_beginning();
            let may_follow = |layer: Layer| may_grow || layer.spatial == now.spatial;
            let higher = self
                .sent(structure)
                .filter(|&(_, layer)| layer > now && layer.within(limit) && may_follow(layer));
            let highest = higher.filter(|&(target, _)| switchable(target)).max_by_key(|&(_, layer)| layer);
            return highest.or(Some((target, now)));
        }
        let lowers = |target, layer: Layer| {
            self.is_whole(target) && self.current.is_some_and(|(_, now)| layer.within(now))
        };
        let reachable =
            || self.sent(structure).filter(|&(target, layer)| switchable(target) || lowers(target, layer));
        let wanted = reachable().filter(|(_, layer)| layer.within(limit)).max_by_key(|&(_, layer)| layer);
        wanted.or_else(|| {
            let (_, now) = going_on?;
            reachable().filter(|(_, layer)| layer.spatial == now.spatial).min_by_key(|&(_, layer)| layer)
        })
    }

    fn forward(&mut self, structure: &Structure, descriptor: &Descriptor) {
        let target = self.current.and_then(|(target, _)| structure.targets().get(target));
        let chain = target.and_then(|target| descriptor.chains.values().get(usize::from(target.chain?)));
        self.window.forward(descriptor, chain.copied(), lasting(descriptor));
    }

    /// Targets whose later frames may refer to it are whole no longer.
    fn drop(&mut self, descriptor: &Descriptor) {
        self.whole &= !(lasting(descriptor) | self.window.drop(descriptor.frame));
    }

    /// The frame is forwarded: targets that can be begun here are whole.
    fn gain(&mut self, structure: &Structure, descriptor: &Descriptor) {
        if self.window.are_here(descriptor) {
            let switchable =
                (0..structure.targets().len()).filter(|&target| descriptor.is_switch_point(target));
            self.whole = switchable.fold(self.whole, |whole, target| whole | bit(target));
        }
    }

    /// The highest layer that is wanted and sent.
    fn limit(&self, structure: &Structure) -> Option<Layer> {
        structure
            .best(self.wanted, self.active)
            .and_then(|best| structure.targets().get(best))
            .map(|best| best.layer)
    }

    /// The decode targets that the source sends.
    fn sent<'a>(&'a self, structure: &'a Structure) -> impl Iterator<Item = (usize, Layer)> + 'a {
        let targets = structure.targets().iter().enumerate().map(|(index, target)| (index, target.layer));
        targets.filter(|&(index, _)| self.active & bit(index) != 0)
    }

    const fn is_whole(&self, target: usize) -> bool {
        self.whole & bit(target) != 0
    }

    /// Whether the newest instant is the one in which the coded video sequence began.
    fn is_beginning(&self) -> bool {
        self.began.is_some() && self.began == self.instant
    }

    /// Set on the last packet of the highest layer of an instant (§4.2). Left out where a higher one may still follow: while
    /// the sequence begins. libwebrtc shows no instant before its marker, so a slot that waits for a larger picture needs it.
    fn marker(&self, structure: &Structure, arrival: &Arrival<'_>) -> bool {
        let is_highest = self.current.is_some_and(|(_, now)| {
            let may_rise =
                self.is_beginning() && self.limit(structure).is_some_and(|limit| limit.spatial > now.spatial);
            arrival.descriptor.layer.spatial == now.spatial && !may_rise
        });
        let is_newest = self.instant == Some(arrival.timestamp);
        arrival.marker || arrival.descriptor.last_packet && is_newest && is_highest
    }

    /// What the listener is to be told of active targets: from the first narrowing on in every packet, for any may be lost,
    /// until a structure says that all are.
    fn tell(&mut self, structure: &Structure, descriptor: &Descriptor) -> Option<u32> {
        let (_, now) = self.current?;
        let decodable =
            self.sent(structure).filter(|&(target, layer)| self.is_whole(target) && layer.within(now));
        let told = decodable.fold(0, |told, (target, _)| told | bit(target));
        self.is_narrowed |= told != structure.all_targets();
        (self.is_narrowed && descriptor.active != Some(told)).then_some(told)
    }
}

/// The decode targets whose later frames may refer to this one.
fn lasting(descriptor: &Descriptor) -> u32 {
    let lasts = |target: &usize| {
        matches!(descriptor.indications.of(*target), Indication::Switch | Indication::Required)
    };
    (0..MOST_TARGETS).filter(lasts).fold(0, |all, target| all | bit(target))
}

/// The bit of a decode target; none for an index that no target can have.
const fn bit(target: usize) -> u32 {
    if target < MOST_TARGETS { 1 << target } else { 0 }
}

#[cfg(test)]
pub(crate) mod tests;
