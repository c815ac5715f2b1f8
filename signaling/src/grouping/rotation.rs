//! Rounds of groups in which people meet as many others, and as few again, as possible.
//!
//! All rounds are made at once, because who meets now decides who can still meet later. When somebody comes or goes the
//! rounds ahead are made to fit; those that were or are running are never touched.

use serde::{Deserialize, Serialize};

use super::arrange::{arrange, finish};
use super::chance::Chance;
use super::deal::{group_count, people_of};
use super::parties::{Parties, index};
use super::search::fill;
use super::seating::{Seating, usual_size};
use super::{Group, Key, Shape, Wishes};
use crate::id::Seed;

/// More rounds than this are never made: sixty of two minutes are two hours.
pub const MAX_ROUNDS: usize = 60;

/// Who moves, and how often. More than [`MAX_ROUNDS`] are as many.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Course<K> {
    /// Everybody moves, into groups of this shape.
    Everybody {
        /// How many groups, or how large.
        shape: Shape,
        /// How many rounds.
        rounds: u32,
    },
    /// Learning café: everybody but the hosts moves. Each visitor comes to each table once, as long as there are tables
    /// left, and travels with others each time.
    Cafe {
        /// One for each table. Table n is group n of every round.
        hosts: Vec<K>,
        /// How many rounds.
        rounds: u32,
    },
}

/// The groups of each round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound = "K: Key + Serialize + serde::de::DeserializeOwned")]
pub struct Rotation<K> {
    course: Course<K>,
    rounds: Vec<Vec<Group<K>>>,
}

impl<K: Key> Rotation<K> {
    /// All rounds of a course. People of one party stay together; nobody may be in two. If a host is in no party, the
    /// table is without one.
    pub fn plan(parties: &[Vec<K>], course: Course<K>, wishes: &Wishes<'_, K>, seed: Seed) -> Self {
        let known = Parties::new(parties, course.hosts(), wishes);
        let size = (course.groups(parties), course.rounds());
        let seating = arrange(&known, size, &vec![0; known.count()], &mut Chance::new(seed));
        let rounds = rounds_of(parties, &seating);
        Self { course, rounds }
    }

    /// The rounds, the first one first.
    pub fn rounds(&self) -> &[Vec<Group<K>>] {
        &self.rounds
    }

    /// Who moves, and how often it was to be.
    pub fn course(&self) -> &Course<K> {
        &self.course
    }

    /// Fits the rounds from number `from` (the first is 0) to those who are there now. `wishes.met` should hold who has
    /// met until then, the running round included. Earlier rounds stay as they are.
    pub fn refit(&mut self, from: usize, parties: &[Vec<K>], wishes: &Wishes<'_, K>, seed: Seed) {
        let from = from.min(self.rounds.len());
        let ahead = self.rounds.len() - from;
        let known = Parties::new(parties, self.course.hosts(), wishes);
        let groups = self.course.groups(parties);
        let odd = self.odd_times(from, parties);
        let mut chance = Chance::new(seed);
        let mut best = arrange(&known, (groups, ahead), &odd, &mut chance);
        if self.rounds[from..].iter().all(|round| round.len() == groups) {
            let empty = Seating::new(&known, groups, ahead, odd);
            let patched = self.patch(from, parties, empty, &mut chance);
            // Of two that are as good the one that changes less.
            if patched.cost() <= best.cost() {
                best = patched;
            }
        }
        self.rounds.truncate(from);
        self.rounds.extend(rounds_of(parties, &best));
    }

    /// Names another host for a table, or somebody for a table without one; it holds from the next [`Rotation::refit`].
    /// Nothing happens if there is no such table.
    pub fn host(&mut self, table: usize, who: K) {
        if let Course::Cafe { hosts, .. } = &mut self.course
            && let Some(host) = hosts.get_mut(table)
        {
            *host = who;
        }
    }

    /// The rounds ahead as they were, without those who left, with those who came where they fit.
    fn patch<'a>(
        &self,
        from: usize,
        parties: &[Vec<K>],
        mut seating: Seating<'a>,
        chance: &mut Chance,
    ) -> Seating<'a> {
        let party_of = index(parties);
        let everybody: Vec<usize> = (0..parties.len()).collect();
        for (round, groups) in self.rounds[from..].iter().enumerate() {
            for (group, people) in groups.iter().enumerate() {
                for party in people.iter().filter_map(|who| party_of.get(who)) {
                    if seating.rounds[round].group_of[*party].is_none() {
                        seating.enter(round, *party, group);
                    }
                }
            }
            fill(&mut seating, round, &everybody);
        }
        finish(&mut seating, chance);
        seating
    }

    /// How often each party was in a group of an unusual size in the rounds before this one. Who was away in a round
    /// has had their share of it: nobody has to make up for what was before they came.
    fn odd_times(&self, before: usize, parties: &[Vec<K>]) -> Vec<i64> {
        let party_of = index(parties);
        let mut there = vec![0; parties.len()];
        let mut times = vec![0; parties.len()];
        let (mut seats, mut odd_seats) = (0, 0);
        for round in &self.rounds[..before] {
            let usual = usual_size(&round.iter().map(Vec::len).collect::<Vec<_>>());
            for group in round {
                let odd = i64::from(group.len() != usual);
                seats += group.len() as i64;
                odd_seats += odd * group.len() as i64;
                // A party was where the first of it was.
                let is_first = |(who, party): &(&K, &usize)| parties[**party].first() == Some(*who);
                let parties_here = group.iter().filter_map(|who| Some((who, party_of.get(who)?)));
                for (_, party) in parties_here.filter(is_first) {
                    there[*party] += 1;
                    times[*party] += odd;
                }
            }
        }
        let share = |away: i64| (2 * away.max(0) * odd_seats + seats) / (2 * seats).max(1);
        times.iter().zip(there).map(|(times, there)| times + share(before as i64 - there)).collect()
    }
}

impl<K: Key> Course<K> {
    fn hosts(&self) -> &[K] {
        match self {
            Self::Everybody { .. } => &[],
            Self::Cafe { hosts, .. } => hosts,
        }
    }

    fn rounds(&self) -> usize {
        let (Self::Everybody { rounds, .. } | Self::Cafe { rounds, .. }) = self;
        MAX_ROUNDS.min(*rounds as usize)
    }

    fn groups(&self, parties: &[Vec<K>]) -> usize {
        match self {
            Self::Everybody { shape, .. } => group_count(parties, *shape),
            // Without a table everybody is in one group rather than nowhere.
            Self::Cafe { hosts, .. } => hosts.len().max(1),
        }
    }
}

fn rounds_of<K: Key>(parties: &[Vec<K>], seating: &Seating<'_>) -> Vec<Vec<Group<K>>> {
    seating.rounds.iter().map(|round| people_of(parties, &round.members)).collect()
}
