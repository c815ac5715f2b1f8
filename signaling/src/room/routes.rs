//! Who hears and sees whom. The plan is derived from people and devices after each change, whole: there is no other
//! way for sound or picture to get from one place to another.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Room;
use super::devices::Device;
use super::places::Places;
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
    /// What may leave this device: switched on, allowed to somebody it carries, and their turn. All else is dropped at
    /// ingress.
    pub sends: BTreeSet<SourceKind>,
    /// Where this device is heard and seen.
    pub into: Places,
    /// Which places this device hears and sees.
    pub from: Places,
    /// Whose picture and voice go to the stage: a device of whoever speaks to all groups, else of whoever is large for
    /// everybody here, else of whoever has the floor here and is seen. Never the device itself.
    pub stage: Option<DeviceId>,
    /// Whether somebody at this device interprets: among many voices theirs is not the one that is left out.
    pub interprets: bool,
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
            let is_shown = self.is_shown(device, place) || self.plays_from(*id).is_some();
            let into = if is_shown { self.heard_from(device, place) } else { Places::default() };
            let interprets = device.people.iter().any(|who| self.interprets(*who));
            (
                *id,
                Route { sends: self.sends_now(*id, device), into, from: heard_in(place), stage, interprets },
            )
        };
        let mut routes = self.devices.iter().map(route).collect();
        self.close_for_break(&mut routes);
        routes
    }

    /// What of a device is passed on now, of what is switched on: no voice where nobody at the device may speak now. The switches
    /// stay as they are. Nothing at all of a device that the scene of its place does not show. What is played to all is neither
    /// a turn nor part of a scene.
    pub(super) fn sends_now(&self, id: DeviceId, device: &Device) -> BTreeSet<SourceKind> {
        let place = self.place_of_device(device);
        let played = self.plays_from(id).and_then(SourceKind::share);
        let is_shown = self.is_shown(device, place);
        let is_held_back = !device.people.iter().any(|who| self.may_be_heard(*who, place));
        let is_played = |kind: &SourceKind| played.is_some_and(|pair| pair.contains(kind));
        let passes = |kind: &SourceKind| is_played(kind) || (is_shown && !(is_held_back && is_sound(*kind)));
        device.sending.iter().copied().filter(passes).collect()
    }

    /// For each place in which somebody is large for everybody or has the floor, and is seen, the device they speak
    /// through. Who is large was chosen by somebody, and comes first.
    fn stages(&self) -> BTreeMap<Place, DeviceId> {
        let floors = self.queues().filter_map(|(place, queue)| Some((place, queue.floor?.participant)));
        let is_seen = |(place, who): &(Place, ParticipantId)| self.is_seen(*who, *place);
        let stages = floors.filter(is_seen).chain(self.spotlights());
        stages.filter_map(|(place, who)| Some((place, self.speaks_through(who)?))).collect()
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
        Place::Plenary {}
        | Place::Group { .. }
        | Place::Help { .. }
        | Place::Coffee {}
        | Place::PrivateWord { .. }
        | Place::Encounter { .. }
        | Place::Aside { .. } => Places::from(place),
        Place::Backstage {} => [place, Place::Plenary {}].into_iter().collect(),
    }
}

#[cfg(test)]
mod tests;
