//! Who goes where when groups begin. Who with whom is decided by [`crate::grouping`]; here is who can be dealt at all.

use std::collections::{BTreeMap, BTreeSet};

use crate::grouping::{self, Course, Meetings, Rotation, Wishes};
use crate::id::{GroupId, ParticipantId, Seed};
use crate::protocol::{Assignment, Attribute, Blend, MAX_GROUPS, ObserverRule, Place, Shape};
use crate::role::Role;
use crate::room::Room;
use crate::room::changes::Changes;

/// As many sessions before as make somebody one of the experienced.
const EXPERIENCED: u32 = 5;

/// People who cannot be parted, because they share a device.
pub(super) type Party = Vec<ParticipantId>;

const fn shape_of(shape: Shape) -> grouping::Shape {
    match shape {
        Shape::Groups { groups } => grouping::Shape::Groups(groups),
        Shape::Size { people } => grouping::Shape::About(people),
    }
}

/// The shape, bounded by how many groups there may be.
fn bounded(parties: &[Party], shape: grouping::Shape) -> grouping::Shape {
    let most = grouping::Shape::Groups(MAX_GROUPS);
    if grouping::group_count(parties, shape) > MAX_GROUPS as usize { most } else { shape }
}

impl Room {
    /// How many groups these make of those who would be dealt now. Where people move by themselves or by hand they are
    /// counted all the same.
    pub(super) fn groups_for(&self, shape: Shape, assignment: &Assignment, observers: ObserverRule) -> usize {
        let shape = match (assignment, shape) {
            (Assignment::OneTwoFour {}, _) => grouping::Shape::AtMost(2),
            (_, Shape::Groups { groups }) => return groups as usize,
            (_, Shape::Size { .. }) => shape_of(shape),
        };
        grouping::group_count(&self.parties(observers, &[]), shape).min(MAX_GROUPS as usize)
    }

    /// Everybody goes to their group. Whoever has gone backstage, to the coffee table or to help somebody is left there.
    pub(super) fn move_in(&mut self, changes: &mut Changes) {
        let Some(run) = self.groups.run.clone() else { return };
        let hosts = match &run.assignment {
            Assignment::Cafe { hosts, .. } => hosts.as_slice(),
            _ => &[],
        };
        let dealt = match run.assignment {
            Assignment::ByHand {} | Assignment::Chosen { .. } => return,
            Assignment::Random {}
            | Assignment::Balanced { .. }
            | Assignment::Rotation { .. }
            | Assignment::OneTwoFour {}
            | Assignment::Cafe { .. } => self.parties(run.observers, hosts),
            Assignment::Prepared {} => {
                let wanted = self.prepared_people();
                return self.move_named(&wanted, changes);
            }
            Assignment::Same {} => {
                let wanted = self.people_of_last_time();
                return self.move_named(&wanted, changes);
            }
        };
        let shape = bounded(&dealt, shape_of(run.shape));
        let (people, asks_count) = match &run.assignment {
            Assignment::Balanced { by, blend, unmet } => {
                let values = self.values(*by);
                let met = unmet.then(|| self.meetings());
                let blend = match blend {
                    Blend::Mix => grouping::Blend::Mix,
                    Blend::Alike => grouping::Blend::Alike,
                };
                let values = by.is_some().then_some((blend, &values));
                let wishes = Wishes { values, met: met.as_ref() };
                (grouping::balanced(&dealt, shape, &wishes, run.seed), run.shape)
            }
            Assignment::Rotation { rounds } => {
                let course = Course::Everybody { shape, rounds: *rounds };
                (self.plan_rounds(&dealt, course, run.seed), run.shape)
            }
            Assignment::Cafe { rounds, hosts } => {
                let course = Course::Cafe { hosts: hosts.clone(), rounds: *rounds };
                (self.plan_rounds(&dealt, course, run.seed), Shape::Groups { groups: MAX_GROUPS })
            }
            Assignment::OneTwoFour {} => {
                let pairs = bounded(&dealt, grouping::Shape::AtMost(2));
                (grouping::at_random(&dealt, pairs, run.seed), Shape::Size { people: 2 })
            }
            _ => (grouping::at_random(&dealt, shape, run.seed), run.shape),
        };
        // A size that was asked for may make other groups than before the countdown.
        if let Shape::Size { .. } = asks_count {
            self.fit_count(people.len(), changes);
        }
        self.seat_dealt(&people, changes);
    }

    fn plan_rounds(&mut self, parties: &[Party], course: Course<ParticipantId>, seed: Seed) -> Vec<Party> {
        let met = self.meetings();
        let wishes = Wishes { values: None, met: Some(&met) };
        let rotation = Rotation::plan(parties, course, &wishes, seed);
        let first = rotation.rounds().first().cloned().unwrap_or_default();
        self.groups.rotation = Some(rotation);
        first
    }

    /// As many groups as that, but one at least. Only before anybody is in them.
    fn fit_count(&mut self, count: usize, changes: &mut Changes) {
        changes.opening = true;
        while self.groups.open.len() < count {
            let number = self.groups.next_number();
            self.groups.add(number);
        }
        while self.groups.open.len() > count.max(1) {
            let Some((id, _)) = self.groups.open.pop_last() else { break };
            changes.queues.remove(&Place::Group { group: id });
        }
        self.groups.forget_texts();
    }

    /// The first of them to the first group.
    pub(super) fn seat_dealt(&mut self, people: &[Party], changes: &mut Changes) {
        let open: Vec<GroupId> = self.groups.open.keys().copied().collect();
        for (group, people) in open.into_iter().zip(people) {
            for who in people {
                self.relocate(*who, Place::Group { group }, changes);
            }
        }
    }

    /// Those who are named, with everybody at their devices; of two who would be parted the first decides.
    fn move_named(&mut self, wanted: &BTreeMap<ParticipantId, GroupId>, changes: &mut Changes) {
        let mut moved: BTreeSet<ParticipantId> = BTreeSet::new();
        let mut order: Vec<_> = wanted.iter().collect();
        order.sort_by_key(|(who, group)| (**group, **who));
        for (who, group) in order {
            if moved.contains(who) || self.place_of(*who) != Ok(Place::Plenary {}) {
                continue;
            }
            for one in self.companions(*who) {
                self.relocate(one, Place::Group { group: *group }, changes);
                moved.insert(one);
            }
        }
        self.lead_as_planned(changes);
    }

    fn people_of_last_time(&self) -> BTreeMap<ParticipantId, GroupId> {
        let groups = self.groups.closed.values().zip(self.groups.open.keys());
        groups.flat_map(|(closed, group)| closed.people.iter().map(|who| (*who, *group))).collect()
    }

    /// Leaders who were prepared, or led the same group the last time, as far as they are in it.
    fn lead_as_planned(&mut self, changes: &mut Changes) {
        let leaders: Vec<(GroupId, ParticipantId)> = match self.groups.run.as_ref().map(|run| &run.assignment)
        {
            Some(Assignment::Prepared {}) => self.prepared_leaders(),
            Some(Assignment::Same {}) => {
                let groups = self.groups.open.keys().zip(self.groups.closed.values());
                groups.filter_map(|(group, closed)| Some((*group, closed.leader?))).collect()
            }
            _ => Vec::new(),
        };
        for (group, leader) in leaders {
            if self.can_lead(leader, group)
                && let Some(group) = self.groups.open.get_mut(&group)
            {
                group.leader = Some(leader);
                changes.groups = true;
            }
        }
    }

    /// Those who can be dealt: participants, and observers where the rule says so, in the plenary or in a group they do
    /// not visit. Who shares a device with staff stays with them, but for those who host a table. Who is away at an own task
    /// is not dealt.
    pub(super) fn parties(&self, observers: ObserverRule, hosts: &[ParticipantId]) -> Vec<Party> {
        let hosts: BTreeSet<ParticipantId> = hosts.iter().copied().collect();
        let is_there = |who: &ParticipantId| {
            self.people.get(who).is_some_and(|person| match person.place {
                Place::Plenary {} => true,
                Place::Group { .. } => !self.is_visiting(*who),
                Place::Backstage {}
                | Place::Help { .. }
                | Place::Coffee {}
                | Place::PrivateWord { .. }
                | Place::Encounter { .. }
                | Place::Aside { .. } => false,
            })
        };
        let stays = |who: &ParticipantId| {
            observers == ObserverRule::Stay && self.acts_as(*who) == Some(Role::Observer)
        };
        let can_be_dealt = |party: &Party| {
            let has_host = party.iter().any(|who| hosts.contains(who));
            let is_free = !party.iter().any(|who| self.is_staff(*who)) && !party.iter().all(stays);
            let is_away = self.has_own_task() && party.iter().all(|who| self.is_dropped(*who));
            party.iter().all(is_there) && (has_host || (is_free && !is_away))
        };
        let mut seen: BTreeSet<ParticipantId> = BTreeSet::new();
        let mut parties = Vec::new();
        for (who, person) in &self.people {
            let is_alone = person
                .devices
                .iter()
                .all(|id| self.devices.get(id).is_some_and(|device| device.people.len() == 1));
            let party: Party = if is_alone {
                vec![*who]
            } else if seen.contains(who) {
                continue;
            } else {
                let together = self.companions(*who);
                seen.extend(&together);
                together.into_iter().collect()
            };
            if can_be_dealt(&party) {
                parties.push(party);
            }
        }
        parties
    }

    /// What people are balanced by, as a number. Of whom nothing is known may be anywhere.
    fn values(&self, by: Option<Attribute>) -> BTreeMap<ParticipantId, u32> {
        let Some(by) = by else { return BTreeMap::new() };
        if by == Attribute::Role {
            return self.people.iter().map(|(who, person)| (*who, person.role as u32)).collect();
        }
        let mut values = BTreeMap::new();
        for (id, member) in &self.attendance.members {
            let value = match by {
                Attribute::Unit => member.unit.map(|unit| unit.0),
                Attribute::Experience => self.groups.sessions.get(id).map(|sessions| match sessions {
                    0 => 0,
                    1..EXPERIENCED => 1,
                    EXPERIENCED.. => 2,
                }),
                Attribute::Role => None,
            };
            values.extend(member.participants.iter().filter_map(|who| Some((*who, value?))));
        }
        values
    }

    pub(super) fn meetings(&self) -> Meetings<ParticipantId> {
        super::met::meetings(&self.groups.met)
    }
}
