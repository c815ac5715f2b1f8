//! Playing to all: a video or sound file goes out from the device of whoever plays it, like a screen with its sound.
//!
//! Invariants: at most one is played in a place; whoever plays may, is at the device, and its sound is on; when it ends, its
//! picture and sound are off. Of the file nothing is known but what the player calls it, and that is in memory only.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::changes::Changes;
use super::log::parts;
use super::pace::{Limit, Paces};
use super::routes::heard_in;
use super::{Audience, Room, Sender, words};
use crate::id::{DeviceId, ParticipantId};
use crate::protocol::{
    Event, MAX_CUE, MAX_LEVEL, MAX_PLAYING_TITLE, Place, PlayingView, Rejection, SourceKind,
};
use crate::role::Permission;
use crate::time::Moment;

/// Captions are read: nobody reads two a second for long. A jump in the file may bring several at once.
const CUES: Limit = Limit { tokens: 10, interval: Duration::from_millis(500) };

/// See the module.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Playings {
    #[serde(with = "super::pairs")]
    of: BTreeMap<Place, Playing>,
    /// What each is called: the names of files say more than people mean to, so this is never written down.
    #[serde(with = "super::pairs")]
    titles: BTreeMap<Place, String>,
    pub cues: Paces,
}

parts! {
    PlayingsFact of Playings {
        each Playing: of: Place => Playing;
        memory titles;
        memory cues;
    }
}

/// What the player says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Played {
    pub picture: bool,
    pub level: u32,
    pub captions: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Playing {
    participant: ParticipantId,
    device: DeviceId,
    /// Its picture; the sound is the kind after it.
    kind: SourceKind,
    paused: bool,
    played: Played,
}

impl Room {
    pub(super) fn start_playing(
        &mut self,
        from: Sender,
        title: Option<String>,
        played: Played,
    ) -> Result<Changes, Rejection> {
        let who = from.participant;
        self.require(who, Permission::PlayToAll)?;
        self.require(who, Permission::PublishScreenSound)?;
        self.require(who, Permission::PublishScreen)?;
        self.require_no_break(who)?;
        if self.only_listens(who) {
            return Err(Rejection::NotAllowed);
        }
        let place = self.place_of(who)?;
        if self.queue(place).is_none() {
            return Err(Rejection::OutOfRange);
        }
        check_words(title.as_deref(), played.level)?;
        if self.is_playing_in(place) {
            return Err(Rejection::Taken);
        }
        let kind = self.free_share(from.device)?;

        let playing = Playing { participant: who, device: from.device, kind, paused: false, played };
        self.playings.of.insert(place, playing);
        self.name_playing(place, title);
        if let (Some(device), Some([picture, sound])) = (self.devices.get_mut(&from.device), kind.share()) {
            device.sending.insert(sound);
            if played.picture {
                device.sending.insert(picture);
            }
        }
        let mut changes = touched(place);
        changes.devices.insert(place);
        Ok(changes)
    }

    pub(super) fn set_playing(
        &mut self,
        from: Sender,
        title: Option<String>,
        level: u32,
        captions: bool,
    ) -> Result<Changes, Rejection> {
        let (place, playing) = self.played_by(from)?;
        check_words(title.as_deref(), level)?;
        let before = self.playing_in(place);
        let played = Played { level, captions, ..playing.played };
        self.playings.of.insert(place, Playing { played, ..playing });
        self.name_playing(place, title);
        let is_same = self.playing_in(place) == before;
        Ok(if is_same { Changes::default() } else { touched(place) })
    }

    pub(super) fn pause_playing(&mut self, who: ParticipantId, paused: bool) -> Result<Changes, Rejection> {
        let place = self.place_to_play(who)?;
        let playing = self.playings.of.get_mut(&place).ok_or(Rejection::NotRunning)?;
        let before = std::mem::replace(&mut playing.paused, paused);
        Ok(if before == paused { Changes::default() } else { touched(place) })
    }

    pub(super) fn stop_playing(&mut self, who: ParticipantId) -> Result<Changes, Rejection> {
        let place = self.place_to_play(who)?;
        if !self.is_playing_in(place) {
            return Err(Rejection::NotRunning);
        }
        let mut changes = Changes::default();
        self.end_playing(place, &mut changes);
        Ok(changes)
    }

    pub(super) fn send_cue(&mut self, now: Moment, from: Sender, text: String) -> Result<Changes, Rejection> {
        let (place, playing) = self.played_by(from)?;
        if !playing.played.captions {
            return Err(Rejection::NotRunning);
        }
        words::check_shape(&text, MAX_CUE)?;
        let spent = self.playings.cues.spend(now, from, CUES)?;
        self.playings.cues.keep(spent);
        let mut changes = Changes::default();
        for audience in listeners(place) {
            changes.tell(Audience::Place(audience), Event::CueShown { text: text.clone() });
        }
        Ok(changes)
    }

    /// What is played ends with whoever plays it: gone from the device, not allowed any more, or its sound turned off.
    pub(super) fn settle_playing(&mut self, changes: &mut Changes) {
        let ended = self.playings.of.iter().filter(|(place, playing)| !self.goes_on(**place, playing));
        for place in ended.map(|(place, _)| *place).collect::<Vec<_>>() {
            self.end_playing(place, changes);
        }
    }

    pub(super) fn end_playing_of(&mut self, who: ParticipantId, changes: &mut Changes) {
        let theirs = self.devices_of(who).collect::<Vec<_>>();
        let ended = self.playings.of.iter().filter(|(_, playing)| theirs.contains(&playing.device));
        for place in ended.map(|(place, _)| *place).collect::<Vec<_>>() {
            self.end_playing(place, changes);
        }
    }

    /// The picture of what is played from a device.
    pub(super) fn plays_from(&self, device: DeviceId) -> Option<SourceKind> {
        self.playings.of.values().find(|playing| playing.device == device).map(|playing| playing.kind)
    }

    pub(super) fn is_playing_in(&self, place: Place) -> bool {
        self.playings.of.contains_key(&place)
    }

    pub(super) fn playing_view(&self, who: ParticipantId) -> Option<PlayingView> {
        self.played_in(self.place_of(who).ok()?)
    }

    pub(super) fn told_of_playing(&self, changes: &Changes) -> Vec<(Audience, Event)> {
        // Nothing was played, and nothing is.
        if changes.playing.is_empty() && self.playings.of.is_empty() {
            return Vec::new();
        }
        let event = |place| Event::PlayingChanged { playing: self.played_in(place) };
        let places = changes.playing.iter().flat_map(|place| listeners(*place));
        let mut told: Vec<_> = places.map(|place| (Audience::Place(place), event(place))).collect();
        for who in &changes.moved {
            let Ok(place) = self.place_of(*who) else { continue };
            if !self.is_secluded(*who) && told.iter().all(|(audience, _)| *audience != Audience::Place(place))
            {
                told.push((Audience::One(*who), event(place)));
            }
        }
        told
    }

    fn goes_on(&self, place: Place, playing: &Playing) -> bool {
        let sound = playing.kind.share().map(|[_, sound]| sound);
        let is_on = |device: &super::devices::Device| {
            device.people.contains(&playing.participant)
                && sound.is_some_and(|sound| device.sending.contains(&sound))
                && self.place_of_device(device) == place
        };
        self.devices.get(&playing.device).is_some_and(is_on)
            && self.may(playing.participant, Permission::PlayToAll)
    }

    fn end_playing(&mut self, place: Place, changes: &mut Changes) {
        let Some(Playing { device, kind, .. }) = self.playings.of.remove(&place) else { return };
        self.playings.titles.remove(&place);
        changes.playing.insert(place);
        changes.devices.insert(place);
        if let (Some(device), Some(pair)) = (self.devices.get_mut(&device), kind.share()) {
            device.sending.retain(|kind| !pair.contains(kind));
        }
    }

    /// What those hear of it who are in a place.
    fn played_in(&self, place: Place) -> Option<PlayingView> {
        heard_in(place).iter().find_map(|place| self.playing_in(*place))
    }

    fn playing_in(&self, place: Place) -> Option<PlayingView> {
        let Playing { participant, device, kind, paused, played } = *self.playings.of.get(&place)?;
        let Played { picture, level, captions } = played;
        let title = self.playings.titles.get(&place).cloned();
        Some(PlayingView { participant, device, title, kind, picture, paused, level, captions })
    }

    fn name_playing(&mut self, place: Place, title: Option<String>) {
        match title {
            Some(title) => self.playings.titles.insert(place, title),
            None => self.playings.titles.remove(&place),
        };
    }

    /// The place of which somebody may pause and end what is played.
    fn place_to_play(&self, who: ParticipantId) -> Result<Place, Rejection> {
        self.require(who, Permission::PlayToAll)?;
        let place = self.place_of(who)?;
        Ok(if place == (Place::Backstage {}) { Place::Plenary {} } else { place })
    }

    /// What is played by somebody from the device they speak through.
    fn played_by(&self, from: Sender) -> Result<(Place, Playing), Rejection> {
        self.require(from.participant, Permission::PlayToAll)?;
        let is_theirs =
            |playing: &Playing| (playing.participant, playing.device) == (from.participant, from.device);
        let found = self.playings.of.iter().find(|(_, playing)| is_theirs(playing));
        found.map(|(place, playing)| (*place, *playing)).ok_or(Rejection::NotRunning)
    }
}

/// Where what is played in a place is heard: whoever is backstage follows the plenary.
fn listeners(place: Place) -> impl Iterator<Item = Place> {
    let backstage = (place == Place::Plenary {}).then_some(Place::Backstage {});
    std::iter::once(place).chain(backstage)
}

fn check_words(title: Option<&str>, level: u32) -> Result<(), Rejection> {
    if level > MAX_LEVEL {
        return Err(Rejection::OutOfRange);
    }
    title.map_or(Ok(()), |title| words::check_line(title, MAX_PLAYING_TITLE))
}

fn touched(place: Place) -> Changes {
    Changes { playing: [place].into(), ..Changes::default() }
}

#[cfg(test)]
mod tests;
