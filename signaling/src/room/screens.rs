//! Shared screens: how many at once, who may ask for one, and that each is of one place.
//!
//! A share is the picture of a screen, its sound, or both. What is played to all takes one of the two that a page receives.

use super::changes::Changes;
use super::devices::Device;
use super::{Audience, Room, Sender};
use crate::id::{DeviceId, ParticipantId};
use crate::protocol::{Event, Rejection, SourceKind};
use crate::role::Permission;

/// As many as a page has lines for: `server/sfu/src/lines.rs`.
const MAX_SHARES: usize = 2;

/// The picture of each of the shares that a device has sources for.
const SHARES: [SourceKind; MAX_SHARES] = [SourceKind::Screen, SourceKind::SecondScreen];

impl Device {
    /// Whether picture or sound of the share is on to which this kind belongs.
    pub fn is_sharing(&self, kind: SourceKind) -> bool {
        kind.share().is_some_and(|pair| pair.iter().any(|kind| self.sending.contains(kind)))
    }
}

impl Room {
    /// `taken` when one more share would be one too many where the device is. One that is on already is none more.
    pub(super) fn require_room_for_share(&self, id: DeviceId, kind: SourceKind) -> Result<(), Rejection> {
        let device = self.devices.get(&id).ok_or(Rejection::UnknownParticipant)?;
        if kind.share().is_none() || device.is_sharing(kind) {
            return Ok(());
        }
        let most = if self.switches.two_screens { MAX_SHARES } else { 1 };
        let played = self.playing_beside(id);
        let screens = self.shares_beside(id, device).filter(|(_, _, is_played)| !is_played).count();
        if screens < most && screens + usize::from(played) < MAX_SHARES {
            Ok(())
        } else {
            Err(Rejection::Taken)
        }
    }

    /// `taken` when there is no room for what is to be played. The picture of the pair that carries it.
    pub(super) fn free_share(&self, id: DeviceId) -> Result<SourceKind, Rejection> {
        let device = self.devices.get(&id).ok_or(Rejection::UnknownParticipant)?;
        let free = SHARES.into_iter().find(|kind| !device.is_sharing(*kind)).ok_or(Rejection::Taken)?;
        let others = self.shares_beside(id, device).count();
        if others < MAX_SHARES { Ok(free) } else { Err(Rejection::Taken) }
    }

    pub(super) fn ask_for_screen(&self, from: Sender) -> Result<Changes, Rejection> {
        self.require(from.participant, Permission::PublishScreen)?;
        let device = self.devices.get(&from.device).ok_or(Rejection::UnknownParticipant)?;
        let sharing = self.shares_beside(from.device, device).filter(|(id, _, _)| *id != from.device);
        let mut asked: Vec<ParticipantId> = sharing
            .flat_map(|(_, other, _)| other.people.iter().copied())
            // Whoever listens to a reflecting team says nothing to those who talk in it.
            .filter(|whom| *whom != from.participant && self.may_write_to(from.participant, *whom))
            .collect();
        asked.sort_unstable();
        asked.dedup();
        if asked.is_empty() {
            return Err(Rejection::NotRunning);
        }
        let mut changes = Changes::default();
        for whom in asked {
            let event = Event::ScreenAsked { participant: from.participant };
            changes.tell(Audience::One(whom), event);
        }
        Ok(changes)
    }

    /// What somebody shares or plays was begun for those of the place they leave.
    pub(super) fn end_shares(&mut self, who: ParticipantId, changes: &mut Changes) {
        self.end_playing_of(who, changes);
        self.switch_off(who, |kind| kind.share().is_some(), changes);
    }

    /// What is shared in the place of a device by those who are seen and connected, with whether it is played; its own too.
    fn shares_beside<'a>(
        &'a self,
        id: DeviceId,
        device: &Device,
    ) -> impl Iterator<Item = (DeviceId, &'a Device, bool)> {
        let place = self.place_of_device(device);
        let here = self.devices.iter().filter(move |(other, one)| {
            **other == id || (one.is_connected() && self.place_of_device(one) == place)
        });
        here.flat_map(move |(other, one)| {
            let passed_on = self.sends_now(*other, one);
            let is_on = move |kind: &SourceKind| {
                kind.share().is_some_and(|pair| pair.iter().any(|kind| passed_on.contains(kind)))
            };
            let played = self.plays_from(*other);
            let shares = SHARES.into_iter().filter(is_on);
            shares.map(move |kind| (*other, one, played == Some(kind))).collect::<Vec<_>>()
        })
    }

    /// Whether something is played where a device is.
    fn playing_beside(&self, id: DeviceId) -> bool {
        self.devices.get(&id).is_some_and(|device| self.is_playing_in(self.place_of_device(device)))
    }
}

#[cfg(test)]
mod tests;
