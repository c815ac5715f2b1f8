//! Coming, dropping, coming back, going. A person is here as long as one of their devices is connected, and in the
//! room as long as they have a device at all; presence is derived from that and cannot contradict it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::changes::Changes;
use super::devices::{Connection, Device};
use super::{Effect, Entry, Room};
use crate::id::{DeviceId, ParticipantId};
use crate::protocol::{CloseCode, Invitation, LeaveReason, Place, Presence, Rejection, SourceKind};
use crate::role::Role;
use crate::time::Moment;

/// Somebody in the room, here or dropped. Whoever left is not in the map.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Person {
    pub role: Role,
    pub seat: u32,
    pub place: Place,
    /// The other side of [`Device::people`]; never empty.
    pub devices: BTreeSet<DeviceId>,
    /// Away by their own choice, since when.
    pub stepped_out: Option<Moment>,
    /// What they are asked to turn on.
    pub asked: BTreeSet<SourceKind>,
    /// How they came.
    pub invitation: Invitation,
    /// Who vouched for them, if they were added at a device: the one at the beginning, who came by an invitation.
    #[serde(default)]
    pub added_by: Option<ParticipantId>,
}

impl Person {
    const fn presence_with_a_connection(&self) -> Presence {
        match self.stepped_out {
            Some(since) => Presence::SteppedOut { since },
            None => Presence::Here {},
        }
    }
}

impl Room {
    /// Behind the door, which [`Room::arrive`] asks first: a new person, or a further device of one who is here. A person whom
    /// a device already carries is refused, because a ticket is good once; so are joining people who are elsewhere, and
    /// coming without having accepted the agreement.
    ///
    /// Whoever came in starts from [`Room::view_for`] asked after this; the effects are in it.
    pub fn enter(&mut self, now: Moment, entry: Entry) -> Result<Vec<Effect>, Rejection> {
        let who = entry.participant;
        if self.agreement_needed(who).is_some() {
            return Err(Rejection::NotAllowed);
        }
        let carrier = self.devices.get(&entry.device);
        let carried_to = carrier.map(|device| self.place_of_device(device));
        let place = match (self.people.get(&who), carried_to) {
            (None, carried_to) => carried_to.unwrap_or_else(|| self.place_for_arrival(who, entry.role)),
            (Some(person), None) => person.place,
            (Some(person), Some(place)) => {
                let carried = carrier.is_some_and(|device| device.people.contains(&who));
                if carried || person.place != place {
                    return Err(Rejection::NotAllowed);
                }
                place
            }
        };

        let mut changes = Changes::default();
        self.seat(now, entry, place, &mut changes);
        Ok(self.announce(now, changes))
    }

    /// Puts somebody on a device, at a place where they may be: nothing is checked here.
    pub(super) fn seat(&mut self, now: Moment, entry: Entry, place: Place, changes: &mut Changes) {
        let who = entry.participant;
        // Past the door, so not before it.
        if let Some(waiting) = self.lobby.waiting.remove(&who)
            && waiting.device != entry.device
        {
            changes.lobby = true;
            changes.gone.push((waiting.device, CloseCode::TakenOver));
        }
        if !self.people.contains_key(&who) {
            self.seats_given += 1;
            changes.people = true;
        }
        let seat = self.seats_given;
        let newcomer = || Person {
            role: entry.role,
            seat,
            place,
            devices: BTreeSet::new(),
            stepped_out: None,
            asked: BTreeSet::new(),
            invitation: Invitation::Personal,
            added_by: None,
        };
        self.texts.names.entry(who).or_insert(entry.name);
        self.people.entry(who).or_insert_with(newcomer);
        self.carry(who, entry.device, changes);
        self.reconnect(entry.device, changes);
        self.end_acting_beside_a_supervisor(now, changes);
    }

    /// A device is back in time: everybody it carries is here. `unknown_participant` when it came too late.
    pub fn connect(&mut self, now: Moment, device: DeviceId) -> Result<Vec<Effect>, Rejection> {
        let mut changes = Changes::default();
        if self.set_connection_in_lobby(device, Connection::Up, &mut changes) {
            return Ok(self.announce(now, changes));
        }
        if !self.devices.contains_key(&device) {
            return Err(Rejection::UnknownParticipant);
        }
        self.reconnect(device, &mut changes);
        Ok(self.announce(now, changes))
    }

    /// A device's connection is lost. Whoever has no other is dropped, and keeps seat, hand and group for the grace
    /// time.
    pub fn drop_device(&mut self, now: Moment, device: DeviceId) -> Vec<Effect> {
        let mut changes = Changes::default();
        if self.is_waiting_connected(device) {
            self.set_connection_in_lobby(device, Connection::Lost { since: now }, &mut changes);
        }
        if let Some(lost) = self.devices.get_mut(&device).filter(|device| device.is_connected()) {
            lost.connection = Connection::Lost { since: now };
            changes.people = self.carries_dropped(device);
        }
        self.announce(now, changes)
    }

    /// Lets time pass: devices whose grace is over are gone, and with their last device the people.
    pub fn tick(&mut self, now: Moment) -> Vec<Effect> {
        let mut changes = Changes::default();
        let over = |device: &Device| self.deadline_of(device).is_some_and(|deadline| deadline <= now);
        let expired: Vec<DeviceId> =
            self.devices.iter().filter(|(_, device)| over(device)).map(|(id, _)| *id).collect();
        for id in expired {
            self.give_up(id, &mut changes);
        }
        self.clear_lobby(now, &mut changes);
        self.keep_hours(now, &mut changes);
        self.run_groups(now, &mut changes);
        self.run_visits(now, &mut changes);
        self.run_agenda(now, &mut changes);
        self.run_breaks(now, &mut changes);
        self.run_scenes(now, &mut changes);
        self.run_rounds(now, &mut changes);
        self.announce(now, changes)
    }

    /// When [`Room::tick`] has something to do, unless something else happens before.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Moment> {
        let devices = self.devices.values().filter_map(|device| self.deadline_of(device)).min();
        let of_features = [
            self.next_lost_in_lobby(),
            self.next_hour(),
            self.next_of_groups(),
            self.next_visit(),
            self.next_of_agenda(),
            self.next_of_breaks(),
            self.next_of_scenes(),
            self.next_of_rounds(),
            self.next_of_facilitator_queue(),
            self.next_of_reception(),
        ];
        of_features.into_iter().chain([devices]).flatten().min()
    }

    fn deadline_of(&self, device: &Device) -> Option<Moment> {
        match device.connection {
            Connection::Up => None,
            Connection::Lost { since } => {
                let grace = since.after(self.rules.grace);
                Some(self.away_until().map_or(grace, |until| grace.max(until.after(self.rules.grace))))
            }
        }
    }

    pub(super) fn leave(&mut self, who: ParticipantId, reason: LeaveReason) -> Changes {
        let mut changes = Changes::default();
        let devices = self.people.get(&who).map(|person| person.devices.clone());
        for id in devices.into_iter().flatten() {
            self.take_off(who, id, &mut changes);
        }
        self.depart(who, reason, &mut changes);
        changes
    }

    /// A device is not waited for any longer.
    fn give_up(&mut self, id: DeviceId, changes: &mut Changes) {
        let Some(device) = self.devices.get(&id) else { return };
        changes.devices.insert(self.place_of_device(device));
        for who in device.people.clone() {
            self.take_off(who, id, changes);
            if self.people.get(&who).is_some_and(|person| person.devices.is_empty()) {
                self.depart(who, LeaveReason::Lost, changes);
            }
        }
    }

    /// The end of a person's stay, after their devices. With the last person the groups go; what counts (seats,
    /// groups, epoch) goes on, so that nothing late can be mistaken for something new.
    pub(super) fn depart(&mut self, who: ParticipantId, reason: LeaveReason, changes: &mut Changes) {
        // Also one who only acts as staff, and helps somebody.
        let is_staff = self.is_staff(who);
        if reason != LeaveReason::Removed {
            self.remember_group(who);
        }
        let Some(person) = self.people.remove(&who) else { return };
        changes.people = true;
        changes.devices.insert(person.place);
        // Nobody but staff knew of somebody who was helped to get in, and staff see the lobby. Nor of the visitor of an
        // encounter, in which a participant is nothing else.
        let was_secluded = match person.place {
            Place::Help { .. } => !is_staff,
            Place::Encounter { .. } => person.role == Role::Participant && !is_staff,
            _ => false,
        };
        if !was_secluded {
            changes.left.push((who, reason));
        }
        self.forget_hands(who, changes);
        self.texts.forget(who);
        if self.is_acting(who) {
            self.acting = None;
        }
        if self.people.is_empty() {
            self.groups.abandon();
        }
    }

    fn reconnect(&mut self, id: DeviceId, changes: &mut Changes) {
        changes.people |= self.carries_dropped(id);
        if let Some(device) = self.devices.get_mut(&id) {
            device.connection = Connection::Up;
        }
    }

    fn carries_dropped(&self, device: DeviceId) -> bool {
        self.devices.get(&device).is_some_and(|device| device.people.iter().any(|who| self.is_dropped(*who)))
    }

    /// Whether this person has no connection.
    pub(super) fn is_dropped(&self, who: ParticipantId) -> bool {
        self.presence_of(who).is_none_or(|presence| matches!(presence, Presence::Dropped { .. }))
    }

    /// Nothing for somebody who is not in the room.
    pub(super) fn presence_of(&self, who: ParticipantId) -> Option<Presence> {
        self.people.get(&who).map(|person| self.presence(person))
    }

    /// Derived: here with any connected device, else dropped since the last of them was lost.
    pub(super) fn presence(&self, person: &Person) -> Presence {
        let mut since = Moment::default();
        for device in person.devices.iter().filter_map(|id| self.devices.get(id)) {
            match device.connection {
                Connection::Up => return person.presence_with_a_connection(),
                Connection::Lost { since: lost } => since = since.max(lost),
            }
        }
        Presence::Dropped { since }
    }
}

#[cfg(test)]
mod tests;
