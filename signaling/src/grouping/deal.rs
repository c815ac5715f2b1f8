//! Groups for once: at random, or as people and what they wish for are best dealt.

use std::collections::BTreeMap;

use super::arrange::arrange;
use super::chance::Chance;
use super::parties::Parties;
use super::{Group, Key, Meetings, Shape};
use crate::id::Seed;

/// What is to be done with equal values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blend {
    /// Spread each value over the groups as evenly as possible.
    Mix,
    /// Keep equal values together: as many pairs of people with the same value in one group as possible.
    Alike,
}

/// What is to be looked at when groups are made. The wish about values comes before who has met.
#[derive(Debug, Clone, Copy)]
pub struct Wishes<'a, K> {
    /// The value of each person (a unit, a role, an experience, as a number); who is not in it has none and may be
    /// anywhere.
    pub values: Option<(Blend, &'a BTreeMap<K, u32>)>,
    /// Who has met before, and had better meet somebody else now.
    pub met: Option<&'a Meetings<K>>,
}

impl<K> Default for Wishes<'_, K> {
    fn default() -> Self {
        Self { values: None, met: None }
    }
}

/// How many groups these make: what the shape says, and no more than there are parties to put into them.
pub fn group_count<K>(parties: &[Vec<K>], shape: Shape) -> usize {
    let people = parties.iter().map(Vec::len).sum();
    shape.groups(people).min(parties.iter().filter(|party| !party.is_empty()).count())
}

/// Everybody in a group by chance alone. People of one party stay together; nobody may be in two.
pub fn at_random<K: Key>(parties: &[Vec<K>], shape: Shape, seed: Seed) -> Vec<Group<K>> {
    let mut order: Vec<&Vec<K>> = parties.iter().filter(|party| !party.is_empty()).collect();
    Chance::new(seed).shuffle(&mut order);
    // The largest first, or the last one could unbalance what was even; the sort keeps the order of equals.
    order.sort_by_key(|party| std::cmp::Reverse(party.len()));
    let mut groups: Vec<Group<K>> = vec![Vec::new(); group_count(parties, shape)];
    for party in order {
        if let Some(smallest) = groups.iter_mut().min_by_key(|group| group.len()) {
            smallest.extend(party);
        }
    }
    groups
}

/// Everybody in a group, by what is wished for and by chance where that leaves a choice.
pub fn balanced<K: Key>(
    parties: &[Vec<K>],
    shape: Shape,
    wishes: &Wishes<'_, K>,
    seed: Seed,
) -> Vec<Group<K>> {
    let known = Parties::new(parties, &[], wishes);
    let groups = group_count(parties, shape);
    let seating = arrange(&known, (groups, 1), &vec![0; known.count()], &mut Chance::new(seed));
    seating.rounds.first().map(|round| people_of(parties, &round.members)).unwrap_or_default()
}

/// The group for somebody who comes late: of the smallest ones the one in which the fewest have met them.
pub fn place_for<K: Key>(groups: &[Group<K>], party: &[K], met: &Meetings<K>) -> Option<usize> {
    let known = |group: &Group<K>| -> u64 {
        let pairs = group.iter().flat_map(|one| party.iter().map(move |other| (*one, *other)));
        pairs.map(|(one, other)| u64::from(met.times(one, other))).sum()
    };
    (0..groups.len()).min_by_key(|group| (groups[*group].len(), known(&groups[*group])))
}

pub(super) fn people_of<K: Key>(parties: &[Vec<K>], members: &[Vec<usize>]) -> Vec<Group<K>> {
    let people =
        |group: &Vec<usize>| group.iter().flat_map(|party| parties[*party].iter().copied()).collect();
    members.iter().map(people).collect()
}
