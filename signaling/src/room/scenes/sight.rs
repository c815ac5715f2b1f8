//! Who is seen in a scene. Sound and picture belong to a device: whoever is at a device of somebody who is seen is seen
//! with them, whatever was chosen.

use super::Staged;
use crate::id::ParticipantId;
use crate::protocol::{Place, Rejection, SceneKind};
use crate::room::devices::Device;
use crate::room::{Audience, Room};

impl Room {
    /// Whether anything of a device in this place is passed on. Whoever speaks to all groups is heard in every scene; whoever
    /// has the floor is on the stage.
    pub(in crate::room) fn is_shown(&self, device: &Device, place: Place) -> bool {
        let Some(staged) = self.scenes.of.get(&place) else { return true };
        if staged.is_for_everyone() {
            return true;
        }
        let to_all = self.speaking_to_all();
        let floor = self.floor_on(place, staged);
        let is_seen = |who: &ParticipantId| {
            staged.seen.contains_key(who) || to_all == Some(*who) || floor == Some(*who)
        };
        device.people.iter().any(is_seen)
    }

    /// The same of somebody in that place.
    pub(in crate::room) fn is_seen(&self, who: ParticipantId, place: Place) -> bool {
        if !self.scenes.of.contains_key(&place) {
            return true;
        }
        let devices = self.devices_of(who).filter_map(|id| self.devices.get(&id));
        devices.into_iter().any(|device| self.is_shown(device, place))
    }

    /// Whether somebody there who gets the floor is heard: it puts one on a stage, but not among those who talk in a reflecting
    /// team, nor on a seat.
    pub(in crate::room) fn floor_is_heard(&self, who: ParticipantId, place: Place) -> bool {
        let kind = self.scenes.of.get(&place).map_or(SceneKind::Everyone {}, |staged| staged.kind);
        match kind {
            SceneKind::Everyone {} | SceneKind::Stage {} => true,
            SceneKind::ReflectingTeam {} | SceneKind::Fishbowl { .. } => self.is_seen(who, place),
        }
    }

    /// Who is large for everybody in a place, for each place where somebody is.
    pub(in crate::room) fn spotlights(&self) -> impl Iterator<Item = (Place, ParticipantId)> {
        self.scenes.of.iter().filter_map(|(place, staged)| Some((*place, staged.spotlight?)))
    }

    /// `not_allowed` for whoever may not write in the chat of a place because of its scene.
    pub(in crate::room) fn require_may_write_in_scene(
        &self,
        who: ParticipantId,
        place: Place,
    ) -> Result<(), Rejection> {
        if self.may_write_in_scene(who, place) { Ok(()) } else { Err(Rejection::NotAllowed) }
    }

    /// In a reflecting team those alone write who talk there.
    fn may_write_in_scene(&self, who: ParticipantId, place: Place) -> bool {
        !self.has_reflecting_team(place) || self.talks_in(who, place)
    }

    /// The same of private messages: whoever listens writes to nobody who talks.
    pub(in crate::room) fn may_write_to(&self, who: ParticipantId, whom: ParticipantId) -> bool {
        let Ok(place) = self.place_of(whom) else { return true };
        let is_same = self.place_of(who) == Ok(place);
        !(is_same && self.has_reflecting_team(place))
            || self.is_seen(who, place)
            || !self.is_seen(whom, place)
    }

    /// To whom a reaction of this person is told. Whoever talks in a reflecting team does not see that of a listener.
    pub(in crate::room) fn who_sees_reactions_of(&self, who: ParticipantId, place: Place) -> Vec<Audience> {
        if self.may_write_in_scene(who, place) {
            return vec![Audience::Place(place)];
        }
        let here = self.people.iter().filter(|(_, person)| person.place == place).map(|(one, _)| *one);
        here.filter(|one| !self.is_seen(*one, place)).map(Audience::One).collect()
    }

    /// Whoever has the floor where having it puts one on the stage.
    pub(super) fn floor_on(&self, place: Place, staged: &Staged) -> Option<ParticipantId> {
        let is_stage = staged.kind == SceneKind::Stage {};
        let queue = self.queue(place).filter(|_| is_stage)?;
        queue.floor.map(|turn| turn.participant)
    }

    fn has_reflecting_team(&self, place: Place) -> bool {
        self.scenes.of.get(&place).is_some_and(|staged| staged.kind == SceneKind::ReflectingTeam {})
    }

    fn talks_in(&self, who: ParticipantId, place: Place) -> bool {
        self.place_of(who) == Ok(place) && self.is_seen(who, place)
    }
}
