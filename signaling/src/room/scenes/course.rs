//! What becomes of scenes by themselves, and what people are told of them.

use std::time::Duration;

use super::Staged;
use crate::id::ParticipantId;
use crate::protocol::{Event, Place, SceneKind, SceneView};
use crate::role::Permission;
use crate::room::changes::Changes;
use crate::room::{Audience, Room};
use crate::time::Moment;

impl Room {
    /// What follows for scenes from who is where and may what. With the last person, and where nobody is left who may change
    /// it, everybody sees everybody; so too where nobody is left who is seen: those who listened have only each other then.
    pub(in crate::room) fn settle_scenes(&mut self, changes: &mut Changes) {
        if self.people.is_empty() {
            self.scenes.of.clear();
            return;
        }
        for (place, mut staged) in self.scenes.of.clone() {
            if self.queue(place).is_none() || self.nobody_may_stage(place) {
                self.scenes.of.remove(&place);
                changes.scenes.insert(place);
                continue;
            }
            let kind = staged.kind;
            staged.seen.retain(|who, _| self.belongs_to(*who, place, kind) && self.may_be_seen(*who, place));
            if staged.seen.is_empty() && !staged.is_fishbowl() {
                staged.kind = SceneKind::Everyone {};
            }
            changes.extend_with(self.stage(place, staged));
        }
    }

    /// After the turns, because having the floor puts one on a stage: whoever is large is seen.
    pub(in crate::room) fn settle_spotlights(&mut self, changes: &mut Changes) {
        for (place, mut staged) in self.scenes.of.clone() {
            let stays = |who: &ParticipantId| {
                self.place_of(*who) == Ok(place) && self.may_be_seen(*who, place) && self.is_seen(*who, place)
            };
            staged.spotlight = staged.spotlight.filter(stays);
            changes.extend_with(self.stage(place, staged));
        }
        self.note_scenes(changes);
    }

    /// Whether nobody is left in the room who may change the scene of a place, not even somebody who is dropped.
    fn nobody_may_stage(&self, place: Place) -> bool {
        self.nobody_may(Permission::RunTurns)
            && !self.people.keys().any(|who| self.may_in(*who, Permission::RunTurns, place))
    }

    /// What is passed on follows from the scene, and on a stage from who has the floor.
    fn note_scenes(&self, changes: &mut Changes) {
        changes.devices.extend(&changes.scenes);
        let stages = self.scenes.of.iter().filter(|(_, staged)| staged.kind == SceneKind::Stage {});
        let called = stages.map(|(place, _)| *place).filter(|place| changes.queues.contains(place));
        changes.devices.extend(called);
    }

    /// Whoever has sat long enough leaves a full fishbowl.
    pub(in crate::room) fn run_scenes(&mut self, now: Moment, changes: &mut Changes) {
        let is_due = |(place, staged): (&Place, &Staged)| {
            let due = self.leaves_at(*place, staged).is_some_and(|at| at <= now);
            due.then(|| (*place, staged.clone()))
        };
        let due: Vec<(Place, Staged)> = self.scenes.of.iter().filter_map(is_due).collect();
        for (place, mut staged) in due {
            if let Some(longest) = self.in_order(&staged).first() {
                staged.seen.remove(longest);
            }
            changes.extend_with(self.stage(place, staged));
        }
    }

    /// When [`Room::run_scenes`] has something to do.
    pub(in crate::room) fn next_of_scenes(&self) -> Option<Moment> {
        self.scenes.of.iter().filter_map(|(place, staged)| self.leaves_at(*place, staged)).min()
    }

    /// Counted from when the last seat was taken. Nobody leaves a fishbowl in a break, when nobody hears it.
    fn leaves_at(&self, place: Place, staged: &Staged) -> Option<Moment> {
        let SceneKind::Fishbowl { leave_after: Some(seconds), .. } = staged.kind else { return None };
        if !staged.is_full() || (place == Place::Plenary {} && self.is_on_break()) {
            return None;
        }
        let full_since = staged.seen.values().max()?;
        Some(full_since.after(Duration::from_secs(seconds.into())))
    }

    /// A break has begun: the clock of the fishbowl stands still.
    pub(in crate::room) fn pause_scene(&self, changes: &mut Changes) {
        if self.scenes.of.contains_key(&Place::Plenary {}) {
            changes.scenes.insert(Place::Plenary {});
        }
    }

    /// A break that began then is over: as if it had not been.
    pub(in crate::room) fn resume_scene(&mut self, now: Moment, since: Moment, changes: &mut Changes) {
        let Some(staged) = self.scenes.of.get_mut(&Place::Plenary {}) else { return };
        for sat in staged.seen.values_mut() {
            let before = since.since(*sat);
            *sat = Moment::default().after(now.since(Moment::default()).saturating_sub(before));
        }
        changes.scenes.insert(Place::Plenary {});
    }

    /// In a fishbowl by how long they have sat, else by seat.
    fn in_order(&self, staged: &Staged) -> Vec<ParticipantId> {
        let mut people = self.by_seat(staged.seen.keys().copied());
        if staged.is_fishbowl() {
            people.sort_by_key(|who| staged.seen.get(who));
        }
        people
    }

    /// Those who run the session see all, others that of where they are.
    pub(in crate::room) fn scenes_view(&self, who: ParticipantId) -> Vec<SceneView> {
        let own = self.place_of(who);
        let is_staff = self.is_staff(who);
        self.scenes_in(|place| is_staff || own == Ok(place))
    }

    pub(in crate::room) fn told_of_scenes(&self, changes: &Changes) -> Vec<(Audience, Event)> {
        // Nobody saw any, and nobody does.
        if changes.scenes.is_empty() && self.scenes.of.is_empty() {
            return Vec::new();
        }
        let in_place = |place: &Place| {
            let scenes = self.scenes_in(|other| other == *place);
            (Audience::Guests(*place), Event::ScenesChanged { scenes })
        };
        let mut told: Vec<_> = changes.scenes.iter().map(in_place).collect();
        if !changes.scenes.is_empty() {
            told.push((Audience::Staff, Event::ScenesChanged { scenes: self.scenes_in(|_| true) }));
        }
        for who in &changes.moved {
            let Ok(place) = self.place_of(*who) else { continue };
            if !self.is_staff(*who) && !self.is_secluded(*who) && !changes.scenes.contains(&place) {
                told.push((Audience::One(*who), Event::ScenesChanged { scenes: self.scenes_view(*who) }));
            }
        }
        told
    }

    fn scenes_in(&self, is_told: impl Fn(Place) -> bool) -> Vec<SceneView> {
        let view = |(place, staged): (&Place, &Staged)| SceneView {
            place: *place,
            scene: staged.kind,
            seen: self.in_order(staged),
            leaves_at: self.leaves_at(*place, staged),
            spotlight: staged.spotlight,
        };
        self.scenes.of.iter().filter(|(place, _)| is_told(**place)).map(view).collect()
    }
}
