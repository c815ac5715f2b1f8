//! Who hears and sees whom. The plan is derived from people and devices after each change, whole: there is no other
//! way for sound or picture to get from one place to another.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Room;
use super::changes::Changes;
use super::devices::Device;
use super::places::Places;
use crate::id::{DeviceId, Epoch, ParticipantId};
use crate::protocol::{Place, SourceKind, TurnMode};

/// The routes of all devices. Device A hears and sees device B if `A.from` and `B.into` share a place and A is not B.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoutePlan {
    /// Grows by one with every plan that differs from the one before.
    pub epoch: Epoch,
    /// One route for each device in the room, also for those whose connection is lost: their media may live on.
    pub routes: BTreeMap<DeviceId, Route>,
}

/// What one device sends and receives.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    /// What may leave this device: switched on, allowed to somebody it carries, and their turn. All else is dropped at
    /// ingress.
    pub sends: BTreeSet<SourceKind>,
    /// Where this device is heard and seen.
    pub into: Places,
    /// Which places this device hears and sees.
    pub from: Places,
    /// Whose picture and voice go to the stage: a device of whoever speaks to all groups, else of whoever has the floor
    /// here. Never the device itself.
    pub stage: Option<DeviceId>,
}

impl Room {
    /// The plan now in force.
    #[must_use]
    pub const fn plan(&self) -> &RoutePlan {
        &self.plan
    }

    /// Derives the plan anew. Gives it when the routes differ.
    pub(super) fn replan(&mut self) -> Option<&RoutePlan> {
        let routes = self.routes();
        if routes == self.plan.routes {
            return None;
        }
        self.plan.epoch.0 += 1;
        self.plan.routes = routes;
        Some(&self.plan)
    }

    pub(super) fn routes(&self) -> BTreeMap<DeviceId, Route> {
        let stages = self.stages();
        let to_all = self.speaking_to_all().and_then(|speaker| self.speaks_through(speaker));
        let everywhere = to_all
            .and_then(|id| self.devices.get(&id))
            .map(|device| self.heard_from(device, self.place_of_device(device)));
        let route = |(id, device): (&DeviceId, &Device)| {
            let place = self.place_of_device(device);
            // Among many voices whoever speaks to all could be left out; on the stage they are not.
            let hears_all = everywhere.as_ref().is_some_and(|places| !places.is_disjoint(&heard_in(place)));
            let stage = to_all.filter(|_| hears_all).or_else(|| stages.get(&place).copied());
            let stage = stage.filter(|stage| stage != id);
            let into = self.heard_from(device, place);
            (*id, Route { sends: self.sends_now(device), into, from: heard_in(place), stage })
        };
        let mut routes = self.devices.iter().map(route).collect();
        self.close_for_break(&mut routes);
        routes
    }

    /// What of a device is passed on now, of what is switched on: under [`TurnMode::Queue`] no voice in the plenary but
    /// that of whoever has the floor and of those who run the session. The switches stay as they are.
    pub(super) fn sends_now(&self, device: &Device) -> BTreeSet<SourceKind> {
        let floor = self.plenary.floor.map(|turn| turn.participant);
        let may_speak = |who: &ParticipantId| floor == Some(*who) || self.is_staff(*who);
        let is_bound = self.turns() == TurnMode::Queue && self.place_of_device(device) == (Place::Plenary {});
        let is_held_back = is_bound && !device.people.iter().any(may_speak);
        device.sending.iter().copied().filter(|kind| !(is_held_back && is_sound(*kind))).collect()
    }

    /// What is passed on in the plenary follows from more than its devices while the floor decides.
    pub(super) fn note_turns(&self, changes: &mut Changes) {
        let plenary = Place::Plenary {};
        let floor_decides = self.turns() == TurnMode::Queue
            && (changes.people || !changes.anew.is_empty() || changes.queues.contains(&plenary));
        if changes.turns || floor_decides {
            changes.devices.insert(plenary);
        }
    }

    /// For each place in which somebody has the floor, the device they speak through.
    fn stages(&self) -> BTreeMap<Place, DeviceId> {
        self.queues()
            .filter_map(|(place, queue)| Some((place, self.speaks_through(queue.floor?.participant)?)))
            .collect()
    }

    /// The device of this person that sends most of voice and picture; a connected one before a lost one; the lowest
    /// id among equals.
    fn speaks_through(&self, who: ParticipantId) -> Option<DeviceId> {
        let worth = |id: &DeviceId| {
            let device = self.devices.get(id)?;
            let sends = |kind| device.sending.contains(&kind);
            Some((sends(SourceKind::Microphone), sends(SourceKind::Camera), device.is_connected()))
        };
        self.devices_of(who).max_by_key(|id| (worth(id), Reverse(*id)))
    }
}

const fn is_sound(kind: SourceKind) -> bool {
    match kind {
        SourceKind::Microphone | SourceKind::ScreenSound | SourceKind::SecondScreenSound => true,
        SourceKind::Camera | SourceKind::Screen | SourceKind::SecondScreen => false,
    }
}

/// Where the people of a place hear and see: backstage also the plenary, which their page plays lowered.
pub(super) fn heard_in(place: Place) -> Places {
    match place {
        Place::Plenary {} | Place::Group { .. } | Place::Help { .. } | Place::Coffee {} => {
            Places::from(place)
        }
        Place::Backstage {} => [place, Place::Plenary {}].into_iter().collect(),
    }
}

#[cfg(test)]
mod tests;
