//! Scenes: who is seen and heard in the plenary and in each group. A scene is routes and nothing else: what a device sends
//! that is not seen stays on, and goes nowhere.
//!
//! Invariants: only the plenary and open groups are staged; whoever is chosen to be seen may be heard, and is in that group,
//! in the plenary anywhere in the room; whoever sits in a fishbowl is there; on a stage and in a reflecting team somebody is
//! chosen; whoever is large for everybody is there and seen.
//!
//! Those who are seen in the plenary wait for nobody and lose nothing while they are away in a group or backstage, like a
//! raised hand. A seat of a fishbowl goes to somebody else.
//!
//! | file | holds |
//! |---|---|
//! | `sight` | who is seen, and what those may not do who are not |
//! | `course` | what follows from who is where, what the clock does, and what people are told |

mod course;
mod sight;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Room;
use super::changes::Changes;
use super::log::parts;
use crate::id::ParticipantId;
use crate::protocol::{
    MAX_FISHBOWL_LEAVE, MAX_FISHBOWL_SEATS, MAX_SEEN, MIN_FISHBOWL_LEAVE, MIN_FISHBOWL_SEATS, Place,
    Rejection, Scene, SceneKind,
};
use crate::role::{Permission, Role};
use crate::time::Moment;

/// The fishbowl of an agenda.
const FISHBOWL: SceneKind = SceneKind::Fishbowl { seats: 4, free_seat: true, leave_after: None };

/// The places where it is not so that everybody sees everybody and nobody is large.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Scenes {
    #[serde(with = "super::pairs")]
    of: BTreeMap<Place, Staged>,
}

parts! {
    ScenesFact of Scenes {
        each Staged: of: Place => Staged;
    }
}

/// How one place is staged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Staged {
    kind: SceneKind,
    /// Who is chosen to be seen or sits, since when.
    seen: BTreeMap<ParticipantId, Moment>,
    spotlight: Option<ParticipantId>,
}

impl Staged {
    const fn new() -> Self {
        Self { kind: SceneKind::Everyone {}, seen: BTreeMap::new(), spotlight: None }
    }

    const fn is_for_everyone(&self) -> bool {
        matches!(self.kind, SceneKind::Everyone {})
    }

    const fn is_fishbowl(&self) -> bool {
        matches!(self.kind, SceneKind::Fishbowl { .. })
    }

    /// Whether every seat of a fishbowl is taken, the free one too.
    fn is_full(&self) -> bool {
        match self.kind {
            SceneKind::Fishbowl { seats, free_seat, .. } => {
                self.seen.len() >= seats as usize + usize::from(free_seat)
            }
            SceneKind::Everyone {} | SceneKind::Stage {} | SceneKind::ReflectingTeam {} => false,
        }
    }
}

impl Room {
    pub(super) fn set_scene(
        &mut self,
        now: Moment,
        who: ParticipantId,
        kind: SceneKind,
        seen: &[ParticipantId],
    ) -> Result<Changes, Rejection> {
        let place = self.place_to_stage(who)?;
        check_kind(kind)?;
        let seen = self.checked_seen(place, kind, seen)?;
        let mut staged = self.staged(place);
        staged.kind = kind;
        staged.seen = seen.into_iter().map(|one| (one, now)).collect();
        Ok(self.stage(place, staged))
    }

    pub(super) fn set_seen(
        &mut self,
        now: Moment,
        who: ParticipantId,
        people: &[ParticipantId],
    ) -> Result<Changes, Rejection> {
        let place = self.place_to_stage(who)?;
        let mut staged = self.staged(place);
        if staged.is_for_everyone() {
            return Err(Rejection::NotRunning);
        }
        let seen = self.checked_seen(place, staged.kind, people)?;
        let since = |one| (one, staged.seen.get(&one).copied().unwrap_or(now));
        staged.seen = seen.into_iter().map(since).collect();
        Ok(self.stage(place, staged))
    }

    /// Those who are away from the plenary are not among who talks next.
    pub(super) fn swap_scene(&mut self, now: Moment, who: ParticipantId) -> Result<Changes, Rejection> {
        let place = self.place_to_stage(who)?;
        let mut staged = self.staged(place);
        if staged.kind != (SceneKind::ReflectingTeam {}) {
            return Err(Rejection::NotRunning);
        }
        let here = self.people.iter().filter(|(_, person)| person.place == place).map(|(one, _)| *one);
        let listens = |one: &ParticipantId| !self.is_seen(*one, place) && self.may_be_seen(*one, place);
        staged.seen = here.filter(listens).map(|one| (one, now)).collect();
        if staged.seen.is_empty() || staged.seen.len() > MAX_SEEN {
            return Err(Rejection::OutOfRange);
        }
        Ok(self.stage(place, staged))
    }

    pub(super) fn take_seat(&mut self, now: Moment, who: ParticipantId) -> Result<Changes, Rejection> {
        self.require(who, Permission::PublishMicrophone)?;
        self.require_no_break(who)?;
        if self.only_listens(who) {
            return Err(Rejection::NotAllowed);
        }
        let (place, mut staged) = self.fishbowl_of(who)?;
        if staged.seen.contains_key(&who) {
            return Ok(Changes::default());
        }
        if staged.is_full() {
            return Err(Rejection::NoSeat);
        }
        staged.seen.insert(who, now);
        Ok(self.stage(place, staged))
    }

    /// Falling silent is nobody's privilege.
    pub(super) fn leave_seat(&mut self, who: ParticipantId) -> Result<Changes, Rejection> {
        let (place, mut staged) = self.fishbowl_of(who)?;
        staged.seen.remove(&who);
        Ok(self.stage(place, staged))
    }

    pub(super) fn set_spotlight(
        &mut self,
        who: ParticipantId,
        whom: Option<ParticipantId>,
    ) -> Result<Changes, Rejection> {
        let place = self.place_to_stage(who)?;
        if let Some(whom) = whom {
            let there = self.place_of(whom)?;
            if there != place || !self.may_be_seen(whom, place) || !self.is_seen(whom, place) {
                return Err(Rejection::OutOfRange);
            }
        }
        let mut staged = self.staged(place);
        staged.spotlight = whom;
        Ok(self.stage(place, staged))
    }

    /// What a phase of the agenda makes of the plenary; in a break it is for everybody, as after it.
    pub(super) fn begin_scene(&mut self, now: Moment, scene: Scene, changes: &mut Changes) {
        let kind = match scene {
            Scene::Everyone | Scene::Break => SceneKind::Everyone {},
            Scene::Stage => SceneKind::Stage {},
            Scene::ReflectingTeam => SceneKind::ReflectingTeam {},
            Scene::Fishbowl => FISHBOWL,
        };
        let is_first = |who: ParticipantId| match scene {
            Scene::Everyone | Scene::Break | Scene::Fishbowl => false,
            Scene::Stage => self.is_staff(who) || self.role_of(who) == Some(Role::Speaker),
            Scene::ReflectingTeam => self.is_staff(who),
        };
        let people = self.people.keys().copied();
        let place = Place::Plenary {};
        let seen =
            people.filter(|who| is_first(*who) && self.may_be_seen(*who, place) && !self.is_secluded(*who));
        let seen = seen.take(MAX_SEEN).map(|who| (who, now)).collect();
        let told = self.stage(place, Staged { kind, seen, spotlight: None });
        changes.extend_with(told);
    }

    /// Everybody sees everybody everywhere.
    pub(super) fn end_scenes(&mut self, changes: &mut Changes) {
        changes.scenes.extend(self.scenes.of.keys());
        self.scenes.of.clear();
    }

    /// The places where it is not so that everybody sees everybody and nobody is large.
    pub(super) fn staged_places(&self) -> impl Iterator<Item = Place> {
        self.scenes.of.keys().copied()
    }

    /// `out_of_range` where there is no scene: only the plenary and groups have one.
    fn place_to_stage(&self, who: ParticipantId) -> Result<Place, Rejection> {
        let place = self.place_of(who)?;
        self.require_in(who, Permission::RunTurns, place)?;
        self.queue(place).map(|_| place).ok_or(Rejection::OutOfRange)
    }

    fn fishbowl_of(&self, who: ParticipantId) -> Result<(Place, Staged), Rejection> {
        let place = self.place_of(who)?;
        let staged = self.scenes.of.get(&place).filter(|staged| staged.is_fishbowl());
        staged.map(|staged| (place, staged.clone())).ok_or(Rejection::NotRunning)
    }

    fn staged(&self, place: Place) -> Staged {
        self.scenes.of.get(&place).cloned().unwrap_or(const { Staged::new() })
    }

    fn stage(&mut self, place: Place, staged: Staged) -> Changes {
        let before = if staged == const { Staged::new() } {
            self.scenes.of.remove(&place)
        } else {
            self.scenes.of.insert(place, staged)
        };
        let mut changes = Changes::default();
        if before.as_ref() != self.scenes.of.get(&place) {
            changes.scenes.insert(place);
        }
        changes
    }

    /// Those who are to be seen, if they may be there. In the plenary also such as are away, but not in a fishbowl.
    fn checked_seen(
        &self,
        place: Place,
        kind: SceneKind,
        people: &[ParticipantId],
    ) -> Result<BTreeSet<ParticipantId>, Rejection> {
        let seen: BTreeSet<ParticipantId> = people.iter().copied().collect();
        let right_number = match kind {
            SceneKind::Everyone {} => seen.is_empty(),
            SceneKind::Stage {} | SceneKind::ReflectingTeam {} => (1..=MAX_SEEN).contains(&seen.len()),
            SceneKind::Fishbowl { seats, .. } => seen.len() <= seats as usize,
        };
        if seen.len() != people.len() || !right_number {
            return Err(Rejection::OutOfRange);
        }
        if !seen.iter().all(|one| self.belongs_to(*one, place, kind)) {
            return Err(Rejection::UnknownParticipant);
        }
        if !seen.iter().all(|one| self.may_be_seen(*one, place)) {
            return Err(Rejection::OutOfRange);
        }
        Ok(seen)
    }

    /// Whether somebody can be chosen in a place, and stays chosen.
    fn belongs_to(&self, who: ParticipantId, place: Place, kind: SceneKind) -> bool {
        let waits = place == Place::Plenary {} && !matches!(kind, SceneKind::Fishbowl { .. });
        self.place_of(who).is_ok_and(|there| there == place || (waits && !self.is_secluded(who)))
    }

    /// Whether anything of this person may be passed on in this place at all. Who only listens on a visit to a group is not
    /// the less seen in the plenary.
    fn may_be_seen(&self, who: ParticipantId, place: Place) -> bool {
        let only_listens = self.only_listens(who) && self.place_of(who) == Ok(place);
        self.may(who, Permission::PublishMicrophone) && !only_listens
    }
}

fn check_kind(kind: SceneKind) -> Result<(), Rejection> {
    let is_right = match kind {
        SceneKind::Everyone {} | SceneKind::Stage {} | SceneKind::ReflectingTeam {} => true,
        SceneKind::Fishbowl { seats, free_seat: _, leave_after } => {
            (MIN_FISHBOWL_SEATS..=MAX_FISHBOWL_SEATS).contains(&seats)
                && leave_after
                    .is_none_or(|seconds| (MIN_FISHBOWL_LEAVE..=MAX_FISHBOWL_LEAVE).contains(&seconds))
        }
    };
    if is_right { Ok(()) } else { Err(Rejection::OutOfRange) }
}

#[cfg(test)]
mod tests;
