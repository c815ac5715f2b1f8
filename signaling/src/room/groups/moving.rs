//! Moving by hand and by choice, and more or fewer groups. Those who run the session are announced to a group before they
//! come, also when another moves them or when they choose it: what a group says is not overheard by whoever leads.
//!
//! While groups count down to their beginning nobody is moved, nobody chooses, and they stay as many as they are, because
//! who goes where then was decided by their order: `no_groups`.

use std::collections::{BTreeMap, BTreeSet};

use crate::grouping::{self, at_random};
use crate::id::{GroupId, ParticipantId, Seed};
use crate::protocol::{Assignment, MAX_GROUPS, MAX_MOVES, Move, Place, Rejection};
use crate::role::Permission;
use crate::room::Room;
use crate::room::changes::Changes;
use crate::time::Moment;

impl Room {
    pub(in crate::room) fn move_people(
        &mut self,
        now: Moment,
        who: ParticipantId,
        moves: &[Move],
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::MovePeople)?;
        let targets = self.targets(moves)?;

        let mut changes = Changes::default();
        self.send_to(now, &targets, &mut changes);
        Ok(changes)
    }

    /// Everybody goes where they are to go. Whoever runs the session is announced to a group, and comes with everybody at
    /// their devices when the visit begins.
    fn send_to(&mut self, now: Moment, targets: &BTreeMap<ParticipantId, Place>, changes: &mut Changes) {
        let mut with_staff: BTreeSet<ParticipantId> = BTreeSet::new();
        for (who, to) in targets {
            if let Place::Group { group } = *to
                && self.is_staff(*who)
                && self.place_of(*who) != Ok(*to)
            {
                if !with_staff.contains(who) {
                    self.begin_visit(now, *who, group, false, changes);
                }
                with_staff.extend(self.companions(*who));
            }
        }
        for (who, to) in targets {
            if !with_staff.contains(who) {
                self.relocate(*who, *to, changes);
            }
        }
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
        let is_apart = |place| {
            matches!(
                place,
                Place::Backstage {}
                    | Place::Help { .. }
                    | Place::Coffee {}
                    | Place::PrivateWord { .. }
                    | Place::Encounter { .. }
                    | Place::Aside { .. }
            )
        };
        if named.iter().any(|who| self.place_of(*who).is_ok_and(is_apart)) {
            return Err(Rejection::OutOfRange);
        }
        for one in moves {
            self.can_be_moved_to(one.to)?;
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

    fn can_be_moved_to(&self, place: Place) -> Result<(), Rejection> {
        match place {
            Place::Plenary {} => Ok(()),
            Place::Group { group } if !self.groups.open.contains_key(&group) => Err(Rejection::UnknownGroup),
            Place::Group { .. } if !self.groups.have_begun() => Err(Rejection::NoGroups),
            Place::Group { .. } => Ok(()),
            // One goes there by oneself, or is taken there: never by a move.
            Place::Backstage {}
            | Place::Help { .. }
            | Place::Coffee {}
            | Place::PrivateWord { .. }
            | Place::Encounter { .. }
            | Place::Aside { .. } => Err(Rejection::UnknownGroup),
        }
    }

    pub(in crate::room) fn choose_group(
        &mut self,
        now: Moment,
        who: ParticipantId,
        group: Option<GroupId>,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::ChooseGroup)?;
        let run = self.groups.run.as_ref().ok_or(Rejection::NoGroups)?;
        let Assignment::Chosen { most } = run.assignment else { return Err(Rejection::NotAllowed) };
        let here = self.place_of(who)?;
        if !matches!(here, Place::Plenary {} | Place::Group { .. }) {
            return Err(Rejection::NotAllowed);
        }
        let to = group.map_or(Place::Plenary {}, |group| Place::Group { group });
        self.can_be_moved_to(to)?;
        let mut changes = Changes::default();
        if here == to {
            return Ok(changes);
        }
        let party = self.companions(who);
        let visits = party.iter().any(|one| self.is_staff(*one));
        if let (Some(group), Some(most)) = (group, most)
            && !visits
        {
            let size = self.group_sizes().get(&group).copied().unwrap_or_default();
            if size + party.len() > most as usize {
                return Err(Rejection::GroupFull);
            }
        }

        let targets = party.into_iter().map(|one| (one, to)).collect();
        self.send_to(now, &targets, &mut changes);
        Ok(changes)
    }

    pub(in crate::room) fn add_group(&mut self, who: ParticipantId) -> Result<Changes, Rejection> {
        self.require(who, Permission::RunGroups)?;
        if !self.groups.have_begun() {
            return Err(Rejection::NoGroups);
        }
        if self.groups.open.len() >= MAX_GROUPS as usize {
            return Err(Rejection::OutOfRange);
        }
        let number = self.groups.next_number();
        self.groups.add(number);
        Ok(Changes { groups: true, opening: true, ..Changes::default() })
    }

    pub(in crate::room) fn merge_groups(
        &mut self,
        who: ParticipantId,
        from: GroupId,
        into: GroupId,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::RunGroups)?;
        if !self.groups.have_begun() {
            return Err(Rejection::NoGroups);
        }
        if !self.groups.open.contains_key(&from) || !self.groups.open.contains_key(&into) {
            return Err(Rejection::UnknownGroup);
        }
        if from == into {
            return Err(Rejection::OutOfRange);
        }
        let mut changes = Changes::default();
        self.merge_into(from, into, &mut changes);
        Ok(changes)
    }

    /// Those who visit the first come along. Hands are put behind those of the other; who has the floor keeps it if nobody
    /// has it there, and waits for it else.
    pub(super) fn merge_into(&mut self, from: GroupId, into: GroupId, changes: &mut Changes) {
        changes.groups = true;
        changes.closing.extend(self.groups_view().into_iter().filter(|view| view.group == from));
        self.merge_insides(from, into, changes);
        self.merge_words(from, into);
        self.merge_homes(from, into);
        let (there, here) = (Place::Group { group: from }, Place::Group { group: into });
        let queue = self.groups.queue_mut(from).map(std::mem::take).unwrap_or_default();
        let people: Vec<ParticipantId> =
            self.people.iter().filter(|(_, person)| person.place == there).map(|(who, _)| *who).collect();
        for who in people {
            self.relocate(who, here, changes);
        }
        let Some(gone) = self.groups.open.remove(&from) else { return };
        if let Some(remains) = self.groups.open.get_mut(&into) {
            remains.leader = remains.leader.or(gone.leader);
            remains.ready_since = None;
            remains.prepared.extend(gone.prepared);
        }
        changes.extend_with(self.change_queue(here, |remains| {
            remains.take_in(queue);
            true
        }));
        changes.queues.remove(&there);
        changes.newcomers.remove(&there);
        for group in self.groups.returns.values_mut().filter(|group| **group == from) {
            *group = into;
        }
        self.groups.forget_texts();
    }

    pub(in crate::room) fn split_group(
        &mut self,
        who: ParticipantId,
        group: GroupId,
        people: &[ParticipantId],
        seed: Seed,
    ) -> Result<Changes, Rejection> {
        self.require(who, Permission::RunGroups)?;
        if !self.groups.are_open() {
            return Err(Rejection::NoGroups);
        }
        let number = self.groups.open.get(&group).ok_or(Rejection::UnknownGroup)?.number;
        let members: BTreeSet<ParticipantId> =
            self.people_of_groups().remove(&group).unwrap_or_default().into_iter().collect();
        let named: BTreeSet<ParticipantId> = people.iter().copied().collect();
        if !named.is_subset(&members) {
            return Err(Rejection::UnknownParticipant);
        }
        let going: BTreeSet<ParticipantId> = if named.is_empty() {
            let parties: BTreeSet<Vec<ParticipantId>> =
                members.iter().map(|who| self.companions(*who).into_iter().collect()).collect();
            let parties: Vec<Vec<ParticipantId>> = parties.into_iter().collect();
            let halves = at_random(&parties, grouping::Shape::Groups(2), seed);
            halves.into_iter().nth(1).unwrap_or_default().into_iter().collect()
        } else {
            named.iter().flat_map(|who| self.companions(*who)).collect()
        };
        let remain = members.difference(&going).count();
        if named.len() != people.len()
            || going.is_empty()
            || remain == 0
            || self.groups.open.len() >= MAX_GROUPS as usize
        {
            return Err(Rejection::OutOfRange);
        }

        let mut changes = Changes { groups: true, opening: true, ..Changes::default() };
        let next = self.groups.next_number().max(number + 1);
        let id = self.groups.add(next);
        // They were told when they end.
        let own = self.groups.open.get(&group).and_then(|group| group.own.clone());
        if let Some(made) = self.groups.open.get_mut(&id) {
            made.own = own;
        }
        if let Some(task) = self.groups.tasks.get(&group).cloned() {
            self.groups.tasks.insert(id, task);
        }
        for one in going {
            self.relocate(one, Place::Group { group: id }, &mut changes);
        }
        Ok(changes)
    }
}
