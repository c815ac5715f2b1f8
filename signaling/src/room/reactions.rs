//! Reactions: told to those in the same place, over after some seconds.
//!
//! Nothing is kept but how fast each person may go on: what lasts for five seconds needs no state that everybody would
//! have to be told of again. Each reaction says when it is over, and no screen shows it after that.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::changes::Changes;
use super::pace::{Limit, Paces};
use super::{Room, Sender};
use crate::protocol::{Event, Reaction, Rejection};
use crate::role::Permission;
use crate::time::Moment;

/// How long a reaction is shown: long enough to be noticed, short enough to be of this moment.
const LASTS: Duration = Duration::from_secs(5);

/// Applause is several claps; a storm of them hides the others.
const REACTING: Limit = Limit { tokens: 5, interval: Duration::from_secs(1) };

/// How fast each may react.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Reactions {
    pub paces: Paces,
}

impl Room {
    pub(super) fn react(
        &mut self,
        now: Moment,
        from: Sender,
        reaction: Reaction,
    ) -> Result<Changes, Rejection> {
        let who = from.participant;
        self.require(who, Permission::React)?;
        let place = self.place_of(who)?;
        let spent = self.reactions.paces.spend(now, from, REACTING)?;

        self.reactions.paces.keep(spent);
        let mut changes = Changes::default();
        let reacted = Event::Reacted { participant: who, reaction, until: now.after(LASTS) };
        for audience in self.who_sees_reactions_of(who, place) {
            changes.tell(audience, reacted.clone());
        }
        Ok(changes)
    }
}

#[cfg(test)]
mod tests;
