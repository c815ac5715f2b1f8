//! Turning another's source off, and asking them to turn it on. Nobody can turn another's source on.
//!
//! Invariant: one is asked only for what one may send.

use std::collections::BTreeSet;

use super::Room;
use super::changes::Changes;
use super::devices::permission_to_send;
use crate::id::ParticipantId;
use crate::protocol::{Rejection, SourceKind};
use crate::role::{Permission, Role};

impl Room {
    pub(super) fn mute(
        &mut self,
        who: ParticipantId,
        whose: ParticipantId,
        kind: SourceKind,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::MuteOthers)?;
        self.place_of(whose)?;
        let mut changes = Changes::default();
        // A screen is stopped with its sound.
        let is_screen = matches!(kind, SourceKind::Screen | SourceKind::SecondScreen);
        let off = |on: SourceKind| on == kind || (is_screen && on.share() == kind.share());
        self.switch_off(whose, off, &mut changes);
        // A request that is still open would let them turn it on again in silence.
        self.answer_asked(whose, kind, &mut changes);
        Ok(changes)
    }

    pub(super) fn ask_to_unmute(
        &mut self,
        who: ParticipantId,
        whom: ParticipantId,
        kind: SourceKind,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::MuteOthers)?;
        self.require(whom, permission_to_send(kind))?;
        self.require_no_break(whom)?;
        let mut changes = Changes::default();
        if !self.sends(whom, kind)
            && let Some(person) = self.people.get_mut(&whom)
            && person.asked.insert(kind)
        {
            changes.asked.insert(whom);
        }
        Ok(changes)
    }

    pub(super) fn decline_unmute(&mut self, who: ParticipantId, kind: SourceKind) -> Changes {
        let mut changes = Changes::default();
        self.answer_asked(who, kind, &mut changes);
        changes.declined = changes.asked.contains(&who).then_some((who, kind));
        changes
    }

    /// A request is open no longer.
    pub(super) fn answer_asked(&mut self, who: ParticipantId, kind: SourceKind, changes: &mut Changes) {
        if self.people.get_mut(&who).is_some_and(|person| person.asked.remove(&kind)) {
            changes.asked.insert(who);
        }
    }

    /// Where participants may not unmute themselves they speak when asked to, or with the floor.
    pub(super) fn require_invited(&self, who: ParticipantId, kind: SourceKind) -> Result<(), Rejection> {
        let is_bound = kind == SourceKind::Microphone && self.speaks_when_asked(who);
        // On any of their devices: so that it can go over to another.
        let is_on = self.sends(who, kind);
        let is_asked = self.people.get(&who).is_some_and(|person| person.asked.contains(&kind));
        if is_bound && !is_on && !is_asked && !self.has_floor(who) {
            return Err(Rejection::NotAllowed);
        }
        Ok(())
    }

    /// Whether this person may not turn their microphone on by themselves.
    pub(super) fn speaks_when_asked(&self, who: ParticipantId) -> bool {
        !self.switches.unmute && self.acts_as(who) == Some(Role::Participant)
    }

    pub(super) fn forget_impossible_requests(&mut self, changes: &mut Changes) {
        let asked: Vec<(ParticipantId, SourceKind)> = self
            .people
            .iter()
            .flat_map(|(who, person)| person.asked.iter().map(|kind| (*who, *kind)))
            .filter(|(who, kind)| !self.may(*who, permission_to_send(*kind)))
            .collect();
        for (who, kind) in asked {
            self.answer_asked(who, kind, changes);
        }
    }

    pub(super) fn asked_view(&self, who: ParticipantId) -> Vec<SourceKind> {
        self.people.get(&who).map(|person| &person.asked).into_iter().flatten().copied().collect()
    }

    pub(super) fn sends(&self, who: ParticipantId, kind: SourceKind) -> bool {
        let sending: BTreeSet<SourceKind> = self
            .devices_of(who)
            .filter_map(|id| self.devices.get(&id))
            .flat_map(|device| device.sending.iter().copied())
            .collect();
        sending.contains(&kind)
    }

    fn has_floor(&self, who: ParticipantId) -> bool {
        self.queues().any(|(_, queue)| queue.floor.is_some_and(|turn| turn.participant == who))
    }
}

#[cfg(test)]
mod tests;
