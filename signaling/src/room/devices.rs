//! Devices: what carries people, what it sends, and whether its connection is there.
//!
//! Invariants: a device carries somebody, everybody it carries is in the same place, and it sends only what somebody
//! it carries may send. Who is on a device is known from both sides; [`Room::carry`] and [`Room::take_off`] alone
//! change it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::changes::Changes;
use super::{Room, Sender};
use crate::id::{DeviceId, ParticipantId};
use crate::protocol::{CloseCode, Place, Rejection, SourceKind};
use crate::role::Permission;
use crate::time::Moment;

/// A page or installed client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Device {
    pub people: BTreeSet<ParticipantId>,
    pub connection: Connection,
    pub sending: BTreeSet<SourceKind>,
    /// Beside another device of the same person.
    #[serde(default)]
    pub companion: bool,
}

/// Whether a device is reachable. A lost one is kept for the grace time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Connection {
    Up,
    Lost { since: Moment },
}

impl Device {
    pub fn new() -> Self {
        Self {
            people: BTreeSet::new(),
            connection: Connection::Up,
            sending: BTreeSet::new(),
            companion: false,
        }
    }

    pub const fn is_connected(&self) -> bool {
        match self.connection {
            Connection::Up => true,
            Connection::Lost { .. } => false,
        }
    }
}

/// What a role needs to send something of this kind.
pub(super) const fn permission_to_send(kind: SourceKind) -> Permission {
    match kind {
        SourceKind::Microphone => Permission::PublishMicrophone,
        SourceKind::Camera => Permission::PublishCamera,
        SourceKind::Screen | SourceKind::SecondScreen => Permission::PublishScreen,
        SourceKind::ScreenSound | SourceKind::SecondScreenSound => Permission::PublishScreenSound,
    }
}

impl Room {
    pub(super) fn set_sending(
        &mut self,
        from: Sender,
        kind: SourceKind,
        on: bool,
    ) -> Result<Changes, Rejection> {
        // Falling silent is nobody's privilege.
        if on {
            self.require(from.participant, permission_to_send(kind))?;
            self.require_no_break(from.participant)?;
            self.require_invited(from.participant, kind)?;
            if self.only_listens(from.participant) {
                return Err(Rejection::NotAllowed);
            }
            self.require_room_for_share(from.device, kind)?;
        }
        let mut changes = Changes::default();
        let Some(device) = self.devices.get_mut(&from.device) else {
            return Err(Rejection::UnknownParticipant);
        };
        let changed = if on { device.sending.insert(kind) } else { device.sending.remove(&kind) };
        if changed && let Some(person) = self.people.get(&from.participant) {
            changes.devices.insert(person.place);
        }
        if on {
            self.answer_asked(from.participant, kind, &mut changes);
        }
        Ok(changes)
    }

    /// Puts a person on a device, new or not.
    pub(super) fn carry(&mut self, who: ParticipantId, id: DeviceId, changes: &mut Changes) {
        changes.people |= self.is_dropped(who);
        let Some(person) = self.people.get_mut(&who) else { return };
        person.devices.insert(id);
        changes.devices.insert(person.place);
        self.devices.entry(id).or_insert_with(Device::new).people.insert(who);
    }

    /// Takes a person off a device. Whoever remains sends only what they may themselves; a device that carries nobody
    /// is gone.
    pub(super) fn take_off(&mut self, who: ParticipantId, id: DeviceId, changes: &mut Changes) {
        let Some(device) = self.devices.get_mut(&id) else { return };
        device.people.remove(&who);
        if let Some(person) = self.people.get_mut(&who) {
            person.devices.remove(&id);
        }
        if device.people.is_empty() {
            self.devices.remove(&id);
            changes.gone.push((id, CloseCode::Left));
            return;
        }
        self.silence(id, changes);
    }

    /// Switches off what nobody may send any more whom the device carries. It stays off when they may again: nobody
    /// is put on the air by another.
    pub(super) fn silence(&mut self, id: DeviceId, changes: &mut Changes) {
        let Some(device) = self.devices.get(&id) else { return };
        let may =
            |kind: &SourceKind| device.people.iter().any(|who| self.may(*who, permission_to_send(*kind)));
        let allowed: BTreeSet<SourceKind> = device.sending.iter().copied().filter(may).collect();
        if allowed.len() < device.sending.len() {
            changes.devices.insert(self.place_of_device(device));
            if let Some(device) = self.devices.get_mut(&id) {
                device.sending = allowed;
            }
        }
    }

    /// Switches sources off on all devices of a person.
    pub(super) fn switch_off(
        &mut self,
        who: ParticipantId,
        off: impl Fn(SourceKind) -> bool,
        changes: &mut Changes,
    ) {
        for id in self.devices_of(who).collect::<Vec<_>>() {
            let Some(device) = self.devices.get_mut(&id) else { continue };
            let before = device.sending.len();
            device.sending.retain(|kind| !off(*kind));
            if device.sending.len() < before
                && let Some(person) = self.people.get(&who)
            {
                changes.devices.insert(person.place);
            }
        }
    }

    /// Where a device is: where those are whom it carries.
    pub(super) fn place_of_device(&self, device: &Device) -> Place {
        let carried = device.people.iter().find_map(|who| self.people.get(who));
        carried.map_or(Place::Plenary {}, |person| person.place)
    }

    /// Those whom a device carries, in seat order. Its connection speaks for the first of them unless a command says
    /// otherwise, and is told what is told to any of them.
    #[must_use]
    pub fn carried(&self, device: DeviceId) -> Vec<ParticipantId> {
        self.devices.get(&device).map(|device| self.in_seat_order(device)).unwrap_or_default()
    }

    /// The devices of a person, in order of id.
    pub(super) fn devices_of(&self, who: ParticipantId) -> impl Iterator<Item = DeviceId> + Clone {
        self.people.get(&who).into_iter().flat_map(|person| person.devices.iter().copied())
    }

    /// Everybody who can be reached from `who` by sharing devices, with `who`. They share sound and picture, so they
    /// can only be in one place.
    pub(super) fn companions(&self, who: ParticipantId) -> BTreeSet<ParticipantId> {
        let mut together = BTreeSet::new();
        let mut reached = vec![who];
        while let Some(next) = reached.pop() {
            if together.insert(next) {
                let shared = self.devices_of(next).filter_map(|id| self.devices.get(&id));
                reached.extend(shared.flat_map(|device| device.people.iter().copied()));
            }
        }
        together
    }
}

#[cfg(test)]
mod tests;
