//! Breakout groups: opening, moving, recalling.
//!
//! Invariants: everybody's place exists; people who share a device are in one place; a group's number is its position
//! among those opened with it, its id is never used again.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Room;
use super::changes::Changes;
use super::hands::Queue;
use super::people::Person;
use crate::id::{GroupId, ParticipantId, Seed};
use crate::protocol::{Assignment, GroupView, MAX_GROUPS, MAX_MOVES, Move, Place, Rejection};
use crate::role::Permission;

/// The groups that are open, and how many ever were.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Groups {
    ids_given: u32,
    open: BTreeMap<GroupId, Group>,
}

/// A group owns its queue: when it is closed, both are gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Group {
    number: u32,
    queue: Queue,
}

impl Groups {
    pub fn are_open(&self) -> bool {
        !self.open.is_empty()
    }

    pub fn close(&mut self) {
        self.open.clear();
    }

    pub fn view(&self) -> Vec<GroupView> {
        self.open.iter().map(|(id, group)| GroupView { group: *id, number: group.number }).collect()
    }

    pub fn queues(&self) -> impl Iterator<Item = (Place, &Queue)> {
        self.open.iter().map(|(id, group)| (Place::Group { group: *id }, &group.queue))
    }

    pub fn queue(&self, group: GroupId) -> Option<&Queue> {
        self.open.get(&group).map(|group| &group.queue)
    }

    pub fn queue_mut(&mut self, group: GroupId) -> Option<&mut Queue> {
        self.open.get_mut(&group).map(|group| &mut group.queue)
    }

    fn contains(&self, place: Place) -> bool {
        match place {
            Place::Plenary {} => true,
            Place::Group { group } => self.open.contains_key(&group),
            // One goes there by oneself, or is taken there: never by a move.
            Place::Backstage {} | Place::Help { .. } => false,
        }
    }
}

impl Room {
    pub(super) fn open_groups(
        &mut self,
        who: ParticipantId,
        count: u32,
        assignment: Assignment,
        seed: Seed,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::RunGroups)?;
        if !(1..=MAX_GROUPS).contains(&count) {
            return Err(Rejection::OutOfRange);
        }
        if self.groups.are_open() {
            return Err(Rejection::GroupsOpen);
        }
        let first = self.groups.ids_given + 1;

        let mut changes = Changes { groups: true, ..Changes::default() };
        self.groups.ids_given += count;
        for number in 1..=count {
            let group = Group { number, queue: Queue::default() };
            self.groups.open.insert(GroupId(first + number - 1), group);
        }
        match assignment {
            Assignment::ByHand => {}
            Assignment::Random => {
                for (who, to) in self.deal(seed) {
                    self.relocate(who, to, &mut changes);
                }
            }
        }
        Ok(changes)
    }

    pub(super) fn move_people(&mut self, who: ParticipantId, moves: &[Move]) -> Result<Changes, Rejection> {
        self.require(who, Permission::MovePeople)?;
        let targets = self.targets(moves)?;

        let mut changes = Changes::default();
        for (who, to) in targets {
            self.relocate(who, to, &mut changes);
        }
        Ok(changes)
    }

    pub(super) fn recall(&mut self, who: ParticipantId) -> Result<Changes, Rejection> {
        self.require(who, Permission::RunGroups)?;
        if !self.groups.are_open() {
            return Err(Rejection::NoGroups);
        }

        let mut changes = Changes { groups: true, ..Changes::default() };
        let in_group = |person: &Person| matches!(person.place, Place::Group { .. });
        let away: Vec<ParticipantId> =
            self.people.iter().filter(|(_, person)| in_group(person)).map(|(who, _)| *who).collect();
        for who in away {
            self.relocate(who, Place::Plenary {}, &mut changes);
        }
        self.groups.close();
        Ok(changes)
    }

    /// Who ends up where if these moves are made: those named, and whoever shares a device with them. Moves that
    /// would tear people off their device, like any impossible one, make the whole list impossible.
    fn targets(&self, moves: &[Move]) -> Result<BTreeMap<ParticipantId, Place>, Rejection> {
        let named: BTreeSet<ParticipantId> = moves.iter().map(|one| one.participant).collect();
        if moves.is_empty() || moves.len() > MAX_MOVES || named.len() != moves.len() {
            return Err(Rejection::OutOfRange);
        }
        if !named.iter().all(|who| self.knows(*who)) {
            return Err(Rejection::UnknownParticipant);
        }
        let is_apart = |place| matches!(place, Place::Backstage {} | Place::Help { .. });
        if named.iter().any(|who| self.place_of(*who).is_ok_and(is_apart)) {
            return Err(Rejection::OutOfRange);
        }
        if !moves.iter().all(|one| self.groups.contains(one.to)) {
            return Err(Rejection::UnknownGroup);
        }
        let mut targets = BTreeMap::new();
        for Move { participant, to } in moves {
            for companion in self.companions(*participant) {
                if targets.insert(companion, *to).is_some_and(|other| other != *to) {
                    return Err(Rejection::OutOfRange);
                }
            }
        }
        Ok(targets)
    }

    /// Puts somebody somewhere. Nothing happens to those who are there already.
    pub(super) fn relocate(&mut self, who: ParticipantId, to: Place, changes: &mut Changes) {
        let is_staff = self.is_staff(who);
        let Some(person) = self.people.get_mut(&who) else { return };
        let from = std::mem::replace(&mut person.place, to);
        if from == to {
            return;
        }
        if !is_staff {
            changes.newcomers.insert(to);
        }
        changes.people = true;
        changes.devices.extend([from, to]);
        self.step_out(who, from, changes);
    }

    /// Participants and observers of the plenary in random order, dealt to the open groups so that no group is more
    /// than one hand ahead. Who shares a device stays together; who shares one with staff stays with them.
    fn deal(&self, seed: Seed) -> Vec<(ParticipantId, Place)> {
        let is_guest = |who: &ParticipantId| {
            let person = self.people.get(who);
            person.is_some_and(|person| person.place == Place::Plenary {}) && !self.is_staff(*who)
        };
        let parties: BTreeSet<BTreeSet<ParticipantId>> =
            self.people.keys().map(|who| self.companions(*who)).collect();
        let mut parties: Vec<_> = parties.into_iter().filter(|party| party.iter().all(is_guest)).collect();
        shuffle(&mut parties, seed);
        // The largest first, or the last one could unbalance what was even; the sort keeps the order of equals.
        parties.sort_by_key(|party| std::cmp::Reverse(party.len()));

        let mut sizes: BTreeMap<GroupId, usize> = self.groups.open.keys().map(|group| (*group, 0)).collect();
        let mut dealt = Vec::new();
        for party in parties {
            let Some((group, size)) = sizes.iter_mut().min_by_key(|(group, size)| (**size, **group)) else {
                break;
            };
            *size += party.len();
            dealt.extend(party.into_iter().map(|who| (who, Place::Group { group: *group })));
        }
        dealt
    }
}

/// Fisher-Yates over SplitMix64 (Steele, Lea and Flood 2014): few lines, and the same order for a seed on every
/// machine and in every version of every library.
fn shuffle<T>(items: &mut [T], seed: Seed) {
    let mut state = seed.0;
    for last in (1..items.len()).rev() {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        let choices = last as u64 + 1;
        items.swap(last, (mixed % choices) as usize);
    }
}

#[cfg(test)]
mod tests;
