//! The agreement of a room: a text that everybody accepts before they come in.
//!
//! Whoever has not accepted the text in force does not get in ([`Room::agreement_needed`] says so, and [`Room::enter`]
//! and [`Room::arrive`] enforce it, before the lobby), and learns at the door nothing but the text. Whoever waits in the
//! lobby when the text changes is asked there, and comes in when they accept. Whoever is inside is asked again but not
//! put out: nothing is stopped in the middle of a session, and at the next entry it is needed. Who accepted what and
//! when is kept, also of those who have left.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::changes::Changes;
use super::log::parts;
use super::{Audience, Room, words};
use crate::id::ParticipantId;
use crate::protocol::{AgreementView, Event, MAX_AGREEMENT, Rejection};
use crate::role::Permission;
use crate::time::Moment;

/// Most acceptances kept. Through an open link people may come again and again as new people; the oldest of those who
/// are not in the room goes.
const MAX_ACCEPTANCES: usize = 10_000;

/// The text in force and who accepted which.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Agreement {
    versions_given: u32,
    /// The version in force.
    current: Option<u32>,
    accepted: BTreeMap<ParticipantId, Acceptance>,
    /// The text in force, by its version.
    pub texts: BTreeMap<u32, String>,
}

parts! {
    AgreementFact of Agreement {
        whole VersionsGiven: versions_given: u32;
        whole Current: current: Option<u32>;
        each Accepted: accepted: ParticipantId => Acceptance;
        beside texts;
    }
}

/// That somebody accepted the agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acceptance {
    /// Which version.
    pub version: u32,
    /// When.
    pub at: Moment,
}

impl Agreement {
    fn has_accepted(&self, who: ParticipantId) -> bool {
        self.current.is_none() || self.accepted.get(&who).map(|accepted| accepted.version) == self.current
    }

    fn view(&self) -> Option<AgreementView> {
        let text = |version| self.texts.get(&version).cloned().unwrap_or_default();
        self.current.map(|version| AgreementView { version, text: text(version) })
    }

    /// Whether the text in force is another than before.
    fn replace(&mut self, text: Option<String>) -> bool {
        if self.view().map(|view| view.text) == text {
            return false;
        }
        self.versions_given += u32::from(text.is_some());
        self.current = text.is_some().then_some(self.versions_given);
        self.texts = self.current.zip(text).into_iter().collect();
        true
    }

    /// Drops what is not the text in force.
    pub fn forget_replaced(&mut self) {
        self.texts.retain(|version, _| self.current == Some(*version));
    }
}

impl Room {
    /// An empty room with an agreement that is in force from the first entry.
    pub fn with_agreement(mut self, text: String) -> Result<Self, Rejection> {
        words::check(&text, MAX_AGREEMENT)?;
        self.agreement.replace(Some(text));
        Ok(self)
    }

    /// What stands between this person and the room: the agreement they have not accepted. Nothing for those who are
    /// in the room already, with whatever device they come.
    #[must_use]
    pub fn agreement_needed(&self, who: ParticipantId) -> Option<AgreementView> {
        if self.knows(who) || self.agreement.has_accepted(who) { None } else { self.agreement.view() }
    }

    /// Somebody accepts the agreement at the door. `out_of_range` when another text is in force by now: show it to
    /// them.
    pub fn accept_at_door(&mut self, now: Moment, who: ParticipantId, version: u32) -> Result<(), Rejection> {
        self.check_version(version)?;
        self.record_acceptance(now, who, version);
        Ok(())
    }

    /// Who accepted which version and when, also of those who have left.
    pub fn acceptances(&self) -> impl Iterator<Item = (ParticipantId, Acceptance)> {
        self.agreement.accepted.iter().map(|(who, accepted)| (*who, *accepted))
    }

    pub(super) fn accept_agreement(
        &mut self,
        now: Moment,
        who: ParticipantId,
        version: u32,
    ) -> Result<Changes, Rejection> {
        self.check_version(version)?;
        let mut changes = Changes::default();
        if !self.agreement.has_accepted(who) {
            self.record_acceptance(now, who, version);
            changes.tell(Audience::One(who), Event::AgreementAccepted { version });
        }
        Ok(changes)
    }

    /// Another text, or none. Whoever sets it is asked like everybody else.
    pub(super) fn set_agreement(
        &mut self,
        now: Moment,
        who: ParticipantId,
        text: Option<String>,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::ChangeSettings)?;
        if let Some(text) = &text {
            words::check(text, MAX_AGREEMENT)?;
        }
        let mut changes = Changes::default();
        if self.agreement.replace(text) {
            let agreement = self.agreement.view();
            changes.tell(Audience::All, Event::AgreementChanged { agreement });
            // Those in the lobby are asked before they come in.
            changes.lobby |= !self.lobby.waiting.is_empty();
            self.let_in_admitted(now, &mut changes);
        }
        Ok(changes)
    }

    pub(super) fn agreement_view(&self) -> Option<AgreementView> {
        self.agreement.view()
    }

    pub(super) fn is_asked_to_agree(&self, who: ParticipantId) -> bool {
        !self.agreement.has_accepted(who)
    }

    fn check_version(&self, version: u32) -> Result<(), Rejection> {
        match self.agreement.current {
            Some(current) if current == version => Ok(()),
            Some(_) | None => Err(Rejection::OutOfRange),
        }
    }

    /// Whether somebody who comes with their first word has accepted what is in force.
    pub(super) fn check_accepted(&self, version: Option<u32>) -> Result<(), Rejection> {
        match version {
            Some(version) => self.check_version(version),
            None if self.agreement.current.is_some() => Err(Rejection::NotAllowed),
            None => Ok(()),
        }
    }

    pub(super) fn record_acceptance(&mut self, at: Moment, who: ParticipantId, version: u32) {
        if self.agreement.accepted.len() >= MAX_ACCEPTANCES {
            let gone = self.agreement.accepted.iter().filter(|(who, _)| !self.people.contains_key(who));
            if let Some(oldest) = gone.min_by_key(|(_, accepted)| accepted.at).map(|(who, _)| *who) {
                self.agreement.accepted.remove(&oldest);
            }
        }
        self.agreement.accepted.insert(who, Acceptance { version, at });
    }
}

#[cfg(test)]
mod tests;
