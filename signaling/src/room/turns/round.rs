//! Rounds: everybody of a place has a turn, once, in the order of the seats.
//!
//! Invariants: nobody is in a round twice, counting those to come, whoever's turn it is and those who have had one; who is to
//! come is of the place. Whoever is away when their turn comes goes to the end; whoever comes late is put there too; whoever
//! goes is waited for no longer. A round of which nobody is left to come is over, but not during a break.

use std::collections::BTreeSet;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Mode;
use crate::id::ParticipantId;
use crate::protocol::{MAX_TURN, Place, Presence, Rejection, RoundTurn, RoundView};
use crate::role::Permission;
use crate::room::Room;
use crate::room::changes::Changes;
use crate::room::hands::Queue;
use crate::time::Moment;

/// How long the turn of somebody whose connection is lost in the middle of it stays theirs. A short loss disturbs nobody.
const TURN_KEPT: Duration = Duration::from_secs(10);

/// How a round goes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::room) struct Pace {
    pub backwards: bool,
    pub seconds: Option<u32>,
    pub hard: bool,
}

/// See the module.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::room) struct Round {
    pace: Pace,
    to_come: Vec<ParticipantId>,
    later: BTreeSet<ParticipantId>,
    had: Vec<RoundTurn>,
}

impl Round {
    /// `people` in the order of their seats.
    pub fn new(mut people: Vec<ParticipantId>, from: Option<ParticipantId>, pace: Pace) -> Self {
        if pace.backwards {
            people.reverse();
        }
        let first = people.iter().position(|one| Some(*one) == from).unwrap_or_default();
        people.rotate_left(first);
        Self { pace, to_come: people, later: BTreeSet::new(), had: Vec::new() }
    }

    pub fn view(&self) -> RoundView {
        let Pace { backwards, seconds, hard } = self.pace;
        RoundView {
            backwards,
            seconds,
            hard,
            to_come: self.to_come.clone(),
            later: self.later.iter().copied().collect(),
            had: self.had.clone(),
        }
    }
}

impl Queue {
    /// Somebody's turn of the round is over. Nothing happens without a round.
    pub fn has_had(&mut self, who: ParticipantId, passed: bool) {
        if let Mode::Round(round) = &mut self.mode {
            round.had.push(RoundTurn { participant: who, passed });
        }
    }

    /// Whoever's turn it is lets another go first who is to come, and has theirs right after. Whether they could.
    fn let_first(&mut self, who: ParticipantId, now: Moment) -> bool {
        let holder = self.floor.map(|turn| turn.participant);
        let Mode::Round(round) = &mut self.mode else { return false };
        let Some(at) = round.to_come.iter().position(|one| *one == who) else { return false };
        round.to_come.remove(at);
        if let Some(holder) = holder {
            round.to_come.insert(0, holder);
        }
        self.give_floor(who, now);
        true
    }

    /// Whoever's turn it is has it at the end.
    fn put_off(&mut self) {
        let holder = self.end_turn();
        if let Mode::Round(round) = &mut self.mode {
            round.to_come.extend(holder);
        }
    }

    /// Those who are of the place are of the round, in order of seat; those who are here can have their turn. While it `rests`
    /// nobody has one. Whether anything changed.
    fn go_on(
        &mut self,
        now: Moment,
        of_place: &[ParticipantId],
        here: &BTreeSet<ParticipantId>,
        rests: bool,
    ) -> bool {
        let holder = self.floor.map(|turn| turn.participant);
        let goes = rests || holder.is_some_and(|holder| !of_place.contains(&holder));
        let gone = if goes { self.end_turn() } else { None };
        let Mode::Round(round) = &mut self.mode else { return false };
        let mut changed = gone.is_some();
        if rests && let Some(gone) = gone {
            round.to_come.insert(0, gone);
        }
        changed |= round.follow(of_place, holder.filter(|_| !goes));
        if rests || self.floor.is_some() {
            return changed;
        }
        if let Some(at) = round.to_come.iter().position(|who| here.contains(who)) {
            // Whoever is away has their turn at the end.
            round.to_come.rotate_left(at);
            let next = round.to_come.remove(0);
            self.give_floor(next, now);
            return true;
        }
        if round.to_come.is_empty() {
            self.mode = Mode::Free;
            return true;
        }
        changed
    }
}

impl Round {
    /// Those who are no longer of the place go, those who have come are put at the end. Whether anything changed.
    fn follow(&mut self, of_place: &[ParticipantId], holder: Option<ParticipantId>) -> bool {
        let before = self.to_come.len();
        let known: BTreeSet<ParticipantId> = of_place.iter().copied().collect();
        self.to_come.retain(|who| known.contains(who));
        let gone = self.to_come.len() < before;
        let of_round: BTreeSet<ParticipantId> = self
            .to_come
            .iter()
            .copied()
            .chain(self.had.iter().map(|turn| turn.participant))
            .chain(holder)
            .collect();
        let kept = self.to_come.len();
        self.to_come.extend(of_place.iter().copied().filter(|who| !of_round.contains(who)));
        gone || self.to_come.len() > kept
    }
}

/// Why a turn of a round ends by the clock.
enum Due {
    /// Its time is over.
    Time,
    /// Whoever has it is away.
    Away,
}

impl Room {
    pub(in crate::room) fn start_round(
        &mut self,
        now: Moment,
        who: ParticipantId,
        from: Option<ParticipantId>,
        pace: Pace,
    ) -> Result<Changes, Rejection> {
        let place = self.place_to_run(who)?;
        self.require_no_break(who)?;
        if self.queue(place).is_some_and(|queue| matches!(queue.mode, Mode::Round(_))) {
            return Err(Rejection::RoundRunning);
        }
        let is_length = pace.seconds.is_none_or(|seconds| (1..=MAX_TURN).contains(&seconds));
        if !is_length || (pace.hard && pace.seconds.is_none()) {
            return Err(Rejection::OutOfRange);
        }
        if let Some(from) = from
            && self.place_of(from) != Ok(place)
        {
            return Err(Rejection::UnknownParticipant);
        }
        let people = self.of_round(place);
        if people.is_empty() || from.is_some_and(|from| !people.contains(&from)) {
            return Err(Rejection::OutOfRange);
        }
        let mut changes = self.change_mode(place, Mode::Round(Round::new(people, from, pace)));
        self.settle_rounds(now, &mut changes);
        Ok(changes)
    }

    pub(in crate::room) fn end_round(&mut self, who: ParticipantId) -> Result<Changes, Rejection> {
        let place = self.place_to_run(who)?;
        self.require_round(place)?;
        Ok(self.change_mode(place, Mode::Free))
    }

    pub(in crate::room) fn pass_turn(&mut self, who: ParticipantId) -> Result<Changes, Rejection> {
        let place = self.place_with_turns(who)?;
        self.require_round(place)?;
        self.require_no_break(who)?;
        let holder = self.queue(place).and_then(|queue| queue.floor).map(|turn| turn.participant);
        if holder != Some(who) {
            self.require_in(who, Permission::RunTurns, place)?;
        }
        Ok(self.change_queue(place, |queue| {
            let Mode::Round(round) = &mut queue.mode else { return false };
            let passes = match holder {
                Some(holder) => holder,
                None if round.to_come.is_empty() => return false,
                None => round.to_come.remove(0),
            };
            queue.end_turn();
            queue.has_had(passes, true);
            true
        }))
    }

    pub(in crate::room) fn take_turn_later(&mut self, who: ParticipantId) -> Result<Changes, Rejection> {
        let place = self.place_with_turns(who)?;
        let round = self.require_round(place)?;
        self.require_no_break(who)?;
        let holder = self.queue(place).and_then(|queue| queue.floor).ok_or(Rejection::NoTurn)?.participant;
        if holder != who {
            self.require_in(who, Permission::RunTurns, place)?;
        }
        if round.later.contains(&holder) || round.to_come.is_empty() {
            return Err(Rejection::OutOfRange);
        }
        Ok(self.change_queue(place, |queue| {
            queue.put_off();
            if let Mode::Round(round) = &mut queue.mode {
                round.later.insert(holder);
            }
            true
        }))
    }

    /// Whoever's turn it is has had it, if there is somebody who can be next.
    pub(in crate::room) fn call_next_of_round(&mut self, place: Place) -> Result<Changes, Rejection> {
        let round = self.require_round(place)?;
        if !round.to_come.iter().any(|who| self.is_here(*who, place)) {
            return Err(Rejection::QueueEmpty);
        }
        Ok(self.change_queue(place, |queue| {
            if let Some(holder) = queue.end_turn() {
                queue.has_had(holder, false);
            }
            true
        }))
    }

    /// `out_of_range` for somebody who is not to come.
    pub(in crate::room) fn let_go_first(
        &mut self,
        now: Moment,
        place: Place,
        to: ParticipantId,
    ) -> Result<Changes, Rejection> {
        let changes = self.change_queue(place, |queue| queue.let_first(to, now));
        if changes.queues.is_empty() { Err(Rejection::OutOfRange) } else { Ok(changes) }
    }

    /// A turn that is over by the clock.
    pub(in crate::room) fn run_rounds(&mut self, now: Moment, changes: &mut Changes) {
        let due: Vec<(Place, Due)> = self
            .rounds()
            .filter_map(|(place, queue, round)| Some((place, self.due(queue, round)?)))
            .filter(|(_, (at, _))| *at <= now)
            .map(|(place, (_, due))| (place, due))
            .collect();
        for (place, due) in due {
            changes.extend_with(self.change_queue(place, |queue| {
                match due {
                    Due::Away => queue.put_off(),
                    Due::Time => {
                        if let Some(holder) = queue.end_turn() {
                            queue.has_had(holder, false);
                        }
                    }
                }
                true
            }));
        }
    }

    /// When [`Room::run_rounds`] has something to do.
    pub(in crate::room) fn next_of_rounds(&self) -> Option<Moment> {
        self.rounds().filter_map(|(_, queue, round)| self.due(queue, round)).map(|(at, _)| at).min()
    }

    /// Rounds go on: whoever comes, goes and is back changes who is to come, and the next has their turn.
    pub(super) fn settle_rounds(&mut self, now: Moment, changes: &mut Changes) {
        let places: Vec<Place> = self.rounds().map(|(place, ..)| place).collect();
        for place in places {
            let of_place = self.of_round(place);
            let here = of_place.iter().copied().filter(|who| self.is_here(*who, place)).collect();
            let rests = self.is_on_break() && place == (Place::Plenary {});
            changes.extend_with(self.change_queue(place, |queue| queue.go_on(now, &of_place, &here, rests)));
            if self.require_round(place).is_err() {
                changes.turns.insert(place);
            }
        }
    }

    /// Who has a turn in a round of this place, in the order of the seats: who may speak, does not visit only,
    /// and is heard in the scene.
    pub(super) fn of_round(&self, place: Place) -> Vec<ParticipantId> {
        let is_of = |who: &ParticipantId| {
            self.place_of(*who) == Ok(place)
                && self.may(*who, Permission::PublishMicrophone)
                && !self.is_visiting(*who)
                && self.floor_is_heard(*who, place)
        };
        self.by_seat(self.people.keys().copied().filter(is_of))
    }

    /// All rounds that are going on.
    fn rounds(&self) -> impl Iterator<Item = (Place, &Queue, &Round)> {
        self.queues().filter_map(|(place, queue)| match &queue.mode {
            Mode::Round(round) => Some((place, queue, round)),
            Mode::Free | Mode::Queue | Mode::Stick | Mode::Silence => None,
        })
    }

    /// When the turn that is now ends by the clock, and why.
    fn due(&self, queue: &Queue, round: &Round) -> Option<(Moment, Due)> {
        let turn = queue.floor?;
        let length = round.pace.seconds.filter(|_| round.pace.hard);
        let over = length.map(|length| (turn.since.after(Duration::from_secs(length.into())), Due::Time));
        let away = match self.presence_of(turn.participant) {
            Some(Presence::Dropped { since } | Presence::SteppedOut { since }) => {
                Some((since.after(TURN_KEPT), Due::Away))
            }
            Some(Presence::Here {}) | None => None,
        };
        over.into_iter().chain(away).min_by_key(|(at, _)| *at)
    }

    fn require_round(&self, place: Place) -> Result<&Round, Rejection> {
        match self.queue(place).map(|queue| &queue.mode) {
            Some(Mode::Round(round)) => Ok(round),
            Some(Mode::Free | Mode::Queue | Mode::Stick | Mode::Silence) | None => Err(Rejection::NotRunning),
        }
    }
}

#[cfg(test)]
mod tests;
