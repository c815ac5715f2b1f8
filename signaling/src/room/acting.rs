//! Acting as supervisor while none is in the room. Nobody is promoted: one steps forward, everybody sees it, and the
//! role underneath stays what it was.
//!
//! Invariant: nobody acts beside a supervisor, and nobody beside another who is here.

use serde::{Deserialize, Serialize};

use super::changes::Changes;
use super::{Audience, Room};
use crate::id::ParticipantId;
use crate::protocol::{Event, Rejection, Template};
use crate::role::Role;
use crate::time::Moment;

/// Whoever acts as supervisor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Acting {
    pub who: ParticipantId,
    /// How many messages there were when it began. What was written to those who run the session before was not
    /// written to somebody who was not one of them.
    pub since_message: u64,
    /// The same of what people had brought from own tasks.
    #[serde(default)]
    pub since_result: u32,
}

impl Room {
    pub(super) fn act_as_supervisor(
        &mut self,
        now: Moment,
        who: ParticipantId,
    ) -> Result<Changes, Rejection> {
        let taken = self.acting.is_some_and(|acting| acting.who == who || !self.is_dropped(acting.who));
        if taken || self.supervisors().next().is_some() {
            return Err(Rejection::SupervisorHere);
        }
        if self.is_secluded(who) || !self.is_next_in_line(who) {
            return Err(Rejection::NotAllowed);
        }

        let mut changes = Changes { people: true, ..Changes::default() };
        self.end_acting(now, &mut changes);
        self.end_lines_to_staff(&mut changes);
        self.acting =
            Some(Acting { who, since_message: self.chat.written(), since_result: self.results_given() });
        changes.anew.insert(who, now);
        Ok(changes)
    }

    pub(super) fn stop_acting(&mut self, now: Moment, who: ParticipantId) -> Changes {
        let mut changes = Changes::default();
        if self.is_acting(who) {
            self.end_acting(now, &mut changes);
        }
        changes
    }

    pub(super) fn end_acting_beside_a_supervisor(&mut self, now: Moment, changes: &mut Changes) {
        if self.supervisors().next().is_some() {
            self.end_acting(now, changes);
        }
    }

    fn end_acting(&mut self, now: Moment, changes: &mut Changes) {
        let Some(Acting { who, .. }) = self.acting.take() else { return };
        changes.people = true;
        changes.anew.insert(who, now);
        self.give_up_what_is_not_allowed(who, changes);
    }

    pub(super) fn is_acting(&self, who: ParticipantId) -> bool {
        self.acting.is_some_and(|acting| acting.who == who)
    }

    /// Whether this person is of the crew by their role, and not only acts so: what the crew keeps for itself is theirs.
    pub(super) fn is_crew(&self, who: ParticipantId) -> bool {
        self.role_of(who).is_some_and(Role::is_staff)
    }

    /// For everybody who runs the session what they are told. The same for all of them, as for a crew, unless somebody acts who
    /// is not of it; then each apart, by who it is.
    pub(super) fn told_to_staff(
        &self,
        to_crew: impl Fn() -> Event,
        to_acting: impl Fn(ParticipantId) -> Event,
    ) -> Vec<(Audience, Event)> {
        let acting = self.acting.map(|acting| acting.who).filter(|who| !self.is_crew(*who));
        let Some(acting) = acting else { return vec![(Audience::Staff, to_crew())] };
        let crew = self.people.keys().copied().filter(|who| self.is_crew(*who));
        let mut told: Vec<_> = crew.map(|who| (Audience::One(who), to_crew())).collect();
        told.push((Audience::One(acting), to_acting(acting)));
        told
    }

    /// Facilitators before assistants, and in a peer circle participants after both. Those who are dropped are not
    /// waited for.
    fn is_next_in_line(&self, who: ParticipantId) -> bool {
        let line = |role| match role {
            Role::Facilitator => Some(0),
            Role::Assistant => Some(1),
            Role::Participant if self.template == Template::PeerCircle => Some(2),
            Role::Supervisor | Role::Participant | Role::Speaker | Role::Observer | Role::Interpreter => None,
        };
        let Some(own) = self.role_of(who).and_then(line) else { return false };
        let before = |other: &ParticipantId| {
            self.role_of(*other).and_then(line).is_some_and(|place| place < own) && !self.is_dropped(*other)
        };
        !self.people.keys().any(before)
    }
}

#[cfg(test)]
mod tests;
