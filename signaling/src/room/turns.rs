//! Who may speak in a place, and the talking stick. Who may not is not passed on by the server: see `routes`.
//!
//! Invariants: nobody has the floor in silence, and in a round nobody but who is of it; there is a round exactly where the mode
//! says so.

mod round;

use serde::{Deserialize, Serialize};

use super::Room;
use super::changes::Changes;
use super::devices::Device;
use super::hands::Queue;
use crate::id::{DeviceId, ParticipantId};
use crate::protocol::{Place, Rejection, TurnMode};
use crate::role::Permission;
use crate::time::Moment;

pub(super) use round::{Pace, Round};

/// As [`TurnMode`], with what belongs to it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Mode {
    #[default]
    Free,
    Queue,
    Round(Round),
    Stick,
    Silence,
}

impl Mode {
    pub const fn turns(&self) -> TurnMode {
        match self {
            Self::Free => TurnMode::Free,
            Self::Queue => TurnMode::Queue,
            Self::Round(_) => TurnMode::Round,
            Self::Stick => TurnMode::Stick,
            Self::Silence => TurnMode::Silence,
        }
    }

    /// Whether somebody may have the floor who got it under another mode.
    pub const fn leaves_floor(&self) -> bool {
        match self {
            Self::Free | Self::Queue | Self::Stick => true,
            Self::Round(_) | Self::Silence => false,
        }
    }
}

impl Queue {
    /// Who may speak is decided in another way. Whoever has the floor keeps it where they may, else they are interrupted.
    fn set_mode(&mut self, mode: Mode) {
        match (&self.mode, &mode) {
            // They have a turn in the new round.
            (Mode::Round(_), Mode::Round(_)) => drop(self.end_turn()),
            // The stick is put away, and with it the turn of whoever took it.
            (Mode::Stick, _) if self.asked.is_none() => drop(self.end_turn()),
            _ if mode.leaves_floor() => {}
            _ => self.interrupt(),
        }
        self.mode = mode;
    }
}

impl Room {
    pub(super) fn set_turns(
        &mut self,
        now: Moment,
        who: ParticipantId,
        turns: TurnMode,
    ) -> Result<Changes, Rejection> {
        let place = self.place_to_run(who)?;
        if self.turns_in(place) == turns {
            return Ok(Changes::default());
        }
        if turns == TurnMode::Round {
            return self.start_round(now, who, None, Pace::default());
        }
        let mut changes = Changes::default();
        self.turn_to(place, turns, &mut changes);
        Ok(changes)
    }

    /// Without asking who may. A round begins at the first seat, also in place of another that has not come to its end; where
    /// nobody is who could speak, everybody may.
    pub(super) fn turn_to(&mut self, place: Place, turns: TurnMode, changes: &mut Changes) {
        if self.turns_in(place) == turns && turns != TurnMode::Round {
            return;
        }
        let mode = match turns {
            TurnMode::Free => Mode::Free,
            TurnMode::Queue => Mode::Queue,
            TurnMode::Stick => Mode::Stick,
            TurnMode::Silence => Mode::Silence,
            TurnMode::Round => Mode::Round(Round::new(self.of_round(place), None, Pace::default())),
        };
        changes.extend_with(self.change_mode(place, mode));
    }

    /// When nobody holds it anybody who may speak; whoever runs the turns also from the holder.
    pub(super) fn take_stick(&mut self, now: Moment, who: ParticipantId) -> Result<Changes, Rejection> {
        self.require(who, Permission::PublishMicrophone)?;
        let place = self.place_with_turns(who)?;
        if self.only_listens(who) || !self.floor_is_heard(who, place) {
            return Err(Rejection::NotAllowed);
        }
        if self.turns_in(place) != TurnMode::Stick {
            return Err(Rejection::NotRunning);
        }
        self.require_no_break(who)?;
        let holder = self.queue(place).and_then(|queue| queue.floor).map(|turn| turn.participant);
        if holder == Some(who) {
            return Ok(Changes::default());
        }
        let is_free = holder.is_none_or(|holder| self.is_dropped(holder));
        if !is_free && !self.may_in(who, Permission::RunTurns, place) {
            return Err(Rejection::Taken);
        }
        Ok(self.change_queue(place, |queue| {
            queue.interrupt();
            queue.give_floor(who, now);
            true
        }))
    }

    /// The stick goes from hand to hand; in a round another goes first.
    pub(super) fn give_turn(
        &mut self,
        now: Moment,
        who: ParticipantId,
        to: ParticipantId,
    ) -> Result<Changes, Rejection> {
        let place = self.place_with_turns(who)?;
        let turns = self.turns_in(place);
        if !matches!(turns, TurnMode::Stick | TurnMode::Round) {
            return Err(Rejection::NotRunning);
        }
        self.require_no_break(who)?;
        let holder = self.queue(place).and_then(|queue| queue.floor).ok_or(Rejection::NoTurn)?.participant;
        if holder != who {
            self.require_in(who, Permission::RunTurns, place)?;
        }
        self.can_be_given_turn(to, place)?;
        if holder == to {
            return Ok(Changes::default());
        }
        if turns == TurnMode::Round {
            return self.let_go_first(now, place, to);
        }
        Ok(self.change_queue(place, |queue| {
            queue.give_floor(to, now);
            true
        }))
    }

    /// A break begins: nobody has the floor in the plenary. A round goes on after it with whoever's turn it was.
    pub(super) fn rest_turns(&mut self) -> Changes {
        self.change_queue(Place::Plenary {}, |queue| match &queue.mode {
            // See `settle_rounds`.
            Mode::Round(_) => false,
            Mode::Free | Mode::Queue | Mode::Stick | Mode::Silence => queue.end_turn().is_some(),
        })
    }

    /// Free where there is no queue.
    pub(super) fn turns_in(&self, place: Place) -> TurnMode {
        self.queue(place).map_or(TurnMode::Free, |queue| queue.mode.turns())
    }

    /// What follows for turns from who is where now and from the scene: a round goes on, and is over; nobody keeps the floor
    /// whom the scene lets nobody hear.
    pub(super) fn settle_turns(&mut self, now: Moment, changes: &mut Changes) {
        let unheard = |(place, queue): (Place, &Queue)| {
            let holder = queue.floor?.participant;
            let is_of_round = matches!(queue.mode, Mode::Round(_));
            (!is_of_round && !self.floor_is_heard(holder, place)).then_some(place)
        };
        let interrupted: Vec<Place> = self.queues().filter_map(unheard).collect();
        for place in interrupted {
            changes.extend_with(self.change_queue(place, |queue| {
                queue.interrupt();
                true
            }));
        }
        self.settle_rounds(now, changes);
    }

    /// What is passed on follows from more than the devices of a place while not everybody may speak there: where it differs from
    /// the plan in force, it is told.
    pub(super) fn note_turns(&self, changes: &mut Changes) {
        let is_bound =
            |place: Place| self.turns_in(place) != TurnMode::Free || changes.turns.contains(&place);
        let differs = |(id, device): (&DeviceId, &Device)| {
            let place = self.place_of_device(device);
            let sent = self.plan.routes.get(id).map(|route| &route.sends);
            (is_bound(place) && sent != Some(&self.sends_now(*id, device))).then_some(place)
        };
        let places: Vec<Place> = self.devices.iter().filter_map(differs).collect();
        changes.devices.extend(places);
    }

    /// Whether the voice of this person is passed on where they are.
    pub(super) fn may_be_heard(&self, who: ParticipantId, place: Place) -> bool {
        let Some(queue) = self.queue(place) else { return true };
        match queue.mode {
            Mode::Free => true,
            Mode::Queue => queue.is_speaking(who) || self.is_staff(who) || self.leads_group(who, place),
            Mode::Round(_) => queue.is_speaking(who) || self.is_staff(who),
            Mode::Stick => queue.is_speaking(who),
            Mode::Silence => false,
        }
    }

    fn change_mode(&mut self, place: Place, mode: Mode) -> Changes {
        let mut changes = self.change_queue(place, |queue| {
            queue.set_mode(mode);
            true
        });
        changes.turns.insert(place);
        changes
    }

    /// Where somebody is. `not_allowed` where there is no queue.
    pub(super) fn place_with_turns(&self, who: ParticipantId) -> Result<Place, Rejection> {
        let place = self.place_of(who)?;
        self.queue(place).map(|_| place).ok_or(Rejection::NotAllowed)
    }

    /// The same for whoever runs the turns there.
    pub(super) fn place_to_run(&self, who: ParticipantId) -> Result<Place, Rejection> {
        self.require_in(who, Permission::RunTurns, self.place_of(who)?)?;
        self.place_with_turns(who)
    }

    /// Whether somebody can get the floor in this place now. Of those who are elsewhere no more is said than of those who are
    /// not in the room.
    pub(super) fn can_be_given_turn(&self, whom: ParticipantId, place: Place) -> Result<(), Rejection> {
        if self.place_of(whom) != Ok(place) {
            return Err(Rejection::UnknownParticipant);
        }
        let may_speak = self.may(whom, Permission::PublishMicrophone) && !self.only_listens(whom);
        if may_speak && self.is_here(whom, place) && self.floor_is_heard(whom, place) {
            Ok(())
        } else {
            Err(Rejection::OutOfRange)
        }
    }
}

#[cfg(test)]
mod tests;
