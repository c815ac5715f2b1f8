//! Raised hands and the floor: one queue for each place, in the order of arrival or whoever has spoken least first.
//!
//! Invariants: nobody is in a queue twice, nor among the direct replies; whoever has the floor is in that place, and has no
//! hand up there unless they reply directly; a hand in a group is that of somebody in the group. A hand in the plenary may be
//! that of somebody away in a group: it keeps its position and waits for them. Whoever is interrupted goes first in the queue.
//!
//! Who may speak in a place is part of its queue: see `turns`.

use serde::{Deserialize, Serialize};

use super::Room;
use super::changes::Changes;
use super::turns::Mode;
use crate::id::ParticipantId;
use crate::protocol::{Hand, MAX_REPLIES, Place, Presence, QueueOrder, Rejection, Turn};
use crate::role::Permission;
use crate::time::Moment;

/// The speaking queue of a place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Queue {
    pub floor: Option<Turn>,
    /// In the order they are called: first those who were interrupted.
    pub hands: Vec<Raised>,
    #[serde(default)]
    pub replies: Vec<Hand>,
    #[serde(default)]
    pub order: QueueOrder,
    #[serde(default)]
    pub mode: Mode,
    /// How many hands were ever raised here.
    #[serde(default)]
    raised: u32,
    /// Since when whoever has the floor had waited for it; nothing when they were called without having asked.
    #[serde(default)]
    pub asked: Option<Moment>,
}

/// A raised hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Raised {
    pub participant: ParticipantId,
    pub since: Moment,
    /// Which it is of all that were raised here: two may be of the same moment.
    #[serde(default)]
    number: u32,
    #[serde(default)]
    interrupted: bool,
}

impl Queue {
    /// Whether the queue changed. A second raise keeps the first place; who speaks need not ask.
    fn raise(&mut self, who: ParticipantId, since: Moment) -> bool {
        if self.is_speaking(who) || self.hands.iter().any(|hand| hand.participant == who) {
            return false;
        }
        self.raised += 1;
        self.hands.push(Raised { participant: who, since, number: self.raised, interrupted: false });
        true
    }

    /// The same with a direct reply. `replies_full` when there is no room for it.
    fn raise_reply(&mut self, who: ParticipantId, since: Moment) -> Result<bool, Rejection> {
        if self.is_speaking(who) || self.replies.iter().any(|hand| hand.participant == who) {
            return Ok(false);
        }
        if self.replies.len() >= MAX_REPLIES {
            return Err(Rejection::RepliesFull);
        }
        self.replies.push(Hand { participant: who, since });
        Ok(true)
    }

    /// Whether the queue changed.
    pub fn lower(&mut self, who: ParticipantId) -> bool {
        let before = self.hands.len();
        self.hands.retain(|hand| hand.participant != who);
        self.hands.len() != before
    }

    /// The same with a direct reply.
    pub fn lower_reply(&mut self, who: ParticipantId) -> bool {
        let before = self.replies.len();
        self.replies.retain(|hand| hand.participant != who);
        self.replies.len() != before
    }

    fn lower_all(&mut self) -> bool {
        let had_any = !self.hands.is_empty() || !self.replies.is_empty();
        self.hands.clear();
        self.replies.clear();
        had_any
    }

    /// Whether the queue changed.
    pub fn give_up_floor(&mut self, who: ParticipantId) -> bool {
        let speaking = self.is_speaking(who);
        if speaking {
            self.end_turn();
        }
        speaking
    }

    /// Whose turn ends, if it is somebody's.
    pub fn end_turn(&mut self) -> Option<ParticipantId> {
        self.asked = None;
        self.floor.take().map(|turn| turn.participant)
    }

    /// Gives the floor to somebody, whoever has it. A direct reply leaves the hand up that waits for another matter.
    pub fn give_floor(&mut self, who: ParticipantId, now: Moment) {
        let reply = self.replies.iter().find(|hand| hand.participant == who).map(|hand| hand.since);
        let hand = self.hands.iter().find(|hand| hand.participant == who).map(|hand| hand.since);
        if !self.lower_reply(who) {
            self.lower(who);
        }
        self.asked = reply.or(hand);
        self.floor = Some(Turn { participant: who, since: now });
    }

    /// Whoever has the floor loses it before they have finished: they go first in the queue, with the time they have waited.
    /// Whoever took the stick had not waited for it, and has nothing to lose.
    pub fn interrupt(&mut self) {
        if self.mode == Mode::Stick && self.asked.is_none() {
            self.end_turn();
        }
        let Some(turn) = self.floor.take() else { return };
        let since = self.asked.take().unwrap_or(turn.since);
        self.raised += 1;
        let new = Raised { participant: turn.participant, since, number: self.raised, interrupted: true };
        let known = self.hands.iter().find(|hand| hand.participant == turn.participant).copied();
        let hand = known.map_or(new, |hand| Raised { interrupted: true, ..hand });
        self.lower(turn.participant);
        self.hands.insert(0, hand);
    }

    /// Puts those behind those who were interrupted in order.
    pub fn sort(&mut self, spoken: impl Fn(ParticipantId) -> u64) {
        let waiting = self.hands.partition_point(|hand| hand.interrupted);
        let Some(waiting) = self.hands.get_mut(waiting..) else { return };
        match self.order {
            QueueOrder::Arrival => waiting.sort_by_key(|hand| hand.number),
            QueueOrder::LeastSpoken => {
                waiting.sort_by_cached_key(|hand| (spoken(hand.participant), hand.number));
            }
        }
    }

    /// What another queue held, of which the group is no more. Its hands are put behind, as are the replies for which there is
    /// no room; who has the floor there keeps it where that is possible.
    pub fn take_in(&mut self, mut other: Self) {
        if self.floor.is_none() && self.mode.leaves_floor() {
            self.floor = other.floor.take();
            self.asked = other.asked.take();
        } else {
            other.interrupt();
        }
        for reply in other.replies {
            if self.raise_reply(reply.participant, reply.since).is_err() {
                self.raise(reply.participant, reply.since);
            }
        }
        for hand in other.hands {
            self.raise(hand.participant, hand.since);
        }
    }

    pub fn is_speaking(&self, who: ParticipantId) -> bool {
        self.floor.is_some_and(|turn| turn.participant == who)
    }

    /// Those who wait, in the order they are called.
    fn waiting(&self) -> impl Iterator<Item = ParticipantId> {
        let replies = self.replies.iter().map(|hand| hand.participant);
        replies.chain(self.hands.iter().map(|hand| hand.participant))
    }
}

impl Room {
    pub(super) fn raise_hand(
        &mut self,
        now: Moment,
        who: ParticipantId,
        reply: bool,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::RaiseHand)?;
        let place = self.place_with_turns(who)?;
        if !reply {
            return Ok(self.change_queue(place, |queue| queue.raise(who, now)));
        }
        let mut raised = Ok(false);
        let changes = self.change_queue(place, |queue| {
            raised = queue.raise_reply(who, now);
            raised == Ok(true)
        });
        raised.map(|_| changes)
    }

    /// One's own hand goes down where one is. Another's goes down in one queue: where the one who lowers it is and
    /// sees it first, else where its owner is, else in the plenary where it waits for them.
    pub(super) fn lower_hand(
        &mut self,
        who: ParticipantId,
        whose: ParticipantId,
        reply: bool,
    ) -> Result<Changes, Rejection> {
        let lower = |queue: &mut Queue| if reply { queue.lower_reply(whose) } else { queue.lower(whose) };
        let here = self.place_of(who)?;
        if whose == who {
            return Ok(self.change_queue(here, lower));
        }
        self.require_in(who, Permission::LowerOthersHands, here)?;
        let there = self.place_of(whose)?;
        // Whoever leads a group does so there alone.
        if !self.may(who, Permission::LowerOthersHands) {
            return Ok(self.change_queue(here, lower));
        }
        for place in [here, there] {
            let changes = self.change_queue(place, lower);
            if !changes.queues.is_empty() {
                return Ok(changes);
            }
        }
        Ok(self.change_queue(Place::Plenary {}, lower))
    }

    pub(super) fn lower_all_hands(&mut self, who: ParticipantId) -> Result<Changes, Rejection> {
        let place = self.place_of(who)?;
        self.require_in(who, Permission::LowerOthersHands, place)?;
        Ok(self.change_queue(place, Queue::lower_all))
    }

    pub(super) fn set_queue_order(
        &mut self,
        who: ParticipantId,
        order: QueueOrder,
    ) -> Result<Changes, Rejection> {
        let place = self.place_to_run(who)?;
        Ok(self.change_queue(place, |queue| std::mem::replace(&mut queue.order, order) != order))
    }

    /// The first who can take the floor now gets it; those who cannot keep their positions. Whoever had it has finished, unless
    /// they lost the connection.
    pub(super) fn call_next(&mut self, now: Moment, who: ParticipantId) -> Result<Changes, Rejection> {
        let place = self.place_to_run(who)?;
        self.require_no_break(who)?;
        let queue = self.queue(place).ok_or(Rejection::NotAllowed)?;
        match &queue.mode {
            Mode::Silence => return Err(Rejection::NotRunning),
            Mode::Round(_) => return self.call_next_of_round(place),
            Mode::Free | Mode::Queue | Mode::Stick => {}
        }
        let can_speak =
            |next: &ParticipantId| self.is_here(*next, place) && self.floor_is_heard(*next, place);
        let next = queue.waiting().find(can_speak).ok_or(Rejection::QueueEmpty)?;
        let was_dropped = queue.floor.is_some_and(|turn| self.is_dropped(turn.participant));
        self.note_hand_served(now, next, place);
        Ok(self.change_queue(place, |queue| {
            if was_dropped {
                queue.interrupt();
            }
            queue.give_floor(next, now);
            true
        }))
    }

    /// Somebody out of order.
    pub(super) fn call_person(
        &mut self,
        now: Moment,
        who: ParticipantId,
        whom: ParticipantId,
    ) -> Result<Changes, Rejection> {
        let place = self.place_to_run(who)?;
        self.require_no_break(who)?;
        let queue = self.queue(place).ok_or(Rejection::NotAllowed)?;
        if queue.mode == Mode::Silence {
            return Err(Rejection::NotRunning);
        }
        self.can_be_given_turn(whom, place)?;
        if queue.is_speaking(whom) {
            return Ok(Changes::default());
        }
        if matches!(queue.mode, Mode::Round(_)) {
            return self.let_go_first(now, place, whom);
        }
        self.note_hand_served(now, whom, place);
        Ok(self.change_queue(place, |queue| {
            queue.interrupt();
            queue.give_floor(whom, now);
            true
        }))
    }

    /// The floor of the place one is in for somebody whose hand is up there, whoever is before them. `queue_empty` when
    /// they cannot take it now.
    pub(super) fn call_hand(
        &mut self,
        now: Moment,
        who: ParticipantId,
        whom: ParticipantId,
        place: Place,
    ) -> Result<Changes, Rejection> {
        self.can_be_given_turn(whom, place).map_err(|_| Rejection::QueueEmpty)?;
        self.call_person(now, who, whom)
    }

    /// A hand, wherever its owner is.
    pub(super) fn take_hand_down(&mut self, whose: ParticipantId, place: Place) -> Changes {
        self.change_queue(place, |queue| queue.lower(whose))
    }

    /// Since when somebody's hand is up in this place.
    pub(super) fn hand_since(&self, whose: ParticipantId, place: Place) -> Option<Moment> {
        let hands = &self.queue(place)?.hands;
        hands.iter().find(|hand| hand.participant == whose).map(|hand| hand.since)
    }

    pub(super) fn finish_turn(&mut self, who: ParticipantId) -> Result<Changes, Rejection> {
        let place = self.place_of(who)?;
        let holder = self.queue(place).and_then(|queue| queue.floor).ok_or(Rejection::NoTurn)?.participant;
        if holder != who {
            self.require_in(who, Permission::RunTurns, place)?;
        }
        Ok(self.change_queue(place, |queue| {
            queue.has_had(holder, false);
            queue.give_up_floor(holder)
        }))
    }

    /// What going from a place does to the queues: the floor is given up; a hand in a group goes, one in the plenary
    /// waits for the return. A direct reply is to what is said now, and goes.
    pub(super) fn step_out(&mut self, who: ParticipantId, from: Place, changes: &mut Changes) {
        let keeps_hand = from == Place::Plenary {};
        let left = self.change_queue(from, |queue| {
            queue.give_up_floor(who) | queue.lower_reply(who) | (!keeps_hand && queue.lower(who))
        });
        changes.queues.extend(left.queues);
    }

    /// What going for good does to the queues.
    pub(super) fn forget_hands(&mut self, who: ParticipantId, changes: &mut Changes) {
        let places: Vec<Place> = self.queues().map(|(place, _)| place).collect();
        for place in places {
            let left = self.change_queue(place, |queue| {
                queue.give_up_floor(who) | queue.lower(who) | queue.lower_reply(who)
            });
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
            Place::Backstage {}
            | Place::Help { .. }
            | Place::Coffee {}
            | Place::PrivateWord { .. }
            | Place::Encounter { .. }
            | Place::Aside { .. } => None,
        }
    }

    /// Changes a queue and notes it, if `change` says that it did. Then the order is that of now: the one place where hands
    /// are sorted.
    pub(super) fn change_queue(&mut self, place: Place, change: impl FnOnce(&mut Queue) -> bool) -> Changes {
        let mut changes = Changes::default();
        let Self { plenary, groups, speaking, .. } = self;
        let queue = match place {
            Place::Plenary {} => Some(plenary),
            Place::Group { group } => groups.queue_mut(group),
            Place::Backstage {}
            | Place::Help { .. }
            | Place::Coffee {}
            | Place::PrivateWord { .. }
            | Place::Encounter { .. }
            | Place::Aside { .. } => None,
        };
        if let Some(queue) = queue
            && change(queue)
        {
            queue.sort(|who| speaking.spoken(who));
            changes.queues.insert(place);
        }
        changes
    }

    /// Whether somebody is in a place with a connection, and not away by their own choice.
    pub(super) fn is_here(&self, who: ParticipantId, place: Place) -> bool {
        self.place_of(who) == Ok(place) && self.presence_of(who) == Some(Presence::Here {})
    }

    pub(super) fn place_of(&self, who: ParticipantId) -> Result<Place, Rejection> {
        self.people.get(&who).map(|person| person.place).ok_or(Rejection::UnknownParticipant)
    }
}

#[cfg(test)]
mod tests;
