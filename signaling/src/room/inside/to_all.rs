//! To all groups at once: one person who is heard everywhere, and texts.
//!
//! Invariant: whoever is heard in all groups runs them, is here, and does not only listen somewhere.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::id::ParticipantId;
use crate::protocol::{Announcement, MAX_ANNOUNCEMENT, MAX_ANNOUNCEMENTS, Place, Presence, Rejection};
use crate::role::Permission;
use crate::room::changes::Changes;
use crate::room::devices::Device;
use crate::room::log::parts;
use crate::room::{Places, Room, words};
use crate::time::Moment;

/// One person's announcements come at most this often: each is read out to everybody.
const TELLING_EVERY: Duration = Duration::from_secs(1);

/// See the module.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::room) struct ToAll {
    speaker: Option<ParticipantId>,
    /// How many announcements there ever were.
    told: u32,
    announced: BTreeMap<u32, Announced>,
    pub words: BTreeMap<u32, String>,
}

parts! {
    ToAllFact of ToAll {
        whole Speaker: speaker: Option<ParticipantId>;
        whole Told: told: u32;
        each Announced: announced: u32 => Announced;
        beside words;
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::room) struct Announced {
    by: ParticipantId,
    at: Moment,
}

impl ToAll {
    pub fn clear(&mut self) {
        *self = Self { told: self.told, ..Self::default() };
    }
}

impl Room {
    /// Being silent again is nobody's privilege. Not while somebody is helped to get in: they know nobody else.
    pub(in crate::room) fn speak_to_all(
        &mut self,
        who: ParticipantId,
        on: bool,
    ) -> Result<Changes, Rejection> {
        let speaker = self.speaking_to_all();
        let mut changes = Changes::default();
        if !on {
            if speaker == Some(who) {
                self.set_speaker(None, &mut changes);
            }
            return Ok(changes);
        }
        self.require(who, Permission::RunGroups)?;
        if !self.groups.are_open() {
            return Err(Rejection::NoGroups);
        }
        if !self.may_be_heard_everywhere(who) {
            return Err(Rejection::NotAllowed);
        }
        match speaker {
            Some(other) if other != who => return Err(Rejection::Taken),
            Some(_) => {}
            None => self.set_speaker(Some(who), &mut changes),
        }
        Ok(changes)
    }

    pub(in crate::room) fn tell_groups(
        &mut self,
        now: Moment,
        who: ParticipantId,
        text: &str,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::RunGroups)?;
        if !self.groups.are_open() {
            return Err(Rejection::NoGroups);
        }
        words::check(text, MAX_ANNOUNCEMENT)?;
        let to_all = &mut self.insides.to_all;
        let last = to_all.announced.values().rev().find(|one| one.by == who);
        if last.is_some_and(|last| now < last.at.after(TELLING_EVERY)) {
            return Err(Rejection::TooFast);
        }

        to_all.told += 1;
        to_all.announced.insert(to_all.told, Announced { by: who, at: now });
        to_all.words.insert(to_all.told, text.to_owned());
        while to_all.announced.len() > MAX_ANNOUNCEMENTS {
            if let Some((oldest, _)) = to_all.announced.pop_first() {
                to_all.words.remove(&oldest);
            }
        }
        Ok(Changes { groups: true, ..Changes::default() })
    }

    pub(in crate::room) fn speaking_to_all(&self) -> Option<ParticipantId> {
        self.insides.to_all.speaker
    }

    pub(in crate::room) fn announcements_view(&self) -> Vec<Announcement> {
        let ToAll { announced, words, .. } = &self.insides.to_all;
        let view = |(number, Announced { by, at }): (&u32, &Announced)| Announcement {
            number: *number,
            by: *by,
            at: *at,
            text: words.get(number).cloned(),
        };
        announced.iter().map(view).collect()
    }

    /// Where a device is heard and seen that is in a place: there; that of whoever speaks to all in the plenary and every group too.
    pub(in crate::room) fn heard_from(&self, device: &Device, place: Place) -> Places {
        if self.speaking_to_all().is_some_and(|speaker| device.people.contains(&speaker)) {
            return self.everywhere().chain([place]).collect();
        }
        Places::from(place)
    }

    pub(super) fn settle_to_all(&mut self, changes: &mut Changes) {
        if !self.groups.are_open() {
            self.insides.to_all.announced.clear();
            self.insides.to_all.words.clear();
        }
        let Some(speaker) = self.speaking_to_all() else { return };
        let may_go_on = self.groups.are_open()
            && self.may(speaker, Permission::RunGroups)
            && self.may_be_heard_everywhere(speaker);
        if !may_go_on {
            self.set_speaker(None, changes);
        } else if self.place_of(speaker).is_ok_and(|place| changes.devices.contains(&place)) {
            // Their device is among those of every place.
            changes.devices.extend(self.everywhere());
        }
    }

    /// Whoever is lost or has stepped out is not: others would wait for them, and they would come back unaware.
    fn may_be_heard_everywhere(&self, who: ParticipantId) -> bool {
        let is_here = self.presence_of(who) == Some(Presence::Here {});
        let is_apart = self.place_of(who).is_ok_and(Place::is_for_few);
        is_here && !is_apart && !self.companions(who).into_iter().any(|one| self.only_listens(one))
    }

    fn set_speaker(&mut self, speaker: Option<ParticipantId>, changes: &mut Changes) {
        self.insides.to_all.speaker = speaker;
        changes.groups = true;
        changes.devices.extend(self.everywhere());
    }

    fn everywhere(&self) -> impl Iterator<Item = Place> {
        let groups = self.groups_open().map(|group| Place::Group { group });
        std::iter::once(Place::Plenary {}).chain(groups)
    }
}

#[cfg(test)]
mod tests;
