//! Polls of one group. A group's poll belongs to the group, as its chat does: who is in it sees it and nobody else learns
//! that it exists, it goes with the group, and whoever visits and only listens takes no part in it.

use std::collections::BTreeSet;

use super::{Poll, Polls, Sight};
use crate::id::{GroupId, ParticipantId, PollId};
use crate::protocol::{MAX_GROUP_POLLS, MAX_POLLS, Place, Rejection};
use crate::role::Permission;
use crate::room::{Audience, Room};

/// Most polls in all groups together, so that many groups do not fill the memory with votes.
pub(super) const MAX_IN_GROUPS: usize = 200;

/// Numbers of polls of groups begin here. Each group has numbers of its own beside those of everybody's polls: from a
/// number that is left out one would learn that somebody else was asked something.
const FIRST: u32 = 1 << 31;

/// How many numbers a group has.
const OF_GROUP: u32 = 1 << 11;

impl Polls {
    /// A number for a poll. `out_of_range` when there are too many polls, or the group has used up its numbers.
    pub(super) fn number(&mut self, group: Option<GroupId>) -> Result<PollId, Rejection> {
        let Some(group) = group else {
            self.ids_given += 1;
            return Ok(PollId(self.ids_given));
        };
        let given = self.group_ids.get(&group).copied().unwrap_or(0) + 1;
        let first = group.0.checked_mul(OF_GROUP).and_then(|first| first.checked_add(FIRST));
        let number = first.filter(|_| given < OF_GROUP).map(|first| first + given);
        let number = number.ok_or(Rejection::OutOfRange)?;
        self.group_ids.insert(group, given);
        Ok(PollId(number))
    }

    /// Whether everybody, or this group, can be asked one thing more.
    pub(super) fn has_room(&self, group: Option<GroupId>) -> bool {
        let asked = |group| self.polls.values().filter(|poll| poll.group == group).count();
        match group {
            None => asked(None) < MAX_POLLS,
            Some(_) => asked(group) < MAX_GROUP_POLLS && self.polls.len() - asked(None) < MAX_IN_GROUPS,
        }
    }

    /// Those of groups that are no longer open, with everything in them. The groups that had any.
    pub(super) fn remove_closed(&mut self, open: &BTreeSet<GroupId>) -> BTreeSet<GroupId> {
        let is_gone = |poll: &Poll| poll.group.is_some_and(|group| !open.contains(&group));
        let gone: Vec<PollId> =
            self.polls.iter().filter(|(_, poll)| is_gone(poll)).map(|(id, _)| *id).collect();
        let groups = gone.iter().filter_map(|id| self.polls.get(id)?.group).collect();
        for id in gone {
            self.remove(id);
        }
        self.group_ids.retain(|group, _| open.contains(group));
        groups
    }
}

impl Room {
    /// Whom `here` asks: everybody in the plenary, in a group the group. `out_of_range` anywhere else, and for whoever only
    /// listens.
    pub(super) fn asked_here(&self, who: ParticipantId) -> Result<Option<GroupId>, Rejection> {
        match self.place_of(who)? {
            Place::Plenary {} => Ok(None),
            Place::Group { .. } => self.group_of_polls(who).map(Some).ok_or(Rejection::OutOfRange),
            Place::Backstage {}
            | Place::Help { .. }
            | Place::Coffee {}
            | Place::PrivateWord { .. }
            | Place::Encounter { .. }
            | Place::Aside { .. } => Err(Rejection::OutOfRange),
        }
    }

    /// The group whose polls somebody sees.
    pub(super) fn group_of_polls(&self, who: ParticipantId) -> Option<GroupId> {
        self.group_of_polls_at(who, self.place_of(who).ok()?)
    }

    /// The same for somebody who is in this place.
    pub(super) fn group_of_polls_at(&self, who: ParticipantId, place: Place) -> Option<GroupId> {
        match place {
            Place::Group { group } if !self.only_listens(who) => Some(group),
            _ => None,
        }
    }

    /// A poll of everybody, or of the group they are in: any other does not exist for them.
    pub(super) fn poll_for(&self, who: ParticipantId, id: PollId) -> Result<&Poll, Rejection> {
        let poll = self.polls.polls.get(&id).ok_or(Rejection::UnknownPoll)?;
        match poll.group {
            Some(_) if poll.group != self.group_of_polls(who) => Err(Rejection::UnknownPoll),
            Some(_) | None => Ok(poll),
        }
    }

    /// Everybody who sees the polls of all or of a group; of these, if asked for, only who may do something.
    pub(super) fn who_see_polls(&self, group: Option<GroupId>, may: Option<Permission>) -> Vec<Audience> {
        if group.is_none() {
            return vec![may.map_or(Audience::All, Audience::May)];
        }
        let sees = |who: &ParticipantId| {
            self.group_of_polls(*who) == group && may.is_none_or(|may| self.may(*who, may))
        };
        self.people.keys().copied().filter(sees).map(Audience::One).collect()
    }
}

impl Sight {
    /// Whether somebody who saw so before sees other polls now, where `has_any` says which groups have or had some.
    pub(super) fn differs(self, before: Self, has_any: impl Fn(GroupId) -> bool) -> bool {
        let may_otherwise = (self.runs, self.pulse) != (before.runs, before.pulse);
        let elsewhere =
            self.group != before.group && [self.group, before.group].into_iter().flatten().any(has_any);
        may_otherwise || elsewhere
    }
}
