//! Several people at one device: each is a person like any other, and shares sound, picture and place with the others.

use super::changes::Changes;
use super::{Entry, MAX_RECORDED, Room, Sender};
use crate::id::{ParticipantId, Seed};
use crate::line::shown;
use crate::protocol::{Command, Invitation, MAX_CARRIED, MAX_NAME, Place, Rejection};
use crate::role::{Permission, Role};
use crate::time::Moment;

/// Most people whom one person adds in a session, those who have left included and those added by people they added:
/// nobody fills the attendance table by adding and leaving.
const MAX_ADDED: u32 = 60;

/// Most people in the room at which somebody may still be added: each is told to everybody.
const MAX_PEOPLE: usize = 1000;

impl Room {
    /// For whom a command is given, and which. A device speaks for those it carries and for nobody else, whatever a
    /// message says.
    pub(super) fn on_behalf(&self, from: Sender, command: Command) -> Result<(Sender, Command), Rejection> {
        let (participant, command) = match command {
            Command::As { participant, command } => (participant, *command),
            own => (from.participant, own),
        };
        let from = self.at_device(from, participant)?;
        if matches!(command, Command::As { .. }) {
            return Err(Rejection::OutOfRange);
        }
        Ok((from, command))
    }

    /// Somebody whom this device carries.
    pub(super) fn at_device(&self, from: Sender, participant: ParticipantId) -> Result<Sender, Rejection> {
        let carries = self.devices.get(&from.device).is_some_and(|one| one.people.contains(&participant));
        if carries { Ok(Sender { participant, ..from }) } else { Err(Rejection::UnknownParticipant) }
    }

    /// A newcomer, on the device of somebody who vouches for them. They are let in because that one is.
    pub(super) fn add_person(
        &mut self,
        now: Moment,
        from: Sender,
        seed: Seed,
        (name, agreement): (&str, Option<u32>),
    ) -> Result<Changes, Rejection> {
        self.require(from.participant, Permission::AddPeople)?;
        let place = self.place_of(from.participant)?;
        let device = self.devices.get(&from.device).ok_or(Rejection::UnknownParticipant)?;
        // Backstage a participant may not be, and a help place or private word is for two.
        let is_apart = place == (Place::Backstage {}) || place.is_for_few();
        if is_apart || device.companion || self.lobby.ended {
            return Err(Rejection::NotAllowed);
        }
        let name = shown(name, MAX_NAME).ok_or(Rejection::OutOfRange)?;
        let voucher = self.voucher_of(from.participant);
        let added = self.added.get(&voucher).copied().unwrap_or_default();
        if device.people.len() >= MAX_CARRIED || added >= MAX_ADDED || self.people.len() >= MAX_PEOPLE {
            return Err(Rejection::OutOfRange);
        }
        if added == 0 && self.added.len() >= MAX_RECORDED {
            return Err(Rejection::OutOfRange);
        }
        self.check_accepted(agreement)?;

        let who = self.fresh_participant(seed);
        let mut changes = Changes::default();
        if let Some(version) = agreement {
            self.record_acceptance(now, who, version);
        }
        let entry = Entry { participant: who, device: from.device, name, role: Role::Participant };
        self.seat(now, entry, place, &mut changes);
        self.lobby.admit(who);
        if let Some(person) = self.people.get_mut(&who) {
            // They have no link of their own.
            person.invitation = Invitation::Shared;
            person.added_by = Some(voucher);
        }
        self.added.insert(voucher, added + 1);
        changes.anew.insert(who, now);
        Ok(changes)
    }

    /// Whoever came by an invitation and answers for this person: themselves, unless they were added at a device.
    pub(super) fn voucher_of(&self, who: ParticipantId) -> ParticipantId {
        self.people.get(&who).and_then(|person| person.added_by).unwrap_or(who)
    }

    /// An id that nobody has or had, as far as the room remembers.
    fn fresh_participant(&self, seed: Seed) -> ParticipantId {
        let is_taken = |who: &ParticipantId| {
            self.knows(*who) || self.lobby.knows(*who) || self.attendance.stays.contains_key(who)
        };
        let drawn = (0..).map(|turn: u64| seed.0.wrapping_add(turn.wrapping_mul(0x9E37_79B9_7F4A_7C15)));
        let mut ids = drawn.map(|number| ParticipantId((number >> 32) as u32));
        ids.find(|who| !is_taken(who)).unwrap_or(ParticipantId(0))
    }
}

#[cfg(test)]
mod tests;
