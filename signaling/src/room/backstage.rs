//! Backstage: before, during and after the session. Whoever is there is not heard or seen outside and still hears and
//! sees the plenary. Recall and moves do not touch it.

use super::Room;
use super::changes::Changes;
use crate::id::ParticipantId;
use crate::protocol::{Place, Rejection};
use crate::role::Permission;

impl Room {
    /// Everybody on the devices of `who` goes with them, so all of them must be allowed.
    pub(super) fn go_backstage(&mut self, who: ParticipantId) -> Result<Changes, Rejection> {
        let party = self.companions(who);
        for one in &party {
            self.require(*one, Permission::EnterBackstage)?;
            // A visitor would be left alone.
            if matches!(self.place_of(*one)?, Place::Encounter { .. } | Place::Aside { .. }) {
                return Err(Rejection::NotAllowed);
            }
        }
        let mut changes = Changes::default();
        for one in party {
            self.relocate(one, Place::Backstage {}, &mut changes);
        }
        Ok(changes)
    }

    pub(super) fn come_from_backstage(&mut self, who: ParticipantId) -> Result<Changes, Rejection> {
        self.require(who, Permission::EnterBackstage)?;
        let mut changes = Changes::default();
        if self.place_of(who)? == (Place::Backstage {}) {
            for one in self.companions(who) {
                self.relocate(one, Place::Plenary {}, &mut changes);
            }
        }
        Ok(changes)
    }
}

#[cfg(test)]
mod tests;
