//! Becoming something else without coming in anew, and what participants may do by themselves. What somebody may no
//! longer send is off before the command is answered, because the plan is derived from what may be sent.

use super::Room;
use super::changes::Changes;
use crate::id::{DeviceId, ParticipantId};
use crate::protocol::{PictureCodec, Place, Rejection, Switches};
use crate::role::{Permission, Role};
use crate::time::Moment;

impl Room {
    pub(super) fn change_role(
        &mut self,
        now: Moment,
        who: ParticipantId,
        whose: ParticipantId,
        role: Role,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::ChangeRoles)?;
        let before = self.role_of(whose).ok_or(Rejection::UnknownParticipant)?;
        if self.is_secluded(whose) {
            return Err(Rejection::NotAllowed);
        }
        // What lasts longer than the acting is not given by it.
        let is_lasting = who == whose || role.is_staff() || before == Role::Supervisor;
        if before != role && is_lasting && self.is_acting(who) {
            return Err(Rejection::NotAllowed);
        }
        if before == Role::Supervisor && role != before && self.supervisors().count() == 1 {
            return Err(Rejection::LastSupervisor);
        }

        let mut changes = Changes::default();
        if before == role {
            return Ok(changes);
        }
        if let Some(person) = self.people.get_mut(&whose) {
            person.role = role;
        }
        changes.people = true;
        changes.anew.insert(whose, now);
        self.end_acting_beside_a_supervisor(now, &mut changes);
        self.give_up_what_is_not_allowed(whose, &mut changes);
        Ok(changes)
    }

    /// The same room, in which participants may do this by themselves at first.
    #[must_use]
    pub const fn with_switches(mut self, switches: Switches) -> Self {
        self.switches = switches;
        self
    }

    /// What pictures are coded in.
    #[must_use]
    pub const fn codec(&self) -> PictureCodec {
        self.switches.codec
    }

    /// Somebody has come whose browser cannot show what pictures are coded in: everybody sees everybody, so it is VP8 for
    /// the rest of the session, unless it is set again.
    pub fn fall_back_to_vp8(&mut self, now: Moment) -> Vec<super::Effect> {
        let changes = Changes { switches: self.switches.codec != PictureCodec::Vp8, ..Changes::default() };
        self.switches.codec = PictureCodec::Vp8;
        self.announce(now, changes)
    }

    pub(super) fn set_switches(
        &mut self,
        who: ParticipantId,
        switches: Switches,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::ChangeSettings)?;
        let mut changes = Changes { switches: self.switches != switches, ..Changes::default() };
        self.switches = switches;
        for id in self.devices.keys().copied().collect::<Vec<DeviceId>>() {
            self.silence(id, &mut changes);
        }
        self.forget_impossible_requests(&mut changes);
        Ok(changes)
    }

    /// After a person has become less: sources, hands, the place backstage.
    pub(super) fn give_up_what_is_not_allowed(&mut self, who: ParticipantId, changes: &mut Changes) {
        for id in self.devices_of(who).collect::<Vec<_>>() {
            self.silence(id, changes);
        }
        self.forget_impossible_requests(changes);
        if !self.may(who, Permission::RaiseHand) {
            self.forget_hands(who, changes);
        }
        if self.place_of(who) == Ok(Place::Backstage {}) && !self.may(who, Permission::EnterBackstage) {
            for companion in self.companions(who) {
                self.relocate(companion, Place::Plenary {}, changes);
            }
        }
    }

    /// Who is supervisor, here or dropped. Whoever is dropped longer than the grace time is gone.
    pub(super) fn supervisors(&self) -> impl Iterator<Item = ParticipantId> {
        let is_supervisor = |role| role == Role::Supervisor;
        self.people.iter().filter(move |(_, person)| is_supervisor(person.role)).map(|(who, _)| *who)
    }
}

#[cfg(test)]
mod tests;
