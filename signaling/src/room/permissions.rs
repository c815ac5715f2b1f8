//! What a person may: the table of roles, and on top of it what the session has switched off for participants. The
//! one place that is asked.

use std::collections::{BTreeMap, BTreeSet};

use super::Room;
use super::people::Person;
use crate::id::ParticipantId;
use crate::protocol::{Place, Rejection, Switches};
use crate::role::{Permission, Role};

impl Room {
    /// Whether this person may do this now. Nobody may anything who is not in the room.
    #[must_use]
    pub fn may(&self, who: ParticipantId, permission: Permission) -> bool {
        self.role_of(who).is_some_and(|role| self.may_as(who, role, permission))
    }

    /// The same for somebody in the room who came with this role.
    pub(super) fn may_as(&self, who: ParticipantId, role: Role, permission: Permission) -> bool {
        let is_let_in = !self.is_secluded(who) || is_for_helped(permission);
        let role = if self.is_acting(who) { Role::Supervisor } else { role };
        is_let_in && role.may(permission) && !is_switched_off(self.switches, role, permission)
    }

    /// Those who may do something, and those who were told of it, who may no longer: whom news of it can concern.
    pub(super) fn concerned<T>(
        &self,
        permission: Permission,
        told: &BTreeMap<ParticipantId, T>,
    ) -> BTreeSet<ParticipantId> {
        let may = |(who, person): &(&ParticipantId, &Person)| self.may_as(**who, person.role, permission);
        let may = self.people.iter().filter(may).map(|(who, _)| *who);
        may.chain(told.keys().copied()).collect()
    }

    /// Whether this person is of those who run the session.
    #[must_use]
    pub fn is_staff(&self, who: ParticipantId) -> bool {
        self.acts_as(who).is_some_and(Role::is_staff)
    }

    /// What this person is, or acts as.
    #[must_use]
    pub fn acts_as(&self, who: ParticipantId) -> Option<Role> {
        let role = self.role_of(who)?;
        Some(if self.is_acting(who) { Role::Supervisor } else { role })
    }

    /// The same in one place: whoever leads a group may give the floor there, lower hands and run the timer.
    pub(super) fn may_in(&self, who: ParticipantId, permission: Permission, place: Place) -> bool {
        self.may(who, permission)
            || (is_for_leader(permission) && self.leads_group(who, place))
            || (permission == Permission::RunTurns && self.group_runs_itself(who, place))
    }

    /// Whether this person leads the group that this place is, and is in it. An observer does not lead.
    pub(super) fn leads_group(&self, who: ParticipantId, place: Place) -> bool {
        let Place::Group { group } = place else { return false };
        self.group_leader(group) == Some(who)
            && self.place_of(who) == Ok(place)
            && self.may(who, Permission::ChatGroup)
    }

    /// Whether this person is of a group that gives its turns itself: neither is its leader there, nor any of those who run the
    /// session. Whoever lost the connection is not there. An observer gives no turns.
    fn group_runs_itself(&self, who: ParticipantId, place: Place) -> bool {
        let is_of = matches!(place, Place::Group { .. }) && self.place_of(who) == Ok(place);
        let leads = |one: &ParticipantId| {
            self.place_of(*one) == Ok(place)
                && (self.is_staff(*one) || self.leads_group(*one, place))
                && !self.is_dropped(*one)
        };
        is_of && self.may(who, Permission::ChatGroup) && !self.people.keys().any(leads)
    }

    pub(super) fn require_in(
        &self,
        who: ParticipantId,
        permission: Permission,
        place: Place,
    ) -> Result<(), Rejection> {
        if self.may_in(who, permission, place) { Ok(()) } else { self.require(who, permission) }
    }

    pub(super) fn require(&self, who: ParticipantId, permission: Permission) -> Result<(), Rejection> {
        match self.may(who, permission) {
            true => Ok(()),
            false if self.knows(who) => Err(Rejection::NotAllowed),
            false => Err(Rejection::UnknownParticipant),
        }
    }
}

/// What somebody may who is helped to get in: try their devices, and talk with the helper.
const fn is_for_helped(permission: Permission) -> bool {
    matches!(
        permission,
        Permission::PublishMicrophone
            | Permission::PublishCamera
            | Permission::ChatGroup
            | Permission::Rename
    )
}

/// What somebody may in the group they lead.
const fn is_for_leader(permission: Permission) -> bool {
    matches!(permission, Permission::RunTurns | Permission::LowerOthersHands | Permission::RunTimers)
}

/// The microphone is not among these: who may speak may be asked to, or given the floor.
const fn is_switched_off(switches: Switches, role: Role, permission: Permission) -> bool {
    let bound = matches!(role, Role::Participant | Role::Observer);
    bound
        && match permission {
            Permission::PublishCamera => !switches.camera,
            Permission::PublishScreen | Permission::PublishScreenSound => !switches.share,
            Permission::ChatPrivately => !switches.chat_privately,
            Permission::Rename => !switches.rename,
            _ => false,
        }
}
