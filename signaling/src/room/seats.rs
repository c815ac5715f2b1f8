//! Seats: the same order for everybody. Whoever comes sits down at the end, and a gap stays until a seat is moved or a phase
//! begins.
//!
//! Invariant: no two people have the same seat.

use super::Room;
use super::changes::Changes;
use crate::id::ParticipantId;
use crate::protocol::Rejection;
use crate::role::Permission;

impl Room {
    pub(super) fn move_seat(
        &mut self,
        who: ParticipantId,
        whose: ParticipantId,
        before: Option<ParticipantId>,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::RunTurns)?;
        if !self.knows(whose) || before.is_some_and(|before| !self.knows(before)) {
            return Err(Rejection::UnknownParticipant);
        }
        if before == Some(whose) {
            return Err(Rejection::OutOfRange);
        }
        let mut order = self.by_seat(self.people.keys().copied());
        order.retain(|one| *one != whose);
        let at = before.and_then(|before| order.iter().position(|one| *one == before));
        order.insert(at.unwrap_or(order.len()), whose);
        let mut changes = Changes::default();
        self.take_seats(&order, &mut changes);
        Ok(changes)
    }

    /// The gaps are closed that those have left who are gone.
    pub(super) fn close_gaps(&mut self, changes: &mut Changes) {
        let order = self.by_seat(self.people.keys().copied());
        self.take_seats(&order, changes);
    }

    fn take_seats(&mut self, order: &[ParticipantId], changes: &mut Changes) {
        let mut moved = false;
        for (seat, who) in (1..).zip(order) {
            if let Some(person) = self.people.get_mut(who) {
                moved |= std::mem::replace(&mut person.seat, seat) != seat;
            }
        }
        if !moved {
            return;
        }
        self.seats_given = u32::try_from(order.len()).unwrap_or(u32::MAX);
        changes.people = true;
        // All that is told in the order of the seats.
        changes.pause |= self.is_on_break();
        changes.own_task |= self.own_task_view().is_some();
        changes.scenes.extend(self.staged_places());
        let shared = self.devices.values().filter(|device| device.people.len() > 1);
        changes.devices.extend(shared.map(|device| self.place_of_device(device)));
    }
}

#[cfg(test)]
mod tests;
