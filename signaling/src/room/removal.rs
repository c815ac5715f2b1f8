//! Removing somebody for good, and ending the session for guests.

use super::Room;
use super::changes::Changes;
use super::lobby::remember;
use crate::id::ParticipantId;
use crate::protocol::{CloseCode, Door, Invitation, LeaveReason, Place, Rejection, Remains, TurnMode};
use crate::role::Permission;
use crate::time::Moment;

impl Room {
    /// Ends every device of a person, also those that carry others: they shared its sound. These may come back.
    /// Whoever runs the session is removed by those only who may change roles.
    pub(super) fn remove(&mut self, who: ParticipantId, whom: ParticipantId) -> Result<Changes, Rejection> {
        self.require(who, Permission::Remove)?;
        let waiting = self.lobby.waiting.get(&whom).map(|waiting| waiting.invitation);
        let person = self.people.get(&whom).map(|person| person.invitation);
        let invitation = person.or(waiting).ok_or(Rejection::UnknownParticipant)?;
        if who == whom || (self.is_staff(whom) && !self.may(who, Permission::ChangeRoles)) {
            return Err(Rejection::NotAllowed);
        }

        let mut changes = Changes::default();
        self.leave_lobby(whom, CloseCode::Removed, &mut changes);
        let devices: Vec<_> = self.devices_of(whom).collect();
        for device in &devices {
            let carried: Vec<_> =
                self.devices.get(device).into_iter().flat_map(|one| one.people.iter().copied()).collect();
            for one in carried {
                self.take_off(one, *device, &mut changes);
                let is_without = self.people.get(&one).is_some_and(|person| person.devices.is_empty());
                if is_without && one != whom {
                    self.depart(one, LeaveReason::Left, &mut changes);
                }
            }
        }
        self.depart(whom, LeaveReason::Removed, &mut changes);
        for (device, code) in &mut changes.gone {
            if devices.contains(device) {
                *code = CloseCode::Removed;
            }
        }
        self.lobby.admitted.remove(&whom);
        remember(&mut self.lobby.removed, whom);
        let remains = match invitation {
            Invitation::Personal => Remains::Nothing,
            Invitation::Shared => {
                self.lobby.marks_shared = true;
                if self.lobby.opening.door == Door::Open {
                    self.lobby.opening.door = Door::Knock;
                }
                changes.lobby = true;
                Remains::SharedLink
            }
        };
        changes.removed = Some((who, whom, remains));
        Ok(changes)
    }

    /// Everybody leaves but those who run the session, who may stay and talk. The door lets nobody in until it is set
    /// anew.
    pub(super) fn end_session(&mut self, now: Moment, who: ParticipantId) -> Result<Changes, Rejection> {
        self.require(who, Permission::EndSession)?;
        let mut changes = Changes { lobby: !self.lobby.ended, ..Changes::default() };
        if !self.lobby.ended {
            self.lobby.admitted.clear();
        }
        self.lobby.ended = true;
        self.lobby.opening.door = Door::Closed;
        let staff = |one: &ParticipantId| self.is_staff(*one);
        let guests: Vec<_> = self.people.keys().copied().filter(|one| !staff(one)).collect();
        for guest in guests {
            changes.extend_with(self.leave(guest, LeaveReason::Ended));
        }
        for waiting in self.lobby.waiting.keys().copied().collect::<Vec<_>>() {
            self.leave_lobby(waiting, CloseCode::Ended, &mut changes);
        }
        for (_, code) in &mut changes.gone {
            *code = CloseCode::Ended;
        }
        // Whoever stays wants to talk.
        self.stop_agenda(&mut changes);
        self.end_scenes(&mut changes);
        self.close_groups(now, &mut changes);
        self.end_break_now(now, &mut changes);
        self.end_own_task_now(now, &mut changes);
        self.turn_to(Place::Plenary {}, TurnMode::Free, &mut changes);
        Ok(changes)
    }
}

#[cfg(test)]
mod tests;
