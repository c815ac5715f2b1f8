//! A session that several workers carry: each has a [`Session`] of its own, with the same plan and the receivers that it
//! carries. What a device sends arrives at one of them, its *home*. The home tells copies from originals, asks for what is
//! missing and measures how loud a voice is; the others are given its packets with all of that decided, so that everybody
//! hears the same people wherever they are carried.
//!
//! What each asks of the others is [`Session::wants`]: one map, told whole, so that a message that is late or lost is
//! made good by the next. Which listener is sent what is decided where the listener is carried, by the plan there.

use std::collections::{BTreeMap, BTreeSet};

use super::{Session, Source};
use crate::Time;
use crate::clock::{DeviceClock, SourceClock};
use crate::layers::LAYERS;
use crate::loudness::Loudness;
use crate::packet::{Forward, Ingress, Packet};
use crate::plan::{DeviceId, Kind, Place, Plan, SourceId};

/// What the listeners of one worker could make use of: sources, and of each picture how many layers; 0: nobody shows it.
pub type Wants = BTreeMap<SourceId, u8>;

/// How long a keyframe that another worker asked for is asked for again, ms: it asks again itself, every 100.
const ASKED_MS: i64 = 150;

/// A packet on its way to listeners of another worker.
#[derive(Debug, Clone)]
pub struct Relayed<B> {
    /// Of the plan that it was admitted under.
    pub epoch: u64,
    /// When its device's connection was made: the numbers of another connection mean nothing to this one.
    pub since: Time,
    /// What it is of.
    pub source: SourceId,
    /// How loud the source is with this packet.
    pub loudness: Loudness,
    /// It.
    pub packet: Packet<B>,
}

/// What ties the timestamps of one encoding to our clock.
#[derive(Debug, Clone)]
pub struct Clocks {
    /// As [`Relayed::since`].
    pub since: Time,
    /// Of what.
    pub source: SourceId,
    /// Which of its encodings.
    pub layer: u8,
    device: DeviceClock,
    clock: SourceClock,
}

/// What other workers want of this session.
#[derive(Debug, Clone, Default)]
pub(super) struct Elsewhere {
    /// By worker.
    wants: BTreeMap<usize, Wants>,
    /// Of devices whose home is elsewhere: when their connection was made.
    since: BTreeMap<DeviceId, Time>,
    /// The epoch with which a device was last allowed something else than before.
    changed: BTreeMap<DeviceId, u64>,
    /// The places of the receivers here. `None`: plan or receivers have changed.
    places: Option<BTreeSet<Place>>,
    /// Layers of each picture that receivers here have use for.
    pub needed: Wants,
}

impl Elsewhere {
    /// The plan changes.
    pub fn apply(&mut self, before: &Plan, after: &Plan) {
        self.since.retain(|device, _| after.routes.contains_key(device));
        self.changed.retain(|device, _| after.routes.contains_key(device));
        self.places = None;
        for (&device, route) in &after.routes {
            let same = before
                .routes
                .get(&device)
                .is_some_and(|before| (&before.sends, &before.into) == (&route.sends, &route.into));
            if !same {
                self.changed.insert(device, after.epoch);
            }
        }
    }

    /// Receivers have changed.
    pub fn receivers_changed(&mut self) {
        self.places = None;
    }

    /// Layers of a picture that somebody elsewhere has use for; `None`: nobody elsewhere wants it.
    pub fn needed_of(&self, source: SourceId) -> Option<u8> {
        self.wants.values().filter_map(|wants| wants.get(&source).copied()).max()
    }

    /// Pictures that somebody elsewhere has use for, with how many layers.
    pub fn pictures(&self) -> impl Iterator<Item = (SourceId, u8)> + '_ {
        let all = self.wants.values().flatten().map(|(&source, &layers)| (source, layers));
        all.filter(|(source, _)| !source.kind.is_audio())
    }
}

impl<B: Clone> Session<B> {
    /// What listeners here could make use of: every voice that one of them may hear, since who is loudest is seen from all
    /// of them, and every other source that is in a slot.
    pub fn wants(&mut self) -> Wants {
        let (plan, receivers) = (&self.plan, &self.receivers);
        let places = self.elsewhere.places.get_or_insert_with(|| {
            let routes = receivers.keys().filter_map(|listener| plan.routes.get(listener));
            routes.flat_map(|route| route.from.iter().copied()).collect()
        });
        let heard = plan
            .routes
            .iter()
            .filter(|(_, route)| route.sends.contains(&Kind::Microphone) && !route.into.is_disjoint(places));
        let mut wants: Wants =
            heard.map(|(&device, _)| (SourceId { device, kind: Kind::Microphone }, 1)).collect();
        for (&id, _) in self.sources.iter().filter(|(_, source)| !source.shown.is_empty()) {
            let layers = if id.kind.is_audio() { 1 } else { LAYERS as u8 };
            wants.insert(id, self.elsewhere.needed.get(&id).copied().unwrap_or(layers));
        }
        wants
    }

    /// Another worker wants this of the session from now on. Returns what it did not want before.
    pub fn wanted_elsewhere(&mut self, worker: usize, wants: Wants) -> Vec<SourceId> {
        let before = self.elsewhere.wants.remove(&worker).unwrap_or_default();
        let new = wants.keys().copied().filter(|source| !before.contains_key(source)).collect();
        for (&id, &layers) in wants.iter().filter(|(id, _)| !id.kind.is_audio()) {
            self.raise(id, layers);
        }
        if !wants.is_empty() {
            self.elsewhere.wants.insert(worker, wants);
        }
        new
    }

    /// Workers whose listeners want a source.
    pub fn wanted_by(&self, source: SourceId) -> impl Iterator<Item = usize> + '_ {
        let wants = self.elsewhere.wants.iter();
        wants.filter(move |(_, wants)| wants.contains_key(&source)).map(|(&worker, _)| worker)
    }

    /// A packet that was [`Ingress::Admitted`] just now, for listeners elsewhere.
    #[must_use]
    pub fn relay(&self, since: Time, source: SourceId, packet: &Packet<B>) -> Relayed<B> {
        let loudness = self.sources.get(&source).map(|source| source.loudness).unwrap_or_default();
        Relayed { epoch: self.plan.epoch, since, source, loudness, packet: packet.clone() }
    }

    /// The clocks of a source's encodings, for listeners elsewhere.
    pub fn clocks(&self, since: Time, source: SourceId) -> impl Iterator<Item = Clocks> + '_ {
        let device = self.clocks.get(&source.device);
        (0..).take(LAYERS).filter_map(move |layer| {
            let clock = *self.source_clocks.get(&(source, layer))?;
            Some(Clocks { since, source, layer, device: device?.clone(), clock })
        })
    }

    /// A packet of a device whose home is elsewhere: what goes out here is added to `out`, after [`Session::outputs`] as
    /// with [`Session::forward`].
    ///
    /// What was admitted before its device was allowed something else is dropped, though the plan here may allow it: once
    /// a plan is confirmed by all workers, nothing that came in under the one before is between them.
    pub fn relayed(&mut self, now: Time, relayed: &Relayed<B>, out: &mut Vec<Forward<B>>) -> Ingress {
        let id = relayed.source;
        if !self.plan.admits(id) {
            self.drops.not_admitted += 1;
            return Ingress::NotAdmitted;
        }
        let changed = self.elsewhere.changed.get(&id.device);
        if changed.is_none_or(|&changed| relayed.epoch < changed)
            || !self.is_of(now, id.device, relayed.since)
        {
            self.drops.before_cut += 1;
            return Ingress::NotAdmitted;
        }
        let packet = &relayed.packet;
        let (source, is_newest) = match self.first_time(id, packet) {
            Ok(first) => first,
            Err(became) => return became,
        };
        let began = source.heard_elsewhere(now, relayed.loudness);
        self.pass_on(now, id, packet, is_newest, began, out);
        Ingress::Admitted
    }

    /// The clocks of a source whose home is elsewhere.
    pub fn clocks_elsewhere(&mut self, now: Time, clocks: Clocks) {
        let Clocks { since, source, layer, device, clock } = clocks;
        if usize::from(layer) < LAYERS
            && self.plan.routes.contains_key(&source.device)
            && self.is_of(now, source.device, since)
        {
            self.clocks.insert(source.device, device);
            self.source_clocks.insert((source, layer), clock);
        }
    }

    /// The connection of a device whose home is elsewhere is new, or gone since then.
    pub fn reset_elsewhere(&mut self, now: Time, device: DeviceId, since: Time) {
        if self.plan.routes.contains_key(&device) {
            self.is_of(now, device, since);
        }
    }

    /// A listener elsewhere waits for a keyframe.
    pub fn keyframe_elsewhere(&mut self, now: Time, source: SourceId, layer: u8) {
        if let Some(source) = self.sources.get_mut(&source)
            && let Some(encoding) = source.encodings.get_mut(usize::from(layer))
        {
            encoding.asked = Some(now);
            self.request_keyframes(now);
        }
    }

    /// Whether something is of a device's latest connection; one that is later than all before begins anew.
    fn is_of(&mut self, now: Time, device: DeviceId, since: Time) -> bool {
        let known = self.elsewhere.since.get(&device).copied();
        if known.is_none_or(|known| known < since) {
            self.sender_reset(now, device);
            self.elsewhere.since.insert(device, since);
        }
        known.is_none_or(|known| known <= since)
    }
}

impl Source {
    /// How loud it is was measured at home; returns whether it has begun to stir or to speak.
    fn heard_elsewhere(&mut self, now: Time, loudness: Loudness) -> bool {
        self.relayed = true;
        let (before, after) = (self.loudness.voice(now), loudness.voice(now));
        self.loudness = loudness;
        (after.speaks && !before.speaks) || (after.stirs && !before.stirs)
    }
}

impl super::Encoding {
    /// Whether another worker waits for a keyframe of it.
    pub(super) fn is_asked(&self, now: Time) -> bool {
        self.asked.is_some_and(|at| now.millis_since(at) < ASKED_MS)
    }
}

#[cfg(test)]
#[path = "relay_tests.rs"]
mod tests;
