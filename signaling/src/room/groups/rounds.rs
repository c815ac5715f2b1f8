//! From one round to the next. In a rotation each round has groups of its own, so that what one group wrote is not read
//! by the next; in a café the tables stay, with what is on them; from pairs to fours the groups merge.

use std::collections::BTreeMap;

use super::making::Party;
use crate::grouping::{Wishes, merges, place_for};
use crate::id::{GroupId, ParticipantId, Seed};
use crate::protocol::{Assignment, MAX_GROUPS, Place, Shape};
use crate::room::Room;
use crate::room::changes::Changes;

impl Room {
    /// Everybody who is in the plenary or in a group, and can be dealt, takes part in the round that begins.
    pub(super) fn begin_next_round(&mut self, changes: &mut Changes) {
        let people = self.people_of_groups();
        self.note_meetings(&people);
        for group in self.groups.open.values_mut() {
            group.ready_since = None;
        }
        let Some(run) = &mut self.groups.run else { return };
        run.round += 1;
        let round = run.round;
        // The first round has the seed as it is.
        let seed = Seed(run.seed.0.wrapping_add(u64::from(round).wrapping_mul(0x9E37_79B9_7F4A_7C15)));
        let (observers, shape, assignment) = (run.observers, run.shape, run.assignment.clone());
        match assignment {
            Assignment::Rotation { .. } => {
                let parties = self.parties(observers, &[]);
                let dealt = self.deal_round(round, &parties, seed);
                let count = match shape {
                    Shape::Groups { groups } => groups as usize,
                    Shape::Size { .. } => dealt.len().min(MAX_GROUPS as usize),
                };
                self.renew_groups(count, people, changes);
                self.seat_dealt(&dealt, changes);
                self.leave_gone_groups(changes);
                // Where there are more people than that many groups were made for.
                self.add_to_smallest(&parties, changes);
            }
            Assignment::Cafe { hosts, .. } => {
                let parties = self.parties(observers, &hosts);
                let dealt = self.deal_round(round, &parties, seed);
                self.seat_at_tables(&dealt, changes);
            }
            Assignment::OneTwoFour {} => {
                self.merge_pairs(changes);
                let waiting = self.parties(observers, &[]);
                self.add_to_smallest(&waiting, changes);
            }
            Assignment::ByHand {}
            | Assignment::Random {}
            | Assignment::Balanced { .. }
            | Assignment::Chosen { .. }
            | Assignment::Prepared {}
            | Assignment::Same {} => {}
        }
    }

    /// The rounds that are left, made to fit those who are there now; the one that begins.
    fn deal_round(&mut self, round: u32, parties: &[Party], seed: Seed) -> Vec<Party> {
        let met = self.meetings();
        let Some(rotation) = &mut self.groups.rotation else { return Vec::new() };
        let place = round as usize - 1;
        rotation.refit(place, parties, &Wishes { values: None, met: Some(&met) }, seed);
        rotation.rounds().get(place).cloned().unwrap_or_default()
    }

    /// New groups in place of the old ones, with the same numbers, names, colours and tasks.
    fn renew_groups(
        &mut self,
        count: usize,
        people: BTreeMap<GroupId, Vec<ParticipantId>>,
        changes: &mut Changes,
    ) {
        changes.closing.extend(self.groups_view());
        changes.last_groups = true;
        changes.opening = true;
        self.groups.keep_closed(people);
        let old = std::mem::take(&mut self.groups.open);
        let old: Vec<(u32, GroupId)> = old.iter().map(|(id, group)| (group.number, *id)).collect();
        for place in 0..count.max(1) {
            let before = old.get(place).copied();
            let number = before.map_or_else(|| self.groups.next_number(), |(number, _)| number);
            let id = self.groups.add(number);
            let Some((_, before)) = before else { continue };
            let groups = &mut self.groups;
            if let (Some(closed), Some(group)) = (groups.closed.get(&before), groups.open.get_mut(&id)) {
                group.colour = closed.colour;
            }
            if let Some(name) = groups.names.get(&before).cloned() {
                groups.names.insert(id, name);
            }
            if let Some(task) = groups.tasks.get(&before).cloned() {
                groups.tasks.insert(id, task);
            }
        }
        self.groups.forget_texts();
        self.groups.returns.clear();
    }

    /// Who was in a group that is gone and is in none of the new ones.
    fn leave_gone_groups(&mut self, changes: &mut Changes) {
        for who in self.everybody_in_groups() {
            if let Ok(Place::Group { group }) = self.place_of(who)
                && !self.groups.open.contains_key(&group)
            {
                self.relocate(who, Place::Plenary {}, changes);
            }
        }
    }

    /// A table that was put into another is there again.
    fn seat_at_tables(&mut self, dealt: &[Party], changes: &mut Changes) {
        let mut tables = self.groups.run.as_ref().map(|run| run.tables.clone()).unwrap_or_default();
        for (place, people) in dealt.iter().enumerate() {
            let Some(table) = tables.get_mut(place) else { break };
            if !self.groups.open.contains_key(table) {
                let number = self.groups.next_number();
                *table = self.groups.add(number);
                changes.opening = true;
            }
            for who in people {
                self.relocate(*who, Place::Group { group: *table }, changes);
            }
        }
        if let Some(run) = &mut self.groups.run {
            run.tables = tables;
        }
    }

    fn merge_pairs(&mut self, changes: &mut Changes) {
        let sizes = self.group_sizes();
        let ids: Vec<GroupId> = sizes.keys().copied().collect();
        let sizes: Vec<usize> = sizes.into_values().collect();
        for mut together in merges(&sizes) {
            together.sort_unstable();
            let mut together = together.into_iter().filter_map(|place| ids.get(place).copied());
            let Some(into) = together.next() else { continue };
            for from in together {
                self.merge_into(from, into, changes);
            }
        }
    }

    /// Those who are not in a group yet.
    fn add_to_smallest(&mut self, parties: &[Party], changes: &mut Changes) {
        let met = self.meetings();
        for party in parties {
            if !party.iter().all(|who| self.place_of(*who) == Ok(Place::Plenary {})) {
                continue;
            }
            let mut groups: BTreeMap<GroupId, Vec<ParticipantId>> =
                self.groups.open.keys().map(|id| (*id, Vec::new())).collect();
            groups.extend(self.people_of_groups());
            let (ids, people): (Vec<GroupId>, Vec<Party>) = groups.into_iter().unzip();
            let Some(group) = place_for(&people, party, &met).and_then(|place| ids.get(place)) else { break };
            for who in party {
                self.relocate(*who, Place::Group { group: *group }, changes);
            }
        }
    }

    /// How many are in each group that is open, without those who visit it.
    pub(super) fn group_sizes(&self) -> BTreeMap<GroupId, usize> {
        let mut sizes: BTreeMap<GroupId, usize> = self.groups.open.keys().map(|id| (*id, 0)).collect();
        for (who, person) in &self.people {
            if let Place::Group { group } = person.place
                && let Some(size) = sizes.get_mut(&group)
                && !self.is_visiting(*who)
            {
                *size += 1;
            }
        }
        sizes
    }
}
