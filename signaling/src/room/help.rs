//! A place where somebody from the lobby is helped to get in: two people, and for the one who is helped an admission to
//! that place only. They know nobody else, and nobody but those who run the session knows them.
//!
//! Invariant: a help place has its helper and the one who is helped, and is gone without either.

use serde::{Deserialize, Serialize};

use super::Room;
use super::changes::Changes;
use super::lobby::Waiting;
use crate::id::{HelpId, ParticipantId};
use crate::protocol::{Place, Rejection};
use crate::role::Permission;
use crate::time::Moment;

/// Who helps whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Help {
    helper: ParticipantId,
    /// Where the helper came from.
    from: Place,
    helped: ParticipantId,
    /// Their place in the line.
    waiting: Waiting,
}

impl Room {
    /// Nobody else may be on the helper's device: they would be taken along.
    pub(super) fn take_to_help(
        &mut self,
        now: Moment,
        who: ParticipantId,
        whom: ParticipantId,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::Admit)?;
        let here = self.place_of(who)?;
        // A visit ends here: its group was told so, and would have to be told again.
        let from = self.back_from_visit(who).unwrap_or(here);
        if here.is_for_few() || self.companions(who).len() > 1 {
            return Err(Rejection::NotAllowed);
        }
        let mut waiting = self.lobby.waiting.remove(&whom).ok_or(Rejection::UnknownParticipant)?;

        let mut changes = Changes::default();
        self.lobby.helps_given += 1;
        let help = HelpId(self.lobby.helps_given);
        let place = Place::Help { help };
        self.relocate(who, place, &mut changes);
        self.seat_from_lobby(now, whom, &waiting, place, &mut changes);
        waiting.help = None;
        self.lobby.helps.insert(help, Help { helper: who, from, helped: whom, waiting });
        Ok(changes)
    }

    /// Whether this person is let into one place and nowhere else: they are helped to get in, or the visitor of an encounter.
    /// They know nobody but whom they are with, and nobody but those and the staff knows them.
    pub(super) fn is_secluded(&self, who: ParticipantId) -> bool {
        self.is_helped(who) || self.is_received(who)
    }

    /// Whether this person is let into a help place and nowhere else.
    pub(super) fn is_helped(&self, who: ParticipantId) -> bool {
        self.lobby.helps.values().any(|help| help.helped == who)
    }

    /// Those who are let into one place only.
    pub(super) fn secluded(&self) -> impl Iterator<Item = ParticipantId> {
        let helped = self.lobby.helps.values().map(|help| help.helped);
        helped.chain(self.received()).filter(|who| self.knows(*who))
    }

    pub(super) fn admit_from_help(&mut self, now: Moment, who: ParticipantId, changes: &mut Changes) {
        let Some(help) = self.end_help(who) else { return };
        if self.is_asked_to_agree(who) {
            // Not by this way either: they are asked in the lobby, and let in already.
            self.back_to_lobby(who, help.waiting.clone(), changes);
            self.lobby.admit(who);
            self.return_helper(&help, changes);
            return;
        }
        self.lobby.admit(who);
        let place = self.place_for_arrival(who, help.waiting.role);
        for companion in self.companions(who) {
            self.relocate(companion, place, changes);
        }
        changes.anew.insert(who, now);
        self.return_helper(&help, changes);
    }

    pub(super) fn return_from_help(&mut self, who: ParticipantId, changes: &mut Changes) {
        let Some(help) = self.end_help(who) else { return };
        // Somebody has decided: now they wait for a person, and not only for the groups to end.
        let mut waiting = help.waiting.clone();
        waiting.for_groups = false;
        self.back_to_lobby(who, waiting, changes);
        self.return_helper(&help, changes);
    }

    /// Ends help places that miss one of the two, or whose helper may no longer let anybody in.
    pub(super) fn settle_helps(&mut self, now: Moment, changes: &mut Changes) {
        let is_there = |who, help| self.place_of(who) == Ok(Place::Help { help });
        let helps = |who| self.may(who, Permission::Admit);
        let ended: Vec<Help> = self
            .lobby
            .helps
            .iter()
            .filter(|(id, help)| {
                !is_there(help.helper, **id) || !helps(help.helper) || !is_there(help.helped, **id)
            })
            .map(|(_, help)| help.clone())
            .collect();
        for help in ended {
            // Who waited for the groups alone, and waits for nothing any more, does not go out and come in again.
            let waits_no_more = help.waiting.for_groups && !self.waits_for_groups(help.helped);
            if waits_no_more && self.knows(help.helped) && self.is_door_open(now) {
                self.admit_from_help(now, help.helped, changes);
                continue;
            }
            self.end_help(help.helped);
            if self.knows(help.helped) {
                self.back_to_lobby(help.helped, help.waiting.clone(), changes);
            }
            self.return_helper(&help, changes);
        }
    }

    fn end_help(&mut self, helped: ParticipantId) -> Option<Help> {
        let id = self.lobby.helps.iter().find(|(_, help)| help.helped == helped).map(|(id, _)| *id)?;
        self.lobby.helps.remove(&id)
    }

    fn return_helper(&mut self, help: &Help, changes: &mut Changes) {
        if self.place_of(help.helper).is_ok_and(|place| matches!(place, Place::Help { .. })) {
            let is_open = match help.from {
                Place::Backstage {} => true,
                Place::Coffee {} => self.has_coffee_table(),
                _ => self.queue(help.from).is_some(),
            };
            let to = if is_open { help.from } else { Place::Plenary {} };
            self.relocate(help.helper, to, changes);
        }
    }
}

#[cfg(test)]
mod tests;
