//! What goes on when nobody is left who runs it. Nobody waits for ever for a floor that nobody can give, or in a group that
//! nobody can end; whoever is lost for a moment is still there. A break is over with its time: see `breaks`.

use crate::protocol::{Place, TurnMode};
use crate::role::Permission;
use crate::room::Room;
use crate::room::changes::Changes;
use crate::time::Moment;

impl Room {
    /// Whether nobody in the room may do this, not even somebody who is dropped.
    pub(in crate::room) fn nobody_may(&self, permission: Permission) -> bool {
        !self.people.keys().any(|who| self.may(*who, permission))
    }

    /// Whoever is still here talks freely, and comes back from groups that have no end or stand still. Nothing happens in an
    /// empty room.
    pub(super) fn go_on_alone(&mut self, now: Moment, changes: &mut Changes) {
        if self.people.is_empty() {
            return;
        }
        if self.nobody_may(Permission::RunTurns) {
            self.turn_to(Place::Plenary {}, TurnMode::Free, changes);
        }
        if self.nobody_may(Permission::RunGroups) {
            // The agenda ends those of a phase that ends by itself.
            let end_anyway = self.next_of_agenda().is_some();
            self.run_groups_alone(now, end_anyway, changes);
        }
    }
}
