//! Whom people follow as an interpreter. It changes no route: the page of the one who follows lowers the others, and nobody
//! else learns of it.
//!
//! Invariant: who follows and whom they follow are in the room, and the latter is an interpreter.

use super::changes::Changes;
use super::{Audience, Room};
use crate::id::ParticipantId;
use crate::protocol::{Event, Rejection};
use crate::role::Role;

impl Room {
    pub(super) fn choose_interpreter(
        &mut self,
        who: ParticipantId,
        whom: Option<ParticipantId>,
    ) -> Result<Changes, Rejection> {
        self.require_inside(who)?;
        if let Some(whom) = whom {
            self.place_of(whom)?;
            if whom == who || !self.interprets(whom) {
                return Err(Rejection::OutOfRange);
            }
        }
        let mut changes = Changes::default();
        let before = match whom {
            Some(whom) => self.following.insert(who, whom),
            None => self.following.remove(&who),
        };
        if before != whom {
            changes.tell(Audience::One(who), Event::InterpreterChosen { participant: whom });
        }
        Ok(changes)
    }

    /// Nobody follows one who is gone, or interprets no longer.
    pub(super) fn settle_interpreters(&mut self, changes: &mut Changes) {
        let is_over = |(who, whom): &(&ParticipantId, &ParticipantId)| {
            !self.knows(**who) || self.is_secluded(**who) || !self.interprets(**whom)
        };
        let over: Vec<ParticipantId> = self.following.iter().filter(is_over).map(|(who, _)| *who).collect();
        for who in over {
            self.following.remove(&who);
            changes.tell(Audience::One(who), Event::InterpreterChosen { participant: None });
        }
    }

    pub(super) fn interpreter_of(&self, who: ParticipantId) -> Option<ParticipantId> {
        self.following.get(&who).copied()
    }

    pub(super) fn interprets(&self, who: ParticipantId) -> bool {
        self.role_of(who) == Some(Role::Interpreter) && !self.is_secluded(who)
    }
}

#[cfg(test)]
mod tests;
