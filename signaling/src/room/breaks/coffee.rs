//! The coffee table: a place that stays open in a break for those who go there. They hear and see each other and nobody
//! else, and go on reading the chat of the plenary.

use crate::id::{DeviceId, ParticipantId};
use crate::protocol::{Place, Rejection};
use crate::room::Room;
use crate::room::changes::Changes;

impl Room {
    /// Everybody on the devices of `who` goes with them. From the plenary, and back there.
    pub(in crate::room) fn sit_at_coffee(
        &mut self,
        who: ParticipantId,
        sit: bool,
    ) -> Result<Changes, Rejection> {
        let from = self.place_of(who)?;
        self.require_inside(who)?;
        if !self.has_coffee_table() {
            return Err(Rejection::NotRunning);
        }
        let mut changes = Changes::default();
        let to = if sit { Place::Coffee {} } else { Place::Plenary {} };
        match from {
            Place::Plenary {} | Place::Coffee {} => {
                for one in self.companions(who) {
                    self.relocate(one, to, &mut changes);
                }
                Ok(changes)
            }
            Place::Group { .. }
            | Place::Backstage {}
            | Place::Help { .. }
            | Place::PrivateWord { .. }
            | Place::Encounter { .. }
            | Place::Aside { .. } => Err(Rejection::NotAllowed),
        }
    }

    /// Whether somebody may be at the coffee table now.
    pub(in crate::room) fn has_coffee_table(&self) -> bool {
        self.breaks.pause.is_some_and(|pause| pause.coffee_table)
    }

    /// Everybody at the table goes back to the plenary, with everything off.
    pub(super) fn clear_the_coffee_table(&mut self, changes: &mut Changes) {
        let at_table = |place: Place| place == Place::Coffee {};
        let devices: Vec<DeviceId> = self
            .devices
            .iter()
            .filter(|(_, device)| at_table(self.place_of_device(device)))
            .map(|(id, _)| *id)
            .collect();
        for id in devices {
            if let Some(device) = self.devices.get_mut(&id) {
                device.sending.clear();
            }
        }
        let people: Vec<ParticipantId> =
            self.people.iter().filter(|(_, one)| at_table(one.place)).map(|(who, _)| *who).collect();
        for who in people {
            self.relocate(who, Place::Plenary {}, changes);
        }
    }
}
