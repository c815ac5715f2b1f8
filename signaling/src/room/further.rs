//! Further devices of somebody who is in the room: one instead of those before, or one beside them. Nobody is in the
//! roster twice, and nothing a person has (seat, place, hand, turn, vote) is of a device, so nothing is lost with one.

use std::collections::BTreeSet;

use super::changes::Changes;
use super::doors::Refused;
use super::{Effect, Room, Sender};
use crate::id::{DeviceId, ParticipantId};
use crate::protocol::{CloseCode, Further, MAX_CARRIED, MAX_DEVICES, Rejection, SourceKind};
use crate::role::Permission;
use crate::time::Moment;

impl Room {
    /// Somebody who is in the room comes with a device that nobody has. It begins with nothing sent.
    pub(super) fn bring(
        &mut self,
        now: Moment,
        who: ParticipantId,
        device: DeviceId,
        further: Further,
    ) -> Result<Vec<Effect>, Refused> {
        let before: Vec<DeviceId> = self.devices_of(who).collect();
        if further == Further::Companion && before.len() >= MAX_DEVICES {
            return Err(Refused::Device);
        }
        let party = match further {
            Further::Own | Further::Companion => BTreeSet::from([who]),
            Further::TakeOver => before.iter().flat_map(|id| self.carried(*id)).collect(),
        };
        if party.len() > MAX_CARRIED {
            return Err(Refused::Device);
        }

        let mut changes = Changes::default();
        for one in &party {
            self.carry(*one, device, &mut changes);
        }
        if further == Further::Companion {
            if let Some(device) = self.devices.get_mut(&device) {
                device.companion = true;
            }
        } else {
            self.keep_invited(&party, &before, &mut changes);
            for one in &party {
                for id in &before {
                    self.take_off(*one, *id, &mut changes);
                }
            }
            for (gone, code) in &mut changes.gone {
                if before.contains(gone) {
                    *code = CloseCode::TakenOver;
                }
            }
        }
        Ok(self.announce(now, changes))
    }

    /// Secrets are the shell's: it is only asked to make one.
    pub(super) fn invite_device(&mut self, from: Sender, further: Further) -> Result<Changes, Rejection> {
        if further == Further::Companion && self.devices_of(from.participant).count() >= MAX_DEVICES {
            return Err(Rejection::OutOfRange);
        }
        // A take over brings everybody beside them along: only from where all of these are, not from a phone of one.
        if further == Further::TakeOver && !self.is_where_all_are(from) {
            return Err(Rejection::NotAllowed);
        }
        Ok(Changes { invited: Some((from, further)), ..Changes::default() })
    }

    fn is_where_all_are(&self, from: Sender) -> bool {
        let here = self.carried(from.device);
        self.devices_of(from.participant).flat_map(|id| self.carried(id)).all(|who| here.contains(&who))
    }

    /// A companion device that is put away goes alone, as long as its person has another.
    pub(super) fn put_away_companion(&mut self, from: Sender) -> Option<Changes> {
        let is_companion = self.devices.get(&from.device).is_some_and(|device| device.companion);
        if !is_companion || self.devices_of(from.participant).count() < 2 {
            return None;
        }
        let mut changes = Changes::default();
        changes.devices.extend(self.place_of(from.participant));
        self.take_off(from.participant, from.device, &mut changes);
        changes.people = self.is_dropped(from.participant);
        Some(changes)
    }

    /// Whoever was asked to speak and has done so is not asked by anybody again because of another device: the new one
    /// begins in silence, and may be turned on.
    fn keep_invited(&mut self, party: &BTreeSet<ParticipantId>, before: &[DeviceId], changes: &mut Changes) {
        let kind = SourceKind::Microphone;
        let was_on =
            |id: &DeviceId| self.devices.get(id).is_some_and(|device| device.sending.contains(&kind));
        if !before.iter().any(was_on) {
            return;
        }
        for who in party {
            if self.speaks_when_asked(*who)
                && self.may(*who, Permission::PublishMicrophone)
                && self.people.get_mut(who).is_some_and(|person| person.asked.insert(kind))
            {
                changes.asked.insert(*who);
            }
        }
    }
}

#[cfg(test)]
mod tests;
