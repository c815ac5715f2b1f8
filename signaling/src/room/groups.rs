//! Breakout groups: which are open, and how they end.
//!
//! Invariants: everybody's place exists; people who share a device are in one place; a group's number is unique among
//! those open and stays with it, its id is never used again. Nobody's sound or picture is moved but by
//! [`Room::relocate`]; a group owns its queue, and when it is closed both are gone.
//!
//! | file | holds |
//! |---|---|
//! | `opening` | whether a plan is good, and which groups it makes |
//! | `making` | who goes where |
//! | `rounds` | from one round to the next |
//! | `running`, `clock` | end, warnings, pause, recall |
//! | `moving` | by hand and by choice; more and fewer groups |
//! | `naming` | name, task, leader, ready, and the rules while groups run |
//! | `late` | who comes while groups are open, or comes back |
//! | `prepared` | groups made before the session |
//! | `met` | who has been in a group with whom |
//! | `view` | what people see of them |

mod clock;
mod late;
mod length;
mod making;
mod met;
mod moving;
mod naming;
mod opening;
mod prepared;
mod rounds;
mod running;
mod view;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Room;
use super::changes::Changes;
use super::hands::Queue;
use super::log::parts;
use crate::grouping::Rotation;
use crate::id::{GroupId, MemberId, ParticipantId, Seed};
use crate::protocol::{Assignment, GroupColour, LateRule, NoteRule, ObserverRule, Place, Shape};
use crate::time::Moment;

use clock::{Clock, Pace};
use met::{Met, Seated};
use prepared::Prepared;

pub(super) use opening::check_groups_plan;

/// The groups that are open, those of the last time, and what is known for the next time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Groups {
    ids_given: u32,
    run: Option<Run>,
    open: BTreeMap<GroupId, Group>,
    /// The groups that were closed last.
    closed: BTreeMap<GroupId, Closed>,
    /// All rounds of the groups that are open, if they have rounds in which people are dealt anew.
    rotation: Option<Rotation<ParticipantId>>,
    prepared_given: u32,
    prepared: Vec<Prepared>,
    met_given: u32,
    met: BTreeMap<u32, Met>,
    /// Where those were who have left the room while groups are open.
    returns: BTreeMap<ParticipantId, GroupId>,
    /// How many sessions of this room members have been to before.
    sessions: BTreeMap<MemberId, u32>,
    /// Since when who is in which group, for meetings.
    seated: BTreeMap<ParticipantId, Seated>,
    pub names: BTreeMap<GroupId, String>,
    /// Of groups that have one of their own.
    pub tasks: BTreeMap<GroupId, String>,
    /// What all of them do, by the first group of the time.
    pub run_tasks: BTreeMap<GroupId, String>,
    pub prepared_names: BTreeMap<u32, String>,
    pub prepared_tasks: BTreeMap<u32, String>,
}

parts! {
    GroupsFact of Groups {
        whole IdsGiven: ids_given: u32;
        whole Run: run: Option<Run>;
        whole Rotation: rotation: Option<Rotation<ParticipantId>>;
        whole PreparedGiven: prepared_given: u32;
        whole Prepared: prepared: Vec<Prepared>;
        whole MetGiven: met_given: u32;
        each Group: open: GroupId => Group;
        each Closed: closed: GroupId => Closed;
        each Met: met: u32 => Met;
        each Return: returns: ParticipantId => GroupId;
        each Sessions: sessions: MemberId => u32;
        beside names;
        beside tasks;
        beside run_tasks;
        beside prepared_names;
        beside prepared_tasks;
        memory seated;
    }
}

/// How the groups that are open came about and run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Run {
    /// The first group of this time, by which the task of all of them is kept.
    first: GroupId,
    shape: Shape,
    assignment: Assignment,
    /// What chance decides follows from this alone.
    seed: Seed,
    /// When people move into them; nothing when they have.
    opens_at: Option<Moment>,
    /// How long they take, or each round.
    minutes: Option<u32>,
    clock: Clock,
    /// What the clock was before they were recalled.
    recalled: Option<Pace>,
    warnings: BTreeSet<u32>,
    late: LateRule,
    observers: ObserverRule,
    notes: NoteRule,
    /// The round that is now, from 1, and how many there are; 0 without rounds.
    round: u32,
    rounds: u32,
    /// The tables of a café, in the order of their hosts.
    tables: Vec<GroupId>,
    /// The prepared groups that were opened: what is prepared meanwhile is for the next time.
    #[serde(default)]
    prepared: Vec<Prepared>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Group {
    number: u32,
    colour: GroupColour,
    queue: Queue,
    leader: Option<ParticipantId>,
    ready_since: Option<Moment>,
    /// Its own end, before the others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    own: Option<Clock>,
    /// Which prepared groups it is, by their position.
    prepared: BTreeSet<u32>,
}

/// What is left of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Closed {
    number: u32,
    colour: GroupColour,
    leader: Option<ParticipantId>,
    /// Who was in it at the end, in seat order, without those who visited.
    people: Vec<ParticipantId>,
}

/// The same for every group of this number.
fn colour_of(number: u32) -> GroupColour {
    let place = number.saturating_sub(1) as usize % GroupColour::ALL.len();
    GroupColour::ALL.get(place).copied().unwrap_or(GroupColour::Blue)
}

impl Group {
    fn new(number: u32) -> Self {
        Self {
            number,
            colour: colour_of(number),
            queue: Queue::default(),
            leader: None,
            ready_since: None,
            own: None,
            prepared: BTreeSet::new(),
        }
    }
}

impl Groups {
    /// Whether there are groups, also while they count down to their beginning.
    pub fn are_open(&self) -> bool {
        !self.open.is_empty()
    }

    /// Whether people are in groups, or may be: after the countdown.
    pub fn have_begun(&self) -> bool {
        self.run.as_ref().is_some_and(|run| run.opens_at.is_none())
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

    /// One more group with the next number, and who it is.
    fn add(&mut self, number: u32) -> GroupId {
        self.ids_given += 1;
        let id = GroupId(self.ids_given);
        self.open.insert(id, Group::new(number));
        id
    }

    /// Not that of one that has ended before the others either.
    fn next_number(&self) -> u32 {
        let open = self.open.values().map(|group| group.number);
        open.chain(self.ended_before().map(|(_, closed)| closed.number)).max().unwrap_or(0) + 1
    }

    /// Groups of this time that have ended before the others.
    fn ended_before(&self) -> impl Iterator<Item = (&GroupId, &Closed)> {
        // In rounds there are none, and those that are closed are of the round before.
        let first = self.run.as_ref().filter(|run| run.rounds == 0).map(|run| run.first);
        self.closed.iter().filter(move |(id, _)| first.is_some_and(|first| **id >= first))
    }

    /// Of what has ended, all but the groups of this time.
    fn forget_last_time(&mut self) {
        self.closed = self.ended_before().map(|(id, closed)| (*id, closed.clone())).collect();
    }

    /// Texts of groups of which nothing is left go.
    fn forget_texts(&mut self) {
        let Self { run, open, closed, names, tasks, run_tasks, .. } = self;
        names.retain(|id, _| open.contains_key(id) || closed.contains_key(id));
        tasks.retain(|id, _| open.contains_key(id));
        run_tasks.retain(|id, _| run.as_ref().is_some_and(|run| run.first == *id));
    }

    /// Everybody is gone. Where they were when they went is what is left.
    pub fn abandon(&mut self) {
        if self.have_begun() {
            let mut people: BTreeMap<GroupId, Vec<ParticipantId>> = BTreeMap::new();
            for (who, group) in &self.returns {
                people.entry(*group).or_default().push(*who);
            }
            self.keep_closed(people);
        }
        self.clear();
    }

    /// What is left of the groups that are open, with who is in them.
    fn keep_closed(&mut self, mut people: BTreeMap<GroupId, Vec<ParticipantId>>) {
        let closed = |(id, group): (&GroupId, &Group)| {
            let people = people.remove(id).unwrap_or_default();
            let Group { number, colour, leader, .. } = *group;
            (*id, Closed { number, colour, leader, people })
        };
        let closed: Vec<(GroupId, Closed)> = self.open.iter().map(closed).collect();
        self.forget_last_time();
        self.closed.extend(closed);
    }

    fn clear(&mut self) {
        self.run = None;
        self.rotation = None;
        self.open.clear();
        self.returns.clear();
        self.seated.clear();
        self.forget_texts();
    }
}

impl Room {
    /// Everybody who is in a group goes to the plenary, whoever visits one too, and the groups are gone.
    pub(super) fn close_groups(&mut self, now: Moment, changes: &mut Changes) {
        if !self.groups.are_open() {
            return;
        }
        changes.groups = true;
        changes.closing.extend(self.groups_view());
        if self.groups.have_begun() {
            let people = self.people_of_groups();
            self.note_meetings(&people);
            self.groups.keep_closed(people);
            changes.last_groups = true;
            for who in self.everybody_in_groups() {
                self.relocate(who, Place::Plenary {}, changes);
            }
        }
        self.groups.clear();
        self.let_in_latecomers(now, changes);
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
        changes.moved.insert(who);
        changes.devices.extend([from, to]);
        self.end_shares(who, changes);
        self.step_out(who, from, changes);
    }

    /// Who is in which group, in seat order, without those who visit it.
    fn people_of_groups(&self) -> BTreeMap<GroupId, Vec<ParticipantId>> {
        let mut seats: BTreeMap<GroupId, Vec<(u32, ParticipantId)>> = BTreeMap::new();
        for (who, person) in &self.people {
            if let Place::Group { group } = person.place
                && !self.is_visiting(*who)
            {
                seats.entry(group).or_default().push((person.seat, *who));
            }
        }
        let in_order = |(group, mut people): (GroupId, Vec<(u32, ParticipantId)>)| {
            people.sort_unstable();
            (group, people.into_iter().map(|(_, who)| who).collect())
        };
        seats.into_iter().map(in_order).collect()
    }

    /// Those who visit a group included.
    fn everybody_in_groups(&self) -> Vec<ParticipantId> {
        let is_in_group = |place: Place| matches!(place, Place::Group { .. });
        self.people.iter().filter(|(_, person)| is_in_group(person.place)).map(|(who, _)| *who).collect()
    }

    /// What follows for groups from who came, went and moved.
    pub(super) fn settle_groups(&mut self, now: Moment, changes: &mut Changes) {
        self.settle_prepared(changes);
        if self.groups.run.as_ref().is_some_and(|run| run.recalled.is_some())
            && self.everybody_in_groups().is_empty()
        {
            self.close_groups(now, changes);
        }
        self.settle_leaders(changes);
        self.let_in_latecomers(now, changes);
        if changes.people {
            self.settle_seats(now);
            let Self { people, groups, .. } = self;
            groups.returns.retain(|who, _| !people.contains_key(who));
        }
    }
}

/// What is asked of open groups by what is in them.
impl Room {
    /// In order of number.
    pub(super) fn groups_open(&self) -> impl Iterator<Item = GroupId> {
        self.groups.open.keys().copied()
    }

    pub(super) fn group_number(&self, group: GroupId) -> Option<u32> {
        self.groups.open.get(&group).map(|group| group.number)
    }

    pub(super) fn group_name(&self, group: GroupId) -> Option<String> {
        self.groups.names.get(&group).filter(|_| self.groups.open.contains_key(&group)).cloned()
    }

    /// Who leads it.
    pub(super) fn group_leader(&self, group: GroupId) -> Option<ParticipantId> {
        self.groups.open.get(&group).and_then(|group| group.leader)
    }

    /// Whether somebody hosts a table of the café that is open.
    pub(super) fn hosts_table(&self, who: ParticipantId) -> bool {
        self.groups.run.as_ref().is_some_and(
            |run| matches!(&run.assignment, Assignment::Cafe { hosts, .. } if hosts.contains(&who)),
        )
    }

    /// What becomes of the notes of the groups that are open.
    pub(super) fn note_rule(&self) -> NoteRule {
        self.groups.run.as_ref().map_or(NoteRule::Keep, |run| run.notes)
    }
}

#[cfg(test)]
mod tests;
