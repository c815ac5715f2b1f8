//! Who hears and sees whom. The plan is derived from people and devices after each change, whole: there is no other
//! way for sound or picture to get from one place to another.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Room;
use super::devices::Device;
use crate::id::{DeviceId, Epoch, ParticipantId};
use crate::protocol::{Place, SourceKind};

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
    /// What may leave this device: switched on, and allowed to somebody it carries. All else is dropped at ingress.
    pub sends: BTreeSet<SourceKind>,
    /// Where this device is heard and seen.
    pub into: BTreeSet<Place>,
    /// Which places this device hears and sees.
    pub from: BTreeSet<Place>,
    /// Whose picture and voice go to the stage: a device of whoever has the floor here. Never the device itself.
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
        let route = |(id, device): (&DeviceId, &Device)| {
            let place = self.place_of_device(device);
            let stage = stages.get(&place).copied().filter(|stage| stage != id);
            let into = BTreeSet::from([place]);
            (*id, Route { sends: device.sending.clone(), into, from: heard_in(place), stage })
        };
        self.devices.iter().map(route).collect()
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

/// Where the people of a place hear and see: backstage also the plenary, which their page plays lowered.
pub(super) fn heard_in(place: Place) -> BTreeSet<Place> {
    match place {
        Place::Plenary {} | Place::Group { .. } | Place::Help { .. } => BTreeSet::from([place]),
        Place::Backstage {} => BTreeSet::from([place, Place::Plenary {}]),
    }
}

#[cfg(test)]
mod tests;
