//! Names, and stepping out for a while. What people wrote themselves is kept beside the facts, by id, so that it can
//! be deleted without them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Room;
use super::changes::Changes;
use crate::id::ParticipantId;
use crate::line::shown;
use crate::protocol::{Invitation, MAX_NAME, MAX_NOTE, Rejection};
use crate::role::Permission;
use crate::time::Moment;

/// The words of people about themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Texts {
    pub names: BTreeMap<ParticipantId, String>,
    pub notes: BTreeMap<ParticipantId, String>,
}

impl Texts {
    pub fn forget(&mut self, who: ParticipantId) {
        self.names.remove(&who);
        self.notes.remove(&who);
    }
}

impl Room {
    pub(super) fn rename(
        &mut self,
        who: ParticipantId,
        whom: ParticipantId,
        name: &str,
    ) -> Result<Changes, Rejection> {
        self.require(who, if who == whom { Permission::Rename } else { Permission::RenameOthers })?;
        self.place_of(whom)?;
        let name = shown(name, MAX_NAME).ok_or(Rejection::OutOfRange)?;
        let changed = self.texts.names.get(&whom) != Some(&name);
        let mut changes = Changes { people: changed, ..Changes::default() };
        // Whoever has a link of their own is called so the next time too; of a visitor nothing is kept.
        if changed
            && !self.is_received(whom)
            && self.people.get(&whom).is_some_and(|one| one.invitation == Invitation::Personal)
        {
            changes.names.push((whom, name.clone()));
        }
        self.texts.names.insert(whom, name);
        Ok(changes)
    }

    pub(super) fn step_away(
        &mut self,
        now: Moment,
        who: ParticipantId,
        note: Option<String>,
    ) -> Result<Changes, Rejection> {
        let note = match note {
            Some(note) => Some(shown(&note, MAX_NOTE).ok_or(Rejection::OutOfRange)?),
            None => None,
        };
        let Some(person) = self.people.get_mut(&who) else { return Err(Rejection::UnknownParticipant) };
        let was_here = person.stepped_out.is_none();
        person.stepped_out.get_or_insert(now);
        let mut changes = Changes { people: was_here, ..Changes::default() };
        changes.people |= self.texts.notes.get(&who) != note.as_ref();
        match note {
            Some(note) => drop(self.texts.notes.insert(who, note)),
            None => drop(self.texts.notes.remove(&who)),
        }
        self.silence_the_absent(who, &mut changes);
        Ok(changes)
    }

    pub(super) fn step_back(&mut self, who: ParticipantId) -> Changes {
        let was_out = self.people.get_mut(&who).and_then(|person| person.stepped_out.take()).is_some();
        self.texts.notes.remove(&who);
        Changes { people: was_out, ..Changes::default() }
    }

    /// Whoever has stepped out is not heard or seen, unless somebody else is left at the device.
    fn silence_the_absent(&mut self, who: ParticipantId, changes: &mut Changes) {
        for id in self.devices_of(who).collect::<Vec<_>>() {
            let is_out =
                |who: &ParticipantId| self.people.get(who).is_some_and(|person| person.stepped_out.is_some());
            if self.devices.get(&id).is_some_and(|device| device.people.iter().all(is_out)) {
                let place = self.devices.get(&id).map(|device| self.place_of_device(device));
                if let Some(device) = self.devices.get_mut(&id).filter(|device| !device.sending.is_empty()) {
                    device.sending.clear();
                    changes.devices.extend(place);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
