//! Raised hands and the floor: one queue for each place, first come first served.
//!
//! Invariants: nobody is in a queue twice; whoever has the floor is in that place and has no hand up there; a hand in
//! a group is that of somebody in the group. A hand in the plenary may be that of somebody away in a group: it keeps
//! its position and waits for them.

use serde::{Deserialize, Serialize};

use super::Room;
use super::changes::Changes;
use crate::id::ParticipantId;
use crate::protocol::{Hand, Place, Presence, Rejection, Turn};
use crate::role::Permission;
use crate::time::Moment;

/// The speaking queue of a place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Queue {
    pub floor: Option<Turn>,
    pub hands: Vec<Hand>,
}

impl Queue {
    /// Whether the queue changed. A second raise keeps the first place; who speaks need not ask.
    fn raise(&mut self, who: ParticipantId, since: Moment) -> bool {
        if self.is_speaking(who) || self.hands.iter().any(|hand| hand.participant == who) {
            return false;
        }
        self.hands.push(Hand { participant: who, since });
        true
    }

    /// Whether the queue changed.
    pub fn lower(&mut self, who: ParticipantId) -> bool {
        let before = self.hands.len();
        self.hands.retain(|hand| hand.participant != who);
        self.hands.len() != before
    }

    /// Whether the queue changed.
    pub fn give_up_floor(&mut self, who: ParticipantId) -> bool {
        let speaking = self.is_speaking(who);
        self.floor = self.floor.filter(|_| !speaking);
        speaking
    }

    fn is_speaking(&self, who: ParticipantId) -> bool {
        self.floor.is_some_and(|turn| turn.participant == who)
    }
}

impl Room {
    pub(super) fn raise_hand(&mut self, now: Moment, who: ParticipantId) -> Result<Changes, Rejection> {
        self.require(who, Permission::RaiseHand)?;
        let place = self.place_of(who)?;
        if self.queue(place).is_none() {
            return Err(Rejection::NotAllowed);
        }
        Ok(self.change_queue(place, |queue| queue.raise(who, now)))
    }

    /// One's own hand goes down where one is. Another's goes down in one queue: where the one who lowers it is and
    /// sees it first, else where its owner is, else in the plenary where it waits for them.
    pub(super) fn lower_hand(
        &mut self,
        who: ParticipantId,
        whose: ParticipantId,
    ) -> Result<Changes, Rejection> {
        let here = self.place_of(who)?;
        if whose == who {
            return Ok(self.change_queue(here, |queue| queue.lower(whose)));
        }
        self.require_in(who, Permission::LowerOthersHands, here)?;
        let there = self.place_of(whose)?;
        // Whoever leads a group does so there alone.
        if !self.may(who, Permission::LowerOthersHands) {
            return Ok(self.change_queue(here, |queue| queue.lower(whose)));
        }
        for place in [here, there] {
            let changes = self.change_queue(place, |queue| queue.lower(whose));
            if !changes.queues.is_empty() {
                return Ok(changes);
            }
        }
        Ok(self.change_queue(Place::Plenary {}, |queue| queue.lower(whose)))
    }

    /// The first who can take the floor now gets it; those who cannot keep their positions.
    pub(super) fn call_next(&mut self, now: Moment, who: ParticipantId) -> Result<Changes, Rejection> {
        let place = self.place_of(who)?;
        self.require_in(who, Permission::RunTurns, place)?;
        self.require_no_break(who)?;
        let can_speak = |hand: &&Hand| {
            let whose = hand.participant;
            self.place_of(whose) == Ok(place) && self.presence_of(whose) == Some(Presence::Here {})
        };
        let hands = self.queue(place).map_or(&[][..], |queue| &queue.hands);
        let next = hands.iter().find(can_speak).ok_or(Rejection::QueueEmpty)?.participant;
        Ok(self.change_queue(place, |queue| {
            queue.floor = Some(Turn { participant: next, since: now });
            queue.lower(next)
        }))
    }

    pub(super) fn finish_turn(&mut self, who: ParticipantId) -> Result<Changes, Rejection> {
        let place = self.place_of(who)?;
        let holder = self.queue(place).and_then(|queue| queue.floor).ok_or(Rejection::NoTurn)?.participant;
        if holder != who {
            self.require_in(who, Permission::RunTurns, place)?;
        }
        Ok(self.change_queue(place, |queue| queue.give_up_floor(holder)))
    }

    /// What going from a place does to the queues: the floor is given up; a hand in a group goes, one in the plenary
    /// waits for the return.
    pub(super) fn step_out(&mut self, who: ParticipantId, from: Place, changes: &mut Changes) {
        let keeps_hand = from == Place::Plenary {};
        let queue = self.queue_mut(from);
        if queue.is_some_and(|queue| queue.give_up_floor(who) | (!keeps_hand && queue.lower(who))) {
            changes.queues.insert(from);
        }
    }

    /// What going for good does to the queues.
    pub(super) fn forget_hands(&mut self, who: ParticipantId, changes: &mut Changes) {
        let places: Vec<Place> = self.queues().map(|(place, _)| place).collect();
        for place in places {
            let left = self.change_queue(place, |queue| queue.give_up_floor(who) | queue.lower(who));
            changes.queues.extend(left.queues);
        }
    }

    /// All queues: the plenary's, then the groups' by number.
    pub(super) fn queues(&self) -> impl Iterator<Item = (Place, &Queue)> {
        std::iter::once((Place::Plenary {}, &self.plenary)).chain(self.groups.queues())
    }

    pub(super) fn queue(&self, place: Place) -> Option<&Queue> {
        match place {
            Place::Plenary {} => Some(&self.plenary),
            Place::Group { group } => self.groups.queue(group),
            Place::Backstage {} | Place::Help { .. } | Place::Coffee {} => None,
        }
    }

    /// Changes a queue and notes it, if `change` says that it did.
    fn change_queue(&mut self, place: Place, change: impl FnOnce(&mut Queue) -> bool) -> Changes {
        let mut changes = Changes::default();
        if self.queue_mut(place).is_some_and(change) {
            changes.queues.insert(place);
        }
        changes
    }

    fn queue_mut(&mut self, place: Place) -> Option<&mut Queue> {
        match place {
            Place::Plenary {} => Some(&mut self.plenary),
            Place::Group { group } => self.groups.queue_mut(group),
            Place::Backstage {} | Place::Help { .. } | Place::Coffee {} => None,
        }
    }

    pub(super) fn place_of(&self, who: ParticipantId) -> Result<Place, Rejection> {
        self.people.get(&who).map(|person| person.place).ok_or(Rejection::UnknownParticipant)
    }
}

#[cfg(test)]
mod tests;
