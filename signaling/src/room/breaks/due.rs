//! The reminder that a break would be good by now. Four hours tire, and whoever leads does not look at the clock.

use super::minutes;
use crate::id::ParticipantId;
use crate::protocol::BREAK_DUE;
use crate::role::Permission;
use crate::room::Room;
use crate::room::changes::Changes;
use crate::time::Moment;

impl Room {
    /// A break has become due.
    pub(in crate::room) fn run_breaks(&mut self, now: Moment, changes: &mut Changes) {
        if self.next_due().is_some_and(|due| due <= now) {
            self.breaks.due = true;
            changes.break_due = true;
        }
    }

    /// When a break becomes due that is not yet.
    pub(super) fn next_due(&self) -> Option<Moment> {
        let since = self.breaks.busy_since.filter(|_| !self.breaks.due)?;
        Some(since.after(minutes(BREAK_DUE)))
    }

    /// The time without a break begins anew after each break and own task. It does not count while there are not two
    /// people, nor in a practice room.
    pub(super) fn count_without_a_break(&mut self, now: Moment, changes: &mut Changes) {
        let is_resting = self.is_on_break() || self.has_own_task() || self.is_practice();
        let inside = self.people.keys().filter(|who| !self.is_secluded(**who));
        if is_resting || inside.take(2).count() < 2 {
            self.breaks.busy_since = None;
            changes.break_due |= std::mem::take(&mut self.breaks.due);
        } else {
            self.breaks.busy_since.get_or_insert(now);
        }
    }

    /// Since when there has been no break, if one is due.
    pub(super) fn due_since(&self) -> Option<Moment> {
        self.breaks.busy_since.filter(|_| self.breaks.due)
    }

    pub(in crate::room) fn break_due_view(&self, who: ParticipantId) -> Option<Moment> {
        self.due_since().filter(|_| self.may(who, Permission::RunTimers))
    }
}
